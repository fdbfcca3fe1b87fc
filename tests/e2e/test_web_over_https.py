"""Over HTTPS: the cookies of staff and of owners are of this site alone, and people get in and out with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api.passwords import hashed
from tracer.demo import CASE
from tracer.records.access.values import Person
from tracer.records.recovery import victim_codes

PASSWORD, CODE = "correct horse battery staple", "23456789"
STAFF, OWNER = "__Host-session", "__Host-owner_session"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("https"), "https://tracer.example") as made:
        made.desk.people.add(Person("", "d.one", "D One", FORCE, frozenset({"detective"})), BY, hashed(PASSWORD))
        yield made


@pytest.fixture
def client(house: House) -> httpx.Client:
    """A browser that has been nowhere yet."""
    house.client.cookies.clear()
    return house.client


def test_a_person_signs_in_and_out(client: httpx.Client) -> None:
    token = found_in(client.get("/sign-in"), "token")
    form = {"username": "d.one", "password": PASSWORD, "token": token}
    entered = sent(client, "/sign-in", form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    kept = given(entered, STAFF, "lax")
    page = client.get("/")
    assert page.status_code == 200
    left = sent(client, "/sign-out", {"csrf": found_in(page, "csrf")})
    assert taken_back(left, STAFF)
    assert STAFF not in client.cookies
    for name in (STAFF, "session"):
        assert asked(client, "/", {name: kept}).status_code == 303


def test_an_owner_signs_in_and_out(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(victim_codes, "new_code", lambda: CODE)
    form = {"reference": CASE.a.reference, "force": FORCE, "token": found_in(client.get("/your-phone"), "token")}
    assert sent(client, "/your-phone", form).status_code == 200
    entered = sent(client, "/your-phone/code", {**form, "code": CODE})
    assert (entered.status_code, entered.headers["location"]) == (303, "/your-phone/status")
    kept = given(entered, OWNER, "strict")
    page = client.get("/your-phone/ask")
    assert page.status_code == 200
    left = sent(client, "/your-phone/sign-out", {"csrf": found_in(page, "csrf")})
    assert taken_back(left, OWNER)
    assert OWNER not in client.cookies
    for name in (OWNER, "owner_session"):
        assert asked(client, "/your-phone/status", {name: kept}).headers["location"] == "/your-phone"


@pytest.mark.parametrize(("name", "path"), [(STAFF, "/"), (OWNER, "/your-phone/status")])
def test_a_session_that_goes_on_is_known_by_this_name_alone(house: House, name: str, path: str) -> None:
    """A cookie without the prefix may have been set by another site of the same domain."""
    secret = house.begun("detective")[0] if name == STAFF else house.owner(CASE.a.reference)
    assert asked(house.client, path, {name: secret}).status_code == 200
    assert asked(house.client, path, {name.removeprefix("__Host-"): secret}).status_code == 303


def test_every_cookie_stays_on_https_and_is_for_no_script(client: httpx.Client) -> None:
    for path in ("/sign-in", "/your-phone"):
        for one in cookies(client.get(path)).values():
            assert (one["secure"], one["httponly"], one["samesite"], one["domain"]) == (True, True, "strict", "")


def given(answer: httpx.Response, name: str, site: str) -> str:
    """The secret in the cookie of this name, which browsers take for this host alone and show to no script."""
    one = cookies(answer)[name]
    assert (one["secure"], one["httponly"], one["samesite"]) == (True, True, site)
    assert (one["path"], one["domain"]) == ("/", "")
    assert all(each["secure"] and each["httponly"] for each in cookies(answer).values())
    return one.value


def taken_back(answer: httpx.Response, name: str) -> bool:
    """Whether browsers obey: they take back a cookie of this name only if it is secure and of the whole site."""
    one = cookies(answer)[name]
    return bool(answer.status_code == 303 and one["secure"] and one["path"] == "/" and one["max-age"] == "0")


def cookies(answer: httpx.Response) -> Mapping[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        found |= SimpleCookie(line)
    return found


def found_in(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def sent(client: httpx.Client, path: str, form: Mapping[str, str]) -> httpx.Response:
    return client.post(path, data=form, follow_redirects=False)


def asked(client: httpx.Client, path: str, kept: Mapping[str, str]) -> httpx.Response:
    """What a browser gets that has these cookies and no other."""
    client.cookies.clear()
    line = "; ".join(f"{name}={value}" for name, value in kept.items())
    return client.get(path, headers={"Cookie": line}, follow_redirects=False)
