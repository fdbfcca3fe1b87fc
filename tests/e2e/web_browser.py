"""Pages in a real Chromium: nothing from elsewhere, no error, nothing that keeps somebody out."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from web_site import Site

AXE = Path(__file__).parents[2] / "maps" / "assets" / "vendor" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--renderer-process-limit=1",
)
"""How it is started: it reaches this machine alone, and begins no new process for each page that is opened."""
WAITS_S = 30
DESKTOP, TABLET, PHONE = (1280, 900), (1024, 768), (360, 740)


@dataclass
class Visit:
    """Somebody's browser on a site, and what its pages did that they must not do."""

    site: Site
    context: BrowserContext
    offences: list[str] = field(default_factory=list)
    also: tuple[str, ...] = ()
    """Where people are led beside the site itself."""

    def open(self, path: str) -> Page:
        """A page of the site."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.offences.append(f"error {error}"))
        page.on("dialog", lambda dialog: (self.offences.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(f"{self.site.url}{path}")
        return page

    def check(self, request: Request) -> None:
        """A page asks for nothing but what the site itself serves, and what else it was said to lead to."""
        if not request.url.startswith((self.site.url, "data:", "blob:", *self.also)):
            self.offences.append(f"request {request.url}")

    def _hear(self, said: ConsoleMessage) -> None:
        # A form that is answered with what is wrong has a status that the browser tells of as an error.
        if said.type in ("error", "warning") and "Failed to load resource: the server responded" not in said.text:
            self.offences.append(f"console {said.type}: {said.text}")


@contextmanager
def visiting(
    browser: Browser, site: Site, role: str | None, size: tuple[int, int] = DESKTOP, scripts: bool = True
) -> Iterator[Visit]:
    """A browser of somebody who is signed in (or of nobody), which at the end must have done nothing it must not."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts)
    visit = Visit(site, context)
    context.on("request", visit.check)
    if role is not None:
        cookies = site.signed_in(role).cookies
        context.add_cookies([{"name": "session", "value": cookies["session"], "url": site.url}])
    try:
        yield visit
    finally:
        context.close()
    assert visit.offences == [], visit.offences


def wait_until(page: Page, condition: str) -> None:
    """Waits for a script to say true, or a promise of it.

    Playwright's own `wait_for_function` asks again by `eval` in the page, which a content security policy refuses:
    it works only where the answer is true at once.
    """
    until = time.monotonic() + WAITS_S
    while not page.evaluate(condition):
        assert time.monotonic() < until, f"{condition} was not true within {WAITS_S} seconds"
        page.wait_for_timeout(50)


def barriers(page: Page, but: Collection[str] = ()) -> list[tuple[str, list[str]]]:
    """What axe finds against WCAG 2.2 AA, with where; by all of its rules but those that are named."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    asked = {"runOnly": tags, "resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in but}}
    run = "(asked) => axe.run(document, asked).then((result) => result.violations)"
    found: list[dict[str, Any]] = page.evaluate(run, asked)
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


def too_wide(page: Page) -> list[str]:
    """What sticks out where the page scrolls sideways, once its styles are there: a click may only begin to load it."""
    page.wait_for_load_state("load")
    found: list[str] = page.evaluate(
        """() => {
            const { clientWidth, scrollWidth } = document.documentElement;
            if (scrollWidth <= clientWidth + 1) return [];
            const scrolls = (each) => each.parentElement.closest(".scroll");
            const out = [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > clientWidth + 1)
                .filter((each) => !scrolls(each) || getComputedStyle(each).position === "absolute")
                .map((each) => each.outerHTML.slice(0, 120));
            return [`${scrollWidth} of ${clientWidth}`, ...out.slice(0, 5)];
        }"""
    )
    return found
