"""One's own account, opening a case in an emergency, and what two people do, as people meet them."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_site import Site, csrf_of, sign_in

NEW = "four random words here"


def entered(site: Site, username: str, role: str = "detective") -> httpx.Client:
    """A client of a new person, signed in."""
    site.add_person(role, username)
    client = httpx.Client(base_url=site.url, timeout=60)
    assert sign_in(client, username, site.passwords[username]).status_code == 303
    return client


def sent(client: httpx.Client, path: str, **form: object) -> httpx.Response:
    return client.post(path, data={"csrf": csrf_of(client), **form})


def offered(client: httpx.Client) -> tuple[str, str]:
    """The secret of an offer, and the sealed one that the form sends back."""
    text = client.get("/account/codes").text
    secret, sealed = re.search(r'secret">([A-Z2-7]+)<', text), re.search(r'name="sealed" value="([^"]+)"', text)
    assert secret is not None
    assert sealed is not None
    return secret[1], unescape(sealed[1])


def test_a_password_is_changed_and_every_other_session_ends(heron_site: Site) -> None:
    one, old = entered(heron_site, "acc.one"), heron_site.passwords["acc.one"]
    with httpx.Client(base_url=heron_site.url, timeout=60) as other:
        sign_in(other, "acc.one", old)
        assert sent(one, "/account/password", old="wrong", new=NEW).status_code == 422
        assert sent(one, "/account/password", old=old, new="short").status_code == 422
        assert other.get("/account").status_code == 200
        before = one.cookies["session"]
        assert sent(one, "/account/password", old=old, new=NEW).status_code == 303
        assert other.get("/account").status_code == 303
        assert httpx.get(f"{heron_site.url}/account", cookies={"session": before}).status_code == 303
        assert one.get("/account").status_code == 200
        assert sign_in(other, "acc.one", old).status_code == 401
        assert sign_in(other, "acc.one", NEW).status_code == 303


def test_codes_count_only_once_confirmed_and_each_once(heron_site: Site) -> None:
    client, password = entered(heron_site, "acc.two"), heron_site.passwords["acc.two"]
    secret, sealed = offered(client)
    wrong = sent(client, "/account/codes", sealed=sealed, password=password, code="000000")
    assert (wrong.status_code, secret in wrong.text) == (422, True)
    with httpx.Client(base_url=heron_site.url, timeout=60) as other:
        assert sign_in(other, "acc.two", password).status_code == 303
        code = pyotp.TOTP(secret).now()
        assert sent(client, "/account/codes", sealed=sealed, password="wrong", code=code).status_code == 422
        assert sent(client, "/account/codes", sealed=sealed, password=password, code=code).status_code == 303
        assert other.get("/account").status_code == 303
        assert sign_in(other, "acc.two", password).status_code == 401
        assert sign_in(other, "acc.two", password, code).status_code == 401
        assert sent(client, "/account/codes/drop", password=password).status_code == 303
        assert sign_in(other, "acc.two", password).status_code == 303


def test_an_offer_of_another_session_is_refused(heron_site: Site) -> None:
    mine, password = entered(heron_site, "acc.three"), heron_site.passwords["acc.three"]
    secret, sealed = offered(entered(heron_site, "acc.four"))
    code = pyotp.TOTP(secret).now()
    for other in (sealed, "x", "é" * 40):
        assert sent(mine, "/account/codes", sealed=other, password=password, code=code).status_code == 422
    assert "not set up" in mine.get("/account").text


def test_guessing_the_password_in_a_session_has_to_wait(own_site: Site) -> None:
    client = entered(own_site, "acc.five")
    tried = [sent(client, "/account/password", old="wrong", new=NEW).status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]


def test_a_session_of_mine_is_ended_and_nobody_elses(heron_site: Site) -> None:
    one, other = entered(heron_site, "acc.six"), entered(heron_site, "acc.seven")
    with httpx.Client(base_url=heron_site.url, timeout=60) as tablet:
        sign_in(tablet, "acc.six", heron_site.passwords["acc.six"])
        path = re.search(r'action="(/account/sessions/\w+/end)"', one.get("/account").text)
        assert path is not None
        assert sent(other, path[1]).status_code == 404
        assert tablet.get("/").status_code == 200
        assert sent(one, path[1]).status_code == 303
        assert tablet.get("/").status_code == 303


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_pages_keep_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    for role, paths in {"detective": ("/account", "/account/codes"), "supervisor": ("/approvals",)}.items():
        with visiting(web_browser, heron_site, role, size, scripts=True) as visit:
            for path in paths:
                page = visit.open(path)
                assert (path, barriers(page)) == (path, [])
                assert too_wide(page) == []


def test_codes_are_set_up_in_a_browser(heron_site: Site, web_browser: Browser) -> None:
    heron_site.add_person("detective", "acc.eight")
    with visiting(web_browser, heron_site, "acc.eight", PHONE, scripts=True) as visit:
        page = visit.open("/account")
        page.click("text=Set it up")
        page.wait_for_selector("img.code")
        assert page.evaluate("document.querySelector('img.code').naturalWidth") > 100
        page.fill("#code", pyotp.TOTP(page.inner_text(".secret")).now())
        page.fill("#password", heron_site.passwords["acc.eight"])
        page.click("text=Sign in with codes from now on")
        page.wait_for_url("**/account?changed=yes")
        assert "needed to sign in" in page.inner_text("main")


# Breaking the glass


def case_of(site: Site, name: str, force: str = "Metropolitan Police") -> str:
    admin = site.signed_in("administrator")
    answer = sent(admin, "/admin/cases", name=name, force=force)
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("/")[2]


def test_a_case_is_opened_with_a_reason_that_a_supervisor_reads(own_site: Site) -> None:
    case = case_of(own_site, "Heron")
    detective, supervisor = own_site.signed_in("detective"), own_site.signed_in("supervisor")
    assert sent(detective, "/break-glass", case=case, reason=" ").status_code == 422
    done = sent(detective, "/break-glass", case=case, reason="A life is at risk", next="/account")
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert "Cases opened with a reason" in supervisor.get("/").text
    text = supervisor.get("/approvals").text
    assert "A life is at risk" in text
    glass = re.search(r'action="(/approvals/glass/[^"]+)"', text)
    assert glass is not None
    assert sent(detective, glass[1]).status_code == 403
    assert sent(supervisor, glass[1]).status_code == 303
    assert "Cases opened with a reason" not in supervisor.get("/").text
    assert sent(supervisor, glass[1]).status_code == 404


def test_another_forces_case_and_one_for_no_tracing_are_not_opened(own_site: Site) -> None:
    kent, own = case_of(own_site, "Orchard", "Kent Police"), case_of(own_site, "Heron")
    assert sent(own_site.signed_in("detective"), "/break-glass", case=kent, reason="urgent").status_code == 403
    assert sent(own_site.signed_in("detective"), "/break-glass", case="case:none", reason="urgent").status_code == 404
    for role in ("administrator", "auditor"):
        assert sent(own_site.signed_in(role), "/break-glass", case=own, reason="urgent").status_code == 403
    assert "opened the case" not in own_site.signed_in("supervisor").get("/approvals").text


# What two people do


def test_a_key_is_handed_over_by_two_people_once(own_site: Site) -> None:
    own_site.tracer("custody", "keys", "new")
    admin, supervisor = own_site.signed_in("administrator"), own_site.signed_in("supervisor")
    assert sent(admin, "/admin/approvals", act="rotate key", reason=" ").status_code == 422
    assert sent(admin, "/admin/approvals", act="rotate key", reason="yearly").status_code == 303
    decision = re.search(r'action="(/approvals/approval:[^"]+)"', supervisor.get("/approvals").text)
    assert decision is not None
    do = f"/admin{decision[1]}/do"
    assert sent(admin, do).status_code == 422
    assert sent(admin, decision[1], decision="approve", reason="mine").status_code == 403
    assert sent(supervisor, decision[1], decision="approve", reason=" ").status_code == 422
    assert sent(supervisor, decision[1], decision="approve", reason="due").status_code == 303
    assert sent(supervisor, do).status_code == 403
    done = sent(admin, do)
    assert (done.status_code, "Key 2 signs from now on" in done.text) == (200, True)
    assert sent(admin, do).status_code == 422
    assert len(own_site.tracer("custody", "keys", "list", "--json").lines) == 2


def test_nobody_decides_what_they_asked_for_even_in_both_roles(own_site: Site) -> None:
    own_site.passwords["both"] = own_site.tracer(
        "people", "add", "both", "--role", "administrator", "--role", "supervisor"
    ).out.strip()
    both = own_site.signed_in("both")
    assert sent(both, "/admin/approvals", act="rotate key", subject="x", reason="asked").status_code == 303
    text = both.get("/approvals").text
    assert "You asked for this" in text
    asked = re.search(r'action="/admin(/approvals/approval:[^"]+)/do"', both.get("/admin").text)
    assert asked is None
    (one,) = both.get("/api/v1/approvals").json()["items"]
    assert sent(both, f"/approvals/{one['id']}", decision="approve", reason="me").status_code == 422
