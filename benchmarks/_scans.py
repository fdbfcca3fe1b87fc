"""What a scan in a raid takes among few reports and among many, asked of the graph as a raid asks it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.usecases.custody.lookups import GraphLookUps
from benchmarks._figures import Figure, middle, tell
from benchmarks._pings import imei_of, reports_file
from benchmarks._product import load_files, opened
from tracer.custody.scan import scan
from tracer.custody.scanned import Scene, Verdict
from tracer.identifiers.imei import check_digit

FEW, MANY = 1_000, 57_000
ROUNDS = 200
MOST_GROWTH = 1.3
SCENE = Scene({}, "HERON/1")


def scans(cache: Path) -> list[Figure]:
    """The middle of many scans in turn: phones that are reported, phones nobody knows, and misread digits."""
    with _city(cache, FEW) as small, _city(cache, MANY) as large:
        seconds: dict[tuple[str, int], list[float]] = {}
        for number in range(-20, ROUNDS):
            for look_ups, size in ((small, FEW), (large, MANY)):
                for kind, text in _typed(number * 7_919 % size):
                    begun = time.perf_counter()
                    answer = scan(text, SCENE, look_ups)
                    took = time.perf_counter() - begun
                    _check(kind, answer.verdict)
                    if number >= 0:
                        seconds.setdefault((kind, size), []).append(took)
    found = {asked: middle(values) for asked, values in seconds.items()}
    kinds = dict.fromkeys(kind for kind, _ in found)
    told = [Figure(f"scan of a {kind} phone among {size:,}", took * 1000, "ms") for (kind, size), took in found.items()]
    ratios = [
        Figure(f"scan of a {kind} phone: {MANY:,} : {FEW:,}", found[kind, MANY] / found[kind, FEW], at_most=MOST_GROWTH)
        for kind in kinds
    ]
    return told + ratios


def _typed(number: int) -> Iterator[tuple[str, str]]:
    known = imei_of(number)
    yield "reported", known
    body = f"99{known[2:14]}"
    yield "strange", body + check_digit(body)
    # A last digit of 0 would say that the check digit was not sent.
    yield "misread", known[:-1] + str((int(known[-1]) + 1) % 10 or 5)


def _check(kind: str, verdict: Verdict) -> None:
    wanted = {"reported": Verdict.STOLEN, "strange": Verdict.NOT_REPORTED, "misread": Verdict.MISREAD}
    if verdict is not wanted[kind]:
        raise RuntimeError(f"a {kind} phone was answered {verdict}")


@contextmanager
def _city(cache: Path, reports: int) -> Iterator[GraphLookUps]:
    """Look-ups among so many reports, opened for reading as a raid does."""
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        home = Path(folder)
        with opened(home, None) as found:
            tell(f"{reports:,} reports in {load_files(found, [reports_file(cache, reports)], reports):.0f} s")
        with opened(home, None, read_only=True) as found:
            yield GraphLookUps(found.graph, found.records, found.settings)
