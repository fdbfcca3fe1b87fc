"""Fifty people at once: `python -m benchmarks.users --engine …`. The 95th percentile of their waits against one alone.

The server is the real command over loopback, on a graph of 57,000 handsets and 2 M pings. Each person has an account
and a session of their own, and opens one page after another as soon as the one before has come: searches, and the pages
of handsets of which hardly two are the same.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from api.access import Role
from api.settings import Neo4jSettings, read_settings
from benchmarks._figures import Figure, conclude, tell
from benchmarks._pings import imei_of
from benchmarks.follow import LARGE, at_home
from tracer.records.access.people import People
from tracer.records.access.sessions import Sessions
from tracer.records.access.values import Person
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

TRACER = Path(sys.executable).with_name("tracer")
ASKED = Asked("benchmark", "benchmark")
ROLES = (Role.DETECTIVE, Role.CUSTODY_OFFICER, Role.DETECTIVE, Role.VICTIM_LIAISON, Role.DETECTIVE, Role.SUPERVISOR)
"""Of what people are, in turn: half are detectives."""
PATHS = (
    "/search?q={imei}",
    "/handset?q={imei}",
    "/api/v1/search?q={digits}",
    "/api/v1/follow?q={imei}",
    "/search?q=BM/{number:06d}/26",
    "/exhibits",
)
ALONE_SECONDS = 15.0


@dataclass
class _Answers:
    waits: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one person, then many, on one server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), required=True)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args(arguments)
    with at_home(asked.engine, LARGE) as (home, neo4j):
        cookies = _sessions(home, asked.users)
        with _server(home, neo4j) as url:
            # The first search makes the index of the search, which every later one finds: it is in no figure.
            asyncio.run(_many(url, cookies[:1], 0.1))
            one = asyncio.run(_many(url, cookies[:1], min(asked.seconds, ALONE_SECONDS)))
            tell(f"one: {len(one.waits)} answers")
            many = asyncio.run(_many(url, cookies, asked.seconds))
    alone, crowded = _percentile(one.waits), _percentile(many.waits)
    return conclude(
        f"{asked.users} people at once for {asked.seconds:g} s, each page after page, {asked.engine}, among"
        f" {LARGE.handsets:,} handsets and {LARGE.pings:,} pings",
        [
            Figure("answers a second, one person", len(one.waits) / one.seconds),
            Figure("answers a second, all together", len(many.waits) / many.seconds),
            Figure("95th percentile, one person", alone * 1000, "ms"),
            Figure("95th percentile, all together", crowded * 1000, "ms"),
            Figure("together : alone", crowded / alone),
            Figure("together : alone, for each person", crowded / alone / asked.users),
            Figure("answers that were errors", float(one.errors + many.errors), at_most=0),
        ],
    )


async def _many(url: str, cookies: Sequence[str], seconds: float) -> _Answers:
    answers = _Answers()
    limits = httpx.Limits(max_connections=len(cookies))
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        begun = time.perf_counter()
        until = begun + seconds
        await asyncio.gather(*(_one(client, cookie, answers, (n, until)) for n, cookie in enumerate(cookies)))
        answers.seconds = time.perf_counter() - begun
    return answers


async def _one(client: httpx.AsyncClient, cookie: str, answers: _Answers, of: tuple[int, float]) -> None:
    number, until = of
    chance = random.Random(number)
    while time.perf_counter() < until:
        handset = chance.randrange(LARGE.handsets)
        imei = imei_of(handset)
        path = PATHS[number % len(PATHS)].format(imei=imei, digits=imei[-6:], number=handset)
        number += 1
        begun = time.perf_counter()
        try:
            answer = await client.get(path, headers={"Cookie": f"session={cookie}"})
            answers.errors += answer.status_code != 200
        except httpx.HTTPError:
            answers.errors += 1
        answers.waits.append(time.perf_counter() - begun)


def _sessions(home: Path, users: int) -> list[str]:
    """The secret of a session that was begun for each of so many new people."""
    settings = read_settings({"TRACER_HOME": str(home)})
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        return [_begun(records, ROLES[number % len(ROLES)]) for number in range(users)]
    finally:
        records.close()


def _begun(records: Records, role: Role) -> str:
    name = f"bench-{uuid4().hex[:8]}"
    person = records.part(People).add(Person("", name, name, "Fictional Police", frozenset({role.value})), ASKED)
    return records.part(Sessions).begin(person, "a benchmark").secret


@contextmanager
def _server(home: Path, neo4j: Neo4jSettings | None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    said = {"TRACER_HOME": str(home), "TRACER_PUBLIC_URL": url, "TRACER_FORCE": "Fictional Police"}
    if neo4j is not None:
        said |= {"NEO4J_URI": neo4j.uri, "NEO4J_USERNAME": neo4j.username, "NEO4J_PASSWORD": neo4j.password}
    with tempfile.TemporaryFile() as log:
        command = [TRACER, "serve", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, **said}, stdout=log, stderr=log)
        try:
            _wait_for(url)
            yield url
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def _percentile(waits: list[float]) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
