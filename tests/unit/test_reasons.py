"""Reasons of refused rows, gathered: without what stands in cells, and with all that helps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracer.reasons import Reasons
from tracer.times import parse_instant


def gathered(reason: str) -> str:
    reasons = Reasons()
    reasons.add(2, reason)
    (one,) = reasons.every()
    return one.reason


def test_how_a_time_is_written_is_said_of_the_rows_together() -> None:
    with pytest.raises(ValueError, match="ISO") as wrong:
        parse_instant("yesterday at 1800 hours", datetime.now(UTC))
    assert gathered(f"at: {wrong.value}") == "at: … is not an ISO 8601 time such as 2023-10-02T18:41:00+01:00"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("to_country: 'ZZZ' is not a two-letter ISO 3166-1 country code", "ISO 3166-1 country code"),
        ("at: '1970-01-01' is before 2000: the clock was not set", "at: … is before 2000: the clock was not set"),
        ("until: 2023-10-02 is before at 2023-10-03", "until: … is before at …"),
        ("at: 'ISO 8601 of 07700900123' is not a time", "at: … is not a time"),
    ],
)
def test_what_stands_in_a_cell_is_not_said_and_our_own_words_are(reason: str, said: str) -> None:
    assert gathered(reason).endswith(said)
