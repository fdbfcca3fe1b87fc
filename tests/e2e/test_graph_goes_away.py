"""Neo4j is stopped in the middle of a load. The load waits, says so and ends well; or stops, and is taken up later."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from killed_loads import outcome, write_case
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from tracer_command import Answer, Tracer, check

ROOT = Path(__file__).resolve().parents[2]
EXPORT = re.compile(r"(\w+)='([^']*)'")
ROWS = 20_000
FILES = ("reports.csv", "many.csv", "sightings.csv")
"""Of the case: a cold server takes half a minute for all of it."""


def driver_of(settings: Mapping[str, str]) -> Driver:
    account = (settings["NEO4J_USERNAME"], settings["NEO4J_PASSWORD"])
    return GraphDatabase.driver(settings["NEO4J_URI"], auth=account)


@dataclass(frozen=True)
class Server:
    """A Neo4j of the test's own, so that stopping it disturbs nobody."""

    folder: Path

    def script(self, act: str) -> str:
        settings = {**os.environ, "TRACER_NEO4J_DIR": str(self.folder), "NEO4J_HEAP": "512m", "NEO4J_PAGECACHE": "64m"}
        done = subprocess.run(
            [str(ROOT / "script/neo4j"), act], env=settings, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def settings(self) -> dict[str, str]:
        return dict(EXPORT.findall(self.script("env")))

    def kill(self) -> list[str]:
        """As when its machine goes away. Gives the command that starts it again at the same address."""
        pid = int(self._pid_file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
            time.sleep(0.05)
        return command

    def begin_again(self, command: list[str]) -> None:
        # From a shell that ends, so that it is no child of this process, whose end would have to be waited for.
        begin = ["sh", "-c", '"$@" </dev/null >"$0" 2>&1 & echo $!', str(self.folder / "again.log"), *command]
        self._pid_file.write_text(subprocess.run(begin, capture_output=True, text=True, check=True).stdout)

    def await_bolt(self) -> None:
        with driver_of(self.settings()) as driver:
            while True:
                with contextlib.suppress(DriverError, Neo4jError):
                    return driver.verify_connectivity()
                time.sleep(0.2)

    @property
    def _pid_file(self) -> Path:
        return self.folder / "home" / "pid"


@pytest.fixture
def server(neo4j_settings: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """Started from the same jars as the shared one, where it has been started from jars."""
    jars = ROOT / ".cache" / "neo4j"
    if not neo4j_settings or not list(jars.glob("*/lib")):
        pytest.skip("The Neo4j that tests use was not started by script/neo4j: there are no jars to start another from")
    for version in jars.glob("*/lib"):
        (tmp_path / version.parent.name).symlink_to(version.parent)
    private = Server(tmp_path)
    private.script("start")
    yield private
    private.script("stop")


def until_told(process: subprocess.Popen[bytes], *words: str) -> list[str]:
    """What a command says on stderr until it says this."""
    assert process.stderr
    told: list[str] = []
    for line in process.stderr:
        told.append(line.decode())
        if any(word in told[-1] for word in words):
            return told
    raise AssertionError("".join(told))


def when_some_is_there(tracer: Tracer) -> None:
    """Wait until the graph has taken on the first of the file that is being loaded."""
    with driver_of(tracer.settings) as driver:
        while not driver.execute_query("MATCH (p:Ping) RETURN count(p) > 3000 AS some").records[0]["some"]:
            time.sleep(0.05)


def stopped(process: subprocess.Popen[bytes], expect: int) -> str:
    """What a command says until it ends with this exit code."""
    out, err = process.communicate(timeout=240)
    answer = Answer(process.returncode, out.decode(), err.decode())
    check(answer, expect)
    return answer.err


def installation(folder: Path, **settings: str) -> Tracer:
    folder.mkdir()
    return Tracer(folder, settings)


@pytest.mark.timeout(600)
def test_a_load_outlives_its_graph(server: Server, tmp_path: Path) -> None:
    files = [file for file in write_case(tmp_path, ROWS) if file.name in FILES]
    undisturbed = installation(tmp_path / "embedded")
    undisturbed.load(*files, expect=1)
    wanted = outcome(undisturbed, files)

    patient = installation(tmp_path / "patient", **server.settings())
    with patient.running("load", *files) as process:
        when_some_is_there(patient)
        command = server.kill()
        until_told(process, "Trying again")
        server.begin_again(command)
        stopped(process, 1)
    assert outcome(patient, files) == wanted

    hasty = installation(tmp_path / "hasty", **server.settings(), TRACER_GRAPH_PATIENCE="1")
    hasty("graph", "rebuild")  # With no records yet, this empties the server's graph.
    with hasty.running("load", *files) as process:
        when_some_is_there(hasty)
        command = server.kill()
        assert "nothing recorded is lost" in stopped(process, 2)
    server.begin_again(command)
    server.await_bolt()
    hasty.set(TRACER_GRAPH_PATIENCE="120").load(*files, expect=1)
    assert outcome(hasty, files) == wanted
