"""How fast pings load, against a bare peer that only stores them: `python -m benchmarks.load --engine …`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import _bare_embedded, _bare_neo4j
from benchmarks._figures import Figure, conclude, middle, spread, tell
from benchmarks._pings import Feed, pings_file
from benchmarks._product import load_files, opened
from benchmarks._servers import CACHE, emptied, neo4j_server, processor_seconds

HANDSETS = 20_000
LIMITS = {"neo4j": 0.9, "embedded": 0.3}
WARM_ROWS = 100_000

Run = Callable[[], float]
"""Loads once and gives the seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Alternate the product and its peer, and compare their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(LIMITS), required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    feed = Feed(asked.rows, HANDSETS)
    figures = (_neo4j if asked.engine == "neo4j" else _embedded)(feed, asked.rounds)
    return conclude(f"Loading {asked.rows:,} pings of {HANDSETS:,} handsets, {asked.engine}", figures)


def _neo4j(feed: Feed, rounds: int) -> list[Figure]:
    file, warm = pings_file(CACHE / "files", feed), pings_file(CACHE / "files", Feed(WARM_ROWS, HANDSETS))
    ours_busy: list[float] = []
    peers_busy: list[float] = []

    def busy(spent: list[float], run: Run) -> float:
        before = processor_seconds("load")
        seconds = run()
        spent.append(processor_seconds("load") - before)
        return seconds

    with neo4j_server("load") as server:

        def product(path: Path, rows: int) -> float:
            emptied(server)
            with tempfile.TemporaryDirectory(dir=CACHE) as home, opened(Path(home), server) as found:
                return busy(ours_busy, lambda: load_files(found, [path], rows))

        def bare(path: Path, by_handset: bool = True) -> float:
            emptied(server)
            return busy(peers_busy, lambda: _bare_neo4j.load(server, path, by_handset))

        _bare_neo4j.constrain(server)
        for _ in range(2):  # a server that has just started is several times slower
            tell(f"warming up: {bare(warm):.1f} s, {product(warm, WARM_ROWS):.1f} s")
        ours_busy.clear()
        peers_busy.clear()
        ours, peers = _alternate(lambda: product(file, feed.rows), lambda: bare(file), rounds)
        work = middle(peers_busy) / middle(ours_busy)
        crossed = bare(warm, by_handset=False)
    figures = _compared(feed.rows, ours, peers, LIMITS["neo4j"])
    figures.append(Figure("rows per processor second, loader and server together, product : bare", work))
    told = "bare loader, 2 workers that share batches (they lock each other out)"
    return [*figures, Figure(told, WARM_ROWS / crossed, "rows/s")]


def _embedded(feed: Feed, rounds: int) -> list[Figure]:
    file = pings_file(CACHE / "files", feed)
    prepared = _bare_embedded.prepare(CACHE / "files", file)

    def product() -> float:
        with tempfile.TemporaryDirectory(dir=CACHE) as home, opened(Path(home), None) as found:
            return load_files(found, [file], feed.rows)

    def bare() -> float:
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            return _bare_embedded.load(prepared, Path(folder) / "graph.lbug")

    ours, peers = _alternate(product, bare, rounds)
    return _compared(feed.rows, ours, peers, LIMITS["embedded"])


def _alternate(product: Run, bare: Run, rounds: int) -> tuple[list[float], list[float]]:
    """Each as often as the other, and in turn the first, so that a noisy neighbour meets both."""
    ours: list[float] = []
    peers: list[float] = []
    for number in range(rounds):
        for is_product in (True, False) if number % 2 else (False, True):
            seconds = product() if is_product else bare()
            tell(f"round {number + 1}: {'product' if is_product else 'bare'} {seconds:.1f} s")
            (ours if is_product else peers).append(seconds)
    return ours, peers


def _compared(rows: int, ours: Sequence[float], peers: Sequence[float], limit: float) -> list[Figure]:
    rates, bare = [rows / seconds for seconds in ours], [rows / seconds for seconds in peers]
    return [
        Figure(f"product ({spread(rates)})", middle(rates), "rows/s"),
        Figure(f"bare    ({spread(bare)})", middle(bare), "rows/s"),
        Figure("product : bare, of the medians", middle(rates) / middle(bare), "", at_least=limit),
    ]


if __name__ == "__main__":
    sys.exit(main())
