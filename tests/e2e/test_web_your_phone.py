"""The owner's page: nobody learns whose a reference is, guessing is slow, and a text stays a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from hostile_texts import HOSTILE
from playwright.sync_api import Browser
from tracer_command import Tracer
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_returns import ADA, START, Place, code_in, letter, owner_of, returns_site, sends, token_in
from web_site import FORCE

WAITING = "MPS-DEMO-1589/23"
"""A report whose phone nobody has found."""


@pytest.fixture(scope="module")
def place(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with returns_site(heron, tmp_path_factory.mktemp("your_phone")) as found:
        yield found


def test_nobody_learns_whether_a_reference_is_anybodys(place: Place) -> None:
    site, box = place
    said = set()
    for reference in (ADA, "MPS-DEMO-0000/23"):
        with httpx.Client(base_url=site.url, timeout=60) as client:
            asked = sends(client, START, reference=reference, force=FORCE)
            tried = sends(client, f"{START}/code", reference=reference, force=FORCE, code="2222-2222")
            texts = [re.sub(r'value="[^"]+"', "", one.text) for one in (asked, tried)]
            said.add((asked.status_code, tried.status_code, *texts))
    assert len(said) == 1
    assert next(iter(said))[:2] == (200, 401)
    letter(box, "Your one-time code", "ada.fenn@example.org")
    assert box.to == ["ada.fenn@example.org"]


def test_the_session_is_the_owners_own_and_ends(place: Place) -> None:
    with owner_of(place, WAITING) as client:
        kept = client.cookies["owner_session"]
        page = client.get(f"{START}/status").text
        assert "reported" in page
        assert not re.search(r'<nav|href="/"|JT/|Unit 4|Seven Sisters', page)
        csrf = token_in(page, "csrf")
        assert client.post(f"{START}/ask", data={"text": "Hello?"}).status_code == 403
        assert client.post(f"{START}/ask", data={"text": "Hello?", "csrf": csrf}).status_code == 303
        assert client.get("/returns").headers["location"].startswith("/sign-in")
        staff = httpx.get(f"{client.base_url}/", cookies={"session": kept})
        assert staff.status_code == 303
        assert client.post(f"{START}/sign-out", data={"csrf": csrf}).status_code == 303
    again = httpx.get(f"{place[0].url}{START}/status", cookies={"owner_session": kept})
    assert (again.status_code, again.headers["location"]) == (303, START)
    waiting = place[0].signed_in("victim liaison").get("/api/v1/returns").json()["unanswered"]
    assert waiting == [{"reference": WAITING, "force": FORCE}]


def test_the_cookie_is_for_this_site_and_for_no_script(place: Place) -> None:
    site, box = place
    with httpx.Client(base_url=site.url, timeout=60) as client:
        past = len(box.taken)
        sends(client, START, reference=ADA, force=FORCE)
        code = code_in(letter(box, "Your one-time code", past=past))
        given = sends(client, f"{START}/code", reference=ADA, force=FORCE, code=code).headers.get_list("set-cookie")
    session = next(one for one in given if one.startswith("owner_session="))
    assert {"HttpOnly", "SameSite=strict", "Path=/your-phone"} <= {part.strip() for part in session.split(";")}


def test_a_form_of_another_site_is_refused(place: Place) -> None:
    answer = httpx.post(f"{place[0].url}{START}", data={"reference": ADA, "force": FORCE, "token": "theirs"})
    assert answer.status_code == 403


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_pages_keep_nobody_out(place: Place, web_browser: Browser, size: tuple[int, int]) -> None:
    site, _ = place
    with owner_of(place, ["MPS-DEMO-1138/23", "MPS-DEMO-1629/23"][size == PHONE]) as client:
        session = client.cookies["owner_session"]
        client.post(f"{START}/ask", data={"text": "When?", "csrf": token_in(client.get(f"{START}/ask").text, "csrf")})
    with visiting(web_browser, site, None, size) as visit:
        for path in (START, f"{START}/check", f"{START}/help"):
            page = visit.open(path)
            assert (barriers(page), too_wide(page)) == ([], []), path
        page = visit.open(START)
        page.click("text=Send me a code")
        assert "There is a problem" in page.inner_text("main")
        assert (barriers(page), too_wide(page)) == ([], [])
        page.fill("#reference", "MPS-DEMO-0001/23")
        page.click("text=Send me a code")
        page.click("text=No code came")
        assert (barriers(page), too_wide(page)) == ([], [])
        visit.context.add_cookies([{"name": "owner_session", "value": session, "url": f"{site.url}{START}"}])
        for path in ("status", "mine", "ask", "collect"):
            page = visit.open(f"{START}/{path}")
            assert (barriers(page), too_wide(page)) == ([], []), path


def test_texts_stay_texts_and_tries_are_few(place: Place, web_browser: Browser) -> None:
    site, _ = place
    texts = [text for text in HOSTILE[::25] if text.strip().isprintable()][:20]
    with owner_of(place, "MPS-DEMO-1111/23") as client:
        session = client.cookies["owner_session"]
        csrf = token_in(client.get(f"{START}/ask").text, "csrf")
        for number, text in enumerate(texts):
            form = {"text": text, "csrf": csrf, "key": str(number)}
            assert client.post(f"{START}/ask", data=form).status_code == 303
    with visiting(web_browser, site, None, PHONE) as visit:
        visit.context.add_cookies([{"name": "owner_session", "value": session, "url": f"{site.url}{START}"}])
        page = visit.open(f"{START}/status")
        shown = page.locator(".said__text").all_inner_texts()
        assert len(shown) == len(texts)
        assert texts[0].strip() in shown[0]
        page = visit.open(f"{START}/check")
        refused = 0
        for text in texts:
            page.fill("#code", text[:40])
            page.click("main button")
            refused += "There were too many tries" in page.inner_text("main")
    assert 0 < refused < len(texts)
    with visiting(web_browser, site, "victim liaison") as visit:
        page = visit.open(f"/returns/about?force={FORCE}&reference=MPS-DEMO-1111/23")
        assert page.locator("textarea").count() == len(texts)


def test_whoever_asks_too_often_waits_whether_or_not_the_reference_is_anybodys(place: Place) -> None:
    site, _ = place
    for reference in ("MPS-DEMO-1508/23", "MPS-DEMO-9999/23"):
        with httpx.Client(base_url=site.url, timeout=60) as client:
            answers = [sends(client, START, reference=reference, force=FORCE) for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["retry-after"] == "900"
        assert "<h1" in answers[-1].text
