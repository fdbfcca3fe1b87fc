"""That searching and a handset's page take as long in a large graph: `python -m benchmarks.pages --engine …`."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import structlog
from starlette.testclient import TestClient

from api.access import Permission, Role
from api.app import create_app
from api.desk import Desk
from api.settings import Settings
from benchmarks._figures import Figure, conclude, middle, tell
from benchmarks._pings import imei_of
from benchmarks.follow import LARGE, SMALL, City, built
from tracer.records.access.values import Person
from tracer.records.values import Asked

MOST_GROWTH = 1.5
WARM = 5
PART = 10
ROUNDS = 6
ASKED = Asked("benchmark", "benchmark")
SUBJECT = imei_of(0)
ASKS: Mapping[str, str] = {
    "search by a whole IMEI": f"/api/v1/search?q={SUBJECT}",
    "search by the last six digits": f"/api/v1/search?q={SUBJECT[-6:]}",
    "search by a misread IMEI": f"/api/v1/search?q={SUBJECT[:-1]}{(int(SUBJECT[-1]) + 1) % 10}",
    "search by a crime reference": "/api/v1/search?q=BM/000007/26",
    "search by words that every report has": "/api/v1/search?q=high+street",
    "search for what is not there": "/api/v1/search?q=nowhere+at+all",
    "the page of a handset": f"/handset?q={SUBJECT}",
    "the JSON of a handset": f"/api/v1/follow?q={SUBJECT}",
}

Ask = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the same of both installations, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), required=True)
    engine = parser.parse_args(arguments).engine
    # A server writes a line for each answer; on a terminal that would be most of what is measured.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with _serving(engine, SMALL) as small, _serving(engine, LARGE) as large:
        figures = [figure for name, path in ASKS.items() for figure in _measured(name, path, small, large)]
    title = f"Pages, {engine}: among {SMALL.handsets:,} handsets and {SMALL.pings:,} pings, and among"
    return conclude(f"{title} {LARGE.handsets:,} and {LARGE.pings:,}", figures)


def _measured(name: str, path: str, small: Ask, large: Ask) -> list[Figure]:
    seconds: dict[str, list[float]] = {"small": [], "large": []}
    for ask in (small, large):
        _timed(ask, path, WARM)
    for _ in range(ROUNDS):
        for which, ask in (("small", small), ("large", large)):
            seconds[which] += _timed(ask, path, PART)
    found = {which: middle(values) for which, values in seconds.items()}
    return [
        Figure(f"{name}, among the fewer", found["small"] * 1000, "ms"),
        Figure(f"{name}, among the many", found["large"] * 1000, "ms"),
        Figure(f"{name}: many : fewer", found["large"] / found["small"], "", at_most=MOST_GROWTH),
    ]


def _timed(ask: Ask, path: str, times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        ask(path)
        seconds.append(time.perf_counter() - begun)
    return seconds


@contextmanager
def _serving(engine: str, city: City) -> Iterator[Ask]:
    """The application over a graph, asked in process by a program with a token, so that no network is in the figures.

    The first search makes the search index, which a later one finds: it is told apart, and in no figure.
    """
    with built(engine, city) as house, TestClient(create_app(_settings(house.settings), work=False)) as client:
        client.headers["authorization"] = f"Bearer {_token(client.app.state.desk)}"  # type: ignore[attr-defined]

        def ask(path: str) -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} was answered with {answer.status_code}: {answer.text[:300]}")

        begun = time.perf_counter()
        ask(ASKS["search by a whole IMEI"])
        tell(f"first search among {city.handsets:,} handsets: {time.perf_counter() - begun:.1f} s")
        yield ask


def _settings(settings: Settings) -> Settings:
    return replace(settings, force="", public_url="http://127.0.0.1:8000")


def _token(desk: Desk) -> str:
    name = f"bench-{uuid4().hex[:8]}"
    made = Person("", name, name, "Fictional Police", frozenset({Role.DETECTIVE.value}))
    person = desk.people.add(made, ASKED)
    until = datetime.now(UTC) + timedelta(days=1)
    return desk.tokens.make(name, person.id, [Permission.TRACE.value], until, ASKED)[1]


if __name__ == "__main__":
    sys.exit(main())
