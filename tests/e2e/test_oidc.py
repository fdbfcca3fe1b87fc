"""Signing in through an identity provider, a real one: whom it lets in, and what it refuses."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect
from tracer_command import Tracer
from web_browser import barriers, visiting
from web_site import Site, csrf_of, serving, sign_in

HERE = Path(__file__).parent
NODE = shutil.which("node")


@dataclass
class Force:
    """A site whose people sign in at a provider that runs."""

    site: Site
    provider: subprocess.Popen[str]

    def tie(self, username: str, subject: str) -> None:
        admin = self.site.signed_in("administrator")
        person = re.search(
            rf'href="(/admin/people/[^"]+)">[^<]*\({re.escape(username)}\)', admin.get("/admin/people").text
        )
        assert person is not None
        answer = admin.post(f"{person[1]}/subject", data={"csrf": csrf_of(admin), "subject": subject})
        assert answer.status_code == 303


@pytest.fixture(scope="module")
def force(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Force]:
    if NODE is None:
        pytest.skip("No node to run the provider with. Run script/assets --dev where npm is installed.")
    folder = tmp_path_factory.mktemp("oidc")
    shutil.copytree(heron.home, folder / "home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Tracer(folder).set(
        TRACER_OIDC_ISSUER=f"http://127.0.0.1:{port}",
        TRACER_OIDC_CLIENT_ID="tracer",
        TRACER_OIDC_CLIENT_SECRET="a-secret-for-tests-alone",
        TRACER_OIDC_ROLES_CLAIM="groups",
        TRACER_OIDC_ROLES="crime=detective,boss=supervisor",
    )
    with serving(command) as site:
        back = (f"{site.url}/sign-in/oidc/back", f"{site.url}/sign-in")
        script = [NODE, str(HERE / "oidc_provider.mjs"), str(port), *back]
        provider = subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert provider.stdout is not None
            assert provider.stdout.readline() == "ready\n"
            yield Force(site, provider)
        finally:
            provider.kill()
            provider.wait()


@pytest.fixture
def browser(force: Force) -> Iterator[httpx.Client]:
    """Something that keeps cookies and goes where it is sent only when told to."""
    with httpx.Client(base_url=force.site.url, timeout=60) as client:
        yield client


def to_provider(browser: httpx.Client, target: str = "/") -> str:
    answer = browser.get("/sign-in/oidc", params={"next": target})
    assert answer.status_code == 303
    return answer.headers["location"]


def at_provider(browser: httpx.Client, address: str, subject: str) -> str:
    """Signs in there and agrees; the address it sends people back to."""
    for _ in range(12):
        answer = browser.get(address)
        if answer.status_code == 200:
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert action is not None
            assert prompt is not None
            form = {"prompt": prompt[1], "login": subject, "password": "any"}
            answer = browser.post(str(answer.url.join(unescape(action[1]))), data=form)
        address = str(answer.url.join(answer.headers["location"]))
        if urlsplit(address).path == "/sign-in/oidc/back":
            return address
    raise AssertionError("The provider did not send anybody back.")


def altered(address: str, **changed: str) -> str:
    """An address with some of its query given otherwise."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return f"{address.partition('?')[0]}?{urlencode({**query, **changed})}"


def test_a_person_who_is_tied_signs_in_with_the_roles_of_the_claim(force: Force, browser: httpx.Client) -> None:
    force.site.add_person("detective", "o.one")
    force.tie("o.one", "one.boss")
    answer = browser.get(at_provider(browser, to_provider(browser, "/account"), "one.boss"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    text = browser.get("/account").text
    assert "(o.one)" in text
    assert "supervisor" in text
    assert browser.get("/approvals").status_code == 200


@pytest.mark.parametrize("subject", ["nobody.crime", "o.two", "administrator"])
def test_a_subject_that_nobody_tied_is_refused_whatever_it_calls_itself(browser: httpx.Client, subject: str) -> None:
    answer = browser.get(at_provider(browser, to_provider(browser), subject))
    assert (answer.status_code, f"this subject to your account: {subject}" in answer.text) == (403, True)
    assert browser.get("/").status_code == 303


def test_somebody_with_no_role_or_a_closed_account_is_refused(force: Force, browser: httpx.Client) -> None:
    force.site.add_person("detective", "o.three")
    force.tie("o.three", "three.canteen")
    answer = browser.get(at_provider(browser, to_provider(browser), "three.canteen"))
    assert (answer.status_code, "gives you no role here" in answer.text) == (403, True)
    force.tie("o.three", "three.crime")
    admin = force.site.signed_in("administrator")
    people = admin.get("/api/v1/people").json()["items"]
    (person,) = (one for one in people if one["username"] == "o.three")
    said = {"username": "o.three", "name": "x", "roles": ["detective"], "active": False}
    closed = admin.put(f"/api/v1/people/{person['id']}", json=said, headers={"X-CSRF-Token": csrf_of(admin)})
    assert closed.status_code == 200
    with httpx.Client(base_url=force.site.url, timeout=60) as other:
        answer = other.get(at_provider(other, to_provider(other), "three.crime"))
    assert (answer.status_code, "closed" in answer.text) == (403, True)


def test_an_answer_counts_once_and_in_its_own_browser_alone(force: Force, browser: httpx.Client) -> None:
    force.site.add_person("detective", "o.four")
    force.tie("o.four", "four.crime")
    address = to_provider(browser)
    kept = browser.cookies["oidc_journey"]
    back = at_provider(browser, address, "four.crime")
    with httpx.Client(base_url=force.site.url, timeout=60) as other:
        assert other.get(back).status_code == 403
        to_provider(other)
        assert other.get(back).status_code == 403
    assert browser.get(back).status_code == 303
    again = httpx.get(back, cookies={"oidc_journey": kept})
    assert (again.status_code, "used already" in again.text) == (403, True)


@pytest.mark.parametrize(
    ("name", "before"), [("nonce", True), ("code_challenge", True), ("state", True), ("state", False), ("code", False)]
)
def test_what_was_altered_on_the_way_is_refused(force: Force, browser: httpx.Client, name: str, before: bool) -> None:
    username = f"o.{name}.{before}".lower().replace("_", "")
    force.site.add_person("detective", username)
    force.tie(username, f"{username.replace('.', '')}.crime")
    address = to_provider(browser)
    wrong = {name: "A" * 43}
    back = at_provider(browser, altered(address, **wrong) if before else address, f"{username.replace('.', '')}.crime")
    answer = browser.get(back if before else altered(back, **wrong))
    assert answer.status_code == 403
    assert "session" not in browser.cookies


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example"])
def test_nobody_is_sent_elsewhere(force: Force, browser: httpx.Client, target: str) -> None:
    username = f"o.away{len(target)}"
    force.site.add_person("detective", username)
    force.tie(username, f"{username}.crime".replace("o.", ""))
    back = at_provider(browser, to_provider(browser, target), f"{username}.crime".replace("o.", ""))
    assert browser.get(back).headers["location"] == "/"


def test_signing_out_ends_it_here_and_leads_to_the_end_there(force: Force, browser: httpx.Client) -> None:
    force.site.add_person("detective", "o.five")
    force.tie("o.five", "five.crime")
    browser.get(at_provider(browser, to_provider(browser), "five.crime"))
    browser.post("/sign-out", data={"csrf": csrf_of(browser)})
    assert browser.get("/account").status_code == 303
    out = browser.get("/sign-in/oidc/out")
    assert out.status_code == 303
    asked = browser.get(out.headers["location"])
    assert (asked.status_code, "logout" in asked.text.lower()) == (200, True)


def test_a_person_goes_there_and_back_in_a_browser(force: Force, web_browser: Browser) -> None:
    site, issuer = force.site, force.site.tracer.settings["TRACER_OIDC_ISSUER"]
    site.add_person("detective", "o.seven")
    force.tie("o.seven", "seven.crime")
    with visiting(web_browser, site, None) as visit:
        visit.also = (issuer,)
        page = visit.open("/account")
        assert barriers(page) == []
        page.get_by_role("link", name="Sign in through your force").click()
        assert page.url.startswith(f"{issuer}/interaction/")
        page.fill("input[name=login]", "seven.crime")
        page.fill("input[name=password]", "any")
        page.click("button[type=submit]")
        page.click("button:has-text('Continue')")
        expect(page.locator("main")).to_contain_text("(o.seven)")
        assert page.url == f"{site.url}/account"
        (cookie,) = (one for one in visit.context.cookies(site.url) if one["name"] == "session")
        assert cookie["httpOnly"]
        page.click("text=Sign out >> nth=0")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Sign in")
        page.get_by_role("link", name="end your force’s own sign-in").click()
        page.click("button:has-text('Yes, sign me out')")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.get_by_role("link", name="Sign in through your force").click()
        expect(page.locator("input[name=login]")).to_be_visible()


def test_while_the_provider_is_away_local_accounts_go_on(force: Force, browser: httpx.Client) -> None:
    force.site.add_person("detective", "o.six")
    force.tie("o.six", "six.crime")
    back = at_provider(browser, to_provider(browser), "six.crime")
    force.provider.kill()
    force.provider.wait()
    for path in (back, "/sign-in/oidc", "/sign-in/oidc/out"):
        answer = browser.get(path)
        assert (answer.status_code, "cannot be reached" in answer.text) == (503, True)
    assert sign_in(browser, "o.six", force.site.passwords["o.six"]).status_code == 303
