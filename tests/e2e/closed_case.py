"""A case that one person works on, with something of every kind in it, and two people who must see nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from web_house import BY, House, shown
from web_site import FORCE

from api.usecases.custody.keyring import new_key
from tracer.custody.events import CustodyEvent, CustodyPlace, EventKind, Officer, PlaceKind
from tracer.demo import CASE, case_files
from tracer.model import ParsedBatch, Refusal
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import Letter, MessageKind
from tracer.records.values import NewSource
from tracer.recovery.report import Report

OWN, OTHER_CASE, OTHER_FORCE = "own", "other case", "other force"
WORKS = ("detective", "custody officer", "victim liaison", "supervisor")
"""All that anybody may be who works on cases: what is refused them is refused for the case's sake."""
REPORT, NEXT_REPORT = Report(FORCE, CASE.a.reference), Report(FORCE, "MPS-DEMO-1202/23")
REASON = "a life is at risk in Heron"
STORE = "store:main"
_ODD = b"a,b\n1,2\n"
NAMED = {
    "subject": CASE.exhibit_a,
    "imei": CASE.a.imei,
    "imei_slip": CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10),
    "report": REPORT.reference,
    "part": REPORT.reference[-7:],
    "handler": "handler:fonez",
    "place": "place:unit-4-phones",
    "raid": CASE.seizure,
    "store": STORE,
    "force": FORCE,
    "what": "handlers",
    "name": "things.csv",
}
"""What addresses name in the case, as the demonstration has it."""
MARKS = frozenset({
    CASE.seizure, CASE.a.imei, CASE.b.imei, "JT/10", "Fonez", "Dray", "Unit 4", REPORT.reference, "Ada Fenn",
    "refused in Heron", "a photograph", "a letter about Heron", "a view of Heron", "a claimant in Heron",
    "heron-job.csv", "Exhibits not moved", "Requests that wait", "that were given up", "A load that did not",
})  # fmt: skip
"""Words that are on no page but for what is in the case."""


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """What is in the case: `things` by the name that an address has for it, `marks` are words that only it has."""

    things: Mapping[str, str]
    marks: frozenset[str]


def closed_case(house: House) -> ClosedCase:
    """Puts all that was loaded and seized into one case, and does in it what its officers do."""
    case = _made(house)
    things = {"case_id": case, "source_id": _refused_rows(house, case), "handset": _handset(house), **NAMED}
    things |= {f"jt{number}": f"exhibit:{CASE.seizure}:JT/{number}" for number in range(1, 32)}
    things |= {"exhibit": things["jt12"], "seal": _seal(house)}
    things |= _custody(house, things)
    things |= _returns(house, things) | _kept(house, things)
    sources = house.desk.records.sources()
    marks = MARKS | {one.name for one in sources} | {one.id for one in sources}
    marks |= {things[name] for name in ("confirmation", "handset", "seal", "claim_id", "sha256")}
    return ClosedCase(things, marks)


def done(house: House, method: str, path: str, **sent: Any) -> Any:
    """Something that the person of the case does, and that is done."""
    answer = house.ask(method, path, OWN, **sent)
    assert answer.status_code in (200, 201, 202), (path, answer.text[:300])
    return answer.json()


def _made(house: House) -> str:
    desk = house.desk
    for name, force, initials in ((OWN, FORCE, "OW"), (OTHER_CASE, FORCE, "OC"), (OTHER_FORCE, "Kent Police", "OF")):
        house.person(name, *WORKS, force=force, initials=initials)
    case, orchard = desk.cases.add("Heron", FORCE, BY), desk.cases.add("Orchard", FORCE, BY)
    desk.cases.set_members(case.id, [house.people[OWN].id], BY)
    desk.cases.set_members(orchard.id, [house.people[OTHER_CASE].id], BY)
    for source in desk.records.sources():
        desk.cases.put_source(case.id, source.id)
    seized = next(path for path in case_files() if path.name == "seizures.csv")
    for initials in ("JT", "AB"):
        desk.ledger.add_officer(Officer(f"officer:{initials}", f"Officer {initials}"))
    done(house, "POST", f"/api/v1/custody/intake?name=seizures.csv&case={case.id}", content=seized.read_bytes())
    said = {"to": "NOBODY"}
    refused = house.ask("POST", "/api/v1/custody/exhibits/exhibit:HERON-S1:JT/1/transfer", OWN, json=said)
    assert refused.json()["refusals"][0]["code"] == "unknown_officer"
    return case.id


def _refused_rows(house: House, case: str) -> str:
    """A file of which a row was refused."""
    records = house.desk.records
    source = records.begin(NewSource("refusedrows", "0" * 64, "refused.csv", 10, "pings", "csv"))
    house.desk.cases.put_source(case, source.id)
    records.commit(source.id, 0, 1, ParsedBatch(refusals=(Refusal(1, "no time", {"note": "refused in Heron"}),)))
    records.finish(source.id)
    shown(house, source.id)
    return source.id


def _handset(house: House) -> str:
    return str(done(house, "GET", f"/api/v1/follow?q={CASE.a.imei}")["handset"]["id"])


def _seal(house: House) -> str:
    return str(done(house, "GET", f"/api/v1/custody/exhibits/{CASE.exhibit_a}")["seal"])


def _custody(house: House, things: Mapping[str, str]) -> dict[str, str]:
    """Exhibits in a store, a file with one, a disposal that is asked for, and a raid that goes on."""
    new_key(house.desk.custody)
    house.desk.ledger.add_place(CustodyPlace(STORE, PlaceKind.STORE, "main"))
    exhibits = "/api/v1/custody/exhibits"
    done(house, "POST", f"{exhibits}/{things['exhibit']}/move", json={"to": STORE})
    attached = f"{exhibits}/{things['exhibit']}/attach?name=photograph.txt"
    (_,) = [done(house, "POST", attached, content=b"a photograph")]
    history = done(house, "GET", f"{exhibits}/{things['exhibit']}/history")
    kept = next(one for event in history["events"] for one in event["attachments"])
    asked = [
        done(
            house,
            "POST",
            f"{exhibits}/{things[name]}/ask-disposal",
            json={"reason": "it is a case of Heron", "despite": "its owner"},
        )
        for name in ("jt20", "jt21", "jt22")
    ]
    said = {"seizure": CASE.seizure, "place": "Unit 4", "power": "PACE 1984 s8", "expected": 74}
    done(house, "POST", "/api/v1/custody/raids", json=said)
    names = dict(zip(("disposal", "approval", "approval_id"), (one["id"] for one in asked), strict=True))
    return {"sha256": kept.rpartition(" ")[2], **names}


def _returns(house: House, things: Mapping[str, str]) -> dict[str, str]:
    """A phone whose owner is told and writes, and one that went back."""
    outbox = house.desk.records.part(Outbox)
    made = [_confirmed(house, things[of], report) for of, report in (("jt12", REPORT), ("jt10", NEXT_REPORT))]
    first, second = (f"/api/v1/returns/{one['id']}" for one in made)
    done(house, "POST", f"{first}/ready")
    claim = {"exhibit": things["jt12"], "kind": "insurer", "who": "a claimant in Heron", "why": "it paid"}
    claims = [done(house, "POST", "/api/v1/returns/claims", json=claim) for _ in range(2)]
    begins = datetime.now(UTC) + timedelta(days=2)
    times = [{"begins": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()}]
    done(house, "POST", f"{first}/slots", json={"times": times, "point": "the office of Heron"})
    taken = {"identity": "passport", "name": "Harlow Fictley", "despiteBlock": "the network lifts it"}
    for name in ("jt10", "jt30"):
        _into_hand(house, things[name])
    done(house, "POST", f"{second}/hand-back", json=taken)
    given = done(house, "POST", "/api/v1/returns/claims", json={**claim, "exhibit": things["jt30"]})["id"]
    done(house, "POST", f"/api/v1/returns/claims/{given}/decision", json={"accept": True, "reason": "it paid"})
    done(house, "POST", f"/api/v1/returns/claims/{given}/ready")
    done(house, "POST", f"/api/v1/returns/claims/{given}/hand-back", json=taken)
    messages = house.desk.records.part(Messages)
    for number in range(2):
        messages.write(REPORT, Letter(MessageKind.QUESTION, "a letter about Heron", str(number)))
    letters = [one.id for one in messages.of_owner(REPORT)]
    for _ in range(2):
        if (lease := outbox.lease(datetime.now(UTC))) is not None:
            outbox.failed(lease, datetime.now(UTC), "no such mailbox", for_good=True)
    notice = made[0]["notice"]
    return {
        "confirmation": made[0]["id"],
        "handed_back": made[1]["id"],
        "claim_id": claims[0]["id"],
        "next_claim": claims[1]["id"],
        "given_claim": given,
        "notice": notice,
        "notice_id": notice,
        "next_notice": made[1]["notice"],
        "message": letters[0],
        "code": outbox.check_code(notice),
        "begins": times[0]["begins"],
        "ends": times[0]["ends"],
        "day": f"{begins:%Y-%m-%d}",
    }


def _into_hand(house: House, exhibit: str) -> None:
    """Whoever seized it hands it over to the person of the case, who accepts it."""
    house.desk.ledger.append(CustodyEvent(EventKind.HAND_OVER, exhibit, "officer:JT", to="officer:OW"), exhibit)
    done(house, "POST", f"/api/v1/custody/exhibits/{exhibit}/accept", json={})


def _confirmed(house: House, exhibit: str, report: Report) -> Any:
    said = {"exhibit": exhibit, "reference": report.reference, "force": report.force, "because": ["its IMEI"]}
    return done(house, "POST", "/api/v1/returns", json=said)


def _kept(house: House, things: Mapping[str, str]) -> dict[str, str]:
    """A view of the network, a load, and the case opened with a reason."""
    picture = {"subject": things["handler"], "spots": [{"id": things["handler"], "x": 0, "y": 0}]}
    view = {"title": "a view of Heron", "seenBy": "case", "case": things["case_id"], "picture": picture}
    kept = done(house, "POST", "/api/v1/network/views", json=view)
    job = done(house, "POST", f"/api/v1/load?name=heron-job.csv&case={things['case_id']}", content=_ODD)
    unread = {"name": "heron-job.csv", "error": "no kind", "sha256": house.desk.evidence.put(BytesIO(_ODD)).sha256}
    house.desk.jobs.end(job["id"], "failed", {"files": [unread]})
    house.person("opener", "detective", initials="OP")
    glass = house.ask("POST", f"/api/v1/cases/{things['case_id']}/break-glass", "opener", json={"reason": REASON})
    return {"view_id": kept["id"], "job_id": job["id"], "glass_id": glass.json()["id"]}
