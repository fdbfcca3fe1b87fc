"""By when an owner has to be told: working days, bank holidays of England and Wales, intervals that change on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import ConfigurationError
from tracer.recovery.deadlines import (
    Interval,
    after_working_days,
    due_by,
    is_working_day,
    read_intervals,
)


@pytest.mark.parametrize(
    ("at", "ordinary", "enhanced"),
    [
        (datetime(2023, 10, 16, 9, tzinfo=UTC), date(2023, 10, 23), date(2023, 10, 17)),
        (datetime(2023, 10, 13, 9, tzinfo=UTC), date(2023, 10, 20), date(2023, 10, 16)),
        (datetime(2023, 10, 14, 9, tzinfo=UTC), date(2023, 10, 20), date(2023, 10, 16)),
        (datetime(2023, 12, 21, 9, tzinfo=UTC), date(2024, 1, 2), date(2023, 12, 22)),
        (datetime(2024, 3, 28, 9, tzinfo=UTC), date(2024, 4, 8), date(2024, 4, 2)),
        (datetime(2023, 5, 5, 9, tzinfo=UTC), date(2023, 5, 15), date(2023, 5, 9)),
        (datetime(2022, 9, 16, 9, tzinfo=UTC), date(2022, 9, 26), date(2022, 9, 20)),
        (datetime(2024, 8, 23, 9, tzinfo=UTC), date(2024, 9, 2), date(2024, 8, 27)),
    ],
    ids=["plain", "over a weekend", "on a Saturday", "Christmas", "Easter", "coronation", "funeral", "August"],
)
def test_it_is_the_last_day_in_time(at: datetime, ordinary: date, enhanced: date) -> None:
    assert due_by(at, enhanced=False) == ordinary
    assert due_by(at, enhanced=True) == enhanced


def test_the_day_is_the_one_in_london() -> None:
    assert due_by(datetime(2023, 7, 3, 23, 30, tzinfo=UTC), enhanced=True) == date(2023, 7, 5)


def test_a_scottish_holiday_is_a_working_day_here() -> None:
    assert is_working_day(date(2024, 1, 2))
    assert not is_working_day(date(2024, 1, 1))


def test_each_interval_holds_from_its_day_on() -> None:
    intervals = read_intervals("2021-04-01 5 1, 2027-04-01 10 2")
    assert intervals == (Interval(date(2021, 4, 1), 5, 1), Interval(date(2027, 4, 1), 10, 2))
    assert due_by(datetime(2026, 11, 24, 9, tzinfo=UTC), enhanced=False, intervals=intervals) == date(2026, 12, 1)
    assert due_by(datetime(2027, 6, 7, 9, tzinfo=UTC), enhanced=False, intervals=intervals) == date(2027, 6, 21)
    assert due_by(datetime(2020, 6, 1, 9, tzinfo=UTC), enhanced=True, intervals=intervals) == date(2020, 6, 2)


@pytest.mark.parametrize("text", ["", "5", "2021-04-01", "2021-04-01 5", "soon 5 1", "2021-04-01 1 5"])
def test_a_wrong_interval_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError, match="interval"):
        read_intervals(text)


@given(st.dates(date(2005, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_working_days_lie_between(day: date, number: int) -> None:
    end = after_working_days(day, number)
    assert is_working_day(end)
    days = [date.fromordinal(one) for one in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(map(is_working_day, days)) == number
