"""An owner who says that a phone is not theirs, and who collects one: what pages and programs say and take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from custody_ledgers import exhibit, record, seizure
from recovery_case import ADA, ASKED, decision, report_fact
from web_house import BY, House, opened_house, shown
from web_returns import token_in
from web_site import FORCE

from api.usecases.custody.keyring import new_key
from graph.ids import seizure_id
from tracer.custody.events import Officer, exhibit_id, officer_id
from tracer.model import ParsedBatch
from tracer.records.part import now
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import ClaimKind, Letter, MessageKind
from tracer.records.values import NewSource
from tracer.times import LONDON

LIAISON = "victim liaison"
FIRST, SECOND = 1, 2


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two phones in custody, the first of which is ready and to be collected tomorrow."""
    (tmp_path / "nothing").mkdir()
    with opened_house(tmp_path / "nothing", tmp_path / "objecting") as made:
        records, ledger = made.desk.records, made.desk.ledger
        records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
        records.commit("s1", 0, 1, ParsedBatch(facts=(report_fact(ADA, 2, "ada@example.org"),)))
        shown(made, "s1")
        new_key(made.desk.custody)
        ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        record(ledger, *(seizure(number) for number in (FIRST, SECOND)))
        parts, slots = records.part(Confirmations), records.part(Slots)
        one = parts.confirm(decision(number=FIRST), ASKED).confirmation.id
        parts.ready(one, ASKED)
        [slot] = slots.offer(one, [(now() + timedelta(days=1), now() + timedelta(days=2))], "the desk", ASKED)
        slots.choose(ADA, slot.id)
        yield made


def confirmed(house: House, number: int) -> str:
    (found,) = [one for one in house.desk.records.part(Confirmations).of_exhibit(exhibit(number)) if one.open]
    return found.id


def owner(house: House, path: str, **form: str) -> httpx.Response:
    headers = {"Cookie": f"owner_session={house.owner(ADA.reference)}"}
    page = house.ask("GET", f"/your-phone/{path}", None, headers)
    if not form:
        return page
    return house.ask("POST", f"/your-phone/{path}", None, headers, data={"csrf": token_in(page.text, "csrf"), **form})


def denied(house: House, **more: str) -> str:
    """The owner says that it is not theirs; the id of the message."""
    assert owner(house, "mine", answer="not_mine", text="Mine is blue.", **more).status_code == 303
    listed = house.ask("GET", f"/api/v1/returns/messages?force={FORCE}&reference={ADA.reference}", LIAISON).json()
    return str(listed["items"][-1]["id"])


def told(house: House) -> dict[str, bool]:
    page = owner(house, "status").text
    words = {"ready": "ready to return", "collect": "You collect it on", "recovered": "recovered"}
    return {name: said in page for name, said in words.items()}


def test_an_answer_does_not_bring_back_what_an_objection_ended(house: House) -> None:
    one = confirmed(house, FIRST)
    assert told(house) == {"ready": True, "collect": True, "recovered": False}
    message = denied(house)
    assert told(house) == {"ready": False, "collect": False, "recovered": True}
    way, form = f"/returns/messages/{message}/answer", {"confirmation": one, "text": "We look into it."}
    page = house.ask("GET", f"/returns/of/{one}", LIAISON).text
    assert re.search(r'name="decision" value="theirs"', page)
    assert re.search(r'name="decision" value="not theirs"', page)
    refused = house.ask("POST", way, LIAISON, data=form)
    assert (refused.status_code, "not said what was decided" in refused.text) == (422, True)
    assert "We look into it.</textarea>" in refused.text, "what was typed is kept"
    assert len(house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()["inTheWay"]) == 1
    form |= {"decision": "theirs", "text": "It has the number that you gave us."}
    assert house.ask("POST", way, LIAISON, data=form).status_code == 303
    assert told(house) == {"ready": False, "collect": False, "recovered": True}
    assert "the one in your report" in owner(house, "status").text
    found = house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()
    assert (found["inTheWay"], found["readyAt"], [slot["chosenAt"] for slot in found["slots"]]) == ([], None, [None])
    assert house.ask("POST", f"/api/v1/returns/{one}/ready", LIAISON).status_code == 200
    assert told(house) == {"ready": True, "collect": False, "recovered": False}


def test_a_program_says_what_was_decided_and_the_confirmation_is_taken_back(house: House) -> None:
    one = confirmed(house, FIRST)
    way = f"/api/v1/returns/messages/{denied(house)}/answer"
    listed = f"/api/v1/returns/messages?force={FORCE}&reference={ADA.reference}"
    assert house.ask("GET", listed, LIAISON).json()["items"][0]["decisions"] == ["theirs", "not theirs"]
    for wrong in ({"text": "We look into it."}, {"text": "Soon.", "decision": "perhaps"}):
        assert house.ask("POST", way, LIAISON, json=wrong).status_code == 422
    said = {"text": "We confused two phones.", "decision": "not theirs"}
    assert house.ask("POST", way, LIAISON, json=said).status_code == 201
    (read,) = house.ask("GET", listed, LIAISON).json()["items"]
    assert (read["decision"], read["decisions"]) == ("not theirs", [])
    assert house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()["withdrawnAt"] is not None
    page = owner(house, "status").text
    assert ("reported" in page, "is not the one in your report" in page) == (True, True)


def test_that_it_is_theirs_against_a_claim_is_answered_with_that_the_claim_stands(house: House) -> None:
    one, claims = confirmed(house, FIRST), house.desk.records.part(Claims)
    claims.decide(claims.add(exhibit(FIRST), ClaimKind.INSURER, {"who": "Acme", "why": "paid"}, ASKED).id, True, ASKED)
    house.desk.records.part(Messages).write(ADA, Letter(MessageKind.ONLY_MINE, "Nobody paid me.", "m1", one))
    (read,) = house.desk.records.part(Messages).of_owner(ADA)
    page = house.ask("GET", f"/returns/of/{one}", LIAISON).text
    assert 'name="decision" value="claim stands"' in page
    assert "They wrote that it is theirs:" in page
    way, form = f"/returns/messages/{read.id}/answer", {"confirmation": one, "text": "They paid on 3 June."}
    refused = house.ask("POST", way, LIAISON, data=form)
    assert (refused.status_code, "Say that the claim stands" in refused.text) == (422, True)
    assert house.ask("POST", way, LIAISON, data=form | {"decision": "claim stands"}).status_code == 303
    answered = house.ask("GET", f"/returns/of/{one}", LIAISON).text
    assert ("Decided: the claim stands" in answered, "They wrote that it is theirs:" in answered) == (True, False)
    assert "goes to whoever else has a claim to it" in owner(house, "status").text


def test_another_phones_time_is_said_where_one_is_agreed_with_a_claimant(house: House) -> None:
    claims = house.desk.records.part(Claims)
    one = claims.add(exhibit(SECOND), ClaimKind.INSURER, {"who": "Acme", "why": "paid"}, ASKED).id
    claims.decide(one, True, ASKED)
    way = f"/api/v1/returns/claims/{one}"
    assert house.ask("POST", f"{way}/ready", LIAISON).json()["handBack"]["also"] is None
    (slot,) = house.desk.records.part(Slots).chosen()
    agreed = {"begins": slot.begins.isoformat(), "ends": slot.ends.isoformat(), "point": "The Desk"}
    assert house.ask("POST", f"{way}/collection", LIAISON, json=agreed).json()["handBack"]["also"] == "chosen"
    page = house.ask("GET", f"/returns/claims?exhibit=JT/{SECOND}", LIAISON).text
    assert "another phone’s collection is chosen there at that time" in page


def test_nobody_decides_on_a_phone_of_a_case_that_is_closed_to_them(house: House) -> None:
    parts, cases = house.desk.records.part(Confirmations), house.desk.cases
    elsewhere = replace(seizure(SECOND), exhibit=exhibit_id("OTHER/1", "JT/2"), seizure="OTHER/1", seal_after="S99")
    record(house.desk.ledger, elsewhere)
    other = parts.confirm(replace(decision(key="k2"), exhibit=elsewhere.exhibit), ASKED).confirmation
    message = denied(house, phone=other.id)
    cases.put_seizure(cases.add("Other", FORCE, BY).id, seizure_id("OTHER/1"))
    said = {"text": "No.", "decision": "not theirs"}
    assert house.ask("POST", f"/api/v1/returns/messages/{message}/answer", LIAISON, json=said).status_code == 403
    assert parts.find(other.id).open


def test_the_owners_page_says_nothing_against_itself(house: House) -> None:
    page = owner(house, "status").text
    assert "Collect your phone at the time that you chose." in page
    assert "Change your collection time" in page
    assert "Choose a time to collect your phone" not in page
    denied(house)
    page = owner(house, "status").text
    assert "We look into that, and tell you what was decided" in page
    assert "Tell us whether it is yours." not in page


@pytest.mark.parametrize("answer", ["mine", "not_mine", "competing"])
def test_an_owner_reads_their_own_words_and_no_clerks(house: House, answer: str) -> None:
    assert owner(house, "mine", answer=answer, text=" ").status_code == 303
    page = owner(house, "status").text
    assert "You told us that" in page
    assert "The owner says" not in page
    assert "said__text" not in page
    one = confirmed(house, FIRST)
    assert "about this phone" in house.ask("GET", f"/returns/of/{one}", LIAISON).text
    assert owner(house, "ask", text=" ").status_code == 422, "a question is asked in words"


def test_an_owner_who_chose_no_time_is_asked_to(house: House) -> None:
    answer = owner(house, "collect", slot="")
    assert (answer.status_code, "No time is chosen." in answer.text) == (422, True)
    assert "no longer offered" not in answer.text
    assert owner(house, "collect", slot="slot:none").status_code == 404


def test_a_liaison_who_offers_a_time_that_another_phone_has_there_is_told(house: House) -> None:
    parts, slots = house.desk.records.part(Confirmations), house.desk.records.part(Slots)
    (chosen,) = slots.chosen()
    other = parts.confirm(decision(number=SECOND, key="k2"), ASKED).confirmation.id
    soon, first = chosen.begins + timedelta(hours=1), chosen.begins.astimezone(LONDON)
    noon = first.replace(hour=12, minute=0)
    day = noon if noon >= first else noon + timedelta(days=1)
    form = {"day": f"{day:%Y-%m-%d}", "begins": "12:00", "ends": "12:05", "minutes": "5", "point": "the desk"}
    times = [{"begins": soon.isoformat(), "ends": (soon + timedelta(minutes=5)).isoformat()}]
    said = {"times": times, "point": "The  desk"}
    made = house.ask("POST", f"/api/v1/returns/{other}/slots", LIAISON, json=said)
    assert (made.status_code, [one["also"] for one in made.json()["items"]]) == (201, ["chosen"])
    assert [one["also"] for one in house.ask("GET", f"/api/v1/returns/{other}", LIAISON).json()["slots"]] == ["chosen"]
    page = house.ask("GET", f"/returns/of/{other}", LIAISON).text
    assert "another phone’s collection is chosen there at that time" in page
    page = house.ask("GET", f"/returns/of/{chosen.confirmation}", LIAISON).text
    assert "another phone’s collection is offered there" in page
    answer = house.ask("POST", f"/returns/of/{other}/slots", LIAISON, data=form)
    assert answer.headers["location"].endswith("?done=also"), answer.text
