"""A day with the system, for each of the three people, as docs/a-day.md tells it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from day_steps import Walk
from playwright.sync_api import Browser, Page, expect
from web_browser import TABLET, visiting
from web_site import Site

from tracer.demo import CASE

VERIFY = str(Path(sys.executable).with_name("tracer-verify"))


def test_a_detective(heron_site: Site, web_browser: Browser) -> None:
    walk = Walk("A detective")
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open("/")
        page.fill("#q", CASE.a.imei[-6:])
        page.press("#q", "Enter")
        expect(page.locator("#results")).to_contain_text("showing")
        walk.step("Search for the part of the IMEI she could read")

        page.locator("#results a[href^='/handset']").first.click()
        expect(page.locator("#sentence")).to_contain_text("Stolen 2 Oct 2023")
        expect(page.frame_locator("#map").locator(".leaflet-container")).to_be_visible()
        walk.step("Open the handset")

        page.click(".line[data-kind=Theft] > summary")
        expect(page.locator(".line[data-kind=Theft] .line__more")).to_contain_text("reports.csv, row")
        walk.step("Open a line to see what it rests on")

        page.click("text=Leave out what was worked out")
        expect(page.locator(".lines").first).not_to_contain_text("inferred")
        walk.step("Leave out what was worked out")

        page.goto(f"{heron_site.url}/network?q=handler:fonez")
        expect(page.locator("main")).to_contain_text("31 handsets")
        expect(page.locator("main")).to_contain_text("Showing")
        walk.step("Look at the network around Fonez")

        page.goto(f"{heron_site.url}/network?q=handler:fonez&to=handler:dray")
        steps = page.locator(".net-path li")
        expect(steps.first).to_contain_text("Dray")
        for step in steps.all():
            expect(step).to_contain_text("asserted 1BP, links.csv, row 17")
        walk.step("Ask for the path from Fonez to Dray")

        page.goto(f"{heron_site.url}/shop?id=place:unit-4-phones")
        expect(page.locator("main")).to_contain_text("observed")
        expect(page.locator("main")).to_contain_text("handsets")
        walk.step("Ask whether it is enough to search the shop")
    walk.end()


def test_a_custody_officer(own_site: Site, web_browser: Browser, tmp_path: Path) -> None:
    walk = Walk("A custody officer")
    for initials in ("AB", "SP"):
        own_site.tracer("custody", "officer", "add", initials, "--name", f"Officer {initials}")
    own_site.tracer("custody", "keys", "new")
    with visiting(web_browser, own_site, "custody officer", TABLET) as visit:
        _books(walk, visit.open("/raids"))
        _hands_over(visit.open("/exhibits/AB%2F1?seizure=DAY%2F1"))
    with visiting(web_browser, own_site, "supervisor", TABLET) as visit:
        page = visit.open("/")
        page.click("text=Exhibits that wait for you to accept them")
        page.locator("main a", has_text="AB/1").first.click()
        page.click("text=Accept it")
        expect(page.locator("main")).not_to_contain_text("Waiting for you")
        walk.step("Hand an exhibit over")

        page.click("text=Verify now")
        expect(page.locator("main")).to_contain_text("VERIFIED up to entry")
        walk.step("Verify it")

        own_site.tracer("custody", "checkpoint")
        page.click("summary >> text=Bundle for anybody")
        with page.expect_download() as download:
            page.click("text=Download")
        bundle = tmp_path / "bundle.zip"
        download.value.save_as(bundle)
    checked = subprocess.run([VERIFY, str(bundle)], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    walk.step("Take the bundle to a stranger")
    walk.end()


def _books(walk: Walk, page: Page) -> None:
    for field, text in {
        "seizure": "DAY/1",
        "place": "unit-4-phones",
        "power": "search warrant, PACE 1984 s8",
        "expected": "3",
    }.items():
        page.fill(f"#{field}", text)
    page.click("text=Open and scan")
    expect(page.locator("#scene-facts")).to_contain_text("PACE 1984 s8")
    walk.step("Open the raid with its place and legal power")

    page.fill("#text", CASE.a.imei2)
    page.press("#text", "Enter")
    expect(page.locator("#answer-word")).to_have_text("STOLEN")
    expect(page.locator("#answer-details")).to_contain_text(CASE.a.reference)
    walk.step("Scan a phone")

    page.fill("#text", CASE.a.imei2)
    page.press("#text", "Enter")
    expect(page.locator("#answer-word")).not_to_have_text("STOLEN")
    expect(page.locator("#booked")).to_have_text("1")
    walk.step("Scan the same phone again")

    wrong = CASE.b.imei[:-1] + str((int(CASE.b.imei[-1]) + 1) % 10)
    page.fill("#text", wrong)
    page.press("#text", "Enter")
    page.click(f"#answer-choices >> text={CASE.b.imei}")
    expect(page.locator("#booked")).to_have_text("2")
    walk.step("Scan one with a digit misread")

    page.click("text=Count and finish")
    expect(page.locator("#answer-word")).to_have_text("1 MISSING")
    expect(page.locator("#shares")).to_contain_text("AB 2")
    walk.step("Try to finish with one missing")


def _hands_over(page: Page) -> None:
    page.click("summary >> text=Hand over")
    page.select_option("#transfer-to", "officer:SP")
    page.locator("form:has(#transfer-to) button").click()
    expect(page.locator("main")).to_contain_text("has not accepted it yet")
