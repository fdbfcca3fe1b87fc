"""Opening: it makes and migrates the tables, lets two processes do so at once, and says plainly what is wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from records_databases import ENGINES, VAULT, begun, fresh_url, pings

from tracer.errors import ConfigurationError, RecordsError
from tracer.model import ParsedBatch
from tracer.records import migrations, tables
from tracer.records.records import Records
from tracer.records.vault import Vault


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request, made=False) as found:
        yield found


def execute(url: str, said: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(said))
    engine.dispose()


def test_what_was_recorded_is_there_when_it_is_opened_again(url: str) -> None:
    first = begun(Records.open(url, VAULT), "s1")
    first.commit("s1", 0, 2, pings("ab"))
    first.close()
    second = Records.open(url, VAULT)
    assert second.source("s1").loaded == 2
    second.close()


def test_the_migrations_make_the_tables_that_the_program_means(url: str) -> None:
    Records.open(url, VAULT).close()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        constraints = sa.inspect(connection).get_foreign_keys("fact")
        assert [each["referred_table"] for each in constraints] == ["source"]
    engine.dispose()


def test_the_newest_migration_is_the_one_the_program_looks_for() -> None:
    assert ScriptDirectory(str(Path(migrations.__path__[0]))).get_current_head() == tables.NEWEST


def test_processes_that_open_a_new_database_at_once_all_succeed(url: str) -> None:
    code = (
        "import sys; from tracer.records.records import Records; from tracer.records.vault import Vault;"
        "Records.open(sys.argv[1], Vault(bytes(range(32)))).close(); print('opened')"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in running:
        out, err = each.communicate()
        assert (out, each.returncode) == ("opened\n", 0), err


def test_writers_at_once_take_turns_and_count_each_thing_once(url: str) -> None:
    begun(Records.open(url, VAULT), *(f"s{n}" for n in range(6))).close()

    def load(n: int) -> int:
        records = Records.open(url, VAULT)
        done = [records.commit(f"s{n}", number, 3, pings([number, "x", n], 2 + 3 * number)) for number in range(5)]
        records.close()
        return sum(each.loaded for each in done)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(load, range(6))) == len({*range(6), "x"})


def test_a_database_from_a_newer_program_is_refused_and_left_alone(url: str) -> None:
    Records.open(url, VAULT).close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RecordsError, match="newer version"):
        Records.open(url, VAULT)


def test_somebody_else_s_database_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(exist_ok=True)
    execute(url, "CREATE TABLE invoices (id integer)")
    with pytest.raises(RecordsError, match="not this program's"):
        Records.open(url, VAULT)
    engine = sa.create_engine(url)
    assert sa.inspect(engine).get_table_names() == ["invoices"]
    engine.dispose()


def test_another_key_is_refused_before_anything_is_written_with_it(url: str) -> None:
    Records.open(url, VAULT).close()
    with pytest.raises(RecordsError, match="another key"):
        Records.open(url, Vault(b"x" * 32))
    Records.open(url, VAULT).close()


@pytest.mark.parametrize("url", ["", "records.db", "mysql://u:secret@h/d", "postgresql+psycopg://u:secret@h:port/d"])
def test_other_addresses_are_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="TRACER_RECORDS_URL") as raised:
        Records.open(url, VAULT)
    assert "secret" not in str(raised.value)


def test_a_server_that_is_not_there_is_explained() -> None:
    with pytest.raises(RecordsError, match="cannot be reached") as raised:
        Records.open("postgresql://u:secret@127.0.0.1:9/d", VAULT)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_not_a_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_text("imei,at\n" * 1000)
    with pytest.raises(RecordsError, match="is not a database"):
        Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordsError, match="cannot be made"):
        Records.open(f"sqlite:///{tmp_path / 'file' / 'home' / 'records.db'}", VAULT)


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT)
    wanted = ("wal", 2) if sqlite3.sqlite_version_info >= (3, 51, 3) else ("delete", 3)
    with records._database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    records.close()
    assert (found["journal_mode"], found["synchronous"]) == wanted
    assert (found["foreign_keys"], found["busy_timeout"], found["secure_delete"]) == (1, 30_000, 1)


def test_a_full_disk_is_explained_and_the_batch_can_be_tried_again(tmp_path: Path) -> None:
    records = begun(Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT), "s1")
    with records._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    parsed = pings(range(5000))
    with pytest.raises(RecordsError, match="disk is full"):
        records.commit("s1", 0, 5000, parsed)
    assert (records.committed_batches("s1"), records.source("s1").rows) == ((), 0)
    with records._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert records.commit("s1", 0, 5000, parsed).loaded == 5000
    records.close()


def test_a_held_database_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    records = begun(Records.open(f"sqlite:///{file}", VAULT), "s1")
    with records._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordsError, match="held by another process"):
        records.commit("s1", 0, 0, ParsedBatch())
    holder.execute("ROLLBACK")
    holder.close()
    assert records.commit("s1", 0, 0, ParsedBatch()).loaded == 0
    records.close()


def test_after_a_failure_of_unknown_outcome_nothing_more_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = begun(Records.open(f"sqlite:///{tmp_path / 'records.db'}", VAULT), "s1")

    def fails(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise sa.exc.OperationalError("COMMIT", None, error)

    with monkeypatch.context() as patched:
        patched.setattr("tracer.records.refusals.store", fails)
        with pytest.raises(RecordsError, match="the disk failed"):
            records.commit("s1", 0, 1, pings("a"))
    with pytest.raises(RecordsError, match="outcome unknown"):
        records.commit("s1", 0, 1, pings("a"))
    assert records.source("s1").rows == 0
    records.close()
