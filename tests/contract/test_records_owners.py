"""Personal details on both engines: encrypted, shown only on the record, gone when the person's key is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from records_databases import ENGINES, VAULT, begun, fact, fresh_url, refusal

from tracer.errors import NotFoundError, RecordsError
from tracer.model import Fact, ParsedBatch, SourceRow
from tracer.records.records import Records
from tracer.records.values import Asked, OwnerDetail

OFFICER = Asked("PC 1234", "to return the phone")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = begun(Records.open(url, VAULT), "s1", "s2")
    yield opened
    opened.close()


def everything_in(url: str) -> str:
    """All cells of all tables, as a thief with the database would see them."""
    engine = sa.create_engine(url)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = [repr(row) for table in tables.tables.values() for row in connection.execute(sa.select(table))]
    engine.dispose()
    return "\n".join(found)


def test_details_come_back_and_the_audit_says_who_saw_them(records: Records) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    records.commit("s1", 0, 1, ParsedBatch(facts=(fact("A", 2, name="Jo Example", email="jo@example.org"),)))
    expected = OwnerDetail({"name": "Jo Example", "email": "jo@example.org"}, SourceRow("s1", 2))
    assert records.owner_details("owner:A", OFFICER) == (expected,)
    (entry,) = records.audit()
    assert (entry.actor, entry.act, entry.subject, entry.purpose) == (
        "PC 1234",
        "consulted",
        "owner:A",
        "to return the phone",
    )
    assert before <= entry.at <= datetime.now(UTC)
    assert records.audit("owner:B") == ()


@pytest.mark.parametrize("asked", [Asked("", "purpose"), Asked("PC 1234", " ")])
def test_nothing_is_shown_or_erased_for_nobody_or_for_no_purpose(records: Records, asked: Asked) -> None:
    records.commit("s1", 0, 1, ParsedBatch(facts=(fact("A", 2, name="Jo Example"),)))
    with pytest.raises(RecordsError, match="for what purpose"):
        records.owner_details("owner:A", asked)
    with pytest.raises(RecordsError, match="for what purpose"):
        records.erase_owner("owner:A", asked)
    assert records.audit() == ()
    assert len(records.owner_details("owner:A", OFFICER)) == 1


def test_neither_details_nor_refused_cells_stand_readable_in_the_database(records: Records, url: str) -> None:
    parsed = ParsedBatch((fact("A", 2, name="Jo Example"),), None, (refusal(3),))
    records.commit("s1", 0, 2, parsed)
    seen = everything_in(url)
    assert "owner:A" in seen
    assert "Jo Example" not in seen
    assert "yesterday" not in seen


def test_a_known_report_with_new_details_counts_as_loaded_and_is_no_new_fact(records: Records) -> None:
    records.commit("s1", 0, 1, ParsedBatch(facts=(fact("A", 2, name="Jo Example"),)))
    more = ParsedBatch(facts=(fact("A", 2, name="Jo Example"), fact("A", 3, name="J. Example"), fact("A", 4)))
    done = records.commit("s2", 0, 3, more)
    assert (done.loaded, done.unchanged, done.new_facts) == (1, 2, ())
    details = records.owner_details("owner:A", OFFICER)
    assert [(each.details["name"], each.source) for each in details] == [
        ("Jo Example", SourceRow("s1", 2)),
        ("J. Example", SourceRow("s2", 3)),
    ]
    assert len(records.rows_that_said(fact("A", 2).id)) == 4


def test_the_same_details_of_two_people_are_kept_for_each(records: Records, url: str) -> None:
    records.commit("s1", 0, 2, ParsedBatch(facts=(fact("A", 2, name="Jo"), fact("B", 3, name="Jo"))))
    assert len(records.owner_details("owner:A", OFFICER)) == len(records.owner_details("owner:B", OFFICER)) == 1
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(DISTINCT commitment) FROM owner_detail")).scalar() == 2
    engine.dispose()


def test_an_erased_person_stays_erased(records: Records, url: str) -> None:
    parsed = ParsedBatch(facts=(fact("A", 2, name="Jo Example"), fact("B", 3, name="Al Example")))
    records.commit("s1", 0, 2, parsed)
    records.erase_owner("owner:A", Asked("DPO", "request 7"))
    for act in (records.owner_details, records.erase_owner):
        with pytest.raises(NotFoundError, match="were erased"):
            act("owner:A", OFFICER)
    again = records.commit("s2", 0, 2, parsed)
    assert (again.loaded, again.unchanged) == (0, 2)
    with pytest.raises(NotFoundError, match="were erased"):
        records.owner_details("owner:A", OFFICER)
    assert records.owner_details("owner:B", OFFICER)[0].details == {"name": "Al Example"}
    assert [(entry.actor, entry.act) for entry in records.audit("owner:A")] == [("DPO", "erased")]
    assert len(records.facts_mentioning(["report:A"])) == 1
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        keys = dict(connection.execute(sa.text("SELECT id, key IS NULL FROM owner")).all())
    engine.dispose()
    assert {name: bool(gone) for name, gone in keys.items()} == {"owner:A": True, "owner:B": False}


def test_a_person_s_wrapped_key_is_gone_from_the_file_too(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    records = begun(Records.open(f"sqlite:///{file}", VAULT), "s1")
    records.commit("s1", 0, 300, ParsedBatch(facts=tuple(fact(str(n), n, name="Jo") for n in range(300))))
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        key = connection.execute(sa.text("SELECT key FROM owner WHERE id = 'owner:77'")).scalar_one()
    engine.dispose()
    assert key in file.read_bytes()
    records.erase_owner("owner:77", OFFICER)
    records.close()
    assert key not in file.read_bytes()


def test_an_unknown_owner_is_not_found_and_not_audited(records: Records) -> None:
    with pytest.raises(NotFoundError, match="owner:Z"):
        records.owner_details("owner:Z", OFFICER)
    assert records.audit() == ()


def test_details_of_nobody_stop_the_batch(records: Records) -> None:
    said = Fact("reports", 2, {"reference": "A"}, private={"name": "Jo"})
    with pytest.raises(RecordsError, match="does not say whose"):
        records.commit("s1", 0, 1, ParsedBatch(facts=(said,)))
    assert records.committed_batches("s1") == ()
