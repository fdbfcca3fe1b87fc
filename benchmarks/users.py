"""Fifty people at once: `python -m benchmarks.users`. The 95th percentile of their waits against one person's alone.

Each opens one page after another, as fast as the pages come: search, a handset, its JSON, exhibits. The server is the
real command on the demonstration case, over loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks._figures import Figure, conclude, tell
from tracer import demo

TRACER = Path(sys.executable).with_name("tracer")
PATHS = (
    "/search?q=fonez",
    f"/handset?q={demo.CASE.a.imei}",
    f"/api/v1/follow?q={demo.CASE.b.imei}",
    f"/api/v1/search?q={demo.CASE.a.imei[-6:]}",
    "/exhibits",
)


def main() -> int:
    """Measure one person, then many, on one server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as (url, password):
        one = asyncio.run(_many(url, password, 1, min(asked.seconds, 15.0)))
        tell(f"one: {len(one.waits)} answers")
        many = asyncio.run(_many(url, password, asked.users, asked.seconds))
    alone, crowded = _percentile(one.waits), _percentile(many.waits)
    return conclude(
        f"{asked.users} people at once for {asked.seconds:g} s, each page after page",
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


class _Answers:
    def __init__(self) -> None:
        self.waits: list[float] = []
        self.errors = 0
        self.seconds = 0.0


async def _many(url: str, password: str, users: int, seconds: float) -> _Answers:
    answers = _Answers()
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=httpx.Limits(max_connections=users)) as client:
        await _sign_in(client, password)
        begun = time.perf_counter()
        await asyncio.gather(*(_one(client, answers, number, begun + seconds) for number in range(users)))
        answers.seconds = time.perf_counter() - begun
    return answers


async def _one(client: httpx.AsyncClient, answers: _Answers, number: int, until: float) -> None:
    while time.perf_counter() < until:
        path = PATHS[number % len(PATHS)]
        number += 1
        asked = time.perf_counter()
        try:
            answer = await client.get(path)
            answers.errors += answer.status_code != 200
        except httpx.HTTPError:
            answers.errors += 1
        answers.waits.append(time.perf_counter() - asked)


async def _sign_in(client: httpx.AsyncClient, password: str) -> None:
    form = await client.get("/sign-in")
    token = re.search(r'name="token" value="([^"]+)"', form.text)
    if token is None:
        raise SystemExit("The sign-in page has no form.")
    said = {"username": "measure", "password": password, "code": "", "token": token[1]}
    if (await client.post("/sign-in", data=said)).status_code != 303:
        raise SystemExit("Signing in did not work.")


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {**os.environ, "TRACER_HOME": str(folder / "home"), "TRACER_PUBLIC_URL": url, "TRACER_FORCE": "Demo"}
    _run(folder, settings, "demo", "--map", str(folder / "map.html"))
    password = _run(folder, settings, "people", "add", "measure", "--role", "supervisor", "--initials", "MM")
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen([TRACER, "serve", "--port", str(port)], env=settings, cwd=folder, stdout=log, stderr=log)
    try:
        _wait_for(url)
        yield url, password
    finally:
        server.terminate()
        server.wait(60)
        log.close()


def _run(folder: Path, settings: dict[str, str], *words: str) -> str:
    command = [TRACER, *words]
    done = subprocess.run(command, env=settings, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


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
