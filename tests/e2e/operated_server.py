"""A server as whoever operates it sees it: its processes, its log, its figures, and how it stops."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from tracer_command import Tracer
from web_site import FORCE, Site

_WAITS_S = 120
_FIGURE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
_T = TypeVar("_T")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def until(ask: Callable[[], _T], otherwise: str = "it did not come about") -> _T:
    """What is told at last: the first answer that is true."""
    end = time.monotonic() + _WAITS_S
    while not (found := ask()):
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
    return found


@dataclass(frozen=True)
class Figure:
    """One line of `/metrics`."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass
class Operated:
    """A server that runs. `site` is how people meet it."""

    site: Site
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All that it wrote so far."""
        return (self.site.tracer.folder / "serve.log").read_text(encoding="utf-8")

    def lines(self) -> list[dict[str, Any]]:
        """Its log, each line one JSON object. A line that is still being written is left out."""
        return [json.loads(line) for line in self.log[: self.log.rfind("\n") + 1].splitlines()]

    def process_of(self, answer: httpx.Response) -> int:
        """Which process gave an answer."""
        asked = answer.headers["X-Request-Id"]
        return until(lambda: next((line["process"] for line in self.lines() if line.get("id") == asked), 0))

    def asked_of_all(self, processes: int, path: str, cookies: Mapping[str, str]) -> dict[int, int]:
        """The status that each of the processes answers with: asked again until all of them have answered."""

        def ask(_: int) -> httpx.Response:
            with httpx.Client(base_url=self.site.url, timeout=60, cookies=dict(cookies), verify=False) as client:
                return client.get(path)

        found: dict[int, int] = {}
        end = time.monotonic() + _WAITS_S
        with ThreadPoolExecutor(8) as pool:
            while len(found) < processes:
                assert time.monotonic() < end, f"only {found} answered"
                for answer in list(pool.map(ask, range(8))):
                    status = found.setdefault(self.process_of(answer), answer.status_code)
                    assert status == answer.status_code, "one process answered the same question in two ways"
        return found

    def figures(self) -> list[Figure]:
        """What `/metrics` says."""
        text = httpx.get(f"{self.site.url}/metrics", verify=False).text
        found = _FIGURE.findall(text)
        return [Figure(name, dict(_LABEL.findall(labels)), float(value)) for name, labels, value in found]

    def answered(self, route: str, status: int = 200, method: str = "GET") -> float:
        """How many requests of a route were answered so, as `/metrics` counts."""
        labels = {"method": method, "route": route, "status": str(status)}
        return sum(one.value for one in self.figures() if (one.name, one.labels) == ("tracer_requests_total", labels))

    def stop(self) -> int:
        """Stops it as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_WAITS_S)


@contextmanager
def operated(tracer: Tracer, *arguments: str) -> Iterator[Operated]:
    """A server over this installation, written out as in a container: unbuffered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    tracer = tracer.set(TRACER_PUBLIC_URL=url, TRACER_FORCE=FORCE, PYTHONUNBUFFERED="1")
    with (tracer.folder / "serve.log").open("wb") as log:
        command = tracer.command("serve", "--port", port, *arguments)
        process = subprocess.Popen(command, cwd=tracer.folder, env=tracer.environment(), stdout=log, stderr=log)
        made = Operated(Site(url, tracer), process)
        try:
            until(lambda: process.poll() is not None or _ready(url))
            assert process.poll() is None, made.log
            yield made
        finally:
            for client in made.site.sessions.values():
                client.close()
            process.terminate()
            try:
                process.wait(_WAITS_S)
            finally:
                process.kill()


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", verify=False).status_code == 200
    except httpx.TransportError:
        return False
