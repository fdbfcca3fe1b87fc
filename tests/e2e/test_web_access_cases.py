"""Every route for its own case, for another case of the same force, and for another force: what each gets and changes.

The three people have every role that works on cases, so whatever is refused here is refused for the case's sake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest
from access_cases import ACTS, EVERYBODY, MISSPELT, READ, act, address, filled
from access_no_case import NO_CASE
from access_table import TABLE
from closed_case import OTHER_CASE, OTHER_FORCE, OWN, REASON, ClosedCase, closed_case, done
from tracer_command import Tracer
from web_house import BY, House, everything, opened_house
from web_site import FORCE

from api.access import Permission
from tracer.records.audit import Act, AuditQuery

UNTIED = {line.strip() for routes in NO_CASE.values() for line in routes.split("\n") if line.strip()}
TEXTS = ("text/", "json", "xml")
MORE = """
/network
/network?by=degree
/network?q={handler}&to={place}
/api/v1/custody/papers/case-uco?exhibit={exhibit}
/api/v1/custody/papers/case-uco?seizure={raid}
"""
"""Routes that show something else of a case where they are asked otherwise."""


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("cases")) as made:
        yield made


@pytest.fixture(scope="module")
def case(house: House) -> ClosedCase:
    return closed_case(house)


def test_every_route_is_asked_for_something_of_a_case_or_is_known_to_have_nothing_of_any() -> None:
    table = {" ".join(line.split()[:2]) for line in TABLE.splitlines() if line.strip()}
    lists = (set(READ), set(ACTS), UNTIED)
    assert sorted(table - set().union(*lists)) == [], "say in tests/e2e/access_cases.py whose these are"
    assert sorted(set().union(*lists) - table) == []
    assert sum(map(len, lists)) == len(table), "a route is in two lists"


@pytest.mark.parametrize("route", sorted(READ))
def test_what_belongs_to_a_case_is_shown_to_its_people_alone(house: House, case: ClosedCase, route: str) -> None:
    url = address(route, READ[route], case.things)
    own = house.ask("GET", url, OWN)
    assert own.status_code == 200, own.text[:300]
    assert told(own, case, url) != [], own.text[:3000]
    for name in EVERYBODY:
        answer = house.ask("GET", url, name)
        assert answer.status_code in ((200, 403, 404) if is_text(own) else (403, 404)), (name, answer.text[:300])
        assert told(answer, case, url) == [], name


@pytest.mark.parametrize("route", ["GET /handset", "GET /exhibits/{reference:path}", "GET /search"])
def test_a_case_is_offered_to_be_opened_only_to_those_who_can(house: House, case: ClosedCase, route: str) -> None:
    url = address(route, READ[route], case.things)
    id_ = case.things["case_id"]
    assert id_ in house.ask("GET", url, "other case").text
    theirs = house.ask("GET", url, "other force").text
    assert (id_ in theirs, "/break-glass" in theirs) == (False, False)


@pytest.mark.parametrize(
    ("route", "at", "sent"),
    [
        ("GET /exhibits/{reference:path}", "/exhibits/{exhibit}", {}),
        ("GET /handset", "/handset?q={subject}", {}),
        ("GET /custody/exhibits/{exhibit:path}", "/api/v1/custody/exhibits/{exhibit}", {}),
        ("POST /custody/exhibits/{exhibit:path}/accept", "/api/v1/custody/exhibits/{exhibit}/accept", {"json": {}}),
        ("POST /break-glass", "/break-glass", {"data": {"case": "{case_id}", "reason": " "}}),
        ("POST /cases/{case_id}/break-glass", "/api/v1/cases/{case_id}/break-glass", {"json": {"reason": " "}}),
    ],
)
def test_what_is_refused_for_the_case_is_noted_as_refused_once(
    house: House, case: ClosedCase, route: str, at: str, sent: dict[str, Any]
) -> None:
    wanted = AuditQuery(actor=house.people["other case"].id, act=Act.REFUSED)
    before = house.desk.audit.search(wanted, BY).of
    answer = house.ask(route.partition(" ")[0], filled(at, case.things), "other case", **filled(sent, case.things))
    assert answer.status_code == (422 if "break" in at else 403)
    found = house.desk.audit.search(wanted, BY)
    assert (found.of, found.entries[0].subject) == (before + 1, route)


@pytest.mark.parametrize("at", MORE.split())
def test_another_way_to_ask_for_it_shows_it_to_its_people_alone(house: House, case: ClosedCase, at: str) -> None:
    url = filled(at, case.things)
    assert told(house.ask("GET", url, OWN), case, url) != []
    for name in EVERYBODY:
        assert told(house.ask("GET", url, name), case, url) == [], name


def test_a_case_file_is_linked_from_its_exhibit_and_is_taken_as_a_file(house: House, case: ClosedCase) -> None:
    page = house.ask("GET", filled("/exhibits/{exhibit}", case.things), OWN).text
    (link,) = re.findall(r'href="([^"]+/papers/case-uco[^"]+)"', page)
    answer = house.ask("GET", link, OWN)
    assert answer.headers["content-type"].split(";")[0] == "application/ld+json"
    assert answer.headers["content-disposition"] == 'attachment; filename="case-uco.jsonld"'
    told_of = {one["@type"]: one for one in answer.json()["@graph"]}
    assert told_of["investigation:Investigation"]["core:name"] == f"JT/12 of {case.things['raid']}"


@pytest.mark.parametrize("at", MISSPELT.split())
def test_what_is_near_something_of_a_case_is_told_to_its_people_alone(house: House, case: ClosedCase, at: str) -> None:
    url = filled(at, case.things)
    assert told(house.ask("GET", url, OWN), case, url) != []
    for name in EVERYBODY:
        assert told(house.ask("GET", url, name), case, url) == [], name


def test_a_reference_that_several_closed_seizures_have_names_none_of_them(house: House, case: ClosedCase) -> None:
    for seizure in ("HERON-S7", "HERON-S8"):
        opened = {
            "seizure": seizure,
            "place": "Unit 4",
            "power": "PACE s8",
            "expected": 1,
            "case": case.things["case_id"],
        }
        done(house, "POST", "/api/v1/custody/raids", json=opened)
        scan = {"act": "describe", "text": "a phone"}
        found = done(house, "POST", f"/api/v1/custody/raids/{seizure}/scans", json=scan)
    path = f"/api/v1/custody/exhibits/{found['reference']}"
    own = house.ask("GET", path, OWN)
    assert (own.status_code, "HERON-S7" in own.text) == (422, True)
    for name in EVERYBODY:
        answer = house.ask("GET", path, name)
        assert (answer.status_code, "HERON-S" in answer.text) == (403, False)


def test_what_belongs_to_a_case_is_changed_by_its_people_alone(house: House, case: ClosedCase) -> None:
    wrong = []
    before = everything(house)
    for route, how in ACTS.items():
        url = address(route, how.at, case.things)
        for name in how.out:
            answer = act(house, route, how, case.things, name)
            fits = answer.status_code in (403, 404) or (answer.status_code == 200 and url.endswith("/links"))
            shown = told(answer, case, f"{url} {filled(how.sent, case.things)}")
            wrong += [] if fits and not shown else [(route, name, answer.status_code, shown, answer.text[:300])]
    assert wrong == []
    assert everything(house) == before


def test_its_people_may_do_each_of_these(house: House, case: ClosedCase) -> None:
    wrong = []
    for route, how in ACTS.items():
        if how.own and OTHER_CASE in how.out:
            answer = act(house, route, how, case.things, OWN)
            wrong += [] if answer.status_code < 400 else [(route, answer.status_code, answer.text[:2000])]
    assert wrong == []


@pytest.mark.usefixtures("case")
def test_another_force_learns_of_no_case_that_was_opened_with_a_reason(house: House) -> None:
    for path, words in {"/": "Cases opened with a reason", "/approvals": REASON}.items():
        shown = {name: words in house.ask("GET", path, name).text for name in (OWN, *EVERYBODY)}
        assert shown == {OWN: True, OTHER_CASE: True, OTHER_FORCE: False}, path


def test_another_force_decides_nothing_of_this_installation(house: House) -> None:
    said = {"act": "rotate key", "reason": "it is a year old"}
    asked = house.ask("POST", "/api/v1/approvals", "administrator", json=said).json()["id"]
    listed = {name: asked in house.ask("GET", "/api/v1/approvals", name).text for name in (OTHER_CASE, OTHER_FORCE)}
    assert listed == {OTHER_CASE: True, OTHER_FORCE: False}
    for path, sent in {
        f"/api/v1/approvals/{asked}/decision": {"json": {"approve": True, "reason": "due"}},
        f"/approvals/{asked}": {"data": {"decision": "approve", "reason": "due"}},
    }.items():
        assert house.ask("POST", path, OTHER_FORCE, **sent).status_code == 403
    assert {one.state for one in house.desk.approvals.every() if one.id == asked} == {"asked"}


def test_another_force_neither_audits_nor_administers_this_installation(house: House) -> None:
    house.person("kent", "auditor", "administrator", "detective", force="Kent Police")
    house.person("made by the command", "auditor", "administrator", force="")
    asked = ["/audit?purpose=a", "/api/v1/audit?purpose=a", "/admin/people", "/api/v1/people", "/api/v1/tokens"]
    for path in asked:
        answers = {name: house.ask("GET", path, name).status_code for name in ("kent", "made by the command")}
        assert (path, answers) == (path, {"kent": 403, "made by the command": 200})
    reset = f"/api/v1/people/{house.people['detective'].id}/reset"
    assert house.ask("POST", reset, "kent", json={}).status_code == 403
    token = house.token("kent", Permission.ADMINISTER, Permission.TRACE)
    assert house.client.get("/api/v1/people", headers=token).status_code == 403
    assert 'href="/admin"' not in house.ask("GET", "/", "kent").text


def test_a_view_that_is_shared_with_everybody_names_nothing_that_is_closed(house: House, case: ClosedCase) -> None:
    sent = filled(ACTS["POST /api/v1/network/views"].sent, case.things)
    sent["json"] |= {"title": "for all", "seenBy": "everybody", "case": None}
    view = house.ask("POST", "/api/v1/network/views", OWN, **sent).json()["id"]
    path = f"/api/v1/network/views/{view}"
    assert case.things["handler"] in house.ask("GET", path, OWN).text
    for name in EVERYBODY:
        assert case.things["handler"] not in house.ask("GET", path, name).text
        assert case.things["handler"] not in house.ask("GET", f"/network?view={view}", name).text


@pytest.fixture(scope="module")
def elsewhere(house: House, case: ClosedCase) -> Any:
    """What was answered where another case's raid came upon a phone of the closed case, and booked it."""
    seized = {"seizure": "ORCHARD/1", "place": "Orchard", "power": "PACE 1984 s8", "expected": 1}
    assert house.ask("POST", "/api/v1/custody/raids", OTHER_CASE, json=seized).status_code == 201
    scan = {"act": "scan", "text": case.things["imei"]}
    answer = house.ask("POST", "/api/v1/custody/raids/ORCHARD/1/scans", OTHER_CASE, json=scan)
    assert (answer.status_code, answer.json()["did"]) == (200, "booked"), answer.text
    return answer.json()


def test_a_raid_tells_that_a_phone_is_stolen_and_no_exhibit_of_another_case(elsewhere: Any, case: ClosedCase) -> None:
    assert [one["reference"] for one in elsewhere["reports"]] == [case.things["report"]]
    assert case.things["raid"] not in str(elsewhere)


def test_an_exhibit_is_not_confirmed_to_be_of_a_report_of_another_case(house: House, elsewhere: Any) -> None:
    """Whoever did so would write to the owner, and read what is known of them."""
    exhibit, report = f"exhibit:ORCHARD/1:{elsewhere['reference']}", "MPS-DEMO-1138/23"
    said = {"exhibit": exhibit, "reference": report, "force": FORCE, "because": ["it looks like it"]}
    for path, sent in {
        "/api/v1/returns": {"json": said},
        "/returns/confirm": {"data": {**said, "reasons": "it looks like it", "because": ""}},
    }.items():
        assert house.ask("POST", path, OTHER_CASE, **sent).status_code == 403, path
    unheard = house.ask("GET", f"/returns/about?force={FORCE}&reference={report}", OTHER_CASE)
    assert unheard.status_code == 403
    assert house.ask("GET", f"/returns/about?force={FORCE}&reference={report}", OWN).status_code == 200


def is_text(answer: httpx.Response) -> bool:
    return any(kind in answer.headers.get("content-type", "") for kind in TEXTS)


def told(answer: httpx.Response, case: ClosedCase, asked: str) -> list[str]:
    """What an answer tells of the case that was not in the question; of what is no text, that it was given."""
    if not is_text(answer):
        return ["a file"] if answer.status_code == 200 else []
    given = unquote_plus(asked)
    return sorted(mark for mark in case.marks if mark in answer.text and mark not in given)
