"""How long the network's picture takes in Chromium: `python -m benchmarks.canvas`.

The page's own modules draw and lay out networks like those of real cases (handlers who know each other, with their
handsets) under the page's own policy, from the first thing drawn to the last one placed. The limit is held in seconds
of the page's process, which is what a person waits where nothing else runs; the wall time beside it says how busy this
machine was.
"""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import STATIC
from api.safety import policy
from api.web import vendor
from benchmarks._figures import Figure, conclude, middle, spread, tell

MOST_S = 2.0
ROUNDS = 5
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Canvas</title>
<link rel="stylesheet" href="/static/network.css" id="__________cytoscape_stylesheet">
<script src="/vendor/layout-base.js"></script><script src="/vendor/cose-base.js"></script>
<script src="/vendor/cytoscape-fcose.js"></script></head><body><div id="net-canvas"></div></body></html>"""
DRAW = """async (picture) => {
  const { canvas, draw, layout } = await import("/static/network_canvas.js");
  const { State } = await import("/static/network_state.js");
  const cy = canvas(document.getElementById("net-canvas"));
  const state = new State();
  state.learn(picture);
  state.subject = picture.things[0].id;
  for (const thing of picture.things) state.shown.add(thing.id);
  const begun = performance.now();
  draw(cy, state);
  const drawn = performance.now();
  layout(cy, state);
  const ended = performance.now();
  cy.destroy();
  return { draw: drawn - begun, all: ended - begun };
}"""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each round."""

    wall: list[float]
    processor: list[float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out a thousand things, and as many as a picture holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args(arguments).rounds
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with _served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        processor = _processor_of(browser)
        times = {size: _times(page, processor, size, rounds) for size in (100, 1_000, 2_000)}
        browser.close()
    figures = [
        Figure("100 things drawn and laid out, processor", middle(times[100].processor), "s"),
        Figure("1,000 things drawn and laid out, processor", middle(times[1_000].processor), "s", at_most=MOST_S),
        Figure("1,000 things drawn and laid out, wall", middle(times[1_000].wall), "s"),
        Figure("2,000 things (a draft), processor", middle(times[2_000].processor), "s"),
    ]
    return conclude("The network's picture in Chromium", figures)


def _processor_of(browser: Browser) -> Callable[[], float]:
    """What gives the seconds of processor that the pages' processes have used."""
    session = browser.new_browser_cdp_session()

    def used() -> float:
        found = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(float(one["cpuTime"]) for one in found if one["type"] == "renderer")

    return used


def _times(page: Page, processor: Callable[[], float], size: int, rounds: int) -> Times:
    picture = _network(size)
    wall, used = [], []
    for _ in range(rounds):
        before = processor()
        wall.append(float(page.evaluate(DRAW, picture)["all"]) / 1000)
        used.append(processor() - before)
    links = len(picture["ties"])
    tell(f"{size:,} things, {links:,} links: {spread(used)} s of processor, {spread(wall)} s of wall time")
    return Times(wall, used)


def _network(size: int) -> dict[str, Any]:
    """Twenty handlers, each with a share of the handsets; some handsets with two, and handlers who know each other."""
    chance = random.Random(5)
    handlers = [f"handler:h{number}" for number in range(min(20, size // 5))]
    others = [f"handset:imei:{number:06}" for number in range(size - len(handlers))]
    pairs = [(chance.choice(handlers[: 1 + number % len(handlers)]), one) for number, one in enumerate(others)]
    pairs += [(chance.choice(handlers), chance.choice(others)) for _ in range(size // 10)]
    pairs += [(handlers[number - 1], handlers[number]) for number in range(1, len(handlers))]
    things: list[dict[str, Any]] = [
        {"id": one, "kind": "Handler" if one in handlers else "Handset", "name": one, "at": None, "details": {}}
        for one in [*handlers, *others]
    ]
    ties = [
        {"id": f"{a}|{b}|{number}", "start": a, "end": b, "basis": "asserted", "score": None, "at": None, "until": None}
        for number, (a, b) in enumerate(pairs)
    ]
    return {"things": things, "ties": ties}


@contextmanager
def _served() -> Iterator[str]:
    app = FastAPI()
    app.include_router(vendor.router)
    app.mount("/static", StaticFiles(directory=STATIC))

    @app.get("/")
    def blank() -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": policy()})

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(10)


if __name__ == "__main__":
    sys.exit(main())
