"""Silences: stretches of time in which nothing was heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tracer.trace.points import Dated, in_time_order

SILENCE = timedelta(hours=6)
"""Longer than a night's charging habits explain in a phone that is on; shorter than a flight out of Europe."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing between `since` and `until` (UTC); `before` and `after` are the keys of the observations at its ends."""

    since: datetime
    until: datetime
    before: str
    after: str

    @property
    def seconds(self) -> float:
        """How long the silence is, in seconds."""
        return (self.until - self.since).total_seconds()


def gaps(seen: Iterable[Dated], longer_than: timedelta = SILENCE) -> tuple[Gap, ...]:
    """Silences longer than `longer_than` between consecutive observations, in time order."""
    return tuple(
        Gap(before.at, after.at, before.key, after.key)
        for before, after in pairwise(in_time_order(seen))
        if after.at - before.at > longer_than
    )
