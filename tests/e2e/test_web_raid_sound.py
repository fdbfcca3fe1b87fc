"""What a raid answers can be heard, seen and read: each kind by its own sound, sign and word, and by no sound alone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect
from web_browser import TABLET, visiting
from web_custody import API, OFFICER, POWER, client_of, officers
from web_site import Site

from tracer.demo import CASE

_EAR = """
    window.heard = [];
    const Real = window.AudioContext;
    window.AudioContext = class extends Real {
        createOscillator() {
            const tone = super.createOscillator();
            const start = tone.start.bind(tone);
            tone.start = (at) => { window.heard.push(`${tone.type} ${tone.frequency.value}`); start(at); };
            return tone;
        }
    };
"""
"""Hears each tone that the page makes, as it is begun."""

SEAL = "SND 1"
Answer = dict[str, Any]


def scan(page: Page, text: str, word: str, act: str = "scan") -> Answer:
    """Types a scan; what was answered to eye and ear."""
    page.evaluate("window.heard = []; document.getElementById('answer-word').textContent = ''")
    page.check(f"input[value={act}]", force=True)
    page.focus("#text")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#answer-word")).to_have_text(word)
    expect(page.locator("#answer-sign")).to_be_visible()
    shape = "getComputedStyle(document.getElementById('answer-sign')).borderTopStyle"
    return {
        "sound": page.evaluate("window.heard.join()"),
        "sign": page.inner_text("#answer-sign"),
        "shape": page.evaluate(shape),
        "details": page.inner_text("#answer-details"),
        "read out": page.locator("[role=status] #answer-word").count(),
    }


def test_each_outcome_has_its_sound_sign_and_word_and_silence_lasts(heron_site: Site, web_browser: Browser) -> None:
    officers(heron_site.tracer, "AB")
    said = {"seizure": "SOUND/1", "place": "unit-4-phones", "power": POWER, "expected": 3}
    assert client_of(heron_site).post(f"{API}/raids", json=said).status_code == 201
    with visiting(web_browser, heron_site, OFFICER, TABLET) as visit:
        visit.context.add_init_script(_EAR)
        page = visit.open("/raids/SOUND%2F1")
        expect(page.locator("#expected")).to_have_text("3")
        good = scan(page, CASE.a.imei, "STOLEN")
        doubtful = scan(page, CASE.a.imei, "DUPLICATE")
        scan(page, SEAL, "SEALED", "seal")
        scan(page, CASE.b.imei, "OTHER FORCE")
        refused = scan(page, SEAL, "SEAL USED", "seal")
        answers = (good, doubtful, refused)
        for told in ("sound", "sign", "shape"):
            assert len({one[told] for one in answers}) == 3, told
        assert all(one["sound"] and one["details"] and one["read out"] for one in answers)

        page.click("#sound")
        expect(page.locator("#sound")).to_have_text("Sound off")
        assert scan(page, CASE.a.imei, "DUPLICATE")["sound"] == ""
        page.reload()
        expect(page.locator("#expected")).to_have_text("3")
        expect(page.locator("#sound")).to_have_text("Sound off")
        again = scan(page, CASE.a.imei, "DUPLICATE")
        assert again == {**doubtful, "sound": ""}
        page.click("#sound")
        assert scan(page, CASE.a.imei, "DUPLICATE")["sound"] == doubtful["sound"]
