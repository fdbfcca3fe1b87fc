"""A table of exhibits: the empty one is taken, a filled one is checked row by row, then booked once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx
import openpyxl
import pytest
from tracer_command import Tracer
from web_house import House, opened_house

from tracer.demo import CASE

CUSTODY = "custody officer"
AT = "2023-10-15T11:00:00+01:00"
TEMPLATE = "/api/v1/custody/intake/template"
API = "/api/v1/custody/intake"
HEADER = "seizure_ref,at,place,exhibit_ref,imei,seal,power"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("intake")) as made:
        yield made


def table(seizure: str) -> str:
    rows = [
        f"{seizure},{AT},Unit 4,AB/1,{CASE.a.imei},{seizure} 1,warrant",
        f"{seizure},{AT},Unit 4,AB/2,{CASE.b.imei},{seizure} 2,warrant",
        f"{seizure},{AT},Unit 4,ab 2,{CASE.c.imei},{seizure} 3,warrant",
        f"{seizure},{AT},Unit 4,AB/4,123,{seizure} 4,warrant",
        f"{seizure},{AT},Unit 4,AB/5,{CASE.d.imei},{seizure} 1,warrant",
    ]
    return "\n".join((HEADER, *rows)) + "\n"


def kept(house: House) -> tuple[int, ...]:
    """How much there is of all that a booking leaves."""
    desk = house.desk
    files = sum(1 for one in desk.settings.evidence.rglob("*") if one.is_file())
    return desk.ledger.size(), len(desk.ledger.refusals()), files, len(desk.jobs.recent())


def page(house: House, seizure: str, act: str) -> httpx.Response:
    sent = {"files": ("raid.csv", table(seizure))}
    return house.ask("POST", "/intake", CUSTODY, data={"act": act}, files=sent)


def test_the_empty_table_is_one_that_can_be_booked(house: House) -> None:
    header = house.ask("GET", TEMPLATE, CUSTODY).text.strip().split(",")
    assert {"seizure_ref", "exhibit_ref", "at", "imei"} <= set(header)
    answer = house.ask("GET", f"{TEMPLATE}?format=xlsx", CUSTODY)
    assert 'filename="exhibits.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == header
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    for name, text in {
        "seizure_ref": "SHEET",
        "exhibit_ref": "AB/1",
        "at": AT,
        "imei": CASE.d.imei,
        "place": "Unit 4",
        "power": "s8",
    }.items():
        sheet.cell(2, header.index(name) + 1).value = text
    filled = io.BytesIO()
    book.save(filled)
    told = house.ask("POST", API, CUSTODY, params={"name": "filled.xlsx"}, content=filled.getvalue()).json()
    told["tables"][0]["new"][0].pop("details")
    assert told["tables"][0]["new"] == [{"row": 2, "seizure": "SHEET", "exhibit": "AB/1", "word": "STOLEN"}]


def test_a_table_is_checked_as_it_would_be_booked_and_nothing_is_kept(house: House) -> None:
    before = kept(house)
    asked = {"name": "raid.csv", "dryRun": "true"}
    tried: dict[str, Any] = house.ask("POST", API, CUSTODY, params=asked, content=table("TRY").encode()).json()
    assert (tried["dryRun"], tried["jobs"]) == (True, [])
    assert kept(house) == before
    booked = house.ask("POST", API, CUSTODY, params={"name": "raid.csv"}, content=table("TRY").encode()).json()
    assert booked["tables"] == tried["tables"]
    (told,) = tried["tables"]
    assert (told["rows"], told["booked"], told["unchanged"]) == (5, 2, 0)
    assert [one["row"] for one in told["refused"]] == [4, 5, 6]
    again = house.ask("POST", API, CUSTODY, params=asked, content=table("TRY").encode()).json()["tables"][0]
    assert (again["booked"], again["unchanged"], again["new"]) == (0, 2, [])
    refused = "/api/v1/custody/refusals"
    told = house.ask("GET", f"{refused}?seizure=try&limit=1", CUSTODY).json()
    assert (told["of"], told["next"], told["items"][0]["exhibit"]) == (2, "1", "exhibit:TRY:AB/2")
    again = house.ask("GET", f"{refused}?seizure=try&cursor=1", CUSTODY).json()
    assert (again["items"][0]["code"], again["next"]) == ("seal_used", None)
    shown = house.ask("GET", "/exhibits/exhibit:TRY:AB/2", CUSTODY).text
    assert "What was refused" in shown
    assert "The reference AB/2 is already used in this seizure." in shown


def test_the_page_says_what_would_be_booked_then_books_it_once(house: House) -> None:
    before = kept(house)
    checked = page(house, "PAGE", "check").text
    assert "raid.csv: 2 would be booked" in checked
    assert "Showing 3 of 3 refused rows." in checked
    assert "The seal PAGE 1 was already" in checked
    assert kept(house) == before
    assert "raid.csv: 2 booked" in page(house, "PAGE", "book").text
    again = page(house, "PAGE", "book").text
    assert "0 booked, 2 booked before, 3 refused" in again
    assert len(house.desk.ledger.exhibits(seizure="PAGE")) == 2
    none = house.ask("POST", "/intake", CUSTODY, data={"act": "check"})
    assert (none.status_code, "No file was chosen" in none.text) == (422, True)
    assert not list(house.desk.settings.incoming.rglob("raid.csv"))
