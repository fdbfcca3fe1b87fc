"""Administration: people, tokens, cases and sessions, by page and by API, and what nobody may do to them."""

from __future__ import annotations

import re

import httpx
import pytest
from hostile_texts import HOSTILE
from playwright.sync_api import Browser
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_site import FORCE, Site, csrf_of, sign_in

from tracer.demo import CASE


def sent(client: httpx.Client, path: str, **form: object) -> httpx.Response:
    return client.post(path, data={"csrf": csrf_of(client), **form})


def asked(client: httpx.Client, method: str, path: str, said: object = None, **headers: str) -> httpx.Response:
    headers = {"X-CSRF-Token": csrf_of(client), **headers}
    return client.request(method, f"/api/v1{path}", json=said, headers=headers)


def person_said(username: str, *roles: str, **other: object) -> dict[str, object]:
    return {"username": username, "name": username, "force": FORCE, "roles": list(roles or ("detective",)), **other}


def once_shown(text: str) -> str:
    found = re.search(r'<p class="mono">([^<]+)</p>', text)
    assert found is not None
    return found[1]


def test_an_added_person_signs_in_and_their_officer_is_registered(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    answer = sent(
        admin, "/admin/people", username="New.One", name="Ola Nordmann", force=FORCE, initials="on", roles="detective"
    )
    assert answer.status_code == 200
    with httpx.Client(base_url=own_site.url, timeout=60) as client:
        assert sign_in(client, "new.one", once_shown(answer.text)).status_code == 303
    officers = own_site.tracer("custody", "officer", "list", "--json").lines
    assert [one["name"] for one in officers if one["id"] == "officer:ON"] == ["Ola Nordmann"]
    again = sent(admin, "/admin/people", username="new.one", name="X", force=FORCE, roles="detective")
    assert (again.status_code, "already" in again.text) == (422, True)


def test_initials_that_somebody_has_are_refused_with_whose_they_are(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    assert asked(admin, "POST", "/people", person_said("ann", initials="AN")).status_code == 201
    answer = asked(admin, "POST", "/people", person_said("ben", initials="an"))
    assert (answer.status_code, "The initials AN are those of ann (ann)." in answer.json()["detail"]) == (422, True)
    other = asked(admin, "POST", "/people", person_said("ben")).json()["person"]
    assert asked(admin, "PUT", f"/people/{other['id']}", person_said("ben", initials="An")).status_code == 422
    page = sent(admin, "/admin/people", username="cat", name="Cat", force=FORCE, initials="an", roles="detective")
    assert (page.status_code, "The initials AN are those of ann (ann)." in page.text) == (422, True)
    assert "Several accounts act as" not in admin.get("/admin/people").text


def test_changed_roles_hold_at_once_and_a_closed_account_is_out(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    made = asked(admin, "POST", "/people", person_said("two"), **{"Idempotency-Key": "k1"})
    assert made.status_code == 201
    repeated = asked(admin, "POST", "/people", person_said("two"), **{"Idempotency-Key": "k1"})
    assert (repeated.json()["person"], repeated.json()["password"]) == (made.json()["person"], None)
    own_site.passwords["two"] = made.json()["password"]
    two, path = own_site.signed_in("two"), f"/people/{made.json()['person']['id']}"
    assert two.get("/load").status_code == 200
    seen = asked(admin, "GET", path).headers["etag"]
    auditor = person_said("two", "auditor")
    assert asked(admin, "PUT", path, auditor, **{"If-Match": seen}).status_code == 200
    assert asked(admin, "PUT", path, auditor, **{"If-Match": seen}).status_code == 412
    assert two.get("/load").status_code == 403
    assert asked(admin, "PUT", path, {**auditor, "active": False}).status_code == 200
    assert two.get("/").status_code == 303
    with httpx.Client(base_url=own_site.url, timeout=60) as client:
        assert sign_in(client, "two", own_site.passwords["two"]).status_code == 401


def test_the_last_administrator_stays(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    (me,) = (one for one in asked(admin, "GET", "/people").json()["items"] if one["username"] == "administrator")
    for changed in (
        person_said("administrator", "detective"),
        person_said("administrator", "administrator", active=False),
    ):
        answer = asked(admin, "PUT", f"/people/{me['id']}", changed)
        assert (answer.status_code, "last administrator" in answer.json()["detail"]) == (422, True)
    assert admin.get("/admin").status_code == 200


def test_a_reset_password_and_signing_out_everywhere_end_sessions(own_site: Site) -> None:
    admin, one = own_site.signed_in("administrator"), own_site.signed_in("detective")
    (found,) = (each for each in asked(admin, "GET", "/people").json()["items"] if each["username"] == "detective")
    assert asked(admin, "DELETE", f"/people/{found['id']}/sessions").status_code == 204
    assert one.get("/").status_code == 303
    password = once_shown(sent(admin, f"/admin/people/{found['id']}/reset").text)
    with httpx.Client(base_url=own_site.url, timeout=60) as client:
        assert sign_in(client, "detective", own_site.passwords["detective"]).status_code == 401
        assert sign_in(client, "detective", password).status_code == 303


def test_a_token_does_what_its_scopes_and_its_person_may_until_it_is_revoked(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    own_site.add_person("detective", "feed")
    (feed,) = (one for one in asked(admin, "GET", "/people").json()["items"] if one["username"] == "feed")
    said = {"name": "gateway", "person": feed["id"], "scopes": ["load"], "days": 30}
    assert asked(admin, "POST", "/tokens", {**said, "scopes": ["administer"]}).status_code == 422
    assert asked(admin, "POST", "/tokens", {**said, "scopes": ["everything"]}).status_code == 422
    assert asked(admin, "POST", "/tokens", {**said, "days": 0}).status_code == 422
    made = asked(admin, "POST", "/tokens", said, **{"Idempotency-Key": "k"}).json()
    assert asked(admin, "POST", "/tokens", said, **{"Idempotency-Key": "k"}).json() == {
        "id": made["id"],
        "secret": None,
    }
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert httpx.get(f"{own_site.url}/api/v1/sources", headers=bearer).status_code == 200
    assert httpx.get(f"{own_site.url}/api/v1/people", headers=bearer).status_code == 403
    assert (
        httpx.post(f"{own_site.url}/account/password", headers=bearer, data={"old": "x", "new": "y"}).status_code == 403
    )
    assert made["secret"] not in admin.get("/admin/tokens").text
    assert asked(admin, "DELETE", f"/tokens/{made['id']}").status_code == 204
    assert httpx.get(f"{own_site.url}/api/v1/sources", headers=bearer).status_code == 401


def test_a_file_put_into_a_case_is_seen_by_its_people_alone(own_site: Site) -> None:
    admin, detective = own_site.signed_in("administrator"), own_site.signed_in("detective")
    source = detective.get("/api/v1/sources").json()["items"][0]["source"]
    path = asked(admin, "POST", "/cases", {"name": "Heron", "force": FORCE}).headers["location"].removeprefix("/api/v1")
    assert asked(admin, "POST", f"{path}/belongings", {"kind": "source", "id": "none"}).status_code == 404
    shown = asked(admin, "POST", f"{path}/belongings", {"kind": "source", "id": source}).json()
    assert shown["sources"] == [source]

    def sees() -> bool:
        return source in [one["source"] for one in detective.get("/api/v1/sources").json()["items"]]

    assert not sees()
    case = path.rpartition("/")[2]
    unsaid = sent(detective, "/break-glass", case=case, reason=" ", next="/load?a=b")
    assert (unsaid.status_code, sees(), "Say why you must see it now." in unsaid.text) == (422, False, True)
    for kept in (f'name="case" value="{case}"', 'name="next" value="/load?a=b"', 'name="reason"'):
        assert kept in unsaid.text
    assert sent(detective, "/break-glass", case=case, reason="a life is at risk").status_code == 303
    assert sees()
    (found,) = (one for one in asked(admin, "GET", "/people").json()["items"] if one["username"] == "detective")
    assert asked(admin, "PUT", f"{path}/people", {"people": [found["id"]]}).json()["people"] == [found["id"]]
    assert asked(admin, "PUT", f"{path}/people", {"people": ["person:none"]}).status_code == 404
    taken = asked(admin, "DELETE", f"{path}/belongings", {"kind": "source", "id": source}).json()
    assert taken["sources"] == []


def test_a_seizure_is_taken_out_of_a_case_however_it_is_named(own_site: Site) -> None:
    admin = own_site.signed_in("administrator")
    made = asked(admin, "POST", "/cases", {"name": "Named", "force": FORCE}).headers["location"]
    path = made.removeprefix("/api/v1")
    for named in ("HERON/1", "seizure:HERON/1", " heron/1 "):
        asked(admin, "POST", f"{path}/belongings", {"kind": "seizure", "id": "HERON/1"})
        assert "heron/1" in admin.get(f"/admin{path}").text.lower()
        assert sent(admin, f"/admin{path}/seizures", seizure=named, take="yes").status_code == 303
        assert asked(admin, "GET", path).json()["seizures"] == [], named


def test_a_seizure_that_nothing_tells_of_is_said_to_be_that_with_the_nearest_known(heron_site: Site) -> None:
    admin = heron_site.signed_in("administrator")
    path = asked(admin, "POST", "/cases", {"name": "Typo", "force": FORCE}).headers["location"].removeprefix("/api/v1")
    for reference in (CASE.seizure, f"{CASE.seizure}1", "NOPE-9"):
        told = asked(admin, "POST", f"{path}/belongings", {"kind": "seizure", "id": reference}).json()
    assert told["unknown"] == [
        {"reference": f"{CASE.seizure}1", "near": [CASE.seizure]},
        {"reference": "NOPE-9", "near": []},
    ]
    page = admin.get(f"/admin{path}").text
    assert "Nothing of NOPE-9 is booked or loaded yet." in page
    assert f"is booked or loaded yet. The nearest that are known: {CASE.seizure}." in page
    assert f"Nothing of {CASE.seizure} is" not in page
    (listed,) = (one for one in asked(admin, "GET", "/cases").json()["items"] if one["name"] == "Typo")
    assert len(listed["unknown"]) == 2
    # What is opened or booked under it is known from then on.
    officer = heron_site.signed_in("custody officer")
    heron_site.tracer("custody", "officer", "add", "AB", "--name", "AB")
    raid = {"seizure": "nope-9", "place": "unit-4-phones", "power": "PACE 1984 s8", "expected": 1}
    # The case is closed to the officer, so that one who works on it opens the raid.
    people = {one["username"]: one["id"] for one in asked(admin, "GET", "/people").json()["items"]}
    asked(admin, "PUT", f"{path}/people", {"people": [people["custody.officer"]]})
    assert asked(officer, "POST", "/custody/raids", raid).status_code == 201
    assert [one["reference"] for one in asked(admin, "GET", path).json()["unknown"]] == [f"{CASE.seizure}1"]


def test_hostile_texts_are_shown_as_texts(own_site: Site, web_browser: Browser) -> None:
    admin = own_site.signed_in("administrator")
    kept, token = 0, csrf_of(admin)

    def answered(path: str, **form: str) -> httpx.Response:
        return admin.post(path, data={"csrf": token, **form})

    for text in HOSTILE[::5]:  # Each of them goes into each field where fields are tested alone.
        form = {"name": text.encode("utf-8", "replace").decode(), "force": FORCE}
        kept += answered("/admin/cases", **form).status_code == 303
        asked_for = {"act": "rotate key", "subject": form["name"][:200], "reason": form["name"][:200]}
        assert answered("/admin/approvals", **asked_for).status_code in (303, 422)
    for number, text in enumerate(HOSTILE[:20]):
        said = {"username": f"u{number}", "name": text.encode("utf-8", "replace").decode(), "roles": "auditor"}
        assert answered("/admin/people", **said).status_code in (200, 422)
    assert kept > 40
    for role, paths in {
        "administrator": ("/admin", "/admin/people", "/admin/cases"),
        "supervisor": ("/approvals",),
    }.items():
        with visiting(web_browser, own_site, role) as visit:
            for path in paths:
                page = visit.open(path)
                assert page.locator("main script, main iframe, main img, main svg, main base, main style").count() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_pages_keep_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    admin = heron_site.signed_in("administrator")
    case = sent(admin, "/admin/cases", name=f"Case {size[0]}", force=FORCE).headers["location"]
    sent(admin, "/admin/approvals", act="rotate key", subject="x" * 150, reason="y" * 150)
    sent(admin, "/admin/registers/officers", initials="W" * 40, name="x" * 150)
    sent(admin, "/admin/registers/stores", kind="store", short="V" * 40, name="y" * 150, active="no")
    sent(admin, "/admin/key")
    sent(admin, "/admin/graph", what="migrate")
    person = re.search(r"/admin/people/person:\w+", admin.get("/admin/people").text)
    assert person is not None
    with visiting(web_browser, heron_site, "administrator", size, scripts=True) as visit:
        for path in ("/admin", "/admin/people", person[0], "/admin/registers", "/admin/tokens", "/admin/cases", case):
            page = visit.open(path)
            assert (path, barriers(page)) == (path, [])
            assert (path, too_wide(page)) == (path, [])
    with visiting(web_browser, heron_site, "supervisor", size) as visit:
        assert too_wide(visit.open("/approvals")) == []
