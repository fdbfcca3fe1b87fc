"""The audit on both engines: every entry in a tree, so that a change, a gap or an addition is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from records_databases import ENGINES, VAULT, fresh_url

from tracer import merkle
from tracer.errors import RecordsError
from tracer.records.audit import Act, AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.records import Records
from tracer.records.values import Asked

OFFICER, AUDITOR = Asked("person:1", "to find a phone"), Asked("person:9", "a complaint")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def log(url: str) -> Iterator[AuditLog]:
    records = Records.open(url, VAULT)
    yield records.part(AuditLog)
    records.close()


def fill(log: AuditLog, number: int) -> None:
    for each in range(number):
        log.note(OFFICER, Act.CONSULTED, f"handset:{each}", {"page": "handset"})


def test_the_root_is_that_of_its_leaves(log: AuditLog, url: str) -> None:
    fill(log, 11)
    with sa.create_engine(url).connect() as connection:
        leaves = connection.execute(sa.text("SELECT leaf FROM audit ORDER BY number")).scalars()
        expected = merkle.root(merkle.leaf_hash(bytes(leaf)) for leaf in leaves)
    assert log.size_and_root() == (11, expected)
    assert log.problems() == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET purpose = 'another' WHERE number = 3",
        "UPDATE audit SET leaf = (SELECT leaf FROM audit WHERE number = 2) WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit WHERE number = 10",
        "DELETE FROM audit_tree WHERE level = 1 AND no = 0",
        "UPDATE audit_tree SET hash = (SELECT two.hash FROM audit_tree AS two WHERE two.level = 0 AND two.no = 2)"
        " WHERE level = 0 AND no = 3",
    ],
)
def test_harm_is_found(log: AuditLog, url: str, harm: str) -> None:
    fill(log, 11)
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text(harm))
    assert log.problems()


def test_a_search_is_noted_itself(log: AuditLog) -> None:
    fill(log, 3)
    found = log.search(AuditQuery(subject="handset:1"), Asked("person:9", "a complaint"))
    assert [entry.subject for entry in found.entries] == ["handset:1"]
    assert found.of == 1
    last = log.search(AuditQuery(actor="person:9"), Asked("person:9", "a complaint")).entries[0]
    assert (last.subject, last.details) == ("audit", {"subject": "handset:1"})


def test_an_entry_is_found_by_what_was_asked_for(log: AuditLog) -> None:
    for text in ("001014010410074", '50% of "A_B/1" \u00e9', "50 of A-B"):
        log.note(OFFICER, Act.CONSULTED, "GET /handset", {"q": text})
    for text in ("001014010410074", "0101401041", '50% of "A_B/1" \u00e9'):
        (found,) = log.search(AuditQuery(act=Act.CONSULTED, actor=OFFICER.actor, about=text), AUDITOR).entries
        assert text in found.details["q"]
    for text in ("%", "0_1"):
        every = log.search(AuditQuery(act=Act.CONSULTED, actor=OFFICER.actor, about=text), AUDITOR).entries
        assert len(every) == (text == "%")
    assert log.search(AuditQuery(actor=OFFICER.actor, about="GET /handset"), AUDITOR).of == 3


def test_pages_follow_one_another(log: AuditLog) -> None:
    fill(log, 7)
    first = log.search(AuditQuery(act=Act.CONSULTED, actor="person:1", limit=4), OFFICER)
    rest = log.search(
        AuditQuery(act=Act.CONSULTED, actor="person:1", limit=4, before=first.entries[-1].number), OFFICER
    )
    seen = [entry.subject for entry in (*first.entries, *rest.entries)]
    assert seen == [f"handset:{each}" for each in reversed(range(7))]


def test_nothing_is_noted_without_a_purpose(log: AuditLog) -> None:
    with pytest.raises(RecordsError):
        log.note(Asked("person:1", " "), Act.CONSULTED, "handset:1")
    assert log.size_and_root()[0] == 0
