"""Back-up and restore by the commands, on both databases and from one to the other: what comes back is what was."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from tracer_command import Tracer

from api.bookings import Unseen
from api.bootstrap import house
from api.settings import Settings, read_settings
from api.usecases.backup import restoring
from api.wholeness import marked
from tracer.custody.ledger import Ledger
from tracer.demo import case_files
from tracer.errors import GraphUnavailableError
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

ENGINES = ("sqlite", "postgresql")
BY = Asked("test", "a test")


@pytest.fixture(scope="module")
def worked(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    """An installation with the demonstration case, custody, keys, checkpoints and people."""
    import shutil

    folder = tmp_path_factory.mktemp("backup")
    shutil.copytree(heron.home, folder / "home")
    tracer = Tracer(folder)
    seizures = next(path for path in case_files() if path.name == "seizures.csv")
    with seizures.open(encoding="utf-8", newline="") as source, (folder / "raid.csv").open("w", newline="") as target:
        rows = list(csv.DictReader(source))[:12]
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    tracer("custody", "officer", "add", "JT", "--name", "J T")
    tracer("custody", "intake", "raid.csv", "--by", "JT")
    tracer("custody", "keys", "new")
    tracer("custody", "checkpoint")
    tracer("people", "add", "someone", "--role", "detective")
    (folder / "passphrase").write_text("five random words are enough\n")
    return tracer


@contextmanager
def database(engine: str, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The setting of an empty records database."""
    if engine == "sqlite":
        yield {}
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    schema = f"backup_{uuid4().hex}"
    administrator = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    url = server.update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    yield {"TRACER_RECORDS_URL": url}
    with administrator.connect() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    administrator.dispose()


def said(tracer: Tracer) -> dict[str, Any]:
    """All that must be the same afterwards: ledger, audit, people, owners, and that each holds in itself."""
    settings: Settings = read_settings({"TRACER_HOME": str(tracer.home), **tracer.settings})
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        ledger, audit = Ledger.open(records, settings.custody_origin, allow_unsafe_disk=True), records.part(AuditLog)
        size, root = ledger.size(), ledger.root()
        assert audit.problems() == []
        assert [problem for problem in ledger.verify().problems if "key" not in problem.what.lower()] == []
        first = records.part(AuditLog).search(AuditQuery(act="altered", limit=500), BY).entries[-1]
        return {"ledger": (size, root), "first": first, "officers": ledger.officers(), "exhibits": ledger.exhibits()}
    finally:
        records.close()


def backed_up(tracer: Tracer, *more: str) -> Path:
    file = tracer.folder / f"{uuid4().hex}.backup"
    answer = tracer("backup", "--out", file, "--json", *more)
    assert json.loads(answer.out)["files"] > 30
    assert file.stat().st_mode & 0o077 == 0
    return file


@pytest.fixture(scope="module", params=ENGINES)
def restored(
    request: pytest.FixtureRequest, worked: Tracer, closed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Tracer, dict[str, Any]]]:
    """An installation made from the back-up, on each engine, and what the command said."""
    with database(request.param, request) as settings:
        there = Tracer(tmp_path_factory.mktemp("restored")).set(**settings)
        yield there, there("restore", closed, "--passphrase-file", worked.folder / "passphrase", "--json").json


@pytest.fixture(scope="module")
def closed(worked: Tracer) -> Path:
    """A back-up with closed keys."""
    return backed_up(worked, "--passphrase-file", "passphrase")


def test_what_is_restored_is_what_was(restored: tuple[Tracer, dict[str, Any]], worked: Tracer) -> None:
    there, told = restored
    assert told["digest"] == worked.digest()
    assert said(there) == said(worked)


def test_what_is_restored_can_be_worked_on_and_backed_up_again(
    restored: tuple[Tracer, dict[str, Any]], worked: Tracer, tmp_path: Path
) -> None:
    there, told = restored
    # Numbers that the database gives do not meet those that were there.
    there("people", "add", "another", "--role", "detective")
    again = backed_up(there, "--passphrase-file", str(worked.folder / "passphrase"))
    back = Tracer(tmp_path)
    assert (
        back("restore", again, "--passphrase-file", worked.folder / "passphrase", "--json").json["digest"]
        == (told["digest"])
    )
    assert said(back) == said(there)
    back("custody", "officer", "add", "KM", "--name", "K M")
    back("custody", "transfer", "JT/12", "--by", "JT", "--to", "KM", "--reason", "end of the search")
    back("custody", "checkpoint")
    assert said(back)["ledger"][0] == said(worked)["ledger"][0] + 1


def test_without_a_passphrase_the_keys_are_not_in_it_and_that_is_said(worked: Tracer, tmp_path: Path) -> None:
    file = worked.folder / "open.backup"
    answer = worked("backup", "--out", file)
    assert "THE KEYS ARE NOT IN IT" in answer.err
    key = (worked.home / "keys" / "data.key").read_text().strip()
    with zipfile.ZipFile(file) as opened:
        assert [name for name in opened.namelist() if name.startswith("keys")] == []
        assert all(key.encode() not in opened.read(name) for name in opened.namelist())
    there = Tracer(tmp_path)
    assert "data key" in there("restore", file, expect=2).err
    assert not (tmp_path / "home" / "records.sqlite").exists()
    (tmp_path / "home" / "keys").mkdir(parents=True, exist_ok=True)
    (tmp_path / "home" / "keys" / "data.key").write_text(key)
    (tmp_path / "home" / "keys" / "data.key").chmod(0o600)
    there("restore", file)
    assert said(there) == said(worked)


def test_another_passphrase_opens_nothing(closed: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("five other words than those")
    there = Tracer(tmp_path)
    assert "does not open" in there("restore", closed, "--passphrase-file", "wrong", expect=1).err
    assert not (tmp_path / "home" / "records.sqlite").exists()


@pytest.mark.parametrize("harm", ["changed", "cut", "taken out", "added", "no zip"])
def test_a_back_up_that_was_harmed_is_refused_before_anything_is_written(
    worked: Tracer, closed: Path, tmp_path: Path, harm: str
) -> None:
    harmed = tmp_path / "harmed.backup"
    with zipfile.ZipFile(closed) as whole, zipfile.ZipFile(harmed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "records/audit.jsonl" and harm == "changed":
                data = data.replace(b"command line", b"somebody els", 1)
            if name != "records/person.jsonl" or harm != "taken out":
                target.writestr(name, data)
        if harm == "added":
            target.writestr("records/../../elsewhere.jsonl", b"[]")
    if harm == "cut":
        harmed.write_bytes(harmed.read_bytes()[:-1000])
    if harm == "no zip":
        harmed.write_bytes(b"not a back-up")
    there = Tracer(tmp_path)
    there("restore", harmed, "--passphrase-file", worked.folder / "passphrase", expect=1)
    assert not (tmp_path / "home").exists() or not list((tmp_path / "home").rglob("*.sqlite"))


def test_a_ledger_that_is_named_while_it_is_empty_can_be_backed_up_at_once(tmp_path: Path) -> None:
    tracer = Tracer(tmp_path)
    tracer("custody", "officer", "add", "JT", "--name", "J T")
    tracer.set(TRACER_CUSTODY_ORIGIN="custody.example.org/north")("backup", "--out", "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        (manifest,) = [json.loads(made.read(name)) for name in made.namelist() if name.startswith("manifest")]
    assert manifest["ledger"] == "custody.example.org/north"


def test_a_back_up_that_fails_says_why_and_nothing_else_and_leaves_no_file(worked: Tracer) -> None:
    other = worked.set(TRACER_CUSTODY_ORIGIN="custody.example.org/another")
    answer = other("backup", "--out", "failed.zip", expect=2)
    assert "The database holds the ledger" in answer.err
    assert "Exception" not in answer.err
    assert not list(worked.folder.glob("failed*"))


def test_nothing_that_is_there_is_written_over(worked: Tracer, closed: Path) -> None:
    before = said(worked)
    assert worked("restore", closed, "--passphrase-file", "passphrase", expect=2).err
    assert said(worked) == before


@pytest.mark.usefixtures("closed")
def test_the_administrators_page_is_told_when_it_was_made(worked: Tracer) -> None:
    told = json.loads((worked.home / "last-backup.json").read_text())
    assert set(told) == {"at", "sha256"}


def test_a_restore_that_is_stopped_before_the_graph_is_made_leaves_it_marked(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise GraphUnavailableError("It is away.")

    settings = read_settings(Tracer(tmp_path).environment())
    monkeypatch.setattr(restoring, "rebuild", stopped)
    with pytest.raises(GraphUnavailableError):
        restoring.restore(settings, closed, "five random words are enough", Unseen(), lambda _: None)
    with house(settings, read_only=True) as opened:
        assert marked(settings, opened.records) is not None
