"""Emptying a graph that is cut short is finished by whoever opens it next: half a graph never counts as one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.bootstrap import house
from api.settings import read_settings
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import catch_up
from tracer.demo import case_files

# Ends in the middle of emptying: half of what there is to remove is gone, as after a crash.
CUT_SHORT = """
import os, signal, sys
import graph.engines.embedded, graph.engines.neo4j
from api.cli import run

def half(removals):
    def some():
        for number, statement in enumerate(removals()):
            if number == 12:
                os.kill(os.getpid(), signal.SIGKILL)
            yield statement
    return some

graph.engines.embedded.removals = half(graph.engines.embedded.removals)

def some_nodes(self):
    with self._session() as session:
        session.run("MATCH (n) WHERE n:Ping OR n:Handset DETACH DELETE n").consume()
    os.kill(os.getpid(), signal.SIGKILL)

graph.engines.neo4j.Neo4jGraph.clear = some_nodes
run(["graph", "rebuild"])
"""


class Quiet:
    def file(self, name: str, size: int) -> None: ...
    def moved(self, done: int, rows: int) -> None: ...
    def tell(self, text: str) -> None: ...


QUIET = Quiet()


@pytest.fixture(params=["embedded", "neo4j"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    server = request.getfixturevalue("neo4j_settings") if request.param == "neo4j" else {}
    found = {"TRACER_HOME": str(tmp_path / "home"), **{f"NEO4J_{key.upper()}": value for key, value in server.items()}}
    with house(read_settings(found)) as empty:
        empty.graph.clear()
    return found


def test_a_clearing_cut_short_is_finished(environment: Mapping[str, str]) -> None:
    settings = read_settings(environment)
    list(load_into(lambda: house(settings), case_files()[:9], ask_of(None, None, None), QUIET))
    with house(settings, read_only=True) as whole:
        status = whole.graph.status()
    ended = subprocess.run([sys.executable, "-c", CUT_SHORT], env={**os.environ, **environment}, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert settings.clearing.exists()
    with house(settings) as emptied:
        assert emptied.graph.status().nodes == {}
        catch_up(emptied, QUIET, QUIET.tell)
        assert emptied.graph.status() == status
    assert not settings.clearing.exists()
