"""How much memory a load takes, and that more rows take no more: `python -m benchmarks.memory`."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks._figures import Figure, conclude, tell
from benchmarks._pings import Feed, pings_file
from benchmarks._product import load_files, opened
from benchmarks._servers import CACHE

HANDSETS = 20_000
TIMES_MORE = 5
MOST_GIB = 1.5
MOST_GROWTH = 1.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Load twice into the embedded engine, each time in a process of its own, and compare their peaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help=f"the larger load has {TIMES_MORE} times as many")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        return _load(Path(asked.child), asked.rows)
    few, many = _peak(asked.rows), _peak(asked.rows * TIMES_MORE)
    return conclude(
        f"Memory of loading {asked.rows:,} and {asked.rows * TIMES_MORE:,} pings, embedded",
        [
            Figure(f"peak with {asked.rows:,} rows", few, "GiB", at_most=MOST_GIB),
            Figure(f"peak with {asked.rows * TIMES_MORE:,} rows", many, "GiB", at_most=MOST_GIB),
            Figure("larger : smaller", many / few, "", at_most=MOST_GROWTH),
        ],
    )


def _peak(rows: int) -> float:
    """GiB at the most, of a process that loads so many rows and does nothing else."""
    file = pings_file(CACHE / "files", Feed(rows, HANDSETS))
    command = [sys.executable, "-m", "benchmarks.memory", "--rows", str(rows), "--child", str(file)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    tell(f"{rows:,} rows in {told[1]} s")
    return int(told[0]) / (1 << 20)


def _load(file: Path, rows: int) -> int:
    with tempfile.TemporaryDirectory(dir=CACHE) as home, opened(Path(home), None) as found:
        seconds = load_files(found, [file], rows)
    # Linux tells KiB.
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, round(seconds, 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
