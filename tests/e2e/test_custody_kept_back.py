"""No command, operation or page lets an exhibit go past whoever is owed it, or while it is needed as evidence."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from custody_ledgers import event, exhibit, record, seizure
from recovery_case import ADA, ASKED, decision, report_fact
from tracer_command import Tracer
from web_house import House, opened_house, shown
from web_returns import token_in

from api.access import Actor, Permission
from api.cli import run
from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.recovery.candidates import candidates
from tracer.custody.events import CustodyEvent, EventKind, Officer, Private, exhibit_id, officer_id
from tracer.demo import CASE
from tracer.model import ParsedBatch
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import ClaimKind
from tracer.records.values import Asked, NewSource

OFFICER, SUPERVISOR, LIAISON = "custody officer", "supervisor", "victim liaison"
API = "/api/v1/custody"
FREE, CONFIRMED, CLAIMED, KEPT, ASKED_BEFORE, LIFTED, TAKEN, BOUGHT, SOLD, SPARE, SECOND = range(1, 12)
APPROVED_BEFORE, GONE, DECIDED, ASKED_TWICE, WAITS = 12, 13, 14, 15, 16
KEEPS = {CONFIRMED: "confirmed", CLAIMED: "claimed", KEPT: "restricted"}
SAYS = {"confirmed": "its owner waits for it", "claimed": "is not decided", "restricted": "needed as evidence"}
TO_DO = {"confirmed": "/returns/of/", "claimed": "tracer returns decide", "restricted": "lift-restriction"}
SOON = datetime.now(UTC) + timedelta(days=3)
BACK = {"identity": "passport", "name": "somebody"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Exhibits of which one is free, and each other is kept by something else."""
    with opened_house(tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("leaving")) as made:
        records, ledger = made.desk.records, made.desk.ledger
        records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
        records.commit("s1", 0, 1, ParsedBatch(facts=(report_fact(ADA, 2, None),)))
        shown(made, "s1")
        new_key(made.desk.custody)
        ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        record(ledger, *(seizure(number) for number in range(1, 17)))
        records.part(Confirmations).confirm(decision(number=CONFIRMED), ASKED)
        records.part(Claims).add(exhibit(CLAIMED), ClaimKind.INSURER, {"who": "an insurer"}, ASKED)
        for number in (KEPT, LIFTED):
            assert acts(made, number, "restrict", reason="needed at the trial").status_code == 201
        yield made


def acts(house: House, number: int, act: str, who: str = OFFICER, **said: Any) -> httpx.Response:
    return house.ask("POST", f"{API}/exhibits/{exhibit(number)}/{act}", who, json=said)


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [one["code"] for one in answer.json()["refusals"]]


def tracer(house: House, *arguments: str, group: str = "custody") -> tuple[int, str]:
    """Exit code of a command on the same installation, and all that it said."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setenv("TRACER_HOME", str(house.desk.settings.home))
        return run([group, *arguments]), " ".join(said.getvalue().split())


def test_an_exhibit_without_a_checkpoint_says_how_one_is_made_with_the_key_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with opened_house(tmp_path / "nothing", tmp_path) as made:
        made.desk.ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        record(made.desk.ledger, seizure(FREE))
        page = made.ask("GET", f"/exhibits/{exhibit(FREE)}", OFFICER).text
        assert "No checkpoint was ever made" in page
        assert "Once an administrator has made the first key" in page
        new_key(made.desk.custody)
        page = made.ask("GET", f"/exhibits/{exhibit(FREE)}", OFFICER).text
        assert "One is made when a bundle is taken away." in page
        assert "Once an administrator has made the first key" not in page


@pytest.mark.parametrize(("number", "code"), KEEPS.items(), ids=KEEPS.values())
def test_it_is_neither_returned_nor_asked_to_be_disposed_of(house: House, number: int, code: str) -> None:
    returned = acts(house, number, "return", **BACK, despiteBlock="it is lifted")
    assert code in codes(returned)
    assert codes(acts(house, number, "ask-disposal", reason="old")) == [code]
    page = house.ask("POST", f"/exhibits/{exhibit(number)}/disposal", OFFICER, data={"reason": "old"})
    assert SAYS[code] in page.text
    assert "tracer " not in page.text.partition("There is a problem")[2].partition("</div>")[0]
    shown = house.ask("GET", f"/exhibits/{exhibit(number)}", OFFICER).text.partition("can neither go back")[2]
    assert SAYS[code] in shown.partition("</div>")[0]
    back = {"act": "return", "key": "a-key-to-return", "seen": str(house.desk.ledger.state(exhibit(number)).sequence)}
    page = house.ask("POST", f"/exhibits/{exhibit(number)}", OFFICER, data={**back, **BACK})
    problem = page.text.partition("There is a problem")[2].partition("</div>")[0]
    assert (page.status_code, SAYS[code] in problem, "tracer " in problem) == (422, True, False)
    assert 'value="passport"' in page.text
    said = ("--by", "JT", "--reason", "old")
    for command in (
        ("return", f"JT/{number}", "--by", "JT", "--identity", "passport", "--despite-block", "it is lifted"),
        ("dispose", f"JT/{number}", "--authorise", *said),
        ("dispose", f"JT/{number}", *said),
    ):
        exit_code, told = tracer(house, *command)
        assert exit_code == 1, told
        assert TO_DO[code] in told
    assert house.desk.ledger.state(exhibit(number)).status == "held"


def test_a_phone_that_nobody_is_owed_is_returned(house: House) -> None:
    done = acts(house, FREE, "return", **BACK)
    assert (done.status_code, done.json()["state"]["status"]) == (201, "returned")
    way, form = f"/exhibits/{exhibit(SPARE)}", {"act": "return", "key": "a-key-to-return", "seen": "1", **BACK}
    assert "Return it" in house.ask("GET", way, OFFICER).text
    unknown = house.ask("POST", way, OFFICER, data={**form, "identity": ""})
    assert (unknown.status_code, "How you know who takes it is not given" in unknown.text) == (422, True)
    for _ in range(2):
        assert house.ask("POST", way, OFFICER, data=form).status_code == 303
    page = house.ask("GET", way, OFFICER).text
    assert ("AB returned it to owner:" in page, "Return it" in page) == (True, False)
    assert house.desk.ledger.state(exhibit(SPARE)).sequence == 2


def test_what_was_asked_and_approved_before_waits_too(house: House) -> None:
    asked = acts(house, ASKED_BEFORE, "ask-disposal", reason="old").json()["id"]
    way = f"{API}/disposals/{asked}"
    yes = {"approve": True, "reason": "agreed"}
    claim = house.desk.records.part(Claims).add(exhibit(ASKED_BEFORE), ClaimKind.BUYER, {"who": "late"}, ASKED)
    for door in (f"{way}/decide", f"/api/v1/approvals/{asked}/decision"):
        assert codes(house.ask("POST", door, SUPERVISOR, json=yes)) == ["claimed"]
    house.desk.records.part(Claims).decide(claim.id, False, ASKED)
    assert house.ask("POST", f"{way}/decide", SUPERVISOR, json=yes).status_code == 200
    assert acts(house, ASKED_BEFORE, "restrict", reason="needed after all").status_code == 201
    assert codes(house.ask("POST", f"{way}/dispose", OFFICER, json={})) == ["restricted", "not_authorised"]
    kept = [one.code for one in house.desk.ledger.refusals() if one.exhibit == exhibit(ASKED_BEFORE)]
    assert kept == ["restricted", "not_authorised"]
    assert acts(house, ASKED_BEFORE, "lift-restriction", reason="the trial has ended").status_code == 201
    # The restriction took the leave back: it is asked for anew.
    asked = acts(house, ASKED_BEFORE, "ask-disposal", reason="old").json()["id"]
    way = f"{API}/disposals/{asked}"
    assert house.ask("POST", f"{way}/decide", SUPERVISOR, json=yes).status_code == 200
    assert house.ask("POST", f"{way}/dispose", OFFICER, json={}).status_code == 201


def test_what_was_approved_before_the_ledger_was_told_is_authorised_with_the_disposal(house: House) -> None:
    asked = acts(house, APPROVED_BEFORE, "ask-disposal", reason="old").json()["id"]
    house.desk.approvals.decide(asked, True, Asked(house.people[SUPERVISOR].id, "agreed"))
    assert acts(house, APPROVED_BEFORE, "examine", note="looked at once more").status_code == 201
    done = house.ask("POST", f"{API}/disposals/{asked}/dispose", OFFICER, json={})
    assert done.status_code == 201, done.text
    kinds = [entry.event.kind.value for entry in house.desk.ledger.history(exhibit(APPROVED_BEFORE))]
    assert kinds == ["seize", "examine", "authorise_disposal", "dispose"]
    assert house.desk.ledger.verify().good


def test_what_left_meanwhile_is_not_approved_and_that_is_kept_among_the_refusals(house: House) -> None:
    asked = acts(house, GONE, "ask-disposal", reason="old").json()["id"]
    assert acts(house, GONE, "return", **BACK).status_code == 201
    for door in (f"{API}/disposals/{asked}/decide", f"/api/v1/approvals/{asked}/decision"):
        assert codes(house.ask("POST", door, SUPERVISOR, json={"approve": True, "reason": "agreed"})) == ["closed"]
    assert house.desk.approvals.find(asked).state == "asked"
    kept = [one.code for one in house.desk.ledger.refusals() if one.exhibit == exhibit(GONE)]
    assert kept == ["closed", "closed"]


def test_whoever_decides_sees_what_goes_and_what_stands_against_it(house: House) -> None:
    what = {name: Private(text) for name, text in {"make": "Apple", "model": "iPhone 14", "imei": "1" * 15}.items()}
    record(house.desk.ledger, event("examine", DECIDED, private=what))
    asked = acts(house, DECIDED, "ask-disposal", reason="old").json()["id"]

    def waiting() -> tuple[str, dict[str, Any]]:
        page = house.ask("GET", "/approvals", SUPERVISOR).text
        (said,) = [one for one in page.split("<section") if f"/approvals/{asked}" in one]
        items = house.ask("GET", "/api/v1/approvals", SUPERVISOR, params={"state": "asked"}).json()["items"]
        return said, next(one["disposal"] for one in items if one["id"] == asked)

    page, told = waiting()
    for says in (
        f">JT/{DECIDED}</a> of HERON/1",
        "Apple iPhone 14; IMEI 111111111111111",
        "Held by JT",
        "Nothing keeps",
    ):
        assert says in page
    assert f'href="/exhibits/{quote(exhibit(DECIDED))}"' in page
    assert (told["exhibit"]["reference"], told["exhibit"]["seizure"]) == (f"JT/{DECIDED}", "HERON/1")
    assert (told["what"], told["against"]) == ("Apple iPhone 14; IMEI 111111111111111", [])
    assert told["standing"].startswith("Held by JT")
    assert acts(house, DECIDED, "restrict", reason="the trial").status_code == 201
    page, told = waiting()
    assert ("needed as evidence" in page, "Nothing keeps" in page) == (True, False)
    assert "needed as evidence" in told["against"][0]


def test_a_disposal_that_was_asked_for_already_is_not_asked_for_again(house: House) -> None:
    way = f"/exhibits/{exhibit(ASKED_TWICE)}/disposal"
    asked = acts(house, ASKED_TWICE, "ask-disposal", reason="old").json()["id"]
    for states, waits in (("asked", "waits for another person"), ("approved", "waits to be done")):
        again = acts(house, ASKED_TWICE, "ask-disposal", reason="older")
        assert (again.status_code, waits in again.json()["detail"]) == (409, True), states
        assert f"asked for already, by {OFFICER}, " in again.json()["detail"]
        page = house.ask("POST", way, OFFICER, data={"reason": "older"})
        assert (page.status_code, "asked for already" in page.text) == (409, True)
        yes = {"approve": True, "reason": "agreed"}
        house.ask("POST", f"{API}/disposals/{asked}/decide", SUPERVISOR, json=yes)
    every = house.ask("GET", f"{API}/disposals", OFFICER, params={"limit": 500}).json()["items"]
    assert [one["id"] for one in every if one["exhibit"] == exhibit(ASKED_TWICE)] == [asked]


def test_a_restriction_is_lifted_with_a_reason_and_that_is_told(house: House) -> None:
    way = f"/exhibits/{exhibit(LIFTED)}"
    assert "Lift the restriction" in house.ask("GET", way, OFFICER).text
    assert acts(house, LIFTED, "lift-restriction").status_code == 422
    exit_code, said = tracer(house, "lift-restriction", f"JT/{LIFTED}", "--by", "JT")
    assert (exit_code, "needs a reason" in said) == (2, True)
    form = {"act": "lift-restriction", "key": "a-key-of-mine", "seen": "2", "reason": "the trial has ended"}
    assert house.ask("POST", way, OFFICER, data=form).status_code == 303
    told = house.ask("GET", f"{API}/exhibits/{exhibit(LIFTED)}/history", OFFICER).json()
    assert (told["events"][-1]["kind"], told["events"][-1]["why"]) == ("lift_restriction", "withheld")
    assert "AB lifted its restriction" in house.ask("GET", way, OFFICER).text
    assert codes(acts(house, LIFTED, "lift-restriction", reason="again")) == ["not_restricted"]
    for verb in ("restrict", "lift-restriction"):
        exit_code, said = tracer(house, verb, f"JT/{LIFTED}", "--by", "JT", "--reason", "the appeal")
        assert exit_code == 0, said
    assert "JT lifted its restriction" in said
    assert acts(house, LIFTED, "ask-disposal", reason="old").status_code == 201


def test_a_claim_is_noted_where_the_exhibit_is_kept_and_ends_with_its_hand_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, said = f"/exhibits/{exhibit(TAKEN)}", {"kind": "insurer", "claimant": "Fictional Mutual", "why": "it paid out"}
    assert "Note a claim" in house.ask("GET", way, OFFICER).text
    assert "who claims it, or on what" in house.ask("POST", f"{way}/claims", OFFICER, data={**said, "why": " "}).text
    assert house.ask("POST", f"{way}/claims", OFFICER, data=said).status_code == 303
    page = house.ask("GET", way, OFFICER).text
    assert ("not decided" in page, "Fictional Mutual" in page) == (True, False)
    claims, one = "/returns/claims", house.desk.records.part(Claims).of_exhibit(exhibit(TAKEN))[0]
    assert f"JT/{TAKEN}, by an insurer" in house.ask("GET", "/returns", LIAISON).text
    assert "Claims that nobody has decided" in house.ask("GET", "/", LIAISON).text
    assert (
        house.ask("POST", claims, LIAISON, data={**said, "exhibit": f"JT/{TAKEN}", "kind": "owner"}).status_code == 303
    )
    accept = {"decision": "accept", "reason": "it showed the payment"}
    other = house.desk.records.part(Claims).of_exhibit(exhibit(TAKEN))[1]
    assert house.ask("POST", f"{claims}/{one.id}/decision", LIAISON, data=accept).status_code == 303
    refused = house.ask("POST", f"{claims}/{other.id}/decision", LIAISON, data=accept)
    assert "only one can be. Change that decision first" in refused.text
    refuse = {"decision": "refuse", "reason": "it never paid"}
    house.ask("POST", f"{claims}/{other.id}/decision", LIAISON, data=refuse)
    way = f"{claims}/{one.id}"
    for change in (refuse, accept):
        assert house.ask("POST", f"{way}/decision", LIAISON, data={**change, "change": "yes"}).status_code == 303
    shown = house.ask("GET", f"{claims}?exhibit=JT/{TAKEN}", LIAISON).text
    assert ("Before that refused" in shown, "They may collect it" in shown) == (True, True)
    assert house.ask("POST", f"{way}/ready", LIAISON).status_code == 303
    agreed = {"day": f"{SOON:%Y-%m-%d}", "begins": "10:00", "ends": "11:00", "point": "the front office"}
    assert house.ask("POST", f"{way}/collection", LIAISON, data=agreed).status_code == 303
    assert f"collects {SOON:%A %-d %B %Y}, 10:00 to 11:00" in house.ask("GET", "/returns", LIAISON).text
    with monkeypatch.context() as later:
        later.setattr(CustodyHouse, "now", property(lambda _: SOON + timedelta(days=3)))
        assert "was to collect" in house.ask("GET", "/returns", LIAISON).text
    assert house.ask("POST", f"{way}/update", LIAISON).headers["location"].endswith("done=ring")
    assert "accepted; agree on a time to collect" in house.ask("GET", "/returns", LIAISON).text
    assert "It is not said who takes it" in house.ask("POST", f"{way}/hand-back", LIAISON, data={"name": "M"}).text
    held = house.ask("POST", f"{way}/hand-back", LIAISON, data=BACK)
    assert (held.status_code, held.text.count(f"The exhibit JT/{TAKEN} is with JT.")) == (422, 2)
    _passed_to_the_liaison(house, TAKEN)
    assert house.ask("POST", f"{way}/hand-back", LIAISON, data=BACK).status_code == 303
    assert house.desk.ledger.state(exhibit(TAKEN)).flags == ()
    assert "Handed to them" in house.ask("GET", f"{claims}?exhibit=JT/{TAKEN}", LIAISON).text
    assert house.ask("GET", f"{way}/receipt", LIAISON).content.startswith(b"%PDF")
    assert house.desk.ledger.state(exhibit(TAKEN)).holder == one.person


def _passed_to_the_liaison(house: House, number: int) -> None:
    liaison = officer_id(str(house.people[LIAISON].initials))
    record(house.desk.ledger, CustodyEvent(EventKind.HAND_OVER, exhibit(number), officer_id("JT"), to=liaison))
    assert acts(house, number, "accept", who=LIAISON).status_code == 201


def test_the_same_of_a_claim_by_programs_and_by_commands(house: House) -> None:
    api, new = "/api/v1/returns/claims", {"kind": "innocent buyer", "who": "somebody", "why": "a receipt"}

    def claimed(number: int) -> str:
        made = house.ask("POST", api, LIAISON, json={**new, "exhibit": f"JT/{number}"}).json()["id"]
        decided = house.ask("POST", f"{api}/{made}/decision", LIAISON, json={"accept": True, "reason": "it is theirs"})
        assert decided.json()["outcome"] == "accepted"
        return str(made)

    made = claimed(BOUGHT)
    assert made in {one["id"] for one in house.ask("GET", "/api/v1/returns", LIAISON).json()["claims"]}
    assert made in tracer(house, "due", group="returns")[1]
    way = f"{api}/{made}"
    ready = house.ask("POST", f"{way}/ready", LIAISON).json()
    assert (ready["inTheWay"], ready["handBack"]["at"]) == ([], None)
    times = {"begins": SOON.isoformat(), "ends": (SOON + timedelta(hours=1)).isoformat(), "point": "the front office"}
    assert house.ask("POST", f"{way}/collection", LIAISON, json=times).json()["handBack"]["point"] == times["point"]
    _passed_to_the_liaison(house, BOUGHT)
    done = house.ask("POST", f"{way}/hand-back", LIAISON, json=BACK)
    assert (done.status_code, done.json()["handBack"]["by"]) == (201, house.people[LIAISON].id)
    assert house.ask("GET", f"{way}/receipt", LIAISON).content.startswith(b"%PDF")
    other = claimed(SOLD)
    listed, said = tracer(house, "claims", f"JT/{SOLD}", group="returns")
    assert (listed, "innocent buyer accepted" in " ".join(said.split())) == (0, True)
    back = ("hand-back", other, "--by", "JT", "--identity", "passport", "--name", "somebody")
    refused, said = tracer(house, *back, group="returns")
    assert (refused, "It is not said that the claimant may collect it" in said) == (1, True)
    for command in (("ready", other, "--by", "JT"), back):
        exit_code, said = tracer(house, *command, group="returns")
        assert exit_code == 0, said
    assert house.desk.ledger.state(exhibit(SOLD)).status == "returned"


def test_an_owner_of_two_phones_says_which_is_not_theirs_and_the_other_goes_on(house: House) -> None:
    parts = house.desk.records.part(Confirmations)
    (first,) = parts.of_exhibit(exhibit(CONFIRMED))
    second = parts.confirm(decision(number=SECOND, key="k2"), ASKED).confirmation
    owner = {"Cookie": f"owner_session={house.owner(ADA.reference)}"}
    mine = house.ask("GET", "/your-phone/mine", None, owner).text
    assert "Which of your phones?" in mine
    assert [f"Make and model not noted, number {number}: recovered" in mine for number in (1, 2)] == [True, True]
    said = {"answer": "not_mine", "csrf": token_in(mine, "csrf"), "text": "Mine is blue.", "key": "a-key-of-hers"}
    unsaid = house.ask("POST", "/your-phone/mine", None, owner, data=said)
    assert (unsaid.status_code, "Choose one." in unsaid.text, "Mine is blue." in unsaid.text) == (422, True, True)
    sent = house.ask("POST", "/your-phone/mine", None, owner, data={**said, "phone": second.id})
    assert (sent.status_code, sent.headers["location"]) == (303, "/your-phone/status?done=mine")
    assert [bool(parts.hindrances(one)) for one in (first, second)] == [False, True]
    assert "about this phone" in house.ask("GET", f"/returns/of/{second.id}", LIAISON).text
    assert "another of their phones" in house.ask("GET", f"/returns/of/{first.id}", LIAISON).text
    parts.withdraw(second.id, ASKED)


def test_an_owner_objects_on_their_page_to_its_going_to_another(house: House) -> None:
    claims = house.desk.records.part(Claims)
    (mine,) = house.desk.records.part(Confirmations).of_exhibit(exhibit(CONFIRMED))
    owner = {"Cookie": f"owner_session={house.owner(ADA.reference)}"}
    assert "nobody else should have it" not in house.ask("GET", "/your-phone/mine", None, owner).text
    claim = claims.decide(claims.add(mine.exhibit, ClaimKind.INSURER, {"who": "a firm"}, ASKED).id, True, ASKED)
    way = f"/api/v1/returns/claims/{claim.id}"
    ready = house.ask("POST", f"{way}/ready", LIAISON).json()
    assert (ready["untold"], len(ready["inTheWay"])) == ([], 1)
    assert f"owner of {ADA.reference} was not told yet" in ready["inTheWay"][0]
    exit_code, said = tracer(house, "ready", claim.id, "--by", "JT", group="returns")
    assert (exit_code, "was not told yet that it is to go to another" in said) == (0, True)
    page = house.ask("GET", "/your-phone/mine", None, owner).text
    assert "It is mine, and nobody else should have it" in page
    form = {"answer": "only_mine", "csrf": token_in(page, "csrf"), "key": "another-key-of-hers", "phone": mine.id}
    assert house.ask("POST", "/your-phone/mine", None, owner, data=form).status_code == 303
    assert "We have not answered yet" in house.ask("GET", "/your-phone/status", None, owner).text
    assert "theirs and nobody else&#39;s" in house.ask("GET", f"/returns/claims?exhibit=JT/{CONFIRMED}", LIAISON).text
    assert "Nobody is given the phone before" in house.ask("GET", f"/returns/of/{mine.id}", LIAISON).text
    claims.change(claim.id, False, ASKED)


def test_an_owner_who_was_told_by_telephone_is_noted_by_a_command(house: House) -> None:
    outbox = house.desk.records.part(Outbox)
    lease = outbox.lease(datetime.now(UTC))
    assert lease is not None
    told = ("told", lease.notice.id, "--by", "JT", "--how")
    refused, said = tracer(house, *told, "telephone", group="notify")
    assert (refused, "on its way just now" in said) == (1, True)
    outbox.failed(lease, datetime.now(UTC), "no such mailbox", for_good=True)
    refused, said = tracer(house, *told, "pigeon", group="notify")
    assert (refused, "telephone, post, in person" in said) == (2, True)
    assert tracer(house, *told, "post", "--at", "2001-01-01T10:00", group="notify")[0] == 1
    noted, said = tracer(house, *told, "telephone", group="notify")
    assert (noted, " sent " in said) == (0, True)
    assert outbox.find(lease.notice.id).channel == "telephone"


def test_a_raid_takes_no_booking_back_that_its_owner_waits_for(house: House) -> None:
    raid = {"seizure": "HERON/2", "place": "Unit 4", "power": "PACE s19", "expected": 1}
    assert house.ask("POST", f"{API}/raids", OFFICER, json=raid).status_code == 201
    scans = f"{API}/raids/HERON/2/scans"
    done = house.ask("POST", scans, OFFICER, json={"act": "describe", "text": "a blue phone"}).json()
    (booked,) = house.desk.ledger.exhibits(seizure="HERON/2")
    parts = house.desk.records.part(Confirmations)
    one = parts.confirm(replace(decision(key="raid"), exhibit=booked.exhibit), ASKED).confirmation
    undo = {"act": "undo", "about": done["reference"]}
    refused = house.ask("POST", scans, OFFICER, json=undo).json()
    told = " ".join(refused["details"])
    assert (refused["did"], "its owner waits for it" in told, "tracer " in told) == ("refused", True, False)
    assert "take the confirmation back first" in told
    parts.withdraw(one.id, ASKED)
    assert house.ask("POST", scans, OFFICER, json=undo).json()["word"] == "TAKEN BACK"
    assert house.desk.ledger.state(booked.exhibit).status == "withdrawn"


def test_who_hands_back_on_the_page_is_told_of_a_restriction(house: House) -> None:
    (one,) = house.desk.records.part(Confirmations).of_exhibit(exhibit(CONFIRMED))
    assert acts(house, CONFIRMED, "restrict", reason="needed at the trial").status_code == 201
    page = house.ask("POST", f"/returns/of/{one.id}/hand-back", LIAISON, data={**BACK, "despite_block": "it is lifted"})
    assert "needed as evidence" in page.text
    assert "have the restriction lifted" in page.text
    assert house.desk.records.part(Confirmations).find(one.id).open


def test_a_booking_that_was_corrected_names_the_owner_of_what_was_read(heron: Tracer, tmp_path: Path) -> None:
    """The graph has it as it was loaded; the ledger follows the correction."""
    phone = exhibit_id("HERON-S1", "JT/12")
    with opened_house(heron.home, tmp_path) as made:
        desk, who = made.desk, Actor(made.people[LIAISON], frozenset(Permission))
        (first,) = candidates(desk, who, phone)
        desk.ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        read = {"imei": Private(CASE.b.imei)}
        booked = CustodyEvent(
            EventKind.SEIZE, phone, officer_id("JT"), None, at_note="not noted", seizure="HERON-S1", private=read
        )
        desk.ledger.append(booked, "booked")
        misread, meant = candidates(desk, who, phone)
        assert (misread.report, meant.report.reference) == (first.report, CASE.b.reference)
        says = f"Read off the exhibit: imei:{CASE.b.imei}."
        assert (says in misread.against[0], says in meant.speaks_for) == (True, True)
        assert "No row says which exhibit this handset is." in meant.against


def to_be_done(house: House, name: str) -> int:
    """How many disposals the start page says are to be done."""
    page = house.ask("GET", "/", name).text
    found = re.search(r">Disposals that were approved, to be done</a>(?:: (\d+))?", page)
    return 0 if found is None else int(found[1] or 1)


def test_whoever_has_to_do_what_was_approved_is_told_that_it_waits(house: House) -> None:
    before, by_who_approves = to_be_done(house, OFFICER), to_be_done(house, SUPERVISOR)
    asked = acts(house, WAITS, "ask-disposal", reason="old").json()["id"]
    assert to_be_done(house, OFFICER) == before
    yes = {"approve": True, "reason": "agreed"}
    assert house.ask("POST", f"{API}/disposals/{asked}/decide", SUPERVISOR, json=yes).status_code == 200
    assert to_be_done(house, OFFICER) == before + 1
    assert to_be_done(house, SUPERVISOR) == by_who_approves, "whoever approved it cannot do it as well"
    assert house.ask("POST", f"{API}/disposals/{asked}/dispose", OFFICER, json={}).status_code == 201
    assert to_be_done(house, OFFICER) == before


def test_an_administrator_is_told_what_was_approved(house: House) -> None:
    said, approvals = "Requests that were approved, to be done", house.desk.approvals
    one = approvals.ask("rotate key", house.desk.ledger.origin, "", Asked(house.people["administrator"].id, "old"))
    assert said not in house.ask("GET", "/", "administrator").text
    approvals.decide(one.id, True, Asked(house.people[SUPERVISOR].id, "agreed"))
    assert said in house.ask("GET", "/", "administrator").text
