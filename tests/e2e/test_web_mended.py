"""Rejected rows are downloaded from the page, mended and loaded from the page, whatever file they came from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from tracer_command import Tracer
from web_house import House, opened_house

from api.access import Actor
from api.work import load as work
from tracer.demo import CASE

DETECTIVE = "detective"
AT = "2023-10-02T18:00:00Z"
Row = dict[str, str]


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("mended")) as made:
        yield made


def loaded(house: House, name: str, body: bytes, **said: str) -> dict[str, Any]:
    """What came of the one file in a form of the page."""
    answer = house.ask("POST", "/load", DETECTIVE, data=said, files={"files": (name, body)})
    assert answer.status_code == 303, answer.text
    job = house.desk.jobs.find(answer.headers["location"].rpartition("/")[2])
    result: dict[str, Any] = work.run(house.desk.settings, job, lambda _: None)
    (file,) = result["files"]
    assert "error" not in file, file
    return dict(file)


def downloaded(house: House, source: str) -> list[Row]:
    page = house.ask("GET", f"/load/sources/{source}", DETECTIVE).text
    assert "Showing " in page
    link = f"/api/v1/rejects.csv?source={source}"
    assert link in page
    return list(csv.DictReader(io.StringIO(house.ask("GET", link, DETECTIVE).text, newline="")))


def as_csv(rows: list[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows: list[Row]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.worksheets[0].append(cells)
    book.save(out)
    return out.getvalue()


def as_lines(rows: list[Row]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.mark.parametrize(
    ("name", "made", "again"), [("a.csv", as_csv, as_xlsx), ("b.xlsx", as_xlsx, as_csv), ("c.ndjson", as_lines, as_csv)]
)
def test_what_no_row_had_is_asked_for_and_the_kind_is_the_same(house: House, name: str, made: Any, again: Any) -> None:
    """Pings and sightings share most columns: of rows without a kind of event alone, it could not be told."""
    rows = [{"imei": CASE.a.imei, "at": AT, "kind": "attach", "service": f"@1 {name}"}]
    rows += [{"imei": CASE.b.imei, "at": AT, "kind": "", "service": f"@2 {name}"} for _ in range(2)]
    first = loaded(house, name, made(rows))
    assert (first["kind"], first["loaded"], first["rejected"]) == ("sightings", 1, 2)
    mended = downloaded(house, first["source"])
    assert [one["service"] for one in mended] == [f"'@2 {name}"] * 2
    assert {one["kind"] for one in mended} == {""}
    for one, kind in zip(mended, ("attach", "sign_in"), strict=True):
        one["kind"] = kind
    second = loaded(house, f"mended-{name}.{'xlsx' if again is as_xlsx else 'csv'}", again(mended))
    assert (second["kind"], second["loaded"], second["rejected"]) == ("sightings", 2, 0)


def test_rows_of_a_file_about_one_device_say_which(house: House) -> None:
    track = f"at,lat,lon\n{AT},51.5,-0.1\nnever,51.5,-0.1\n".encode()
    first = loaded(house, "track.csv", track, identifier=f"imei:{CASE.c.imei}")
    mended = downloaded(house, first["source"])
    mended[0]["at"] = AT.replace("18", "19")
    second = loaded(house, "mended.csv", as_csv(mended))
    assert (second["kind"], second["loaded"], second["rejected"]) == ("pings", 1, 0)
    told = house.ask("GET", "/api/v1/follow", DETECTIVE, params={"q": CASE.c.imei}).json()
    assert AT.replace("18", "19") in [event["at"] for event in told["events"]]


def test_the_mended_file_is_asked_for_in_the_case_of_the_first(house: House) -> None:
    asked = Actor(house.people[DETECTIVE], frozenset()).asked()
    case = house.desk.cases.add("Operation Mend", "Metropolitan Police", asked)
    house.desk.cases.set_members(case.id, [house.people[DETECTIVE].id], asked)
    first = loaded(house, "case.csv", b"imei,at,lat,lon\n12,x,1,1\n", **{"as": "pings", "case": case.id})
    page = house.ask("GET", f"/load/sources/{first['source']}", DETECTIVE).text
    assert f'href="/load?case={quote(case.id)}"' in page
    assert f'<option value="{case.id}" selected>' in house.ask("GET", f"/load?case={case.id}", DETECTIVE).text
