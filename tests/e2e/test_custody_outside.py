"""A checkpoint goes out to real servers and comes back in a bundle that strangers can check: witness and time stamp."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from custody_raids import case_rows, done, tracer
from custody_servers import RunningWitness, time_stamping, witnessing
from operated_server import until
from tracer_command import Tracer

from tracer.custody.note import Verifier
from tracer.custody.verify import main as tracer_verify

NOBODY = "witness.example/gone+0b3a6a06+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    done(home, "custody", "keys", "new")
    done(home, "custody", "officer", "add", "JT", "--name", "Jo Tarn")
    book(home, "JT/1", "JT/2")
    return home


@pytest.fixture
def service(home: Path, tmp_path: Path) -> Iterator[RunningWitness]:
    """A witness that knows this ledger's key."""
    key = Verifier.from_vkey(done(home, "custody", "keys", "list").strip())
    with witnessing(tmp_path / "witness", key) as running:
        yield running


def book(home: Path, *references: str) -> None:
    rows = [row for row in case_rows("seizures.csv") if row["exhibit_ref"] in references]
    names = ("seizure_ref", "at", "place", "exhibit_ref", "make", "seal")
    lines = [",".join((*names, "power")), *(",".join((*(row[name] for name in names), "s8")) for row in rows)]
    file = home.parent / "raid.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done(home, "custody", "intake", file, "--by", "JT")


def checked(bundle: Path, capsys: pytest.CaptureFixture[str], *trust: str) -> tuple[int, dict[str, list[str]]]:
    capsys.readouterr()
    code = tracer_verify([str(bundle), "--json", *trust])
    return code, json.loads(capsys.readouterr().out)


def test_a_witness_and_a_time_stamp_reach_the_bundle(
    home: Path, service: RunningWitness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with time_stamping(tmp_path) as (authority, certificate):
        asked = ("--witness", f"w1={service.address}", "--timestamp", authority, "--json")
        given = json.loads(done(home, "custody", "checkpoint", *asked))["given"]
    assert given == [{"witness": "w1", "failed": None}, {"witness": authority, "failed": None}]
    bundle = tmp_path / "jt1.zip"
    exported = json.loads(done(home, "custody", "export", "JT/1", "--out", bundle, "--json"))
    assert exported["witnesses"] == [service.key.name]
    code, report = checked(bundle, capsys, "--witness-key", service.key.vkey, "--authority", str(certificate))
    assert code == 0, report
    proven = " ".join(report["proven"])
    assert "signed for this very checkpoint" in proven
    assert "All of it was recorded before" in proven
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    with time_stamping(stranger) as (_, another):
        code, report = checked(bundle, capsys, "--authority", str(another))
    assert (code, "leads to none of the authorities" in report["problems"][0]) == (1, True)


def test_a_bundle_stands_on_the_newest_checkpoint_that_a_witness_signed(
    home: Path, service: RunningWitness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(home, "custody", "checkpoint")
    book(home, "JT/3")
    done(home, "custody", "checkpoint", "--witness", f"w1={service.address}")
    book(home, "JT/4")
    done(home, "custody", "checkpoint", "--witness", str(tmp_path))
    book(home, "JT/5")
    bundle = tmp_path / "bundle.zip"
    trust = ("--witness-key", service.key.vkey)
    old = json.loads(done(home, "custody", "export", "JT/1", "--out", bundle, "--json"))
    assert (old["size"], old["witnesses"], old["checkpoints"]) == (3, [service.key.name], 1)
    code, report = checked(bundle, capsys, *trust)
    assert code == 0, report
    assert "only grew since it had 2 entries: each of its 1 earlier" in " ".join(report["proven"])
    kept = json.loads(done(home, "custody", "export", "JT/4", "--out", bundle, "--json"))
    assert (kept["size"], kept["witnesses"], kept["checkpoints"]) == (4, [tmp_path.name], 2)
    new = tracer(home, "custody", "export", "JT/1", "JT/5", "--out", bundle)
    assert "No witness has taken a checkpoint that covers it" in new.stderr
    code, report = checked(bundle, capsys)
    assert code == 0, report
    assert "each of its 3 earlier checkpoint(s)" in " ".join(report["proven"])
    assert "signed for the first 3 entries" in " ".join(report["proven"])
    assert checked(bundle, capsys, *trust)[0] == 1


def test_a_ledger_that_was_set_back_is_refused_by_the_witness(home: Path, service: RunningWitness) -> None:
    shutil.copytree(home, home.parent / "before")
    book(home, "JT/3")
    done(home, "custody", "checkpoint", "--witness", f"w1={service.address}")
    shutil.copytree(home.parent / "before" / "keys", home / "keys", dirs_exist_ok=True)
    (home / "keys" / "custody" / "signed").unlink()
    shutil.copy(home.parent / "before" / "records.sqlite", home / "records.sqlite")
    book(home, "JT/4", "JT/5")
    refused = tracer(home, "custody", "checkpoint", "--witness", service.address, "--json")
    assert refused.returncode == 1
    (given,) = json.loads(refused.stdout)["given"]
    assert "has seen another history of this ledger" in given["failed"]


def test_a_second_organisation_runs_a_witness(home: Path) -> None:
    """A court's own machine: it makes a key, is told of the ledger, answers, and stops when it is asked to."""
    force, court = Tracer(home.parent), Tracer(home.parent / "court")
    court.folder.mkdir()
    key = court.inside("witness", "new-key", "witness.court.example/1").out.strip()
    ledger = force.inside("custody", "keys", "list").out.strip()
    assert court.inside("witness", "ledgers").out == ""
    court.inside("witness", "add-ledger", ledger)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with court.running("witness", "serve", "--port", str(port)) as server:
        url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(url))
        given = force.inside("custody", "checkpoint", "--witness", f"court={url} {key}", "--json").json["given"]
        assert given == [{"witness": "court", "failed": None}]
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    (known,) = court.inside("witness", "ledgers", "--json").lines
    assert (known["size"], known["keys"]) == (2, [ledger])
    assert not (court.home / "records.sqlite").exists()
    court.inside("witness", "remove-key", ledger)
    assert "Make one" in force.inside("witness", "serve", expect=2).err


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_what_does_not_answer_is_said_and_the_checkpoint_is_kept(home: Path) -> None:
    nobody = "http://127.0.0.1:9"
    made = tracer(home, "custody", "checkpoint", "--witness", f"{nobody} {NOBODY}", "--timestamp", nobody, "--json")
    assert made.returncode == 1
    assert [bool(one["failed"]) for one in json.loads(made.stdout)["given"]] == [True, True]
    assert json.loads(done(home, "custody", "verify", "--json"))["checkpoints"] == 1
