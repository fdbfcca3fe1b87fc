"""A load that a test may kill at any moment, and what shows that nothing of it was lost or doubled."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import prepared
from tracer_command import Tracer

from tracer.demo import CASE, case_files

IMEIS = (CASE.a.imei, CASE.b.imei, CASE.c.imei, CASE.d.imei, CASE.dray_imei)


@dataclass(frozen=True)
class Outcome:
    """What a case comes to: the graph's counts and digest, each file's rows and refusals, and the quarantine."""

    graph: dict[str, Any]
    rows: dict[str, tuple[int, int]]
    quarantine: list[tuple[str, int]]


def write_case(folder: Path, rows: int) -> list[Path]:
    """The demonstration case and, in its middle, a file of pings: most new, a tenth said twice, some refused."""
    pings = folder / "many.csv"
    with pings.open("w", encoding="ascii") as out:
        out.write("imei,at,lat,lon,accuracy_m,source\n")
        for n in range(rows):
            told = n % (rows * 9 // 10)
            lat = "north" if told % 1000 == 7 else f"51.{told % 1_000_000:06}"
            second = told // len(IMEIS)
            at = f"2023-11-{1 + second // 86400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"
            out.write(f"{IMEIS[told % len(IMEIS)]},{at},{lat},-0.1,9,made\n")
    files = case_files()
    return [*files[:7], pings, *files[7:]]


def outcome(tracer: Tracer, files: list[Path]) -> Outcome:
    """What there is when all is loaded. Loading once more must find nothing new."""
    told = tracer.load(*files, expect=1)
    assert all(one["loaded"] == 0 for one in told)
    rows = {one["name"]: (one["rows"], one["rejected"]) for one in told}
    quarantine = sorted((one["name"], one["row"]) for one in tracer.inside("rejects", "--json").lines)
    return Outcome({**tracer.status(), "engine": ""}, rows, quarantine)


def seconds_of(tracer: Tracer, *arguments: str | Path, expect: int = 0) -> float:
    """How long a command takes that nobody disturbs."""
    began = time.monotonic()
    tracer(*arguments, expect=expect)
    return time.monotonic() - began


def killed_after(tracer: Tracer, seconds: float, *arguments: str | Path) -> bool:
    """Run a command and kill it after so long; False where it had come to its end by then."""
    said = tracer.folder / "killed.log"
    process = prepared.start(
        tracer.command(*arguments), tracer.folder, tracer.environment(), prepared.Streams(said, said)
    )
    process.join(seconds)
    running = process.exitcode is None
    process.kill()
    process.join()
    assert running or process.exitcode in (0, 1), said.read_text(encoding="utf-8", errors="replace")
    return running


@contextmanager
def told_seed() -> Iterator[random.Random]:
    """Chance that can be had again: pytest shows what is printed where a test fails."""
    seed = time.time_ns()
    print(f"seed {seed}")  # noqa: T201
    yield random.Random(seed)
