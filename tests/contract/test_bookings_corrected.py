"""What the ledger says later of exhibits that were booked from a table is in the graph, the same on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from custody_raids import imei
from test_load_on_every_engine import QUIET, digest, settings_of

from api.bookings import bring_now
from api.bootstrap import House, house
from api.custody_house import CustodyHouse, custody_house
from api.settings import Settings, read_settings
from api.usecases.custody.amend import Right, correct
from api.usecases.custody.intake import take_in
from api.usecases.custody.record import Statement
from api.usecases.custody.reread import Reading
from api.usecases.follow import follow
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import rebuild
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import Officer
from tracer.errors import NotFoundError

HEADER = "seizure_ref,at,place,officer,exhibit_ref,imei,serial,seal,power,found_with,make\n"
AT = "2023-10-15T11:00:00+01:00"
WRONG, RIGHT, SECOND, THEIRS = imei(701), imei(702), imei(703), imei(704)
BOOKED = (
    f"S9,{AT},Unit 4,PC Kay,AB/1,{WRONG},F2LXK0ABCD,Q1,s8,fonez,Apple\nS9,{AT},Unit 4,PC Kay,JT/2,{SECOND},,Q2,s8,,\n"
)
OTHERS = f"S9,{AT},Unit 4,PC Kay,AB/1,{THEIRS},,ZZ9,s8,,Apple\nX1,{AT},Unit 5,PC Lo,AB/1,{WRONG},,,,,\n"
Told = dict[str, list[tuple[str, str | None]]]


def told(settings: Settings) -> tuple[Told, str]:
    """The exhibits of each phone, as it is followed, and the digest of the graph."""
    with house(settings, read_only=True) as opened:
        found = {name: exhibits(opened, name) for name in (WRONG, RIGHT, SECOND, THEIRS)}
        return found, digest(opened)


def exhibits(opened: House, phone: str) -> list[tuple[str, str | None]]:
    try:
        story = follow(opened, phone, False)
    except NotFoundError:
        return []
    return sorted((one.id, one.seal) for one in story.exhibits)


def corrected(opened: CustodyHouse, exhibit: str, **right: str) -> None:
    """What was misread, put right by the officer who booked it."""
    correct(opened, exhibit, Statement(by="JT", reason="misread"), "1", Right(read=Reading(**right)))


def with_officers(request: pytest.FixtureRequest, folder: Path) -> Settings:
    """An installation whose graph, on the engine that is asked for, is empty, and whose ledger knows JT and Kay."""
    server = request.getfixturevalue("neo4j_settings") if request.param == "neo4j" else None
    found = read_settings(settings_of(folder / "home", f"sqlite:///{folder}/home/records.sqlite", server))
    with house(found) as empty:
        empty.graph.clear()
    with custody_house(found) as opened:
        opened.ledger.add_officer(Officer("officer:JT", "Officer JT", True))
        opened.ledger.add_officer(Officer("officer:KY", "Kay", True))
    return found


@pytest.fixture(params=["embedded", "neo4j"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    found = with_officers(request, tmp_path)
    for name, rows in (("booked", BOOKED), ("others", OTHERS)):
        (tmp_path / f"{name}.csv").write_text(HEADER + rows, encoding="utf-8")
    return found


def test_a_correction_is_followed_and_a_booking_taken_back_is_gone(settings: Settings, tmp_path: Path) -> None:
    [taken] = take_in(settings, [tmp_path / "booked.csv"], "JT", QUIET)
    assert (taken.booked, taken.error) == (2, None)
    list(load_into(lambda: house(settings), [tmp_path / "others.csv"], ask_of("seizures", None, None), QUIET))
    ours, theirs = ("exhibit:S9:AB/1", "Q1"), ("exhibit:X1:AB/1", None)
    before, _ = told(settings)
    assert bring_now(settings) == 0
    assert before[WRONG] == [ours, theirs]
    assert (before[RIGHT], before[SECOND]) == ([], [("exhibit:S9:JT/2", "Q2")])
    with custody_house(settings) as opened:
        corrected(opened, "exhibit:S9:AB/1", imei=RIGHT, serial="F2LXK0ABCE")
        at = opened.ledger.history("exhibit:S9:JT/2")[0].event.at
        assert at is not None
        booker = Booker(opened.ledger, Occasion("S9", "officer:JT", None, None, lambda: at))
        booked = booker.book.find("JT/2")
        assert booked is not None
        booker.withdraw(booked, "A toy.")
    assert bring_now(settings) == 2
    after, once = told(settings)
    assert after == {WRONG: [theirs], RIGHT: [ours], SECOND: [], THEIRS: [ours]}
    assert bring_now(settings) == 0
    [again] = take_in(settings, [tmp_path / "booked.csv"], "JT", QUIET)
    assert (again.booked, again.unchanged) == (0, 2)
    with house(settings) as opened_again:
        assert digest(opened_again) == once
        rebuild(opened_again, QUIET, QUIET.tell)
        assert digest(opened_again) == once
        rows = opened_again.records.facts_mentioning(["exhibit:S9:AB/1"])
        assert len(rows) == 3
