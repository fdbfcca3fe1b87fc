"""What a stock-take did not account for is looked at until it is: on the store's page, the exhibit's and the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_ledgers import STORE, event, exhibit, record, seizure
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api.usecases.custody.keyring import new_key
from api.usecases.custody.unaccounted import unaccounted
from graph.ids import seizure_id
from tracer.custody.events import CustodyPlace, Officer, PlaceKind, Wanted, officer_id

OFFICER, MATTER = "custody officer", "Exhibits that a stock-take did not account for"
HERE, LOST, ELSEWHERE, GONE = range(1, 5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A store in which two exhibits should lie; one is held elsewhere, and one went back."""
    (tmp_path / "nothing").mkdir()
    with opened_house(tmp_path / "nothing", tmp_path) as made:
        ledger = made.desk.ledger
        new_key(made.desk.custody)
        ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        for store in (STORE, "store:OTHER"):
            ledger.add_place(CustodyPlace(store, PlaceKind.STORE, store.rpartition(":")[2]))
        record(ledger, *(seizure(number) for number in (HERE, LOST, ELSEWHERE, GONE)))
        record(ledger, *(event("move", number, location=STORE) for number in (HERE, LOST)))
        back = event("return", GONE, to="owner:x")
        ledger.append_many([Wanted(back, "back", handed_back=True)])
        yield made


def counted(house: House, *scanned: int, store: str = STORE) -> None:
    said = {"scans": [f"S{number}" for number in scanned]}
    answer = house.ask("POST", f"/api/v1/custody/stores/{store}/stock-take", OFFICER, json=said)
    assert answer.status_code == 201, answer.text


def unlike(house: House) -> dict[int, str]:
    listed = house.ask("GET", "/api/v1/custody/stale?days=9999", OFFICER).json()["unaccounted"]
    return {int(one["exhibit"]["exhibit"].rpartition("/")[2]): one["unlike"] for one in listed}


def test_it_is_told_on_every_page_that_leads_to_it(house: House, tmp_path: Path) -> None:
    assert MATTER not in house.ask("GET", "/", OFFICER).text
    counted(house, HERE, ELSEWHERE, GONE)
    assert unlike(house) == {LOST: "missing", ELSEWHERE: "unexpected", GONE: "left custody"}
    assert f"{MATTER}</a>: 3" in house.ask("GET", "/", OFFICER).text
    store = house.ask("GET", f"/stores/{STORE}", OFFICER).text
    assert "! Missing, or not recorded here, when stock was taken last: 3" in store
    assert "! missing at the stock-take of the store MAIN" in store
    assert "▲ Missing at the stock-take of" in house.ask("GET", f"/exhibits/{exhibit(LOST)}", OFFICER).text
    assert "and recorded as returned." in house.ask("GET", f"/exhibits/{exhibit(GONE)}", OFFICER).text
    assert "▲ " not in house.ask("GET", f"/exhibits/{exhibit(HERE)}", OFFICER).text.partition("proof")[0]
    told = Tracer(tmp_path).inside("custody", "stale").out
    assert "missing at the stock-take of the store MAIN" in told


def test_the_next_count_or_what_is_done_with_it_settles_it(house: House) -> None:
    counted(house, HERE, ELSEWHERE, GONE)
    record(house.desk.ledger, event("move", ELSEWHERE, minutes=70, location="store:OTHER"))
    assert unlike(house) == {LOST: "missing", GONE: "left custody"}
    counted(house, HERE, LOST)
    assert unlike(house) == {}


def test_what_is_found_in_another_store_is_told_of_that_one(house: House) -> None:
    counted(house, HERE)
    assert unlike(house) == {LOST: "missing"}
    counted(house, LOST, store="store:OTHER")
    (one,) = unaccounted(house.desk.custody).values()
    assert (one.unlike.value, one.store) == ("unexpected", "store:OTHER")


def test_the_same_count_sent_again_is_kept_once(house: House) -> None:
    said, key = {"scans": [f"S{HERE}"]}, {"Idempotency-Key": "count-1"}
    for _ in range(2):
        answer = house.ask("POST", f"/api/v1/custody/stores/{STORE}/stock-take", OFFICER, key, json=said)
        assert answer.status_code == 201
    assert unlike(house) == {LOST: "missing"}


def test_of_a_closed_case_nothing_is_told(house: House) -> None:
    counted(house, HERE, ELSEWHERE)
    case = house.desk.cases.add("Heron", FORCE, BY).id
    house.desk.cases.put_seizure(case, seizure_id("HERON/1"))
    assert unlike(house) == {}
    assert MATTER not in house.ask("GET", "/", OFFICER).text
