"""Signing in and out: nobody learns who exists, a session cannot be fixed or used again, and guessing is slow."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_site import Site, csrf_of, sign_in


def test_a_person_signs_in_and_out(heron_site: Site, web_browser: Browser) -> None:
    heron_site.add_person("detective", "d.one")
    with visiting(web_browser, heron_site, None) as visit:
        page = visit.open("/")
        assert page.url.endswith("/sign-in?next=%2F")
        page.fill("#username", "d.one")
        page.fill("#password", heron_site.passwords["d.one"])
        page.click("text=Sign in >> nth=-1")
        assert page.inner_text("h1") == "What do we know about this?"
        page.click("text=Sign out")
        assert page.inner_text("h1") == "Sign in"
        page.goto(f"{heron_site.url}/")
        assert page.inner_text("h1") == "Sign in"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_form_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, None, size) as visit:
        page = visit.open("/sign-in")
        assert barriers(page) == []
        assert too_wide(page) == []


def test_a_session_that_was_ended_is_worth_nothing(heron_site: Site) -> None:
    heron_site.add_person("detective", "d.two")
    with httpx.Client(base_url=heron_site.url) as client:
        sign_in(client, "d.two", heron_site.passwords["d.two"])
        kept = client.cookies["session"]
        client.post("/sign-out", data={"csrf": csrf_of(client)})
    again = httpx.get(f"{heron_site.url}/", cookies={"session": kept})
    assert again.status_code == 303


def test_a_session_known_before_does_not_become_ones_own(heron_site: Site) -> None:
    heron_site.add_person("detective", "d.three")
    with httpx.Client(base_url=heron_site.url, cookies={"session": "chosen-by-another"}) as client:
        assert sign_in(client, "d.three", heron_site.passwords["d.three"]).status_code == 303
    assert httpx.get(f"{heron_site.url}/", cookies={"session": "chosen-by-another"}).status_code == 303


def test_nobody_learns_whether_a_name_exists(heron_site: Site) -> None:
    heron_site.add_person("detective", "d.four")
    said = set()
    for name in ("d.four", "nobody.here"):
        with httpx.Client(base_url=heron_site.url) as client:
            answer = sign_in(client, name, "wrong-wrong-wrong")
            told = answer.text.count("The name, the password or the code is not right.")
            # What was typed is there to be typed no second time, apart from what is secret.
            said.add((answer.status_code, told, f'value="{name}"' in answer.text, "wrong-wrong" in answer.text))
    assert said == {(401, 1, True, False)}


def test_guessing_has_to_wait_even_for_the_right_password(own_site: Site) -> None:
    own_site.add_person("detective")
    with httpx.Client(base_url=own_site.url) as client:
        tried = [sign_in(client, "detective", "wrong-wrong-wrong").status_code for _ in range(6)]
        assert tried == [401] * 5 + [429]
        assert sign_in(client, "detective", own_site.passwords["detective"]).status_code == 429


def test_a_form_from_elsewhere_is_refused(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    assert client.post("/sign-out", data={"csrf": "guessed"}).status_code == 403
    assert client.get("/").status_code == 200
    with httpx.Client(base_url=heron_site.url) as other:
        form = {"username": "detective", "password": heron_site.passwords["detective"], "token": "guessed"}
        assert other.post("/sign-in", data=form).status_code == 403


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/ok\r\nX: y"])
def test_nobody_is_sent_elsewhere_after_signing_in(heron_site: Site, target: str) -> None:
    with httpx.Client(base_url=heron_site.url) as client:
        assert 'name="next" value="/"' in client.get("/sign-in", params={"next": target}).text
