"""Where things are: in a store, standing still, overdue, and what a stock-take makes of scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracer.custody.events import ExhibitState, Status, exhibit_id
from tracer.custody.whereabouts import Finder, Scan, in_store, natural, not_moved, overdue, stock_take

NOW = datetime(2023, 12, 1, tzinfo=UTC)
NORTH, SOUTH = "store:NORTH", "store:SOUTH"


def held(reference: str, location: str | None = NORTH, days: int | None = 10, **changes: object) -> ExhibitState:
    moved = None if days is None else NOW - timedelta(days=days)
    state = ExhibitState(exhibit_id("H", reference), sequence=1, location=location, holder=location, last_moved=moved)
    return replace(state, **changes)  # type: ignore[arg-type]


def references(states: tuple[ExhibitState, ...]) -> list[str]:
    return [state.exhibit.rpartition(":")[2] for state in states]


def test_a_store_holds_what_lies_there_and_is_not_lent_or_gone() -> None:
    states = [
        held("JT/12"),
        held("JT/9"),
        held("JT/1", SOUTH),
        held("JT/2", status=Status.ON_LOAN),
        held("JT/3", status=Status.RETURNED),
        held("JT/4", sequence=0),
        held("JT/5", status=Status.WITHDRAWN),
    ]
    assert references(in_store(states, NORTH)) == ["JT/9", "JT/12"]


def test_what_has_not_moved_comes_longest_first_and_undated_before_all() -> None:
    states = [
        held("JT/1", days=90),
        held("JT/2", days=89),
        held("JT/3", days=200),
        held("JT/4", days=None),
        held("JT/5", days=500, status=Status.DISPOSED),
        held("JT/6", days=500, status=Status.WITHDRAWN),
    ]
    assert references(not_moved(states, 90, NOW)) == ["JT/4", "JT/3", "JT/1"]


def test_a_loan_is_overdue_once_its_day_has_passed() -> None:
    lent = {"status": Status.ON_LOAN}
    states = [
        held("JT/1", due=NOW - timedelta(seconds=1), **lent),
        held("JT/2", due=NOW, **lent),
        held("JT/3", due=NOW - timedelta(days=3), **lent),
        held("JT/4", due=NOW - timedelta(days=3)),
        held("JT/5", due=None, **lent),
    ]
    assert references(overdue(states, NOW)) == ["JT/3", "JT/1"]


def test_a_stock_take_says_found_missing_unexpected_and_unknown() -> None:
    found, missing, elsewhere = held("JT/1"), held("JT/2"), held("JT/3", SOUTH)
    scans = [Scan("JT/1", found), Scan("S1", found), Scan("JT/3", elsewhere), Scan("x", None), Scan("x", None)]
    result = stock_take([found, missing, elsewhere], NORTH, scans)
    assert (references(result.found), references(result.missing)) == (["JT/1"], ["JT/2"])
    assert (references(result.unexpected), result.unknown, result.repeated) == (["JT/3"], ("x",), 2)
    assert not result.agrees
    assert stock_take([found], NORTH, [Scan("JT/1", found)]).agrees


@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from([NORTH, SOUTH])), unique_by=lambda each: each[0]),
    st.lists(st.integers(1, 40), max_size=60),
)
def test_every_scan_and_every_expected_exhibit_ends_in_one_place(
    there: list[tuple[int, str]], scanned: list[int]
) -> None:
    states = [held(f"JT/{number}", place) for number, place in there]
    finder = Finder(states, lambda _seal: None)
    result = stock_take(states, NORTH, [finder.scan(f"JT/{number}") for number in scanned])
    assert len(result.found) + len(result.missing) == len(in_store(states, NORTH))
    assert len(result.found) + len(result.unexpected) + len(result.unknown) + result.repeated == len(scanned)
    assert not {state.exhibit for state in result.missing} & {exhibit_id("H", f"JT/{number}") for number in scanned}


def test_a_withdrawn_booking_is_not_missed_in_a_stock_take_and_its_label_is_unexpected() -> None:
    withdrawn = held("JT/1", status=Status.WITHDRAWN)
    assert stock_take([withdrawn], NORTH, []).agrees
    assert references(stock_take([withdrawn], NORTH, [Scan("JT/1", withdrawn)]).unexpected) == ["JT/1"]


def test_an_exhibit_is_found_by_id_reference_however_written_or_seal() -> None:
    state = held("JT/12")
    finder = Finder([state], {"S 12": state.exhibit}.get)
    for text in ("exhibit:H:JT/12", "JT/12", "jt12", "JT 012", "S 12"):
        assert finder.all_named(text) == (state,)
    for text in ("JT/1", "", " ", "exhibit:H:JT/13", "\x00"):
        assert finder.all_named(text) == ()
        assert finder.scan(text).state is None


def test_a_reference_of_two_seizures_means_the_one_that_should_be_there() -> None:
    here = held("JT/1")
    there = replace(held("JT/1", SOUTH), exhibit=exhibit_id("K", "JT/1"))
    finder = Finder([here, there], lambda _seal: None)
    assert len(finder.all_named("JT/1")) == 2
    assert finder.scan("JT/1", NORTH).state == here
    assert finder.scan("JT/1").state is None


def test_a_reference_of_two_that_should_be_there_says_of_neither_whether_it_is() -> None:
    one, other, third = held("JT/1"), replace(held("JT/1"), exhibit=exhibit_id("K", "JT/1")), held("JT/2")
    states = [one, other, third]
    finder = Finder(states, lambda _seal: None)
    scan = finder.scan("JT/1", NORTH)
    assert (scan.state, scan.several) == (None, (one, other))
    result = stock_take(states, NORTH, [scan, scan])
    assert (result.ambiguous, result.unknown, result.repeated) == ((scan,), (), 1)
    assert (result.found, references(result.missing), result.agrees) == ((), ["JT/2"], False)
    by_label = [finder.scan(state.exhibit, NORTH) for state in states]
    assert stock_take(states, NORTH, [scan, *by_label]).agrees
    half = stock_take(states, NORTH, [scan, *by_label[1:]])
    assert (half.ambiguous, half.missing, half.found) == ((scan,), (), (third, other))


def test_nine_comes_before_twelve() -> None:
    assert sorted(["JT/12", "JT/9", "AB/100", "JT/9A"], key=natural) == ["AB/100", "JT/9", "JT/9A", "JT/12"]
