"""A graph that is being made anew, left half made or lost is never asked whether a phone is stolen or blocked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from web_house import House, opened_house
from web_site import FORCE

from api.bookings import Unseen
from api.bootstrap import house as opened
from api.bootstrap import open_graph
from api.cli import run
from api.desk import desk
from api.graph_header import HEADER
from api.settings import read_settings
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import catch_up, rebuild
from api.wholeness import not_whole
from tracer.errors import GraphError, UsageError
from tracer.records.graph_mark import GraphMark

CUSTODY, DETECTIVE, ADMINISTRATOR = "custody officer", "detective", "administrator"
RAIDS = "/api/v1/custody/raids"
STOLEN, OTHER, SECOND = "350077523237513", "356938035643809", "490154203237518"
EXHIBIT, BLOCKED = "exhibit:HALF/1:AB/1", ("Blocked (stolen) since 2 Oct 2023",)
LINE = "is being made anew since"
FILES = {
    "reports.csv": [{"reference": "R/1", "force": FORCE, "offence": "robbery", "imei": STOLEN, "imei2": SECOND}],
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


def _words(house: House) -> list[tuple[str, str]]:
    """What the list of the raid says of each phone: the word, and what is wrong with it."""
    items = house.ask("GET", f"{RAIDS}/HALF/1", CUSTODY).json()["items"]
    return sorted((one["word"], " ".join(one["problems"])) for one in items)


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
    assert standing_blocks(house.desk.custody, EXHIBIT, "AB") == BLOCKED

    with opened(settings) as made, pytest.raises(UsageError, match=r"Stopped\."):
        rebuild(made, Stopped(), lambda _: None)
    told = standing_blocks(house.desk.custody, EXHIBIT, "AB")
    assert [one.startswith("It cannot be told whether a block stands") for one in told] == [True]
    assert not told[0].endswith("."), "the pages end the sentence"
    status, doubted = _scan(house, OTHER)
    assert (status, doubted["word"], doubted["did"]) == (200, "NOT CHECKED", "booked")
    assert LINE in str(doubted["details"])
    assert _scan(house, SECOND)[1]["word"] == "NOT CHECKED"
    assert [word for word, _ in _words(house)] == ["NOT CHECKED", "NOT CHECKED", "STOLEN"]
    assert set(_told(house, capsys).values()) == {True}
    assert "Administration" in house.ask("GET", "/admin", ADMINISTRATOR).text

    with opened(settings) as made:
        catch_up(made, Unseen(), lambda _: None)
    assert standing_blocks(house.desk.custody, EXHIBIT, "AB") == BLOCKED
    words = dict(_words(house))
    assert list(words) == ["NOT REPORTED", "SAME PHONE", "STOLEN"]
    assert words["SAME PHONE"].startswith("Is the same phone as AB/1: take one of the two back.")
    assert LINE not in house.ask("GET", f"/handset?q={STOLEN}", DETECTIVE).text
    assert HEADER not in house.ask("GET", "/api/v1/search", DETECTIVE, params={"q": STOLEN}).headers


def _lacks(house: House) -> str | None:
    """What a process that opens the graph now is told."""
    settings = house.desk.settings
    with open_graph(settings, read_only=True) as graph:
        return not_whole(settings, house.desk.records, graph)


def _pings(house: House, name: str) -> Path:
    row = {"imei": OTHER, "at": "2023-10-02T19:00:00+01:00", "lat": "51.5", "lon": "-0.1"}
    return _written(house.desk.settings.home.parent / name, [row])


def test_what_is_being_loaded_is_not_missed_and_what_a_load_left_behind_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, file = house.desk.settings, _pings(house, "pings.csv")
    with opened(settings) as made, made.loader(Unseen(), lambda _: None) as loader:
        assert [one.loaded for one in loader.load(file, ask_of(None, None, None))] == [1]
        assert _lacks(house) is None
    assert _lacks(house) is None

    left = _written(
        file.with_name("left.csv"), [{"reference": "R/2", "force": FORCE, "offence": "theft", "imei": OTHER}]
    )
    with monkeypatch.context() as broken, opened(settings) as made:
        broken.setattr(made.graph, "write", _away)
        with pytest.raises(GraphError), made.loader(Unseen(), lambda _: None) as loader:
            list(loader.load(left, ask_of(None, None, None)))
    assert "1 of " in str(_lacks(house))
    house.desk.kept.clear()
    assert "not all of what was loaded" in house.ask("GET", f"/handset?q={STOLEN}", DETECTIVE).text
    assert "not all of what" in house.ask("GET", "/api/v1/search", DETECTIVE, params={"q": STOLEN}).headers[HEADER]
    (again,) = load_into(lambda: opened(settings), [left], ask_of(None, None, None), Unseen())
    assert again.error is None, again
    assert _lacks(house) is None


class Looks(Unseen):
    """Looks whether the graph is whole whenever a file is begun that it is made of."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.found: list[str | None] = []

    def file(self, *_: object) -> None:
        self.found.append(_lacks(self.house))


def _away(_: object) -> None:
    raise GraphError("The graph is away.")


def test_a_graph_that_was_lost_is_not_asked_whether_a_phone_is_blocked_until_it_is_made_again(house: House) -> None:
    settings = house.desk.settings
    settings.embedded_graph.rename(settings.home / "lost")
    with desk(settings) as again:
        (told,) = standing_blocks(again.custody, EXHIBIT, "AB")
        assert "The graph has nothing of what was loaded" in told
        known = GraphLookUps(again.graph, again.records, settings).known(f"imei:{STOLEN}")
        assert known.doubt is not None
    looks = Looks(house)
    with opened(settings) as made:
        catch_up(made, looks, lambda _: None)
    assert [lacks is None for lacks in looks.found] == [False] * len(house.desk.records.sources())
    assert _lacks(house) is None
    with desk(settings) as again:
        assert standing_blocks(again.custody, EXHIBIT, "AB") == BLOCKED


def test_who_brings_a_graph_up_to_date_beside_one_that_is_made_anew_leaves_it_marked(house: House) -> None:
    marks, graph = house.desk.records.part(GraphMark), house.desk.settings.graph_name
    before = marks.set(graph)
    again = marks.set(graph)
    marks.remove(graph, before)
    assert marks.standing(graph) == again
    marks.remove(graph, again)
    assert marks.standing(graph) is None


def test_what_is_taken_away_of_a_graph_that_is_not_whole_says_so(house: House) -> None:
    marks, graph = house.desk.records.part(GraphMark), house.desk.settings.graph_name
    mark = marks.set(graph)
    drawn = house.ask("GET", f"/handset/map?q={STOLEN}", DETECTIVE)
    printed = house.ask("GET", f"/handset/story.pdf?q={STOLEN}", DETECTIVE)
    features = house.ask("GET", "/api/v1/follow.geojson", DETECTIVE, params={"q": STOLEN})
    shown = {"ids": [f"imei:{STOLEN}"]}
    things = house.ask("POST", "/api/v1/network/export/things.csv", DETECTIVE, json=shown)
    marks.remove(graph, mark)
    words = pypdfium2.PdfDocument(printed.content)[0].get_textpage().get_text_range()
    told = [drawn.text, " ".join(words.split()), features.headers[HEADER], things.headers[HEADER]]
    assert [LINE in one for one in told] == [True] * 4
    only = house.ask("GET", f"/handset/story.pdf?q={STOLEN}&observed_only=true", DETECTIVE).content
    words = " ".join(pypdfium2.PdfDocument(only)[0].get_textpage().get_text_range().split())
    assert ("worked out is left out" in words, LINE in words) == (True, False)
