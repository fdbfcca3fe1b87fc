"""A raid is joined as it was opened: whoever says otherwise is told so, and nothing is changed in silence."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from custody_raids import imei
from tracer_command import Tracer
from web_house import House, opened_house
from web_site import FORCE

from api.access import Actor
from api.cli import run
from api.usecases.custody.counted import counted_in
from api.usecases.custody_web import raid_sessions
from tracer.custody.booking import Booker, Occasion
from tracer.records.raids import Raid, Raids
from tracer.records.values import Asked

OFFICER = "custody officer"
RAIDS = "/api/v1/custody/raids"
UNIT_4 = {"place": "Unit 4 Phones", "power": "PACE 1984 s19", "expected": 6}


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("joining")) as made:
        yield made


class Terminal:
    """The command in this process, over the same installation."""

    def __init__(self, house: House, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.patch, self.capsys = patch, capsys
        patch.setenv("TRACER_HOME", str(house.desk.settings.home))
        # How it reaches the graph is asked elsewhere.
        patch.setattr("api.commands.custody.raid._bring", lambda: None)

    def __call__(self, *arguments: str, text: str = "") -> tuple[int, list[dict[str, Any]], str]:
        """The exit code, the answers, and what was said beside them."""
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code = run(["custody", "raid", *arguments, "--by", "AB", "--json"])
        said = self.capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err


@pytest.fixture
def raid(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(house, monkeypatch, capsys)


def options(said: dict[str, Any]) -> list[str]:
    return [text for name, value in said.items() for text in (f"--{name}", str(value))]


def opened(house: House, seizure: str, said: dict[str, Any]) -> Any:
    return house.ask("POST", RAIDS, OFFICER, json={"seizure": seizure, **said})


def words(document: bytes) -> str:
    """What a document says, with its white space collapsed."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]
    return " ".join(" ".join(pages).split())


def standing(house: House, seizure: str) -> dict[str, Any]:
    return dict(house.ask("GET", f"{RAIDS}/{seizure}", OFFICER).json())


def test_a_command_never_goes_on_with_a_raid_that_was_opened_with_something_else(house: House, raid: Terminal) -> None:
    assert opened(house, "R1", UNIT_4).status_code == 201
    other = {"place": "Unit 44 Phones", "power": "other power", "expected": 3, "address": "44 High St"}
    code, answers, told = raid("--seizure", "R1", *options(other), text=imei(1))
    assert (code, answers) == (1, [])
    for each in (
        "at Unit 4 Phones, not at Unit 44 Phones",
        "under PACE 1984 s19, not under other power",
        "6 counted, not 3",
        "its address is not given, not 44 High St",
        "leave out --place",
    ):
        assert each in " ".join(told.split()), told
    assert standing(house, "R1")["expected"] == 6
    assert standing(house, "R1")["items"] == []


def test_a_command_joins_a_raid_as_it_was_opened_and_counts_again_for_everybody(house: House, raid: Terminal) -> None:
    assert opened(house, "R2/Joined", UNIT_4).status_code == 201
    # The place by its id, and the power in other letters, are the same.
    same = {"place": "unit-4-phones", "power": "pace 1984  S19", "expected": 6}
    assert raid("--seizure", "r2/joined", *options(same), text=imei(2))[1][0]["reference"] == "AB/1"
    code, answers, told = raid("--seizure", "R2/JOINED", text=f"{imei(3)}\n.count 7\n")
    assert "at Unit 4 Phones, under PACE 1984 s19: 1 of 6 are booked" in told
    assert (code, [one["did"] for one in answers]) == (1, ["booked", "told"])
    assert "To go on: tracer custody raid --seizure R2/Joined --by AB" in told
    as_it_is = standing(house, "R2/Joined")
    assert (as_it_is["expected"], as_it_is["booked"]) == (7, 2)
    places = {state.location for state in house.desk.ledger.exhibits(seizure="R2/JOINED")}
    assert places == {"place:unit-4-phones"}


def test_a_raid_that_is_not_open_is_opened_with_all_that_belongs_to_it(house: House, raid: Terminal) -> None:
    code, answers, told = raid("--seizure", "R3", "--place", "Unit 4 Phones", text=imei(4))
    assert (code, answers) == (2, [])
    assert "R3 is not open here" in told
    assert house.desk.records.part(Raids).sought("R3") is None


def test_a_page_and_the_api_say_what_differs_and_change_nothing(house: House) -> None:
    assert opened(house, "R4", UNIT_4).status_code == 201
    assert opened(house, "r4", UNIT_4).status_code == 201, "said again it is joined"
    other = {"place": "Unit 44 Phones", "power": "other power", "expected": 3}
    refused = opened(house, "R4", other)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    told = {one["field"]: (one["opened"], one["said"]) for one in refused.json()["differences"]}
    assert told == {
        "place": ("Unit 4 Phones", "Unit 44 Phones"),
        "power": ("PACE 1984 s19", "other power"),
        "expected": ("6", "3"),
    }
    form = {"seizure": "R4", **{name: str(value) for name, value in other.items()}}
    page = house.ask("POST", "/raids", OFFICER, data=form)
    assert (page.status_code, "at Unit 4 Phones, not at Unit 44 Phones" in page.text) == (409, True)
    assert 'href="/raids/R4">Go on with R4 as it was opened' in page.text
    assert 'value="Unit 44 Phones"' in page.text, "what was typed stays"
    assert {name: standing(house, "R4")[name] for name in UNIT_4} == UNIT_4


def test_a_case_that_is_asked_for_is_given_or_nothing_is_opened(house: House) -> None:
    asked = Actor(house.people[OFFICER], frozenset()).asked()
    cases = [house.desk.cases.add(f"Operation {name}", FORCE, asked) for name in ("Join", "Other")]
    for case in cases:
        house.desk.cases.set_members(case.id, [house.people[OFFICER].id], asked)
    join, other = (case.id for case in cases)
    assert opened(house, "R5", UNIT_4).status_code == 201
    refused = opened(house, "R5", {**UNIT_4, "case": join})
    assert refused.status_code == 409
    assert "open to everybody here, not only to those of Operation Join" in refused.json()["detail"]
    assert standing(house, "R5")["cases"] == []

    assert opened(house, "R6", {**UNIT_4, "case": join}).status_code == 201
    assert opened(house, "R6", {**UNIT_4, "case": join}).status_code == 201
    assert "of another case than Operation Other" in opened(house, "R6", {**UNIT_4, "case": other}).json()["detail"]
    assert standing(house, "R6")["cases"] == ["Operation Join"]
    # What was booked from a table, and is open to all, is not closed to them by whoever opens a raid.
    occasion = Occasion("TABLE/1", "officer:AB", "place:unit-4-phones", "PACE 1984 s19", raid_sessions.now)
    Booker(house.desk.ledger, occasion).seize({"serial": "TABLE1"}, frozenset({"serial:TABLE1"}), "TABLE1")
    table = opened(house, "Table/1", {**UNIT_4, "case": join})
    assert (table.status_code, "open to everybody here" in table.json()["detail"]) == (422, True)
    assert house.desk.records.part(Raids).sought("TABLE/1") is None


def test_a_raid_needs_a_legal_power_and_one_that_was_opened_without_can_be_given_it(
    house: House, raid: Terminal
) -> None:
    raids = house.desk.records.part(Raids)
    for blank in ("", "  "):
        code, answers, told = raid("--seizure", "R7", *options({**UNIT_4, "power": blank}), text=imei(5))
        assert (code, answers, "legal power is not given" in told) == (2, [], True)
    assert raids.sought("R7") is None
    for seizure in ("R7", "R8"):
        # As the command once opened it.
        raids.open(Raid(seizure, seizure, "Unit 4 Phones", "", "", 6), Asked("officer:AB", "Booking a raid"))
    scan = {"json": {"act": "scan", "text": imei(5)}, "headers": {"Idempotency-Key": "power-key-1"}}
    refused = house.ask("POST", f"{RAIDS}/R7/scans", OFFICER, **scan)
    assert (refused.status_code, "opened without a legal power" in refused.json()["detail"]) == (422, True)
    assert "Say it with --power" in raid("--seizure", "R7")[2]
    page = house.ask("GET", "/raids/R7", OFFICER).text
    said = dict(re.findall(r'name="(seizure|place|address|expected)" value="([^"]*)"', page.partition("power-said")[2]))
    assert house.ask("POST", "/raids", OFFICER, data={**said, "power": "PACE 1984 s19"}).status_code == 303
    assert "power-said" not in house.ask("GET", "/raids/R7", OFFICER).text
    # What was refused is booked by the key that it had.
    assert house.ask("POST", f"{RAIDS}/R7/scans", OFFICER, **scan).json()["did"] == "booked"
    assert raid("--seizure", "R8", "--power", "PACE 1984 s19", text=imei(6))[1][0]["did"] == "booked"
    powers = {house.desk.ledger.history(f"exhibit:{one}:AB/1")[0].event.power for one in ("R7", "R8")}
    assert powers == {raids.find("R7").power} == {"PACE 1984 s19"}


def test_a_raid_that_a_command_finished_is_finished_for_everybody(house: House, raid: Terminal) -> None:
    raids, said = house.desk.records.part(Raids), {**UNIT_4, "expected": 2}
    assert raid("--seizure", "R10", *options(said), text=f"{imei(9)}\n.finish\n")[0] == 1
    assert raids.find("R10").finished_at is None
    assert raid("--seizure", "R10", text=".finish one is a toy\n")[0] == 1
    assert raids.find("R10").finished_at is not None
    assert "finished" in house.ask("GET", "/raids", OFFICER).text
    _, (late, further), said = raid("--seizure", "R10", text=f".resume\n{imei(10)}\n")
    assert "It was finished" in said
    assert (late["word"], further["did"], raids.find("R10").finished_at) == ("GOING ON", "booked", None)


def test_a_place_that_the_command_does_not_know_is_not_made_without_a_word(house: House, raid: Terminal) -> None:
    said = {**UNIT_4, "place": "Unit 4 Phonse"}
    code, _, told = raid("--seizure", "R11", *options(said))
    assert (code, "place:unit-4-phones" in told) == (1, True)
    assert house.desk.records.part(Raids).sought("R11") is None
    assert "is a new place" in raid("--seizure", "R11", *options(said), "--new-place")[2]
    assert "is a new place" not in raid("--seizure", "R11", *options(said))[2]


def test_an_exhibit_list_says_what_was_counted_as_it_was_recorded(house: House, raid: Terminal, tmp_path: Path) -> None:
    said = {**UNIT_4, "expected": 2}
    assert raid("--seizure", "R9", *options(said), text=f"{imei(7)}\n.finish\n.finish one is a toy\n")[0] == 1
    assert raid("--seizure", "R9", text=".undo\n" + imei(8))[1][-1]["reference"] == "AB/2"
    house.desk.records.part(Raids).recount("R9", 5)
    out = tmp_path / "list.pdf"
    assert run(["custody", "mg12", "r9", "--by", "AB", "--out", str(out)]) == 0
    assert "Counted 2, booked 1: 1 counted but not booked" in words(out.read_bytes())
    answer = house.ask("GET", "/api/v1/custody/papers/mg12", OFFICER, params={"seizure": "R9"})
    assert "Counted 2, booked 1" in words(answer.content)
    # A raid that nobody has finished was counted all the same.
    assert counted_in(house.desk.custody, "r4") == UNIT_4["expected"]
    assert counted_in(house.desk.custody, "TABLE/2") is None
    raid("--seizure", "R9", text=".undo")
    assert run(["custody", "mg12", "R9", "--by", "AB", "--out", str(out)]) == 1
