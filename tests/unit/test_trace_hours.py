"""At what hours phones were somewhere: local time, a phone once an hour, and nothing vague."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tracer.times import LONDON
from tracer.trace.hours import Located, Spot, hours_at

SHOP = Spot(51.5, -0.1, 100.0)
SUNDAY = datetime(2023, 10, 29, 0, 30, tzinfo=UTC)
"""An hour before the clocks go back: 01:30 in London, and an hour later 01:30 once more."""


def at(phone: str, moment: datetime, lat: float = 51.5, accuracy_m: float | None = 10.0) -> Located:
    return Located(phone, moment, lat, -0.1, accuracy_m)


def test_a_phone_counts_once_in_an_hour_of_the_clock_on_the_wall() -> None:
    twice = [at("a", SUNDAY), at("a", SUNDAY + timedelta(minutes=10)), at("a", SUNDAY + timedelta(hours=1))]
    later = [at("a", SUNDAY + timedelta(days=8, hours=3)), at("b", SUNDAY + timedelta(days=8, hours=3))]
    found = hours_at([*later, *twice], SHOP, LONDON)
    assert found is not None
    assert found.rows == ((1, (0, 0, 0, 0, 0, 0, 1)), (2, (0,) * 7), (3, (2, 0, 0, 0, 0, 0, 0)))
    assert (found.seen, found.phones, found.since) == (5, 2, SUNDAY)


def test_what_was_elsewhere_or_may_have_been_is_not_counted() -> None:
    assert hours_at([at("a", SUNDAY, lat=51.501), at("a", SUNDAY, accuracy_m=201.0)], SHOP, LONDON) is None
    assert hours_at([at("a", SUNDAY, accuracy_m=None)], SHOP, LONDON) is not None
