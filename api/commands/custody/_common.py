"""What the custody commands share: the open ledger, and how an event is recorded and answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from api.commands._common import put, put_json, say
from api.commands.custody._bringing import brought

if TYPE_CHECKING:
    from api.commands.custody._said import Said
    from api.custody_house import CustodyHouse
    from api.usecases.custody.record import Recorded
    from tracer.custody.events import EventKind


@contextmanager
def opened_custody() -> Iterator[CustodyHouse]:
    """The custody ledger of the installation that the environment's settings name."""
    from api.custody_house import custody_house
    from api.settings import read_settings

    with custody_house(read_settings()) as house:
        yield house


def record(exhibit: str, said: Said, kind: EventKind, **fields: object) -> None:
    """Record a plain event and answer."""
    from api.usecases.custody.record import record as usecase

    with opened_custody() as house:
        done = usecase(house, exhibit, said.statement(), kind, **fields)
        answer(done, said, house)


def answer(done: Recorded, said: Said, house: CustodyHouse) -> None:
    """Say what was recorded, what is doubtful about it, and who has to do what next; then bring it to the graph."""
    _told(done, said, house)
    _bring(done, house)


def _bring(done: Recorded, house: CustodyHouse) -> None:
    """What changes nothing in the graph leaves it closed, and nobody waits for whoever holds it."""
    from api.bookings import Unseen
    from api.usecases.custody.bring import bring_when_free, tells

    if any(map(tells, done.entries)):
        brought(lambda: bring_when_free(replace(house.settings, graph_patience_s=0.0), Unseen()))


def _told(done: Recorded, said: Said, house: CustodyHouse) -> None:
    from api.show.custody import recorded_json, recorded_lines, todo
    from api.usecases.custody.history import told_after
    from api.usecases.custody.names import names_of

    if said.as_json:
        put_json(recorded_json(done))
        return
    told = told_after(house, done)
    for line in recorded_lines(done, told):
        put(line)
    if said.key is None:
        say(f"Key {done.key}: give it with --key when you are not sure whether this arrived.")
    for line in todo(done, told[0], names_of(house.ledger, records=house.records)):
        say(line)
