"""A disk that fails or is full: nothing acknowledged is lost, and after an I/O error nothing is written any more."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from custody_ledgers import ORIGIN, event, open_ledger, reason, record, seizure
from records_databases import VAULT, fresh_url

from tracer.custody.ledger import Ledger
from tracer.errors import RecordsError
from tracer.records.records import Records

LONG = "x" * 20_000


def write_until_it_fails(url: str, room: int, said: Connection) -> None:
    """Appends until no file may grow any more, then goes on trying once they may; tells all that happened."""
    records = Records.open(url, VAULT)
    ledger = open_ledger(records)
    file = Path(str(sa.make_url(url).database))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + room, hard))
    acknowledged, failure = [], ""
    for number in range(1_000):
        try:
            acknowledged.append(ledger.append(seizure(number, private=reason(LONG)), f"k{number}").id)
        except RecordsError as error:
            failure = str(error)
            break
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    after = []
    for number in range(2_000, 2_003):
        try:
            ledger.append(seizure(number), f"k{number}")
            after.append("written")
        except RecordsError as error:
            after.append(str(error))
    said.send((acknowledged, failure, after, ledger.size()))
    os._exit(0)


@pytest.mark.parametrize("room", [0, 1, 10_000, 50_000, 100_000, 123_456])
def test_after_a_write_that_failed_nothing_is_written_until_a_restart(tmp_path: Path, room: int) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    records = Records.open(url, VAULT)
    before = record(open_ledger(records), seizure(5_000))
    records.close()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=write_until_it_fails, args=(url, room, there))
    child.start()
    there.close()
    acknowledged, failure, after, size = here.recv()
    child.join()
    assert "the disk failed" in failure
    assert all("outcome unknown" in each for each in after)
    again = Records.open(url, VAULT)
    ledger = open_ledger(again)
    assert [entry.id for entry in ledger.entries()][:size] == [before[0].id, *acknowledged]
    # What failed may have been kept or not; its key tells.
    assert ledger.size() - size in (0, 1)
    number = len(acknowledged)
    ledger.append(seizure(number, private=reason(LONG)), f"k{number}")
    assert ledger.size() == size + 1
    assert ledger.verify().problems == ()
    again.close()


def test_a_full_disk_is_said_and_the_event_can_be_tried_again(tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT)
    ledger = open_ledger(records)
    record(ledger, seizure(1))
    with records._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    wanted = seizure(2, private=reason(LONG))
    with pytest.raises(RecordsError, match="disk is full"):
        ledger.append(wanted, "k2")
    assert (ledger.size(), ledger.state(wanted.exhibit).sequence) == (1, 0)
    with records._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert ledger.append(wanted, "k2").index == 1
    assert ledger.verify().problems == ()
    records.close()


@pytest.mark.parametrize("statement", ["custody_entry", "custody_node", "custody_outbox", "UPDATE custody_log"])
def test_an_event_is_kept_whole_or_not_at_all(tmp_path: Path, statement: str) -> None:
    records = Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT)
    ledger = open_ledger(records)
    record(ledger, seizure(1))
    root = ledger.root()

    def fail(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
        if statement in said and not said.startswith(("SELECT", "PRAGMA")):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_WRITE"
            raise error

    engine = records._database.engine
    sa.event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises((RecordsError, sqlite3.OperationalError)):
        ledger.append(seizure(2, private=reason("x")), "k2")
    sa.event.remove(engine, "before_cursor_execute", fail)
    assert (ledger.size(), ledger.root(), ledger.state(seizure(2).exhibit).sequence) == (1, root, 0)
    assert ledger.verify().problems == ()
    records.close()


@pytest.mark.parametrize("setting", ["synchronous = OFF", "synchronous = NORMAL", "journal_mode = MEMORY"])
def test_a_database_that_does_not_wait_for_the_disk_is_refused(tmp_path: Path, setting: str) -> None:
    records = Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT)
    assert Ledger.open(records, ORIGIN).size() == 0

    def weaken(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute(f"PRAGMA {setting}").fetchall()

    records.close()
    sa.event.listen(records._database.engine, "connect", weaken)
    with pytest.raises(RecordsError, match="does not wait for the disk"):
        Ledger.open(records, ORIGIN)
    assert Ledger.open(records, ORIGIN, allow_unsafe_disk=True).size() == 0
    records.close()


def test_a_server_that_does_not_wait_for_the_disk_is_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with fresh_url("postgresql", tmp_path, request) as url:
        unsafe = sa.make_url(url)
        options = f"{unsafe.query['options']} -csynchronous_commit=off"
        records = Records.open(unsafe.update_query_dict({"options": options}).render_as_string(False), VAULT)
        with pytest.raises(RecordsError, match="does not wait for the disk"):
            Ledger.open(records, ORIGIN)
        assert Ledger.open(records, ORIGIN, allow_unsafe_disk=True).size() == 0
        records.close()


def test_the_exhibit_goes_on_after_the_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    for step, said in enumerate((seizure(), event("hand_over", to="officer:AB"), event("accept", by="officer:AB"))):
        records = Records.open(url, VAULT)
        assert open_ledger(records).append(said, f"k{step}", step).sequence == step + 1
        records.close()
