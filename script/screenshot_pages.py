"""Draws the pages of the documents from the demonstration case: each as the person it is for sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright
from screenshot_scene import TRACER, lay_out, load_file, owner_signs_in, put_in_store, say_whose, tracer

from tracer.demo import CASE

DESK, TABLET, PHONE = (1280, 900), (1024, 768), (360, 740)
FORCE = "Metropolitan Police"


def main(browser: str, home: str, folder: Path) -> None:
    """Draw every picture into `folder`, from the installation in `home` that holds the demonstration case."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {**os.environ, "TRACER_HOME": home, "TRACER_FORCE": FORCE, "TRACER_PUBLIC_URL": url}
    passwords = {role: _person(settings, role, initials) for role, initials in _PEOPLE.items()}
    scratch = Path(home)
    lay_out(settings, scratch)
    with _serving(settings, url, port), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        signed = partial(_signed_in, chromium, url, passwords)
        desk = signed("detective", DESK)
        _draw(desk, f"{url}/search?q=fonez", folder / "search.png")
        _draw(desk, f"{url}/handset?q=JT/12", folder / "handset.png")
        desk.set_viewport_size({"width": 1280, "height": 1300})
        _draw(desk, f"{url}/network?q=handler:fonez", folder / "network.png")
        desk.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        _draw(desk, f"{url}/network", folder / "who-leads.png")
        _draw(desk, f"{url}/shop?id=place:unit-4-phones", folder / "shop.png")
        load_file(desk, url, scratch)
        _draw(desk, f"{url}/load", folder / "load.png")
        tablet = signed("custody officer", TABLET)
        _book(tablet, url)
        tablet.screenshot(path=folder / "raid.png")
        _draw(tablet, f"{url}/exhibits/AB%2F1?seizure=HERON%2F1", folder / "exhibit.png")
        put_in_store(tablet, url)
        _draw(tablet, f"{url}/stores/MAIN", folder / "store.png")
        liaison = signed("victim liaison", DESK)
        say_whose(liaison, url, FORCE)
        _draw(liaison, f"{url}/returns", folder / "returns.png")
        owner = _page(chromium, PHONE)
        owner_signs_in(owner.context, settings, url, FORCE)
        _draw(owner, f"{url}/your-phone/status", folder / "your-phone.png")
        _draw(signed("auditor", DESK), f"{url}/audit", folder / "audit.png")
        _draw(signed("administrator", DESK), f"{url}/admin", folder / "admin.png")
        chromium.close()


_PEOPLE = {"detective": "JT", "custody officer": "AB", "victim liaison": "VL", "auditor": "", "administrator": ""}


def _person(settings: dict[str, str], role: str, initials: str) -> str:
    name = role.replace(" ", ".")
    also = ["--initials", initials] if initials else []
    password = tracer(settings, "people", "add", name, "--role", role, "--name", role.title(), *also)
    if initials:
        tracer(settings, "custody", "officer", "add", initials, "--name", f"Officer {initials}")
    return password


@contextmanager
def _serving(settings: dict[str, str], url: str, port: int) -> Iterator[None]:
    server = subprocess.Popen([TRACER, "serve", "--port", str(port)], env=settings, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                httpx.get(f"{url}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(60)


def _signed_in(browser: Browser, url: str, passwords: dict[str, str], role: str, size: tuple[int, int]) -> Page:
    page = _page(browser, size)
    page.goto(f"{url}/sign-in")
    page.fill("#username", role.replace(" ", "."))
    page.fill("#password", passwords[role])
    page.locator("main button").click()
    page.wait_for_url(f"{url}/")
    return page


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    return browser.new_page(viewport={"width": size[0], "height": size[1]})


def _draw(page: Page, address: str, picture: Path) -> None:
    page.goto(address)
    page.wait_for_timeout(2500)
    page.screenshot(path=picture)


def _book(page: Page, url: str) -> None:
    page.goto(f"{url}/raids")
    given = {"seizure": "HERON/1", "place": "unit-4-phones", "power": "search warrant, PACE 1984 s8", "expected": "74"}
    for field, text in given.items():
        page.fill(f"#{field}", text)
    page.click("text=Open and scan")
    for scanned in (CASE.a.imei2, CASE.b.imei, CASE.d.imei):
        page.fill("#text", scanned)
        page.press("#text", "Enter")
        page.wait_for_timeout(800)
    page.evaluate("window.scrollTo(0, 0)")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
