"""No key of the custody ledger is changed by one person alone, on the machine as little as on the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tracer_command import Tracer
from web_site import FORCE, records_of

from tracer.records.access.approvals import Approvals
from tracer.records.access.people import People
from tracer.records.access.values import Person
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.values import Asked, AuditEntry

BY = Asked("test", "a test")
ROTATE = ("custody", "keys", "rotate")


@pytest.fixture
def tracer(tmp_path: Path) -> Tracer:
    """An installation with a key and two officers."""
    made = Tracer(tmp_path)
    made.inside("custody", "keys", "new")
    for initials in ("JT", "KM"):
        made.inside("custody", "officer", "add", initials, "--name", f"Officer {initials}")
    return made


def keys(tracer: Tracer) -> int:
    return len(tracer.inside("custody", "keys", "list", "--json").lines)


def noted(tracer: Tracer) -> list[AuditEntry]:
    """What the audit has of altering since the first key and the officers, oldest first."""
    with records_of(tracer) as records:
        every = list(reversed(records.part(AuditLog).search(AuditQuery(act="altered"), BY).entries))
    first = ["tracer custody keys new", "tracer custody officer add", "tracer custody officer add"]
    assert [one.subject for one in every[: len(first)]] == first
    return every[len(first) :]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((), "two people"),
        (("--by", "JT", "--reason", "due"), "two people"),
        (("--by", "JT", "--second", "KM"), "two people"),
        (("--by", "JT", "--second", "KM", "--reason", " "), "two people"),
        (("--by", "JT", "--second", " jt ", "--reason", "due"), "same officer"),
        (("--by", "JT", "--second", "XX", "--reason", "due"), "not known"),
    ],
)
def test_where_nobody_has_an_account_two_officers_say_so(tracer: Tracer, said: tuple[str, ...], told: str) -> None:
    assert told in tracer.inside(*ROTATE, *said, expect=2).err
    assert (keys(tracer), noted(tracer)) == (1, [])


def test_two_officers_hand_over_and_the_audit_has_both(tracer: Tracer) -> None:
    made = tracer.inside(*ROTATE, "--by", "JT", "--second", "KM", "--reason", "a year old", "--json").json
    assert (made["number"], keys(tracer)) == (2, 2)
    entries = noted(tracer)
    assert [(one.actor, one.details["what"]) for one in entries] == [
        ("officer:JT", "asked for rotate key"),
        ("officer:KM", "approved: rotate key"),
        ("officer:JT", "done: rotate key"),
        ("officer:JT", "key rotated"),
    ]
    assert {one.purpose for one in entries} == {"a year old"}
    assert entries[-1].details["key"] == made["vkey"]


def test_where_people_have_accounts_it_takes_their_approval_once(tracer: Tracer) -> None:
    with records_of(tracer) as records:
        people, approvals = records.part(People), records.part(Approvals)
        one, two = (people.add(Person("", name, name, FORCE, frozenset(["administrator"])), BY) for name in "ab")
        officers = ("--by", "JT", "--second", "KM", "--reason", "due")
        assert "accounts" in tracer.inside(*ROTATE, *officers, expect=2).err
        assert "no approval" in tracer.inside(*ROTATE, expect=2).err
        asked = approvals.ask("rotate key", "custody.localhost/ledger", "", Asked(one.id, "a year old"))
        other = approvals.ask("erase owner", "owner:x", "", Asked(one.id, "they asked"))
        approvals.decide(other.id, True, Asked(two.id, "agreed"))
        assert "no approval" in tracer.inside(*ROTATE, expect=2).err
        approvals.decide(asked.id, True, Asked(two.id, "agreed"))
    assert keys(tracer) == 1
    tracer.inside(*ROTATE)
    done, rotated = noted(tracer)[-2:]
    assert (done.actor, done.details["what"]) == ("command line", "done: rotate key")
    assert (rotated.subject, rotated.details["what"], "a year old" in rotated.purpose) == (
        "custody key",
        "key rotated",
        True,
    )
    assert "no approval" in tracer.inside(*ROTATE, expect=2).err
    assert keys(tracer) == 2
