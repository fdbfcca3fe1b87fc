"""The whole records database out of one engine and into the other: the same lines, and it goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from records_databases import ENGINES, VAULT, fact, fresh_url, new_source, pings, refusal
from test_records_access import BY, added

from tracer.errors import InputError, UsageError
from tracer.model import ParsedBatch
from tracer.records.access.attempts import Attempts
from tracer.records.access.people import People
from tracer.records.audit_log import AuditLog
from tracer.records.dump import Dump
from tracer.records.records import Records


def opened(engine: str, folder: Path, request: pytest.FixtureRequest, stack: ExitStack) -> Records:
    records = Records.open(stack.enter_context(fresh_url(engine, folder, request)), VAULT)
    stack.callback(records.close)
    return records


@pytest.fixture(params=[(one, other) for one in ENGINES for other in ENGINES], ids="-to-".join)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Records, Records]]:
    """A database with something of everything, and an empty one."""
    with ExitStack() as stack:
        one = opened(request.param[0], tmp_path / "one", request, stack)
        other = opened(request.param[1], tmp_path / "other", request, stack)
        one.begin(new_source(kind="reports"))
        one.commit(
            "s1", 0, 2, ParsedBatch(facts=(fact("R1", 2, owner_name="Zoë \u2028'\"\\"),), refusals=(refusal(3),))
        )
        one.begin(new_source("s2"))
        one.commit("s2", 0, 3, pings(["a", "b", "c"]))
        person = added(one, "j.t")
        one.part(People).set_totp(person.id, "SECRET", BY)
        one.part(Attempts).failed("name:j.t", "address:192.0.2.1")
        yield one, other


def lines_of(records: Records) -> dict[str, list[bytes]]:
    """All lines; those of the two tables of first sayings, of which one engine uses only one, together."""
    with records.part(Dump).taken() as tables:
        found = {name: sorted(lines) for name, lines in tables}
    found["observation"] = sorted({*found["observation"], *found.pop("recent")})
    return found


def test_the_other_says_the_same_and_goes_on(both: tuple[Records, Records]) -> None:
    one, other = both
    other.part(Dump).require_empty()
    with one.part(Dump).taken() as tables:
        counts = other.part(Dump).fill(tables)
    assert counts["person"] == 1
    assert lines_of(other) == lines_of(one)
    assert other.part(AuditLog).size_and_root() == one.part(AuditLog).size_and_root()
    assert other.part(AuditLog).problems() == []
    found = other.part(People).secrets_of("j.t")
    assert found is not None
    assert found[2] == "SECRET"
    rows = pings(["a", "b", "c"]).observations
    assert rows is not None
    assert other.first_said("s2", rows).table.equals(one.first_said("s2", rows).table)
    assert other.first_said("s2", rows).table.num_rows == 3
    # Numbers that the database gives do not meet those that came.
    other.part(Attempts).failed("name:j.t")
    assert other.part(Attempts).since("name:j.t", timedelta(hours=1))[0] == 2
    added(other, "another")
    other.begin(new_source("s3"))
    assert other.commit("s3", 0, 1, pings(["d"])).loaded == 1


def test_what_is_not_empty_is_not_filled(both: tuple[Records, Records]) -> None:
    one, _ = both
    with pytest.raises(UsageError):
        one.part(Dump).require_empty()


def test_nothing_is_kept_of_lines_that_do_not_fit(both: tuple[Records, Records]) -> None:
    one, other = both
    with one.part(Dump).taken() as tables, pytest.raises(InputError):
        other.part(Dump).fill(iter([*((name, iter(list(lines))) for name, lines in tables), ("none", iter(()))]))
    other.part(Dump).require_empty()
    other.part(AuditLog).note(BY, "consulted", "it works")


def test_what_is_written_meanwhile_is_not_in_it_and_is_not_kept_waiting(both: tuple[Records, Records]) -> None:
    one, _ = both
    before = lines_of(one)
    with one.part(Dump).taken() as tables:
        name, lines = next(tables)
        taken = {name: sorted(lines)}
        writer = threading.Thread(target=added, args=(one, "meanwhile"))
        writer.start()
        writer.join(60)
        assert not writer.is_alive()
        taken |= {name: sorted(lines) for name, lines in tables}
    taken["observation"] = sorted({*taken["observation"], *taken.pop("recent")})
    assert taken == before
    assert lines_of(one) != before
