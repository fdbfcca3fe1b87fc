"""A command beside another process that holds the embedded graph works, or says who holds it and what to do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from tracer_command import Tracer

from graph.engines.embedded import EmbeddedGraph
from tracer.demo import CASE, case_files

HOLDS = """
import sys
from pathlib import Path
from graph.engines.embedded import EmbeddedGraph
with EmbeddedGraph(Path(sys.argv[1]), read_only=sys.argv[2] == "reads") as graph:
    print("held", flush=True)
    sys.stdin.read()
"""
GOOD = "reference,force,imei\nCR/1/23,Met,353879234252633\n"


@contextmanager
def held(tracer: Tracer, how: str) -> Iterator[int]:
    """Another process has the graph open; its number."""
    command = [sys.executable, "-c", HOLDS, str(tracer.home / "graph.lbug"), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other.pid
        other.kill()


def test_who_reads_sees_what_each_of_many_small_loads_brought(own_heron: Tracer) -> None:
    """Two checkpoints often leave the first page of the file what it was before both."""
    pings, seen = "MATCH (p:Ping) RETURN count(p) AS pings", []
    with EmbeddedGraph(own_heron.home / "graph.lbug", read_only=True) as graph:
        before = graph.read(pings)[0]["pings"]
        for minute in range(10, 22):
            file = own_heron.folder / f"one-{minute}.csv"
            file.write_text(f"imei,at,lat,lon\n{CASE.a.imei},2023-10-20T10:{minute}:00Z,51.5,-0.1\n", encoding="utf-8")
            own_heron.inside("load", str(file), "--as", "pings")
            seen.append(graph.read(pings)[0]["pings"] - before)
    assert seen == list(range(1, 13))


@pytest.fixture
def good(own_heron: Tracer) -> Path:
    file = own_heron.folder / "good.csv"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_questions_are_answered_beside_a_process_that_writes(own_heron: Tracer) -> None:
    before = own_heron.story(CASE.a.imei)
    with held(own_heron, "writes"):
        assert own_heron.story(CASE.a.imei) == before
        assert own_heron("rank", "handlers", "--json").json
        assert own_heron("rejects").out == ""


def test_a_load_beside_a_process_that_reads(own_heron: Tracer, good: Path) -> None:
    with held(own_heron, "reads"):
        (told,) = own_heron.load(good)
        assert told["loaded"] == 1
        assert own_heron.story("353879234252633")["report"]["reference"] == "CR/1/23"


def test_a_load_beside_a_process_that_writes(own_heron: Tracer, good: Path) -> None:
    """It says who holds the graph and changes nothing; the same command works when the other has ended."""
    before = own_heron.digest()
    with held(own_heron, "writes") as holder:
        for arguments in (["load", good], ["graph", "rebuild"]):
            answer = own_heron(*arguments, expect=2)
            assert str(holder) in answer.err, answer.err
            assert "End that process" in answer.err
    assert own_heron.digest() == before
    (told,) = own_heron.load(good)
    assert told["loaded"] == 1


def test_two_loads_at_once_take_turns_or_say_so(tracer: Tracer, heron: Tracer) -> None:
    files = case_files()
    with tracer.running("load", *files[:9]) as first, tracer.running("load", *files[9:]) as second:
        errors = [process.communicate(timeout=240)[1].decode() for process in (first, second)]
    for process, error in zip((first, second), errors, strict=True):
        assert process.returncode == 0 or "is held by process" in error, error
        assert "Traceback" not in error
    tracer.load(*files)
    assert tracer.digest() == heron.digest()


def test_several_that_ask_at_once_where_no_graph_is_yet_are_all_answered(tracer: Tracer) -> None:
    """As the processes of a server do that start together: one makes the graph, and the others wait for it."""
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: tracer("rank", "handlers", "--json"), range(6)))
    assert [one.out.strip() for one in answers] == ["[]"] * 6
