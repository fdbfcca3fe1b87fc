"""The map in a real browser, opened from a folder: nothing loads from outside, nothing fails, a person can use it."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

import pytest
from heron_map_story import UNIT_4, at, event, long_story, ping, story
from hostile_texts import HOSTILE
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect
from web_browser import DESKTOP, PHONE, barriers, too_wide, wait_until

from graph.views import Event, KnownIdentifier, PlaceView, Reason, Story
from maps.page import MapOptions, render
from maps.tiles import tiles_around
from tracer.model import SourceRow


@dataclass
class Opened:
    """A page, and what it did that a map must not do."""

    page: Page
    offences: list[str] = field(default_factory=list)


@dataclass
class Opener:
    """Writes maps to a folder and opens them."""

    browser: Browser
    folder: Path
    opened: list[Opened] = field(default_factory=list)

    def __call__(self, html: str, size: tuple[int, int] = DESKTOP) -> Page:
        file = self.folder / "map.html"
        file.write_text(html, encoding="utf-8")
        page = self.browser.new_page(viewport={"width": size[0], "height": size[1]})
        opened = Opened(page)
        self.opened.append(opened)

        def check(route: Route) -> None:
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                opened.offences.append(f"request {route.request.url}")
                route.abort()

        def hear(said: ConsoleMessage) -> None:
            # Reading pixels back, as these tests do, is what that warning is about.
            if "willReadFrequently" not in said.text:
                opened.offences.append(f"console {said.type}: {said.text}")

        page.route("**/*", check)
        page.on("console", hear)
        page.on("pageerror", lambda error: opened.offences.append(f"error {error}"))
        page.on("dialog", lambda dialog: (opened.offences.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        return page


@pytest.fixture
def open_map(web_browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(web_browser, tmp_path)
    yield opener
    offences = [offence for opened in opener.opened for offence in opened.offences]
    for opened in opener.opened:
        opened.page.close()
    assert offences == []


def painted(page: Page) -> int:
    """How many pixels of the front canvas are not transparent, once it has drawn."""
    count = """() => {
        const canvas = document.querySelector('.leaflet-overlay-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let painted = 0;
        for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
        return painted;
    }"""
    wait_until(page, f"({count})() > 0")
    found: int = page.evaluate(count)
    return found


def test_the_whole_map_is_there(open_map: Opener) -> None:
    page = open_map(render(story(), MapOptions(notice="A fictional case")))
    assert page.inner_text("#notice") == "A fictional case"
    assert page.inner_text("#summary").startswith("Stolen 2 Oct 2023 at Regent Street")
    assert painted(page) > 500
    assert {"T", "S", "L", "P", "E"} <= set(page.locator(".leaflet-marker-icon .badge").all_inner_texts())
    assert page.locator(".leaflet-marker-icon .stay").inner_text() == "82 h"
    assert "13 h 41 min" in page.locator(".along").all_inner_texts()
    assert "! Impossible jump" in page.locator(".along").all_inner_texts()
    assert page.locator("#table tbody tr").count() == 100
    assert page.inner_text("#table .count") == "Showing 1 to 100 of 206 events"
    met = ["United Kingdom: 3 lines name it, 2 Oct 2023 to 3 Oct 2023", "Algeria: 1 line names it, 8 Oct 2023"]
    assert page.locator("nav li").all_inner_texts() == met
    assert "Algeria Sighting: Attached in Algiers" in page.inner_text("#unplaced")
    for word in ("observed", "asserted", "inferred", "accuracy not known", "earlier"):
        assert word in page.inner_text("#legend")


def test_times_are_londons_with_the_exact_utc(open_map: Opener) -> None:
    page = open_map(render(story()))
    first = page.locator("#table time").first
    assert first.inner_text() == "2 Oct 2023, 18:41 BST"
    assert first.get_attribute("title") == "2023-10-02T17:41:00.000Z"
    page.select_option("#kind", "Link")
    assert page.locator("#table time").first.inner_text() == "No date"


def test_a_row_shows_its_event_on_the_map(open_map: Opener) -> None:
    page = open_map(render(story()))
    page.locator("#table tbody button").nth(1).press("Enter")
    popup = page.locator(".leaflet-popup-content")
    assert "51.51070, -0.13860, within 25 m" in popup.inner_text()
    assert "2023-10-02T17:43:00.000Z" in popup.inner_text()
    assert "heron-pings.csv, row 1" in popup.inner_text()
    assert page.locator("tr.chosen").count() == 1


WORDS_OVER_WORDS = """() => {
    const seen = (one) => getComputedStyle(one).visibility === "visible";
    const words = [...document.querySelectorAll(".label, .along")].filter(seen);
    const boxes = words.map((one) => [one.textContent, one.getBoundingClientRect()]);
    const hit = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const over = ([a, one], i) => boxes.slice(i + 1).filter(([, other]) => hit(one, other)).map(([b]) => [a, b]);
    return boxes.flatMap(over);
}"""


HEARS_TIMES = """() => {
    window.drawn = new Set();
    const real = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
        window.drawn.add(text);
        return real.call(this, text, ...where);
    };
}"""


def test_no_words_lie_over_others_and_those_of_the_theft_come_first(open_map: Opener) -> None:
    near = (("Carnaby Street", 51.5133, -0.1392), ("Heddon Street", 51.5107, -0.1376), ("Savile Row", 51.5112, -0.1412))
    places = tuple(PlaceView(f"place:{name}", "shop", name, lat, lon) for name, lat, lon in near)
    page = open_map(render(replace(story(), places=(*story().places, *places))))
    assert "Stolen" in page.locator(".label:visible").all_inner_texts()
    for _ in range(2):
        assert page.evaluate(WORDS_OVER_WORDS) == []
        page.locator(".leaflet-control-zoom-out").press("Enter")
        page.wait_for_timeout(500)
    assert page.evaluate(WORDS_OVER_WORDS) == []
    assert page.locator(".label.under").count() > 0


def test_layers_switch_off_and_on(open_map: Opener) -> None:
    page = open_map(render(story()))
    before = painted(page)
    page.uncheck("#layer-stays")
    page.uncheck("#layer-theft")
    assert page.locator(".leaflet-marker-icon .stay").count() == 0
    assert "T" not in page.locator(".leaflet-marker-icon .badge").all_inner_texts()
    page.check("#layer-theft")
    assert "T" in page.locator(".leaflet-marker-icon .badge").all_inner_texts()
    for box in page.locator("#legend input").all():
        box.uncheck()
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelectorAll('.leaflet-marker-icon').length") == 0
    for box in page.locator("#legend input").all():
        box.check()
    assert painted(page) == pytest.approx(before, rel=0.05)


def test_the_slider_goes_back_in_time(open_map: Opener) -> None:
    page = open_map(render(story()))
    page.evaluate(HEARS_TIMES)
    page.locator(".leaflet-control-zoom-in").press("Enter")
    wait_until(page, "drawn.has('2 Oct 18:43')")
    assert not page.evaluate("drawn.has('18:43')"), "a ping has its time once"
    slider = page.locator("#until")
    slider.focus()
    page.keyboard.press("Home")
    assert page.inner_text("#timeline output") == "2 Oct 2023, 18:43 BST"
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "2 Oct 2023, 18:46 BST"


def test_the_keyboard_reaches_everything(open_map: Opener) -> None:
    page = open_map(render(story()))
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => {
            const node = document.activeElement;
            return node.id || node.getAttribute('aria-label') || node.className || node.tagName;
        }"""
            )
        )
    assert {"map_trail", "Zoom in", "until", "layer-pings", "kind", "skip", "Table of events"} <= reached
    assert any("Theft: " in name for name in reached)
    page.locator(".leaflet-marker-icon[aria-label*='Theft: ']").press("Enter")
    assert "Robbery by two on a moped" in page.inner_text(".leaflet-popup-content")


def test_what_was_chosen_by_keyboard_is_said(open_map: Opener) -> None:
    page = open_map(render(story()))
    page.select_option("#kind", "Link")
    page.locator("#table tbody button").first.press("Enter")
    assert page.inner_text("#said") == "Link, No date: it has no position"


def hostile_story() -> Story:
    """Every text that can come from outside is hostile, in one event or another."""
    texts = cycle(HOSTILE)

    def one(kind: str, minute: int, text: str) -> Event:
        rest = list(islice(texts, 8))
        return event(
            kind,
            at("4 08:00") + timedelta(minutes=minute),
            text,
            lat=51.5 + minute * 1e-4,
            lon=-0.1,
            place=rest[0],
            country=rest[1],
            identifier=rest[2],
            source=SourceRow(rest[3], minute),
            doubts=(rest[4],),
            reasons=(Reason(rest[5], 1.0),),
            details={rest[6]: rest[7]},
            grade=rest[0],
        )

    kinds = cycle(["listing", "ping", "sighting", "seizure", "theft", "stay", "held", "gap", "jump", "clone"])
    events = tuple(one(kind, minute, text) for minute, (kind, text) in enumerate(zip(kinds, HOSTILE, strict=False)))
    places = tuple(
        PlaceView(text, text, text, 51.51, -0.1 + i * 1e-3, 40.0, text, text) for i, text in enumerate(HOSTILE[::25])
    )
    identifiers = tuple(KnownIdentifier(text, "imei", text) for text in HOSTILE[:25])
    return story(
        events=events,
        places=places,
        identifiers=identifiers,
        subject=HOSTILE[2],
        make=HOSTILE[0],
        model=HOSTILE[3],
        countries=tuple(HOSTILE[:30]),
        others=tuple(HOSTILE[:5]),
        reports=(),
    )


def as_shown(text: str) -> str:
    """A text as a browser gives it back: no lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def test_hostile_texts_stay_texts(open_map: Opener) -> None:
    assert len(set(HOSTILE)) == 500
    page = open_map(render(hostile_story(), MapOptions(notice=HOSTILE[1])))
    shown = []
    while True:
        shown += page.evaluate(
            "[...document.querySelectorAll('#table tbody tr')].map((row) => row.cells[1].childNodes[2].textContent)"
        )
        if page.locator("#table .bar button").last.is_disabled():
            break
        page.locator("#table .bar button").last.click()
    assert sorted(map(as_shown, shown)) == sorted(map(as_shown, HOSTILE))
    for marker in page.locator(".leaflet-marker-icon[role=button]").all()[::12]:
        marker.dispatch_event("click")
    for button in page.locator("#table tbody button").all()[:20]:
        button.click()
    made = "img, iframe, svg, math, base, textarea, object, a[href^='//'], [onerror], [onload]"
    assert page.locator(f"body :is({made})").count() == 0
    assert page.evaluate("document.scripts.length") == open_map(render(story())).evaluate("document.scripts.length")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_long_track_is_drawn_and_answers(open_map: Opener, size: tuple[int, int]) -> None:
    html = render(long_story())
    assert len(html.encode()) < 5_000_000
    page = open_map(html, size)
    assert painted(page) > 5_000
    assert "of 100,000 events" in page.inner_text("#table .count")
    assert "of 100,000" in page.inner_text("#notes")
    page.locator(".leaflet-control-zoom-in").click()
    page.locator("#until").press("Home")
    assert page.inner_text("#timeline output") == "1 Oct 2023, 01:00 BST"


CUT_OFF = """() => {
    const edge = document.querySelector("#map_trail").getBoundingClientRect().right;
    const seen = (one) => getComputedStyle(one).visibility === "visible";
    const words = [...document.querySelectorAll(".label")].filter(seen);
    return words.filter((one) => one.getBoundingClientRect().right > edge).map((one) => one.textContent);
}"""


def test_no_words_are_cut_off_at_the_edge_of_a_phone(open_map: Opener) -> None:
    east = 51.5133, -0.0392
    places = tuple(PlaceView(f"place:{name}", "shop", name, *east) for name in ("A shop with a long name", "Another"))
    page = open_map(render(replace(story(), places=(*story().places, *places))), PHONE)
    assert page.locator(".label:visible").count() > 0
    assert page.evaluate(CUT_OFF) == []


def test_it_fits_a_phone(open_map: Opener) -> None:
    page = open_map(render(story(), MapOptions(notice="A fictional case")), PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    box = page.locator("#map_trail").bounding_box()
    assert box
    assert box["width"] > 300
    assert painted(page) > 300
    page.locator("#table tbody button").first.click()
    popup = page.locator(".leaflet-popup")
    expect(popup).to_be_visible()
    # The map moves until the whole of it can be read.
    wait_until(
        page,
        """(({left, right}) => left >= 0 && right <= innerWidth)
        (document.querySelector(".leaflet-popup").getBoundingClientRect())""",
    )


def test_an_empty_story_opens(open_map: Opener) -> None:
    page = open_map(render(story(events=(), reports=(), exhibits=(), places=(), countries=())))
    assert "Nothing with a time or a place" in page.inner_text("#summary")
    assert page.inner_text("#table .count") == "Showing 0 of 0 events"


def test_it_opens_on_the_main_part_of_a_story_that_is_far_apart(open_map: Opener) -> None:
    abroad = ping(at("20 08:00"), 22.31, 114.17, 900)
    page = open_map(render(story((abroad,))))
    assert page.evaluate(
        "map_trail.getBounds().contains([51.56, -0.11]) && !map_trail.getBounds().contains([22.31, 114.17])"
    )
    page.get_by_role("button", name="Everything (1 outside)").click()
    wait_until(page, "map_trail.getBounds().contains([22.31, 114.17])")


def png(red: int) -> bytes:
    """A whole tile of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\x00" + bytes([red, 60, 90]) * 256) * 256
    header = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_street_map_lies_beneath_the_trail(open_map: Opener, tmp_path: Path) -> None:
    path = tmp_path / "streets.mbtiles"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE metadata (name text, value text)")
    connection.execute("INSERT INTO metadata VALUES ('attribution', '<img src=x onerror=alert(1)>Test survey')")
    connection.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
    image = png(200)
    rows = [(z, x, (1 << z) - 1 - y, image) for zoom in range(9) for z, x, y in tiles_around([UNIT_4], zoom)]
    connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    page = open_map(render(story(), MapOptions(street_map=path)))
    colour = """() => {
        const canvas = document.querySelector('.leaflet-street-pane canvas.leaflet-tile-loaded');
        return canvas && canvas.getContext('2d').getImageData(128, 128, 1, 1).data[0];
    }"""
    wait_until(page, f"({colour})() === 200")
    assert "Test survey" in page.inner_text("#notes")
    assert "tiles, to zoom 8" in page.inner_text("#notes")


def test_the_page_keeps_nobody_out(open_map: Opener) -> None:
    for size in (DESKTOP, PHONE):
        page = open_map(render(story(), MapOptions(notice="A fictional case")), size)
        assert barriers(page) == []
        assert too_wide(page) == []
