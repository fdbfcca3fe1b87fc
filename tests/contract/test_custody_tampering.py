"""No change made past the program goes unnoticed: every column of every table of the ledger, and every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from custody_ledgers import LABORATORY, ORIGIN, STORE, event, open_ledger, reason, record, seizure
from records_databases import ENGINES, VAULT, fresh_url

from tracer import merkle
from tracer.custody import checkpoint, leaf
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.events import LedgerError, RefusedError
from tracer.custody.ledger import Ledger
from tracer.custody.note import Signer
from tracer.records import custody_tables
from tracer.records.records import Records
from tracer.records.tables import metadata, owner
from tracer.records.values import Asked

TABLES = [table for table in metadata.sorted_tables if table.name.startswith("custody_")]
COLUMNS = [(table, column) for table in TABLES for column in table.columns]
# What is not among these may lose a row: an entry that leaves the outbox was told to the graph.
MAY_LOSE_A_ROW = {"custody_outbox"}


@pytest.fixture(params=ENGINES, scope="module")
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fresh_url(request.param, tmp_path_factory.mktemp("tampering"), request) as found:
        yield found


@pytest.fixture(scope="module")
def ledger(url: str) -> Iterator[Ledger]:
    records = Records.open(url, VAULT)
    ledger = open_ledger(records)
    record(
        ledger,
        seizure(12, private=reason("in a drawer", "owner:1")),
        seizure(13, private=reason("on a shelf", "owner:2")),
        event("seal", by="officer:AB", seal_after="S99"),
        event("move", 13, location=STORE),
        event("explain", explains=("gap",), private=reason("AB had the bag.")),
        event("lend", 13, to=LABORATORY),
        event("return", to="owner:1"),
    )
    with pytest.raises(RefusedError):
        ledger.append(event("move", location=STORE), "refused")
    signer = Signer("custody.example.org/heron", Ed25519PrivateKey.generate())
    ledger.keep_checkpoint(checkpoint.signed(Checkpoint(ORIGIN, 5, ledger.root(5)), [signer]))
    ledger.keep_answer(5, "folder", b"answer")
    ledger.erase_person("owner:2", Asked("officer:JT", "asked"))
    yield ledger
    records.close()


@pytest.fixture
def engine(url: str, ledger: Ledger) -> Iterator[sa.Engine]:
    """For changes made past the program, undone afterwards."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        before = {table: connection.execute(sa.select(table)).all() for table in [*TABLES, owner]}
    yield engine
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(sa.delete(table))
            connection.execute(sa.insert(table), [row._asdict() for row in before[table]])
        for row in before[owner]:
            values = {"key": row.key, "erased_at": row.erased_at}
            connection.execute(sa.update(owner).where(owner.c.id == row.id).values(values))
    assert ledger.verify().problems == ()
    engine.dispose()


def other(value: Any, column: sa.Column[Any]) -> Any:
    if value is None or isinstance(value, str):
        return f"{value}x"
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    return not value if isinstance(column.type, sa.Boolean) else value + 1_000


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=str)
def test_no_column_changes_unnoticed(
    engine: sa.Engine, ledger: Ledger, table: sa.Table, column: sa.Column[Any]
) -> None:
    keys = list(table.primary_key.columns)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table)).all()
    assert rows
    for row in rows[:: max(1, len(rows) // 3)]:
        found = row._mapping[column.name]
        here = sa.and_(*(key == row._mapping[key.name] for key in keys))
        there = sa.and_(*(key == (other(found, column) if key is column else row._mapping[key.name]) for key in keys))
        with engine.begin() as connection:
            connection.execute(sa.update(table).where(here).values({column.name: other(found, column)}))
        assert not ledger.verify().good, row
        with engine.begin() as connection:
            connection.execute(sa.update(table).where(there).values({column.name: found}))


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_row_goes_unnoticed(engine: sa.Engine, ledger: Ledger, table: sa.Table) -> None:
    if table.name in MAY_LOSE_A_ROW:
        return
    keys = list(table.primary_key.columns)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table)).all()
    used = {"officer:JT", "officer:AB", STORE, LABORATORY}
    for row in rows if len(rows) < 4 else (rows[0], rows[len(rows) // 2], rows[-1]):
        if table.name in ("custody_officer", "custody_place") and row.id not in used:
            continue
        if table.name in ("custody_refusal", "custody_answer") and row is rows[-1]:
            # The last of these leaves no gap behind.
            continue
        with engine.begin() as connection:
            connection.execute(sa.delete(table).where(*(key == row._mapping[key.name] for key in keys)))
        assert not ledger.verify().good, row
        with engine.begin() as connection:
            connection.execute(sa.insert(table), [row._asdict()])


def test_a_key_taken_without_saying_so_is_noticed(engine: sa.Engine, ledger: Ledger) -> None:
    for values in ({"key": None}, {"key": None, "erased_at": "2023-10-16T00:00:00.000+00:00"}, {"key": b"x" * 60}):
        with engine.begin() as connection:
            connection.execute(sa.update(owner).where(owner.c.id == "owner:1").values(values))
        assert any("owner:1" in problem.where + problem.what for problem in ledger.verify().problems)


def test_a_story_rewritten_with_all_its_hashes_is_found_by_what_the_vault_and_the_checkpoint_know(
    engine: sa.Engine, ledger: Ledger
) -> None:
    """Somebody with the database, and without the keys, swaps who sealed it, and makes every hash fit."""
    entry, node, log = custody_tables.entry, custody_tables.node, custody_tables.log
    with engine.begin() as connection:
        rows = connection.execute(sa.select(entry).order_by(entry.c.no)).all()
        leaves = [row.leaf.replace(b"officer:AB", b"officer:KM") for row in rows]
        assert leaves != [row.leaf for row in rows]
        hashes = {(0, n): merkle.leaf_hash(data) for n, data in enumerate(leaves)}
        for size in range(len(leaves)):
            hashes.update(merkle.appended(size, hashes[0, size], lambda *at: hashes[at]))
        for n, data in enumerate(leaves):
            changed = {"leaf": data, "leaf_hash": hashes[0, n]}
            connection.execute(sa.update(entry).where(entry.c.no == n).values(changed))
        for (level, no), value in hashes.items():
            connection.execute(sa.update(node).where(node.c.level == level, node.c.no == no).values(hash=value))
        edge = b"".join(hashes[at] for at in merkle.root_nodes(len(leaves)))
        connection.execute(sa.update(log).values(edge=edge))
    found = {problem.where for problem in ledger.verify().problems}
    assert {"checkpoint of 5"} <= found
    assert any(where.startswith("custody_log") for where in found)


def test_nothing_is_added_to_a_ledger_that_was_changed(engine: sa.Engine, ledger: Ledger) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(custody_tables.log).values(size=3))
    with pytest.raises(LedgerError, match="changed past the program"):
        record(ledger, seizure(20))


def test_entries_taken_off_the_end_are_missed(engine: sa.Engine, ledger: Ledger) -> None:
    with engine.begin() as connection:
        connection.execute(sa.delete(custody_tables.entry).where(custody_tables.entry.c.no >= 4))
        connection.execute(sa.update(custody_tables.log).values(size=4))
    report = ledger.verify()
    assert any("some were removed" in problem.what for problem in report.problems)


def test_rubbish_is_reported_and_never_raised(engine: sa.Engine, ledger: Ledger) -> None:
    for rubbish in (b"", b"\x00", b"{}", b"[" * 10_000, b'{"kind":"seize"}', b"\xff" * 100):
        for table, column in ((custody_tables.entry, "leaf"), (custody_tables.head, "state")):
            with engine.begin() as connection:
                connection.execute(sa.update(table).values({column: rubbish}))
            assert not ledger.verify().good
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(sa.delete(table))
    assert [problem.where for problem in ledger.verify().problems] == ["ledger"]


def test_a_list_of_problems_has_an_end(engine: sa.Engine, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.custody.recheck.MOST_PROBLEMS", 3)
    with engine.begin() as connection:
        connection.execute(sa.update(custody_tables.entry).values(leaf=leaf.canonical.encode({"v": 1})))
    assert len(ledger.verify().problems) == 3
