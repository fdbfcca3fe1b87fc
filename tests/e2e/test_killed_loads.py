"""A load or a rebuild that is killed at any moment, and run again, ends as if nobody had disturbed it.

SOAK_KILLS says how many kills of loads there are, SOAK_KILL_ROWS how many pings are loaded: script/soak asks for more.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from killed_loads import Outcome, killed_after, outcome, seconds_of, told_seed, write_case
from tracer_command import Tracer

KILLS = int(os.environ.get("SOAK_KILLS", "3"))
ROWS = int(os.environ.get("SOAK_KILL_ROWS", "8000"))
KILLS_IN_ONE_LOAD = 4
"""So that some loads are stopped near their beginning and others, taken up again, near their end."""


@dataclass(frozen=True)
class Undisturbed:
    """The files of a case, what they come to when nobody disturbs their loading, and how long that takes."""

    files: list[Path]
    outcome: Outcome
    seconds: float
    tracer: Tracer


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    tracer, files = Tracer(folder), write_case(folder, ROWS)
    seconds = seconds_of(tracer, "load", *files, expect=1)
    return Undisturbed(files, outcome(tracer, files), seconds, tracer)


def kill_loads(tracer: Tracer, undisturbed: Undisturbed, kills: int) -> int:
    """A load that is killed and taken up so often, or until it comes to its end before; how often it was killed."""
    killed = 0
    with told_seed() as chance:
        while killed < kills:
            seconds = chance.uniform(0.3, undisturbed.seconds)
            if not killed_after(tracer, seconds, "load", *undisturbed.files):
                break
            killed += 1
    tracer("load", *undisturbed.files, expect=1)
    return killed


def test_killed_loads_lose_and_double_nothing(undisturbed: Undisturbed, tmp_path: Path) -> None:
    killed = loads = 0
    while killed < KILLS:
        folder = tmp_path / str(loads)
        folder.mkdir()
        killed += kill_loads(Tracer(folder), undisturbed, min(KILLS_IN_ONE_LOAD, KILLS - killed))
        loads += 1
        assert outcome(Tracer(folder), undisturbed.files) == undisturbed.outcome
        shutil.rmtree(folder)
    print(f"{loads} loads killed {killed} times: no row lost or doubled")  # noqa: T201


def test_killed_loads_into_neo4j_lose_and_double_nothing(
    undisturbed: Undisturbed, on_neo4j: dict[str, str], tmp_path: Path
) -> None:
    tracer = Tracer(tmp_path, on_neo4j)
    tracer("graph", "rebuild")  # With no records yet, this empties the server's graph.
    kill_loads(tracer, undisturbed, 3)
    assert outcome(tracer, undisturbed.files) == undisturbed.outcome


def test_a_killed_rebuild_is_taken_up_or_begun_again(undisturbed: Undisturbed) -> None:
    tracer = undisturbed.tracer
    seconds = seconds_of(tracer, "graph", "rebuild")
    with told_seed() as chance:
        for again in ("rebuild", "migrate"):
            killed_after(tracer, chance.uniform(0.3, seconds), "graph", "rebuild")
            tracer("graph", again)
            assert outcome(tracer, undisturbed.files) == undisturbed.outcome
