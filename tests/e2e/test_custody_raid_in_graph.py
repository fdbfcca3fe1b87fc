"""What a raid booked is in the graph while the raid goes on: once, and as the ledger has it."""

from __future__ import annotations

import fcntl
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tracer_command import Tracer
from web_house import House, opened_house
from web_site import FORCE

from api import bookings
from api.access import Actor
from api.cli import run
from api.usecases.custody import bring, seizure_rows
from api.usecases.custody.bring import AFTER_QUIET, AT_THE_LATEST, is_due
from api.usecases.custody_web import raid_viewing
from tracer.custody.raid import RaidBook
from tracer.demo import CASE
from tracer.errors import GraphError, GraphHeldError, GraphUnavailableError, InputError
from tracer.ingest import LEDGER
from tracer.records.custody_reader import CustodyReader

CUSTODY, DETECTIVE = "custody officer", "detective"
RAID = "/api/v1/custody/raids/GRAPH/1"
SPARE = "001999015000013"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("in_graph")) as made:
        said = {"seizure": "GRAPH/1", "place": "unit-4-phones", "address": "12 High St", "power": "s8", "expected": 2}
        assert made.ask("POST", "/api/v1/custody/raids", CUSTODY, json=said).status_code == 201
        yield made


def scanned(house: House, text: str, act: str = "scan", about: str = "") -> dict[str, Any]:
    answer = house.ask("POST", f"{RAID}/scans", CUSTODY, json={"act": act, "text": text, "about": about})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def exhibits(house: House, phone: str) -> list[dict[str, Any]]:
    """The exhibits of a phone in this raid, as a detective follows it."""
    answer = house.ask("GET", "/api/v1/follow", DETECTIVE, params={"q": phone})
    return [one for one in answer.json().get("exhibits", ()) if one["id"].startswith("exhibit:GRAPH/1:")]


def brought(house: House) -> int:
    return bookings.bring_now(house.desk.settings)


def in_graph(house: House) -> tuple[int, int]:
    standing = house.ask("GET", RAID, CUSTODY).json()
    return standing["inGraph"], standing["of"]


def test_a_booking_is_followed_before_the_raid_is_finished_and_once(house: House) -> None:
    brought(house)
    assert scanned(house, CASE.a.imei)["reference"] == "AB/1"
    assert in_graph(house) == (0, 1)
    assert exhibits(house, CASE.a.imei) == []
    assert brought(house) == 1
    assert in_graph(house) == (1, 1)
    [first] = exhibits(house, CASE.a.imei)
    assert (first["reference"], first["seal"]) == ("AB/1", None)
    scanned(house, "GRAPH 1", "seal", "AB/1")
    scanned(house, "cracked", "condition", "AB/1")
    wrong = scanned(house, CASE.b.imei)["reference"]
    brought(house)
    assert [one["seal"] for one in exhibits(house, CASE.a.imei)] == ["GRAPH 1"]
    assert len(exhibits(house, CASE.b.imei)) == 1
    scanned(house, "", "undo", wrong)
    scanned(house, CASE.c.imei)
    assert scanned(house, "", "finish")["did"] == "finished"
    assert is_due(house.desk.ledger.pending(), datetime.now(UTC))
    brought(house)
    assert brought(house) == 0
    assert exhibits(house, CASE.b.imei) == []
    assert len(exhibits(house, CASE.a.imei)) == len(exhibits(house, CASE.c.imei)) == 1
    assert in_graph(house) == (2, 2)


def test_a_graph_that_is_away_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned(house, "a red phone", "describe")
    scanned(house, CASE.d.imei)
    from graph.engines.embedded import EmbeddedGraph

    def away(*_: object) -> None:
        raise GraphUnavailableError("It is away.")

    settings = house.desk.settings
    object.__setattr__(settings, "graph_patience_s", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedGraph, "write", away)
        with pytest.raises(GraphUnavailableError):
            brought(house)
    assert in_graph(house) == (2, 4)
    scanned(house, "GRAPH 2", "seal", "AB/3")
    brought(house)
    assert in_graph(house) == (4, 4)
    assert len(exhibits(house, CASE.d.imei)) == 1


def test_one_process_brings_at_a_time_and_what_the_other_was_to_bring_waits(house: House) -> None:
    scanned(house, "a green phone", "describe")
    there, of = in_graph(house)
    with (house.desk.settings.home / "bookings.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(GraphHeldError):
            brought(house)
    assert in_graph(house) == (there, of) == (of - 1, of)
    assert brought(house) == 1
    assert in_graph(house) == (of, of)


def test_what_was_booked_for_a_case_is_brought_into_it(house: House) -> None:
    asked = Actor(house.people[CUSTODY], frozenset()).asked()
    case = house.desk.cases.add("Operation Graph", FORCE, asked)
    house.desk.cases.set_members(case.id, [house.people[CUSTODY].id], asked)
    said = {"seizure": "CASE/1", "place": "unit-4-phones", "power": "s8", "expected": 1, "case": case.id}
    assert house.ask("POST", "/api/v1/custody/raids", CUSTODY, json=said).status_code == 201
    scan = {"act": "scan", "text": CASE.dray_imei}
    assert house.ask("POST", "/api/v1/custody/raids/CASE/1/scans", CUSTODY, json=scan).json()["did"] == "booked"
    brought(house)
    newest = house.desk.records.sources()[-1]
    assert (newest.name, newest.options["ledger"]) == ("raid-CASE-1.csv", LEDGER)
    assert house.desk.cases.of_sources([newest.id]) == {newest.id: frozenset({case.id})}


def test_a_raid_on_the_command_line_is_brought_when_it_is_left_and_can_be_joined_on_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(house.desk.settings.home))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{SPARE}\n.seal LINE 1\n".encode())))
    where = ("--seizure", "LINE/1", "--place", "unit-4-phones", "--power", "s8", "--expected", "3", "--by", "AB")
    assert run(["custody", "raid", *where, "--json"]) == 1
    assert "1 booking brought to the graph" in capsys.readouterr().err
    told = house.ask("GET", "/api/v1/follow", DETECTIVE, params={"q": SPARE}).json()["exhibits"]
    assert [(one["id"], one["seal"]) for one in told] == [("exhibit:LINE/1:AB/1", "LINE 1")]
    joined = house.ask("GET", "/api/v1/custody/raids/LINE/1", CUSTODY).json()
    assert (joined["booked"], joined["expected"], joined["inGraph"]) == (1, 3, 1)


def test_what_says_nothing_of_a_thing_leaves_the_graph_alone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(house)
    handed = {"to": "SP", "reason": "end of the search"}
    answer = house.ask("POST", "/api/v1/custody/exhibits/exhibit:GRAPH/1:AB/1/transfer", CUSTODY, json=handed)
    assert answer.status_code == 201, answer.text
    assert house.desk.ledger.pending()
    monkeypatch.setattr(bookings, "house", lambda _: pytest.fail("The graph was opened."))
    assert brought(house) == 0
    assert house.desk.ledger.pending() == ()


def test_it_is_brought_once_nobody_scans_and_now_and_then_while_they_do(house: House) -> None:
    scanned(house, "another red phone", "describe")
    entry = house.desk.ledger.pending()[-1]
    at = entry.recorded_at
    assert not is_due((), at)
    assert not is_due((entry,), at + AFTER_QUIET - timedelta(seconds=1))
    assert is_due((entry,), at + AFTER_QUIET)
    assert AFTER_QUIET < AT_THE_LATEST


def test_what_cannot_be_brought_waits_and_keeps_no_other_raid(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(house)
    raids = {"BAD/1": "001999015000021", "BAD/2": "001999015000039"}
    for seizure, imei in raids.items():
        said = {"seizure": seizure, "place": "unit-4-phones", "power": "s8", "expected": 2}
        assert house.ask("POST", "/api/v1/custody/raids", CUSTODY, json=said).status_code == 201
        for scan in ({"act": "scan", "text": imei}, {"act": "describe", "text": f"a phone of {seizure}"}):
            answer = house.ask("POST", f"/api/v1/custody/raids/{seizure}/scans", CUSTODY, json=scan)
            assert answer.json()["did"] == "booked"

    def of_raids() -> list[tuple[int, int]]:
        standing = [house.ask("GET", f"/api/v1/custody/raids/{one}", CUSTODY).json() for one in raids]
        return [(one["inGraph"], one["of"]) for one in standing]

    def kept_back(seizure: str) -> list[str]:
        items = house.ask("GET", f"/api/v1/custody/raids/{seizure}", CUSTODY).json()["items"]
        return sorted(one["reference"] for one in items if "Not in the graph" in " ".join(one["problems"]))

    def rows_of(book: RaidBook, *said: Any) -> list[dict[str, str]]:
        if book.seizure == "BAD/1":
            raise InputError("It cannot be read.")
        rows = seizure_rows.rows_of(book, *said)
        return [row | {"at": ""} if row["exhibit_ref"] == "AB/2" and book.seizure == "BAD/2" else row for row in rows]

    with monkeypatch.context() as patched:
        patched.setattr(bring, "rows_of", rows_of)
        with pytest.raises(GraphError, match=r"2 raids.*BAD/1: It cannot be read\. BAD/2: AB/2 refused"):
            brought(house)
    assert of_raids() == [(0, 2), (1, 2)]
    assert kept_back("BAD/1") == kept_back("BAD/2") == []
    with monkeypatch.context() as later:
        later.setattr(raid_viewing, "_LATE", timedelta(0))
        assert (kept_back("BAD/1"), kept_back("BAD/2")) == (["AB/1", "AB/2"], ["AB/2"])
    assert brought(house) == 3
    assert of_raids() == [(2, 2), (2, 2)]


def test_what_waits_is_counted_over_all_that_waits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("first", "second"):
        scanned(house, f"the {name} that waits", "describe")
    outbox = CustodyReader.outbox
    monkeypatch.setattr(CustodyReader, "outbox", lambda self, _, *after: outbox(self, 1, *after))
    there, of = in_graph(house)
    assert of - there == 2
