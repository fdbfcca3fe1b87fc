"""How programs and pages reach the owner of a phone and whoever claims it: by role, for a purpose, and noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from tracer.records.audit import AuditQuery
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.values import Letter, MessageKind
from tracer.recovery.report import Report
from tracer.times import LONDON

LIAISON = "victim liaison"
REPORT = Report(FORCE, "MPS-DEMO-1888/23")
THEIR_IMEI = "001060015657847"

NOTES = {"victim liaison": True, "custody officer": True, "supervisor": True, "detective": False, "auditor": False}
"""Who may note a claim."""


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("owners")) as made:
        made.person("officer", "custody officer", initials="KM")
        rows = (
            f"seizure_ref,at,place,exhibit_ref,imei,make,power\nOWN-1,2023-10-15T10:00:00Z,Yard,KM/1,{THEIR_IMEI},,s8\n"
        )
        rows += "".join(f"OWN-1,2023-10-15T10:00:00Z,Yard,KM/{number},,Pixel,s8\n" for number in (2, 3, 4, 5))
        booked = made.ask("POST", "/api/v1/custody/intake?name=own.csv", "officer", content=rows.encode())
        assert booked.json()["tables"][0]["booked"] == 5, booked.text
        yield made


def test_an_owner_is_reached_for_a_purpose_and_answered_once(house: House) -> None:
    desk = house.desk
    said = {"exhibit": "KM/1", "reference": REPORT.reference, "force": FORCE, "because": ["its IMEI is the report's"]}
    made = house.ask("POST", "/api/v1/returns", LIAISON, json=said)
    assert made.status_code == 201, made.text
    way = f"/api/v1/returns/{made.json()['id']}/owner"
    assert house.ask("GET", way, LIAISON).status_code == 422
    assert house.ask("GET", f"{way}?purpose=%20", LIAISON).status_code == 422
    assert house.ask("GET", f"{way}?purpose=curious", "custody officer").status_code == 403
    told = house.ask("GET", f"{way}?purpose=to ring her", LIAISON).json()
    assert (told["reference"], told["claims"]) == (REPORT.reference, [])
    assert {"owner_name", "owner_email"} <= set(told["known"][0]["details"])
    noted = desk.audit.search(AuditQuery(subject=REPORT.owner), BY).entries
    assert ("to ring her", house.people[LIAISON].id) in {(entry.purpose, entry.actor) for entry in noted}

    desk.records.part(Messages).write(REPORT, Letter(MessageKind.QUESTION, "When may I come?", "a-key"))
    listed = f"/api/v1/returns/messages?force={FORCE}&reference={REPORT.reference}"
    assert house.ask("GET", listed, "custody officer").status_code == 403
    (asked,) = house.ask("GET", listed, LIAISON).json()["items"]
    assert (asked["text"], asked["answer"]) == ("When may I come?", None)
    answers, headers = f"/api/v1/returns/messages/{asked['id']}/answer", {"Idempotency-Key": "k1"}
    for _ in range(2):
        given = house.ask("POST", answers, LIAISON, headers, json={"text": "On Monday."})
        assert given.status_code == 201, given.text
    (asked,) = house.ask("GET", listed, LIAISON).json()["items"]
    assert asked["answer"] == "On Monday."
    assert house.ask("GET", listed.replace("1888", "9999"), LIAISON).json()["items"] == []


def test_whoever_keeps_an_exhibit_or_returns_phones_notes_a_claim_and_nobody_else(house: House) -> None:
    said = {"exhibit": "KM/2", "kind": "insurer", "who": "Fictional Mutual", "why": "it paid"}
    form = {"kind": "insurer", "claimant": "Fictional Mutual", "why": "it paid"}
    wrong = []
    for role, may in NOTES.items():
        answers = [
            house.ask("POST", "/api/v1/returns/claims", role, json=said).status_code,
            house.ask("POST", "/exhibits/KM/2/claims", role, data=form).status_code,
        ]
        wrong += [] if answers == ([201, 303] if may else [403, 403]) else [(role, answers)]
    assert wrong == []


def test_an_owner_is_told_of_a_claim_that_was_accepted_and_not_that_the_phone_stays(house: House) -> None:
    said = {"exhibit": "KM/3", "reference": "MPS-DEMO-1629/23", "force": FORCE, "because": ["its IMEI"]}
    one = house.ask("POST", "/api/v1/returns", LIAISON, json=said).json()["id"]
    page, stays = f"/returns/of/{one}", "It stays for now: tell the owner"
    assert stays in house.ask("GET", page, LIAISON).text
    claimed = {"exhibit": "KM/3", "kind": "insurer", "who": "Fictional Mutual", "why": "paid", "email": "f@example.org"}
    claim = house.ask("POST", "/api/v1/returns/claims", LIAISON, json=claimed).json()["id"]
    decided = {"accept": True, "reason": "it paid out"}
    house.ask("POST", f"/api/v1/returns/claims/{claim}/decision", LIAISON, json=decided)
    claims = house.ask("GET", "/returns/claims?exhibit=KM/3", LIAISON).text
    assert "it was accepted</a>: waits until the owner of MPS-DEMO-1629/23 was told" in claims
    shown = house.ask("GET", page, LIAISON).text
    assert (stays in shown, "Offer these times" in shown, 'id="to-another"' in shown) == (False, False, True)
    for path in (f"{page}/update", f"/api/v1/returns/{one}/update"):
        refused = house.ask("POST", path, LIAISON)
        assert (refused.status_code, "say that the claimant may collect it" in refused.text) == (422, True), path
    undecided = house.ask("POST", "/api/v1/returns/claims", LIAISON, json={**claimed, "kind": "innocent buyer"})
    shown = house.ask("GET", page, LIAISON).text
    assert (stays in shown, "That is held up: A claim by an innocent buyer is not decided." in shown) == (True, True)
    assert house.ask("POST", f"/api/v1/returns/{one}/update", LIAISON).status_code == 200
    other = f"/api/v1/returns/claims/{undecided.json()['id']}/decision"
    assert house.ask("POST", other, LIAISON, json={"accept": False, "reason": "no receipt"}).status_code == 200


def test_a_claimant_with_an_address_is_told_and_nobody_reads_it_without_a_purpose(house: House) -> None:
    said = {"exhibit": "KM/4", "kind": "innocent buyer", "who": "A. Buyer", "why": "a receipt"}
    said["email"] = "a buyer@example.org"
    refused = house.ask("POST", "/api/v1/returns/claims", "custody officer", json=said)
    assert (refused.status_code, "cannot be one" in refused.text) == (422, True), refused.text
    said["email"] = "buyer@example.org"
    made = house.ask("POST", "/api/v1/returns/claims", "custody officer", json=said).json()
    assert made["mailed"] is True
    listed = "/api/v1/returns/claims?exhibit=KM/4"
    found = house.ask("GET", listed, "custody officer").json()
    assert (found["whole"], found["items"][0]["id"], found["items"][0]["notices"]) == (False, made["id"], [])
    assert house.ask("GET", listed, "detective").status_code == 403
    (one,) = house.ask("GET", listed, LIAISON).json()["items"]
    (notice,) = one["notices"]
    assert (notice["kind"], notice["claim"], notice["reference"]) == ("claim-noted", made["id"], made["reference"])
    page = house.ask("GET", "/returns/claims?exhibit=KM/4", LIAISON).text
    assert ("To the claimant: the claim is noted" in page, "buyer@example.org" in page) == (True, False)
    assert "buyer@example.org" in house.ask("GET", "/returns/claims/who?exhibit=KM/4&purpose=to ring", LIAISON).text
    house.person("elsewhere", LIAISON, force="Another Force")
    text = f"/api/v1/notices/{notice['id']}/text"
    assert f"Claim: {made['reference']}" in house.ask("GET", text, LIAISON).json()["body"]
    assert house.ask("GET", text, "elsewhere").status_code == 403
    listed = {who: notice["id"] in house.ask("GET", "/api/v1/notices", who).text for who in (LIAISON, "elsewhere")}
    assert listed == {LIAISON: True, "elsewhere": False}
    told = {"how": "telephone", "day": f"{datetime.now(LONDON):%Y-%m-%d}", "clock": f"{datetime.now(LONDON):%H:%M}"}
    way = f"/returns/notices/{notice['id']}/told"
    assert "Why, and not by e-mail" in page
    assert "waits to be sent" in house.ask("POST", way, LIAISON, data=told).text
    noted = house.ask("POST", way, LIAISON, data={**told, "reason": "they rang us"})
    assert noted.headers["location"].startswith("/returns/claims?exhibit="), noted.text
    assert "told by telephone" in house.ask("GET", noted.headers["location"], LIAISON).text


def test_a_liaison_or_a_supervisor_says_that_a_claimant_is_the_owner_of_the_report(house: House) -> None:
    said = {"exhibit": "KM/5", "reference": "MPS-DEMO-1508/23", "force": FORCE, "because": ["its IMEI"]}
    one = house.ask("POST", "/api/v1/returns", LIAISON, json=said).json()["id"]
    claimed = {"exhibit": "KM/5", "kind": "owner", "who": "Somebody", "why": "under another name"}
    claim = house.ask("POST", "/api/v1/returns/claims", LIAISON, json=claimed).json()["id"]
    api, page, way = (
        f"/api/v1/returns/claims/{claim}/one-person",
        "/exhibits/KM/5",
        f"/returns/claims/{claim}/one-person",
    )
    assert house.ask("POST", api, LIAISON, json={"reason": " "}).status_code == 422
    assert "They are one person" in house.ask("GET", page, "supervisor").text
    assert "They are one person" not in house.ask("GET", page, "custody officer").text
    answer = house.ask("POST", way, "supervisor", data={"one": "yes", "reason": "her marriage certificate"})
    assert answer.headers["location"].endswith("#claims"), answer.text
    assert house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()["inTheWay"] == []
    shown = house.ask("GET", "/returns/claims?exhibit=KM/5", LIAISON).text
    assert ("her marriage certificate" in shown, "They are not one person" in shown) == (True, True)
    undone = house.ask("POST", api, LIAISON, json={"one": False, "reason": "it was her sister's"}).json()
    assert [each["one"] for each in undone["statements"]] == [True, False]
    assert house.ask("POST", way, LIAISON, data={"one": "no", "reason": "again"}).status_code == 422
    assert len(house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()["inTheWay"]) == 1
    decided = {"accept": False, "reason": "her sister rang"}
    house.ask("POST", f"/api/v1/returns/claims/{claim}/decision", LIAISON, json=decided)
    kept = house.ask("GET", "/api/v1/returns/claims?exhibit=KM/5", "custody officer")
    assert (kept.json()["items"][0]["outcome"], "sister" in kept.text, "certificate" in kept.text) == (
        "refused",
        False,
        False,
    )
