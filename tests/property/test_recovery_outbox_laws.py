"""The law of the outbox: whatever workers do and die of, each notice goes out at least once or lies there given up,
and never twice within one lease that holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recovery_case import JONAH, case, confirmed

from tracer.records.recovery.outbox import LASTS, Outbox
from tracer.records.recovery.values import Lease, NoticeState

START = datetime(2030, 1, 1, tzinfo=UTC)
STEP = st.sampled_from(["lease", "send", "send and die", "die", "fail", "refused", "wait"])


@dataclass
class World:
    """Workers with what they hold, a clock, and when each notice truly went out."""

    outbox: Outbox
    at: datetime = START
    held: list[Lease] = field(default_factory=list)
    gone: dict[str, list[datetime]] = field(default_factory=dict)
    leases: list[Lease] = field(default_factory=list)

    def step(self, what: str, minutes: int) -> None:
        if what == "wait":
            self.at += timedelta(minutes=minutes)
        elif what == "lease":
            lease = self.outbox.lease(self.at)
            if lease is not None:
                live = [one for one in self.held if one.notice.id == lease.notice.id and one.until > self.at]
                assert not live, "two workers hold one notice at once"
                self.held.append(lease)
        elif self.held:
            self.end(self.held.pop(minutes % len(self.held)), what)

    def end(self, lease: Lease, what: str) -> None:
        # A worker knows how long its lease is, and sends nothing after it.
        if what.startswith("send") and lease.until > self.at:
            earlier = self.gone.setdefault(lease.notice.id, [])
            began = lease.until - LASTS
            assert not [at for at in earlier if began <= at], "it went out twice within one lease"
            earlier.append(self.at)
            if what == "send":
                self.outbox.sent(lease, self.at, "post")
        elif what in ("fail", "refused"):
            self.outbox.failed(lease, self.at, what, for_good=what == "refused")


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Outbox, sa.Engine]]:
    folder = tmp_path_factory.mktemp("outbox")
    url = f"sqlite:///{folder / 'records.db'}"
    with case(url, folder) as house:
        confirmed(house)
        confirmed(house, JONAH, 13, "k2")
        engine = sa.create_engine(url)
        yield house.records.part(Outbox), engine
        engine.dispose()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEP, st.integers(0, 12)), max_size=40))
def test_at_least_once_and_never_twice_within_a_lease(
    outbox: tuple[Outbox, sa.Engine], steps: list[tuple[str, int]]
) -> None:
    box, engine = outbox
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE notice SET state = 'waiting', attempts = 0, next_at = :at, lease = NULL, leased_until = NULL,"
                " sent_at = NULL, why = NULL"
            ),
            {"at": (START - timedelta(days=1)).isoformat(timespec="milliseconds")},
        )
    world = World(box)
    for what, minutes in steps:
        world.step(what, minutes)
    world.held.clear()
    for _ in range(100):
        world.step("lease", 0)
        world.step("send", 0)
        world.step("wait", 60)
    for one in box.every():
        assert one.state in (NoticeState.SENT, NoticeState.DEAD)
        assert one.id in world.gone or one.why
        assert one.state is NoticeState.DEAD or one.id in world.gone
