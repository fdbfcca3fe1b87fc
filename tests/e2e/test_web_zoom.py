"""Every page at 200 %, as a whole and its text alone: it can be read, used and gone through by keyboard (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Page
from tracer_command import Tracer
from web_browser import barriers, too_wide, visiting
from web_pages import NO_PAGES, NOBODY, OWNER, Opened, opened_pages
from web_returns import START, returns_site
from web_site import ROLES
from web_zoom import ZOOMED, covered, cut_off, hidden_focus, large_text

from api.app import create_app
from api.settings import read_settings

BY_KEYBOARD = frozenset({"/raids/{reference:path}", "/handset", "/network", "/search", "/handset/map", "/docs"})
"""Pages of ours that are gone through by the Tab key, as all pages of owners are: those with most on them."""

_PIN = re.compile("leaflet-marker-icon")
_READER = re.compile('class="(?:opblock-|nostyle|information-container)|^<button aria-label="Copy path')
_READERS = frozenset({"target-size", "nested-interactive", "heading-order", "region"})


@pytest.fixture(scope="module")
def every(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with returns_site(heron, tmp_path_factory.mktemp("zoom")) as place:
        yield opened_pages(place)


def test_every_page_is_in_the_table(every: Opened, tmp_path: Path) -> None:
    app = create_app(read_settings({"TRACER_HOME": str(tmp_path)}), work=False)
    there = {
        route.path
        for route in iter_route_contexts(app.routes)
        if route.path and "GET" in (route.methods or ()) and not route.path.startswith("/api/")
    }
    listed = {page.route for page in every.pages}
    assert sorted(there - listed - set(NO_PAGES)) == [], "say in tests/e2e/web_pages.py who opens these, and where"
    assert sorted((listed | set(NO_PAGES)) - there) == []
    assert listed.isdisjoint(NO_PAGES)


@pytest.mark.parametrize("role", [*ROLES, NOBODY, OWNER])
def test_pages_are_read_and_used_at_twice_their_size(every: Opened, web_browser: Browser, role: str) -> None:
    site = every.site
    with visiting(web_browser, site, role if role in ROLES else None, ZOOMED) as visit:
        if role == OWNER:
            cookie = {"name": "owner_session", "value": every.owner, "url": f"{site.url}{START}"}
            visit.context.add_cookies([cookie])  # type: ignore[list-item]
        page = visit.open("/healthz")
        for one in every.of(role):
            answer = page.goto(f"{site.url}{one.address}")
            assert answer is not None
            assert (answer.status, page.url) == (200, f"{site.url}{one.address}"), one
            if one.route == "/docs":
                page.wait_for_selector(".opblock")
            assert wrong(page, role == OWNER or one.route in BY_KEYBOARD) == {}, one


def wrong(page: Page, by_keyboard: bool) -> dict[str, object]:
    """What is wrong with a page that is enlarged as a whole and one whose text alone is."""
    found: dict[str, object] = {
        "sideways": too_wide(page),
        # Colours are the same at every size, and looked at where pages are tested at theirs.
        "barriers": [one for one in barriers(page, but=["color-contrast"]) if not not_ours(one)],
        "cut off": cut_off(page),
        "covered": covered(page) > 0.5,
        "hidden focus": hidden_focus(page) if by_keyboard else [],
    }
    with large_text(page):
        found |= {"sideways with large text": too_wide(page), "cut off with large text": cut_off(page)}
    return {name: what for name, what in found.items() if what}


def not_ours(barrier: tuple[str, list[str]]) -> bool:
    """Whether it is about pins that lie as close on a map as their places do, or about what the reader of APIs draws.

    The table beneath a map says the same as its pins; what the reader shows is `/api/v1/openapi.json`.
    """
    rule, where = barrier
    if rule == "target-size" and all(_PIN.search(one) for one in where):
        return True
    return rule in _READERS and all(_READER.search(one) for one in where)
