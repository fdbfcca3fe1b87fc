"""What goes wrong around the product is told in words, with what to do, and never as a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from tracer_command import Answer, Tracer, check

from tracer.demo import CASE, case_files

GOOD = "reference,force,imei\nCR/1/23,Met,353879234252633\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.csv"
    file.write_text(GOOD, encoding="utf-8")
    return file


def says(answer: Answer, *words: str) -> None:
    assert answer.out == ""
    for word in words:
        assert word in answer.err, answer.err


def test_a_home_that_cannot_be_made(tracer: Tracer, good: Path) -> None:
    # A file stands in its way: so it cannot be made whoever the user is.
    says(tracer.set(TRACER_HOME=good / "home")("load", good, expect=2), str(good / "home"), "TRACER_HOME")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere: run the tests as another user")
def test_a_home_that_cannot_be_written(tracer: Tracer, good: Path) -> None:
    tracer.home.mkdir(mode=0o500)
    says(tracer("load", good, expect=2), str(tracer.home))


def test_a_folder_or_nothing_in_place_of_a_file(tracer: Tracer, good: Path) -> None:
    (tracer.folder / "folder").mkdir()
    answer = tracer("load", "folder", "missing.csv", good, expect=1)
    assert "folder" in answer.err
    assert "missing.csv" in answer.err
    assert "good.csv: 1 row of" in answer.out
    refused = tracer.load("folder", "missing.csv", good, expect=1)
    assert [bool(one.get("error")) for one in refused] == [True, True, False]


def test_a_server_without_a_password(tracer: Tracer) -> None:
    says(tracer.set(NEO4J_URI="bolt://127.0.0.1:7687")("graph", "status", expect=2), "NEO4J_PASSWORD")


def test_a_password_file_that_is_not_there(tracer: Tracer) -> None:
    set_wrong = tracer.set(NEO4J_URI="bolt://127.0.0.1:7687", NEO4J_PASSWORD_FILE=tracer.folder / "none")
    says(set_wrong("graph", "status", expect=2), "NEO4J_PASSWORD_FILE", "none")


def test_a_wrong_password(tracer: Tracer, good: Path, on_neo4j: dict[str, str]) -> None:
    wrong = tracer.set(**{**on_neo4j, "NEO4J_PASSWORD": "not-the-password"})
    says(wrong("load", good, expect=2), "NEO4J_PASSWORD")


def test_a_database_that_the_server_does_not_have(tracer: Tracer, good: Path, on_neo4j: dict[str, str]) -> None:
    says(tracer.set(**{**on_neo4j, "NEO4J_DATABASE": "nosuch"})("load", good, expect=2), "NEO4J_DATABASE")


@pytest.fixture
def nobody() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_server_that_is_not_there(tracer: Tracer, nobody: int, good: Path) -> None:
    set_wrong = tracer.set(NEO4J_URI=f"bolt://127.0.0.1:{nobody}", NEO4J_PASSWORD="x", TRACER_GRAPH_PATIENCE="0")
    says(set_wrong("load", good, expect=2), f"127.0.0.1:{nobody}", "NEO4J_URI")


@pytest.mark.parametrize("uri", ["nonsense", "http://127.0.0.1:1", "bolt://"])
def test_an_address_that_is_none(tracer: Tracer, uri: str) -> None:
    set_wrong = tracer.set(NEO4J_URI=uri, NEO4J_PASSWORD="x", TRACER_GRAPH_PATIENCE="0")
    says(set_wrong("graph", "status", expect=2), "NEO4J_URI")


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:hush@h/d", "postgresql+psycopg://u:hush@127.0.0.1:1/d"])
def test_records_that_cannot_be_reached(tracer: Tracer, url: str, good: Path) -> None:
    answer = tracer.set(TRACER_RECORDS_URL=url)("load", good, expect=2)
    says(answer, "TRACER_RECORDS_URL")
    assert "hush" not in answer.err


def test_patience_that_is_no_number(tracer: Tracer) -> None:
    says(tracer.set(TRACER_GRAPH_PATIENCE="long")("graph", "status", expect=2), "TRACER_GRAPH_PATIENCE")


def test_records_that_are_something_else(tracer: Tracer, good: Path) -> None:
    tracer.home.mkdir()
    (tracer.home / "records.sqlite").write_bytes(b"This is no database. " * 500)
    says(tracer("load", good, expect=2), "records.sqlite")


def test_damaged_evidence_is_found_before_it_is_used(own_heron: Tracer, heron_digest: str) -> None:
    kept = max(own_heron.home.glob("evidence/*/*"), key=lambda path: path.stat().st_size)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:])
    says(own_heron("graph", "rebuild", expect=2), kept.name)
    kept.unlink()
    says(own_heron("graph", "rebuild", expect=2), kept.name, "backup")
    kept.write_bytes(whole)
    own_heron("graph", "rebuild")
    assert own_heron.digest() == heron_digest


def test_another_key_opens_nothing(own_heron: Tracer, good: Path) -> None:
    key = own_heron.home / "keys" / "data.key"
    right = key.read_bytes()
    key.write_text("00" * 32 + "\n", encoding="ascii")
    says(own_heron("load", good, expect=2), "key")
    key.write_text("no key\n", encoding="ascii")
    says(own_heron("load", good, expect=2), "data.key")
    key.write_bytes(right)
    own_heron("load", good)


def test_a_damaged_graph_is_made_anew(own_heron: Tracer, heron_digest: str) -> None:
    (own_heron.home / "graph.lbug").write_bytes(b"This is no graph. " * 5000)
    says(own_heron("follow", CASE.a.imei, expect=2), "tracer graph rebuild")
    own_heron("graph", "rebuild")
    assert own_heron.digest() == heron_digest


def test_a_lost_graph_is_made_anew(own_heron: Tracer, heron_digest: str) -> None:
    for file in own_heron.home.glob("graph.lbug*"):
        file.unlink()
    own_heron("graph", "migrate")
    assert own_heron.digest() == heron_digest


def test_a_reader_that_goes_away_is_no_error(heron: Tracer) -> None:
    for arguments in (["follow", CASE.a.imei], ["follow", CASE.a.imei, "--json"], ["rank", "handlers"], ["--help"]):
        with heron.running(*arguments) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            told = process.stderr.read().decode()
            assert process.wait(60) in (0, 1)
        assert told == "", arguments


def test_a_load_whose_reader_goes_away_still_loads(tracer: Tracer, heron_digest: str) -> None:
    with tracer.running("load", "--json", *case_files()) as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(120) == 0
    assert tracer.digest() == heron_digest


def many_pings(file: Path, rows: int) -> Path:
    with file.open("w", encoding="ascii") as out:
        out.write("imei,at,lat,lon,accuracy_m\n")
        for n in range(rows):
            minute, second = divmod(n, 60)
            hour, minute = divmod(minute, 60)
            day, hour = divmod(hour, 24)
            out.write(f"353879234252633,2023-10-{day + 1:02}T{hour:02}:{minute:02}:{second:02}Z,51.{n:06},-0.1,9\n")
    return file


def test_ctrl_c_leaves_a_state_that_goes_on(tracer: Tracer) -> None:
    file = many_pings(tracer.folder / "many.csv", 150_000)
    with tracer.running("load", file, "--json") as process:
        wait_for_rows(tracer, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    answer = Answer(process.returncode, out.decode(), err.decode())
    check(answer, 130)
    assert "run the same command again" in answer.err
    (told,) = tracer.load(file)
    assert (told["rows"], told["rejected"]) == (150_000, 0)
    assert 0 < told["loaded"] <= 150_000
    assert tracer.status()["nodes"]["Ping"] == 150_000


def wait_for_rows(tracer: Tracer, process: subprocess.Popen[bytes]) -> None:
    """Until the records have the first rows of a load."""
    import sqlite3
    import time

    while process.poll() is None:
        time.sleep(0.02)
        try:
            with sqlite3.connect(f"file:{tracer.home / 'records.sqlite'}?mode=ro", uri=True) as records:
                if records.execute("SELECT count(*) FROM batch").fetchone()[0]:
                    return
        except sqlite3.Error:
            continue
    raise AssertionError("The load ended before it could be stopped.")


def test_spools_are_taken_away(own_heron: Tracer) -> None:
    spool = own_heron.home / "spool"
    assert list(spool.iterdir()) == []
    shutil.copytree(own_heron.home / "evidence", spool / "left-by-a-crash")
    own_heron.load(case_files()[0])
    assert list(spool.iterdir()) == []
