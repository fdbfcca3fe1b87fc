"""How long a command takes before it does anything: `python -m benchmarks.startup`."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks._figures import Figure, conclude, middle, spread

TIMES = 10
MOST_S = 0.4
SHOWN = 12
_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \|\s*(\S+)")


def main() -> int:
    """Time `tracer --help`; where it is too slow, name the imports that take longest."""
    command = [str(Path(sys.executable).parent / "tracer"), "--help"]
    _timed(command)
    seconds = [_timed(command) for _ in range(TIMES)]
    code = conclude(
        f"tracer --help, {TIMES} times",
        [Figure(f"wall time ({spread(seconds)})", middle(seconds), "s", at_most=MOST_S)],
    )
    if code:
        print("The slowest imports, each with what it imports:")
        for microseconds, name in _slowest():
            print(f"{microseconds / 1000:9.1f} ms  {name}")
    return code


def _timed(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _slowest() -> list[tuple[int, str]]:
    command = [sys.executable, "-X", "importtime", "-c", "import api.cli"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = [(int(match[2]), match[3]) for match in _IMPORT.finditer(told)]
    return sorted(found, reverse=True)[:SHOWN]


if __name__ == "__main__":
    sys.exit(main())
