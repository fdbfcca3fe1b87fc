from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from graph.derive import REACH_M, derive, doubted
from graph.views import Event, PlaceView
from tracer.model import Basis, SourceRow

START = datetime(2023, 10, 2, 12, tzinfo=UTC)
SHOP = (51.5155, -0.1420)
METRE = 1 / 111_195  # degrees of latitude
IMEI = "imei:353879234252633"


def ping(minutes: float, lat: float = SHOP[0], lon: float = SHOP[1], **changes: object) -> Event:
    at = START + timedelta(minutes=minutes)
    event = Event(
        "ping", at, Basis.OBSERVED, SourceRow("s1", 2), "Seen", lat=lat, lon=lon, accuracy_m=10.0, identifier=IMEI,
        details={"id": f"{minutes:g}/{lat:.3f}"},
    )  # fmt: skip
    return replace(event, **changes)  # type: ignore[arg-type]


def sighting(minutes: float, country: str) -> Event:
    at = START + timedelta(minutes=minutes)
    return Event(
        "sighting", at, Basis.OBSERVED, SourceRow("s1", 3), "Attached", country=country, identifier=IMEI,
        details={"id": f"{minutes:g}/{country}"},
    )  # fmt: skip


def place(name: str, metres: float, radius_m: float | None = None) -> PlaceView:
    """A place so many metres north of the shop."""
    return PlaceView(f"place:{name}", "shop", name, SHOP[0] + metres * METRE, SHOP[1], radius_m)


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [event.kind for event in events]


STAY = [ping(minutes) for minutes in (0, 10, 20, 30)]


def test_nothing_observed_makes_nothing() -> None:
    found = derive([], [place("shop", 0)])
    assert (found.events, found.doubts) == ((), {})


def test_only_dated_and_located_observations_count() -> None:
    undated = [replace(one, at=None) for one in STAY]
    nowhere = [replace(one, lat=None) for one in STAY]
    listings = [replace(one, kind="listing") for one in STAY]
    assert derive([*undated, *nowhere, *listings], []).events == ()


def test_a_stay_is_inferred_and_says_why() -> None:
    (stay,) = derive(list(reversed(STAY)), []).events
    assert (stay.kind, stay.basis, stay.source, stay.place) == ("stay", Basis.INFERRED, None, None)
    assert (stay.at, stay.until) == (START, START + timedelta(minutes=30))
    assert stay.details == {"pings": 4}
    assert stay.summary == "Stayed about 51.51550, -0.14200"
    assert [reason.text for reason in stay.reasons] == ["4 pings within 0 m of one point"]


def test_a_stay_is_at_the_nearest_place_it_is_within_reach_of() -> None:
    def where(*places: PlaceView) -> str | None:
        (stay,) = derive(STAY, places).events
        assert (stay.details.get("placeId") is None) == (stay.place is None)
        return stay.place

    assert where(place("shop", 30), place("pub", 60)) == "shop"
    assert where(place("far", REACH_M + 5)) is None
    assert where(place("wide", REACH_M + 5, radius_m=10)) == "wide"
    assert where(PlaceView("place:x", "shop", "nowhere")) is None
    assert where(PlaceView("place:x", "shop", "nowhere"), place("shop", 30)) == "shop"


def test_a_wide_place_that_holds_the_stay_is_not_hidden_by_a_nearer_one_out_of_reach() -> None:
    (stay,) = derive(STAY, [place("kiosk", 90), place("port", 800, radius_m=1500)]).events
    assert stay.place == "port"


def test_places_that_are_equally_near_are_told_apart_by_id() -> None:
    twins = [place("b", 10), place("a", 10), place("a", 10)]
    assert {derive(STAY, order).events[0].place for order in (twins, twins[::-1])} == {"a"}


def test_an_impossible_jump_is_an_event_and_a_doubt_on_both_ends() -> None:
    away = ping(31, 22.3, 114.17)
    found = derive([*STAY, away], [])
    assert "jump" in kinds(found.events)
    jump = next(event for event in found.events if event.kind == "jump")
    before, after = STAY[-1].details["id"], away.details["id"]
    assert (jump.details["before"], jump.details["after"]) == (before, after)
    assert (jump.at, jump.until, jump.lat, jump.lon) == (STAY[-1].at, away.at, 22.3, 114.17)
    assert {before, after} <= found.doubts.keys()
    assert all(said.count(one) == 1 for said in found.doubts.values() for one in said)


def test_jumps_are_looked_for_within_one_identifier() -> None:
    other = ping(31, 22.3, 114.17, identifier="imei:490154203237518")
    assert "jump" not in kinds(derive([*STAY, other], []).events)


def test_doubts_are_added_and_nothing_is_left_out() -> None:
    events = [ping(0, doubts=("the time zone is assumed",)), ping(10), replace(ping(20), details={})]
    told = doubted(events, {str(ping(0).details["id"]): ("impossible jump: x",), "unknown": ("y",)})
    assert [event.doubts for event in told] == [("the time zone is assumed", "impossible jump: x"), (), ()]
    assert [event.at for event in told] == [event.at for event in events]


def test_a_silence_is_between_any_two_observations() -> None:
    found = derive([ping(0), sighting(7 * 60, "GB"), ping(8 * 60)], [])
    (gap,) = [event for event in found.events if event.kind == "gap"]
    assert (gap.at, gap.until) == (START, START + timedelta(hours=7))
    assert gap.summary == "Nothing seen for 7.0 hours"


def test_two_countries_at_once_are_a_clone_and_no_order_changes_it() -> None:
    seen = [ping(0), sighting(5, "HK"), ping(10), sighting(15, "HK"), ping(20)]
    found = derive(seen, [])
    (clone,) = [event for event in found.events if event.kind == "clone"]
    assert (clone.identifier, clone.basis) == (IMEI, Basis.INFERRED)
    assert clone.reasons
    assert all("two places at once" in one for said in found.doubts.values() for one in said)
    again = derive(seen[::-1], [])
    assert sorted(map(repr, again.events)) == sorted(map(repr, found.events))
    assert again.doubts.keys() == found.doubts.keys()
