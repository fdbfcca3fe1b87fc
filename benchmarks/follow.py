"""That a story takes as long in a large graph as in a small one: `python -m benchmarks.follow --engine …`."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from api.bootstrap import House
from api.settings import Neo4jSettings
from benchmarks._bare_follow import Ask, by_hand
from benchmarks._figures import Figure, conclude, middle, tell
from benchmarks._pings import Feed, imei_of, pings_file, reports_file
from benchmarks._product import load_files, opened
from benchmarks._servers import CACHE, ROOT, neo4j_server
from graph.follow import follow

SUBJECT_PINGS = 500
MOST_GROWTH = 1.3
MOST_OVER_BARE = 1.5
WARM = 15
PART = 20
ROUNDS = 5
BUILT_BY = ("graph/engines", "graph/project.py", "graph/projections", "graph/schema.py", "benchmarks/_pings.py")


@dataclass(frozen=True, slots=True)
class City:
    """A graph of handsets, each with a theft report, and pings of which the subject has exactly 500."""

    handsets: int
    pings: int


SMALL, LARGE = City(1_000, 35_000), City(57_000, 2_000_000)
"""A handset of the smaller has as many pings as one of the larger."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the same of both graphs, in turn, and of the larger by hand as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), required=True)
    engine = parser.parse_args(arguments).engine
    with built(engine, SMALL) as small, built(engine, LARGE) as large, by_hand(large, imei_of(0)) as bare:
        figures = _measured(small, large, bare)
    title = f"Following a handset with {SUBJECT_PINGS} pings, {engine}: among {SMALL.handsets:,} handsets and"
    return conclude(f"{title} {SMALL.pings:,} pings, and among {LARGE.handsets:,} and {LARGE.pings:,}", figures)


def _measured(small: House, large: House, bare: Ask) -> list[Figure]:
    subject = imei_of(0)
    asked: dict[str, Ask] = {
        "small": lambda: follow(small.graph, subject),
        "large": lambda: follow(large.graph, subject),
        "bare": bare,
    }
    _check(follow(large.graph, subject).events)
    for ask in asked.values():
        _timed(ask, WARM)
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            seconds[name] += _timed(ask, PART)
    found = {name: middle(values) for name, values in seconds.items()}
    return [
        Figure("follow in the smaller graph", found["small"] * 1000, "ms"),
        Figure("follow in the larger graph", found["large"] * 1000, "ms"),
        Figure("the same questions by hand in the larger graph", found["bare"] * 1000, "ms"),
        Figure("larger : smaller", found["large"] / found["small"], "", at_most=MOST_GROWTH),
        Figure("follow : by hand", found["large"] / found["bare"], "", at_most=MOST_OVER_BARE),
    ]


def _check(events: Sequence[object]) -> None:
    pings = sum(getattr(event, "kind", "") == "ping" for event in events)
    if pings != SUBJECT_PINGS:
        raise RuntimeError(f"The subject has {pings} pings, not {SUBJECT_PINGS}: remove {CACHE} and run it again.")


def _timed(ask: Ask, times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - begun)
    return seconds


@contextmanager
def built(engine: str, city: City) -> Iterator[House]:
    """The graph, opened for reading, as `at_home` leaves it."""
    with at_home(engine, city) as (home, server), opened(home, server, read_only=True) as found:
        yield found


@contextmanager
def at_home(engine: str, city: City) -> Iterator[tuple[Path, Neo4jSettings | None]]:
    """The folder and the server of a graph loaded by the product, unless one made by the same code is there already."""
    name = f"follow-{engine}-{city.handsets}-{city.pings}-{_code()}"
    home, done = CACHE / name, CACHE / name / "built"
    server = neo4j_server(name) if engine == "neo4j" else nullcontext(None)
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
    with server as settings:
        if not done.exists():
            with opened(home, settings) as found:
                found.graph.clear()
                _load(found, city)
            done.touch()
        yield home, settings


def _load(found: House, city: City) -> None:
    tell(f"loading {city.handsets:,} reports and {city.pings:,} pings, once for all runs")
    feed = Feed(city.pings, city.handsets, SUBJECT_PINGS)
    files = [reports_file(CACHE / "files", city.handsets), pings_file(CACHE / "files", feed)]
    tell(f"loaded in {load_files(found, files, city.handsets + city.pings):.0f} s")


def _code() -> str:
    """A hash of the code that makes the graph what it is."""
    digest = hashlib.sha256()
    for name in BUILT_BY:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


if __name__ == "__main__":
    sys.exit(main())
