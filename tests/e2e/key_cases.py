"""Which operations of the API make something, and how each is asked for it twice under one Idempotency-Key.

Reviewed by hand. An operation that writes and is neither in `keyed` nor in `NO_KEY` fails the build, so whoever
adds one says whether it makes something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from access_cases import PICTURE, filled
from closed_case import OWN, REASON, REPORT, STORE, closed_case, done
from web_house import BY, House
from web_site import FORCE

from tracer.records.recovery.messages import Messages

SEIZURE = "KEYS-S1"
_OW = f"exhibit:{SEIZURE}:OW/"
SECOND = "second of the case"
ADMIN, SECOND_ADMIN = "administrator", "second administrator"

NO_KEY = {
    "It asks, and nothing is recorded but that it was asked.": """
        POST /audit/verify
        POST /custody/export
        POST /network/export/{name}
        POST /network/image
        POST /network/links
        POST /network/measure""",
    "What it makes has a name of its own in the address or in what is said, and there is one of that name.": """
        POST /cases/{case_id}/belongings
        PUT /cases/{case_id}/people
        POST /custody/raids
        PUT /network/views/{view_id}
        PUT /people/{person_id}
        PUT /registers/officers/{initials}
        PUT /registers/stores/{store}
        POST /returns/{confirmation}/slots""",
    "Each row is booked once, whichever table or request brings it.": """
        POST /custody/intake""",
    "There is one at a time: the same ledger gives the same checkpoint, and a first key is made once.": """
        POST /custody/checkpoint
        POST /custody/keys""",
    "It brings one thing from one state into another: done already, it is refused or changes nothing.": """
        POST /approvals/{approval_id}/decision
        POST /approvals/{approval_id}/do
        POST /custody/disposals/{disposal}/decide
        POST /custody/disposals/{disposal}/dispose
        POST /jobs/{job_id}/cancel
        POST /notices/{notice_id}/retry
        POST /notices/{notice_id}/told
        POST /returns/claims/{claim_id}/collection
        POST /returns/claims/{claim_id}/decision
        POST /returns/claims/{claim_id}/one-person
        POST /returns/claims/{claim_id}/ready
        POST /returns/claims/{claim_id}/update
        POST /returns/{confirmation}/ready
        POST /returns/{confirmation}/update
        POST /returns/{confirmation}/withdraw""",
    "A password that did not arrive is lost: whoever asks again needs another one.": """
        POST /people/{person_id}/reset""",
}
"""The operations that take no key, with the reason."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """How something is made twice: where, what is said, and what is said `otherwise` under the same key.

    `theirs` is where, and `their` what, another person says with that key, whose request is another; empty: the same.
    `by` are the two. `one_at_a_time` are the words that refuse theirs, where there can be one only.
    """

    at: str
    said: dict[str, Any]
    otherwise: dict[str, Any]
    theirs: str = ""
    their: dict[str, Any] = field(default_factory=dict)
    by: tuple[str, str] = (OWN, SECOND)
    one_at_a_time: str = ""


def says(body: dict[str, Any], **other: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said, and what else might be said."""
    return {"json": body}, {"json": {**body, **other}}


def _act(verb: str, numbers: tuple[int, int], body: dict[str, Any], **theirs: Any) -> tuple[str, Keyed]:
    """An act of one exhibit, and the same act of another."""
    here, there = (f"/custody/exhibits/{_OW}{number}/{verb}" for number in numbers)
    said, otherwise = says(body, note="another")
    return f"POST /custody/exhibits/{{exhibit}}/{verb}", Keyed(
        here, said, otherwise, there, {"json": {**body, **theirs}}
    )


EXHIBITS = dict((
    _act("transfer", (1, 2), {"to": "OC"}),
    _act("accept", (3, 4), {}),
    _act("move", (5, 6), {"to": STORE}),
    _act("lend", (7, 8), {"to": "OC", "due": "2030-01-01"}),
    _act("seal", (9, 10), {"seal": "FRESH1"}, seal="FRESH2"),
    _act("unseal", (11, 12), {}),
    _act("examine", (13, 14), {}),
    _act("return", (15, 16), {"identity": "passport", "name": "Jo", "despiteBlock": "lifted"}),
    _act("restrict", (17, 18), {"reason": "evidence"}),
    _act("lift-restriction", (19, 20), {"reason": "tried"}),
    _act("correct", (21, 22), {"event": "1", "seal": "READ1", "reason": "misread"}, seal="READ2"),
    _act("explain", (23, 24), {"codes": ["gap"], "reason": "handed over on the spot"}),
    _act("split", (25, 26), {"parts": ["OW/25.1"]}, parts=["OW/26.1"]),
))  # fmt: skip
"""What is recorded of an exhibit."""
_CONFIRMED = {
    "reference": "MPS-DEMO-1656/23",
    "force": FORCE,
    "because": ["its IMEI"],
    "despiteIdentifiers": "its case",
}
_CLAIM = {"exhibit": f"{_OW}39", "kind": "insurer", "who": "a firm", "why": "it paid"}
_TAKER = {"identity": "passport", "name": "Harlow Fictley", "despiteBlock": "the network lifts it"}
_DESCRIBED = {"act": "describe", "text": "a red phone"}
_PERSON = {"username": "made.once", "name": "M O", "force": FORCE, "roles": ["detective"], "initials": "MO"}
_CSV = b"imei,at\n1,2\n"


def keyed(things: Mapping[str, str]) -> dict[str, Keyed]:
    """What makes something in the house that `scene` arranged, by operation."""
    admins = {"by": (ADMIN, SECOND_ADMIN)}
    token = {"name": "loader", "person": things["person"], "scopes": ["load"], "days": 5}
    view = {"title": "mine", "picture": filled(PICTURE, things)}
    return EXHIBITS | {
        "POST /approvals": Keyed(
            "/approvals", *says({"act": "rotate key", "reason": "a year old"}, reason="lost"), **admins
        ),
        "POST /cases": Keyed("/cases", *says({"name": "Teal", "force": FORCE}, name="Blue"), **admins),
        "POST /cases/{case_id}/break-glass": Keyed(
            f"/cases/{things['orchard']}/break-glass", *says({"reason": REASON}, reason="another")
        ),
        "POST /custody/exhibits/{exhibit}/ask-disposal": Keyed(
            f"/custody/exhibits/{_OW}27/ask-disposal", *says({"reason": "old"}, reason="broken"),
            one_at_a_time="was asked for already",
        ),
        "POST /custody/exhibits/{exhibit}/attach": Keyed(
            f"/custody/exhibits/{_OW}28/attach?name=a.txt", {"content": b"one"}, {"content": b"two"},
            f"/custody/exhibits/{_OW}29/attach?name=a.txt",
        ),
        "POST /custody/raids/{reference}/scans": Keyed(
            f"/custody/raids/{SEIZURE}/scans", *says(_DESCRIBED, text="a blue phone")
        ),
        "POST /custody/stores/{store}/stock-take": Keyed(
            f"/custody/stores/{STORE}/stock-take", *says({"scans": [things["seal"]]}, note="another")
        ),
        "POST /graph/jobs": Keyed(
            "/graph/jobs", *says({"what": "migrate"}, what="rebuild"), **admins, one_at_a_time="worked on already"
        ),
        "POST /load": Keyed("/load?name=a.csv", {"content": _CSV}, {"content": _CSV * 2}),
        "POST /network/views": Keyed("/network/views", *says(view, title="another")),
        "POST /people": Keyed(
            "/people", *says(_PERSON, name="N O"),
            their={"json": {**_PERSON, "username": "made.two", "initials": "MT"}}, **admins,
        ),
        "POST /returns": Keyed(
            "/returns", *says({**_CONFIRMED, "exhibit": f"{_OW}30"}, because=["its colour"]),
            their={"json": {**_CONFIRMED, "exhibit": f"{_OW}31"}},
        ),
        "POST /returns/claims": Keyed("/returns/claims", *says(_CLAIM, who="another firm")),
        "POST /returns/claims/{claim_id}/hand-back": Keyed(
            f"/returns/claims/{things['claim_1']}/hand-back", *says(_TAKER, name="Jo"),
            f"/returns/claims/{things['claim_2']}/hand-back",
        ),
        "POST /returns/messages/{message}/answer": Keyed(
            f"/returns/messages/{things['letter_1']}/answer", *says({"text": "Soon."}, text="Later."),
            f"/returns/messages/{things['letter_2']}/answer",
        ),
        "POST /returns/{confirmation}/hand-back": Keyed(
            f"/returns/{things['back_1']}/hand-back", *says(_TAKER, name="Jo"),
            f"/returns/{things['back_2']}/hand-back",
        ),
        "POST /tokens": Keyed("/tokens", *says(token, name="another"), **admins),
    }  # fmt: skip


def scene(house: House) -> dict[str, str]:
    """A case that two work on, with what each of these needs; what is in it by name."""
    things = dict(closed_case(house).things)
    works = tuple(house.people[OWN].roles)
    house.person(SECOND, *works, initials="SE")
    house.person(SECOND_ADMIN, ADMIN)
    house.desk.cases.set_members(things["case_id"], [house.people[OWN].id, house.people[SECOND].id], BY)
    things["orchard"] = next(one.id for one in house.desk.cases.every() if one.name == "Orchard")
    things["person"] = house.people["detective"].id
    letters = house.desk.records.part(Messages).of_owner(REPORT)
    things |= {f"letter_{number}": one.id for number, one in enumerate(letters, 1)}
    _exhibits(house, things["case_id"])
    return things | _to_hand_back(house)


def _exhibits(house: House, case: str) -> None:
    """Forty: two that are on their way to the two, two that are restricted, and two with a doubt."""
    said = {"seizure": SEIZURE, "place": "Unit 4", "power": "PACE 1984 s8", "expected": 40, "case": case}
    done(house, "POST", "/api/v1/custody/raids", json=said)
    for number in range(40):
        scan = {"act": "describe", "text": f"phone {number}"}
        done(house, "POST", f"/api/v1/custody/raids/{SEIZURE}/scans", json=scan)
    at = f"/api/v1/custody/exhibits/{_OW}"
    for number, name, to in ((3, SECOND, "OW"), (4, OWN, "SE")):
        assert house.ask("POST", f"{at}{number}/transfer", name, json={"to": to}).status_code == 201
    for number in (19, 20):
        done(house, "POST", f"{at}{number}/restrict", json={"reason": "evidence"})
    for number in (23, 24):
        assert house.ask("POST", f"{at}{number}/move", SECOND, json={"to": STORE}).status_code == 201


def _to_hand_back(house: House) -> dict[str, str]:
    """Two that were confirmed to be an owner's, and two of which a claim was accepted, in a store."""
    found = {}
    for number in range(32, 36):
        done(house, "POST", f"/api/v1/custody/exhibits/{_OW}{number}/move", json={"to": STORE})
    for number in (1, 2):
        said = {**_CONFIRMED, "exhibit": f"{_OW}{31 + number}"}
        found[f"back_{number}"] = done(house, "POST", "/api/v1/returns", json=said)["id"]
        claim = done(house, "POST", "/api/v1/returns/claims", json={**_CLAIM, "exhibit": f"{_OW}{33 + number}"})["id"]
        done(house, "POST", f"/api/v1/returns/claims/{claim}/decision", json={"accept": True, "reason": "it paid"})
        done(house, "POST", f"/api/v1/returns/claims/{claim}/ready")
        found[f"claim_{number}"] = claim
    return found
