"""Who sees which rows: each rule of what is left out of an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from heron_map_story import IMEI, at, event, ping

from api.scope import LeftOut, Scope, refuse
from api.scope_story import WHY_CLOSED, Facts, is_empty, open_part
from graph.views import ExhibitView, KnownIdentifier, Person, PlaceView, Report, Story
from tracer.model import Basis, PhoneSet, SourceRow, StoredFact

OURS, THEIRS = SourceRow("ours", 2), SourceRow("theirs", 3)
CLOSED = Scope({"theirs": frozenset({"case:1"})})
OTHER = "imei:350000200000012"


def facts(**told: tuple[SourceRow, ...]) -> Facts:
    """Facts about identifiers, by the source of each; an identifier that is not named was told of by us."""
    by_id = {IMEI: told.get("own", (OURS,)), OTHER: told.get("other", (OURS,))}

    def find(ids: Collection[str]) -> list[StoredFact]:
        return [
            StoredFact(f"{n}", "reports", {}, (PhoneSet((one,)),), source)
            for one in ids
            for n, source in enumerate(by_id.get(one, ()))
        ]

    return find


def story(*events: object, **more: object) -> Story:
    plain = Story(IMEI, f"handset:{IMEI}", "Apple", "iPhone", (KnownIdentifier(IMEI, "imei"),), (), (), (), (), (), ())
    return replace(plain, events=events, **more)  # type: ignore[arg-type]


def row(kind: str, source: SourceRow, **more: object) -> object:
    return replace(event(kind, at("2 17:41"), kind), source=source, **more)  # type: ignore[arg-type]


def spot(minute: int, source: SourceRow, **more: object) -> object:
    return replace(ping(at(f"3 10:{minute:02}"), 51.5, -0.1, minute), source=source, **more)  # type: ignore[arg-type]


def stay() -> object:
    return replace(event("stay", at("3 10:00"), "Stayed"), source=None, basis=Basis.INFERRED)


def test_all_of_a_story_that_is_open_is_shown_as_it_is() -> None:
    whole = story(row("theft", OURS), spot(1, OURS, doubts=("odd",)), stay(), others=(f"handset:{OTHER}",))
    assert open_part(whole, CLOSED, facts()) == (whole, LeftOut())


def test_an_event_of_a_file_that_is_closed_is_left_out_and_counted() -> None:
    part, left_out = open_part(story(row("theft", OURS), row("listing", THEIRS)), CLOSED, facts())
    assert [one.kind for one in part.events] == ["theft"]
    assert left_out == LeftOut(1, frozenset({"case:1"}))


def test_where_a_ping_is_left_out_so_is_all_that_was_worked_out_and_its_doubts() -> None:
    doubted = spot(1, OURS, doubts=("impossible jump: from Leeds",))
    part, left_out = open_part(story(doubted, spot(2, THEIRS), stay()), CLOSED, facts())
    assert [one.kind for one in part.events] == ["ping"]
    assert part.events[0].doubts == ()
    assert left_out.lines == 2


def test_what_was_worked_out_stays_where_only_another_kind_of_line_is_left_out() -> None:
    part, _ = open_part(story(spot(1, OURS), row("listing", THEIRS), stay()), CLOSED, facts())
    assert [one.kind for one in part.events] == ["ping", "stay"]


@pytest.mark.parametrize("kind", ["reports", "handlers", "exhibits"])
def test_a_thing_told_of_by_a_closed_file_is_left_out(kind: str) -> None:
    things = {
        "reports": Report("report:M:1", "1", "M", None, None, None, None, None, None, None, None, THEIRS),
        "handlers": Person("handler:x", "X", "had it", Basis.ASSERTED, THEIRS),
        "exhibits": ExhibitView("exhibit:S:A/1", "A/1", None, "S", None, None, THEIRS),
    }
    part, left_out = open_part(story(spot(1, OURS), **{kind: (things[kind],)}), CLOSED, facts())
    assert getattr(part, kind) == ()
    assert left_out.cases == {"case:1"}


def test_of_the_ways_a_handler_is_met_those_of_a_closed_file_are_left_out() -> None:
    ways = tuple(Person("handler:x", "X", how, Basis.ASSERTED, of) for how, of in (("held it", OURS), ("ran", THEIRS)))
    part, left_out = open_part(story(spot(1, OURS), handlers=ways), CLOSED, facts())
    assert [one.how for one in part.handlers] == ["held it"]
    assert left_out == LeftOut(1, frozenset({"case:1"}))


def test_an_exhibit_of_a_closed_seizure_takes_its_lines_with_it() -> None:
    exhibit = ExhibitView("exhibit:S:A/1", "A/1", None, "S", None, None, OURS)
    held = row("custody", SourceRow("ledger", 4), details={"exhibit": exhibit.id})
    scope = Scope({}, {"seizure:S": frozenset({"case:2"})})
    part, left_out = open_part(story(row("theft", OURS), held, exhibits=(exhibit,)), scope, facts())
    assert part.exhibits == ()
    assert [one.kind for one in part.events] == ["theft"]
    assert left_out == LeftOut(1, frozenset({"case:2"}))


def test_names_that_only_closed_rows_told_of_are_gone() -> None:
    known = (KnownIdentifier(IMEI, "imei", "also on a phone of Leeds"), KnownIdentifier(OTHER, "imei"))
    place = PlaceView("place:leeds", "shop", "Leeds")
    whole = story(
        spot(1, OURS), row("listing", THEIRS, place="Leeds"), identifiers=known, places=(place,), countries=("DZ", "GB")
    )
    part, _ = open_part(whole, CLOSED, facts(own=(OURS, THEIRS), other=(THEIRS,)))
    assert part.identifiers == (KnownIdentifier(IMEI, "imei", WHY_CLOSED),)
    assert part.places == ()
    assert part.countries == ()
    assert part.make is None


def test_another_handset_is_named_only_where_an_open_row_tells_of_it() -> None:
    whole = story(spot(1, OURS), row("listing", THEIRS), others=(f"handset:{OTHER}",))
    assert open_part(whole, CLOSED, facts(other=(THEIRS,)))[0].others == ()
    assert open_part(whole, CLOSED, facts())[0].others == (f"handset:{OTHER}",)


def test_where_nothing_is_left_the_case_is_named_and_no_more() -> None:
    part, left_out = open_part(story(spot(1, THEIRS), stay()), CLOSED, facts(own=(THEIRS,)))
    assert is_empty(part)
    assert part.handset is None
    refusal = refuse(left_out)
    assert refusal.cases == {"case:1"}
    assert "open it with a reason" in refusal.do


def test_another_forces_file_has_no_case_that_would_open_it() -> None:
    _, left_out = open_part(story(spot(1, THEIRS)), Scope({"theirs": frozenset()}), facts(own=(THEIRS,)))
    assert left_out.lines == 1
    assert "another force" in refuse(left_out).what
