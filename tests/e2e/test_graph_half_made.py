"""A graph that is being made anew, or was left half made, is never asked whether a phone is stolen or blocked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_house import House, opened_house
from web_site import FORCE

from api.bookings import Unseen
from api.bootstrap import house as opened
from api.cli import run
from api.graph_header import HEADER
from api.settings import read_settings
from api.usecases.custody.blocks import standing_blocks
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import catch_up, rebuild
from tracer.errors import UsageError
from tracer.records.graph_mark import GraphMark

CUSTODY, DETECTIVE, ADMINISTRATOR = "custody officer", "detective", "administrator"
RAIDS = "/api/v1/custody/raids"
STOLEN, OTHER = "350077523237513", "356938035643809"
LINE = "is being made anew since"
FILES = {
    "reports.csv": [{"reference": "R/1", "force": FORCE, "offence": "robbery", "imei": STOLEN}],
    "blocklist.csv": [
        {"imei": STOLEN, "status": "blocked", "at": "2023-10-02T19:00:00+01:00", "reason": "stolen"},
    ],
}


class Stopped(Unseen):
    """Work that is stopped after it emptied the graph."""

    def file(self, *_: object) -> None:
        raise UsageError("Stopped.")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("half_made")
    settings = read_settings({"TRACER_HOME": str(folder / "made")})
    files = [_written(folder / name, rows) for name, rows in FILES.items()]
    assert all(not one.error for one in load_into(lambda: opened(settings), files, ask_of(None, None, None), Unseen()))
    with opened_house(folder / "made", folder) as made:
        said = {"seizure": "HALF/1", "place": "unit-4", "power": "s8", "expected": 2}
        assert made.ask("POST", RAIDS, CUSTODY, json=said).status_code == 201
        yield made


def _written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _scan(house: House, text: str) -> tuple[int, dict[str, object]]:
    answer = house.ask("POST", f"{RAIDS}/HALF/1/scans", CUSTODY, json={"act": "scan", "text": text})
    return answer.status_code, answer.json()


def _words(house: House) -> list[str]:
    """What the list of the raid says of each phone."""
    return sorted(one["word"] for one in house.ask("GET", f"{RAIDS}/HALF/1", CUSTODY).json()["items"])


def _told(house: House, capsys: pytest.CaptureFixture[str]) -> dict[str, bool]:
    """Whether each that shows the graph says that it is not whole."""
    capsys.readouterr()
    run(["follow", STOLEN])
    said = {"command": capsys.readouterr().err}
    for path in ("/search", f"/handset?q={STOLEN}", "/network"):
        said[path] = house.ask("GET", path, DETECTIVE).text
    for path in ("search", "follow", "network/counts"):
        answer = house.ask("GET", f"/api/v1/{path}", DETECTIVE, params={"q": STOLEN})
        said[path] = answer.headers.get(HEADER, "") + answer.text
    return {name: LINE in text for name, text in said.items()}


def test_a_graph_that_was_left_half_made_is_not_asked_whether_a_phone_is_stolen_or_blocked(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = house.desk.settings
    monkeypatch.setenv("TRACER_HOME", str(settings.home))
    status, first = _scan(house, STOLEN)
    assert (status, first["word"]) == (200, "STOLEN")
    exhibit = "exhibit:HALF/1:AB/1"
    assert standing_blocks(house.desk.custody, exhibit, "AB") == ("Blocked (stolen) since 2 Oct 2023",)

    with opened(settings) as made, pytest.raises(UsageError, match=r"Stopped\."):
        rebuild(made, Stopped(), lambda _: None)
    told = standing_blocks(house.desk.custody, exhibit, "AB")
    assert [one.startswith("It cannot be told whether a block stands") for one in told] == [True]
    status, doubted = _scan(house, OTHER)
    assert (status, doubted["word"], doubted["did"]) == (200, "NOT CHECKED", "booked")
    assert LINE in str(doubted["details"])
    assert _words(house) == ["NOT CHECKED", "STOLEN"]
    assert set(_told(house, capsys).values()) == {True}
    assert "Administration" in house.ask("GET", "/admin", ADMINISTRATOR).text

    with opened(settings) as made:
        catch_up(made, Unseen(), lambda _: None)
    assert standing_blocks(house.desk.custody, exhibit, "AB") == ("Blocked (stolen) since 2 Oct 2023",)
    assert _words(house) == ["NOT REPORTED", "STOLEN"]
    assert LINE not in house.ask("GET", f"/handset?q={STOLEN}", DETECTIVE).text
    assert HEADER not in house.ask("GET", "/api/v1/search", DETECTIVE, params={"q": STOLEN}).headers


def test_who_brings_a_graph_up_to_date_beside_one_that_is_made_anew_leaves_it_marked(house: House) -> None:
    marks, graph = house.desk.records.part(GraphMark), house.desk.settings.graph_name
    before = marks.set(graph)
    again = marks.set(graph)
    marks.remove(graph, before)
    assert marks.standing(graph) == again
    marks.remove(graph, again)
    assert marks.standing(graph) is None
