"""A Neo4j of the benchmarks' own: they empty the graph, so they never touch a server that someone else uses."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j

from api.settings import Neo4jSettings

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
JARS = "[0-9]*"


@contextmanager
def neo4j_server(name: str) -> Iterator[Neo4jSettings]:
    """The server of this name, started where it does not run and then stopped again; its data stays."""
    folder = CACHE / f"neo4j-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    _share_jars(folder)
    ran = _script(folder, "status").returncode == 0
    if not ran:
        _script(folder, "start", check=True)
    try:
        yield _settings(_script(folder, "env", check=True).stdout)
    finally:
        if not ran:
            _script(folder, "stop")


def emptied(server: Neo4jSettings) -> None:
    """Remove every node and relationship; constraints stay."""
    driver = neo4j.GraphDatabase.driver(server.uri, auth=(server.username, server.password))
    with driver, driver.session(database=server.database) as session:
        # Relationships first: 20,000 handsets with all that hangs on them do not fit in one transaction's memory.
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()


def processor_seconds(name: str) -> float:
    """Processor time that this process and the server of this name have used; without /proc, this one's alone."""
    own = time.process_time()
    try:
        pid = (CACHE / f"neo4j-{name}" / "home" / "pid").read_text().strip()
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return own
    return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _share_jars(folder: Path) -> None:
    """The jars of the ordinary test server, where it has them: 116 MB need not be fetched again."""
    for jars in (ROOT / ".cache" / "neo4j").glob(JARS):
        if not (folder / jars.name).exists():
            (folder / jars.name).symlink_to(jars)


def _script(folder: Path, *words: str, check: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TRACER_NEO4J_DIR": str(folder)}
    return subprocess.run(
        [str(ROOT / "script" / "neo4j"), *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=None if words[0] == "start" else subprocess.DEVNULL,
        text=True,
        check=check,
    )


def _settings(exports: str) -> Neo4jSettings:
    found = dict(re.findall(r"(NEO4J_\w+)='([^']*)'", exports))
    return Neo4jSettings(
        found["NEO4J_URI"], found["NEO4J_USERNAME"], found["NEO4J_DATABASE"], password=found["NEO4J_PASSWORD"]
    )
