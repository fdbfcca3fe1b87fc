"""Ten times the data, the same question: `python -m benchmarks.growth --engine …`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from api.bootstrap import House
from api.usecases.path import find_path
from benchmarks._figures import Figure, conclude, middle, tell
from benchmarks._pings import HELD_BY_ONE, Feed, imei_of, links_file, pings_file, reports_file
from benchmarks._product import load_files, opened
from benchmarks._servers import CACHE, neo4j_server
from graph.analytics.rank import rank
from graph.follow import follow

PINGS_EACH = 100
TIMES = 5
LOAD_KEPT = 0.5
"""Of the rows per second of the smaller load that the larger must still reach: it makes larger indexes."""
NEAR_GROWTH = 2.0
"""Of a question about one thing and what is near it: it should hardly notice."""
WHOLE_GROWTH = 15.0
"""Of a question about everything there is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Load both sizes and ask both graphs the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), required=True)
    parser.add_argument("--rows", type=int, default=100_000, help="the larger has ten times as many")
    asked = parser.parse_args(arguments)
    small, large = _measured(asked.engine, asked.rows), _measured(asked.engine, asked.rows * 10)
    figures = [
        Figure("load, of the rows per second", large["load"] / small["load"], "", at_least=LOAD_KEPT),
        *(
            Figure(f"{name}: larger : smaller", large[name] / small[name], "", at_most=most)
            for name, (_, most) in ASKED.items()
        ),
    ]
    told = [
        Figure(f"{name}, {rows:,} pings", found[name], "rows/s" if name == "load" else "s")
        for rows, found in ((asked.rows, small), (asked.rows * 10, large))
        for name in found
    ]
    return conclude(f"Ten times the data, {asked.engine}: {PINGS_EACH} pings a handset", told + figures)


def _measured(engine: str, rows: int) -> dict[str, float]:
    handsets, folder = rows // PINGS_EACH, CACHE / "files"
    feed = Feed(rows, handsets, PINGS_EACH)
    server = neo4j_server("load") if engine == "neo4j" else nullcontext(None)
    with server as settings, tempfile.TemporaryDirectory(dir=CACHE) as home, opened(Path(home), settings) as found:
        found.graph.clear()
        few = [reports_file(folder, handsets), links_file(folder, handsets)]
        tell(f"{2 * handsets:,} reports and links in {load_files(found, few, 2 * handsets):.0f} s")
        measured = {"load": rows / load_files(found, [pings_file(folder, feed)], rows)}
        for name, (ask, _) in ASKED.items():
            measured[name] = _median(partial(ask, found))
        return measured


def _median(ask: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - begun)
    return middle(seconds)


ASKED: dict[str, tuple[Callable[[House], object], float]] = {
    "follow": (lambda found: follow(found.graph, imei_of(0)), NEAR_GROWTH),
    "path": (lambda found: find_path(found, imei_of(0), imei_of(HELD_BY_ONE - 1), False), NEAR_GROWTH),
    "rank": (lambda found: rank(found.graph, "handlers"), WHOLE_GROWTH),
}

if __name__ == "__main__":
    sys.exit(main())
