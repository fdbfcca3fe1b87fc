"""An exhibit passes from hand to hand, or from place to place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.custody_house import CustodyHouse
from api.usecases.custody.naming import find_place, find_receiver, read_due
from api.usecases.custody.record import Recorded, Statement, asking
from tracer.custody.events import EventKind
from tracer.errors import UsageError


@dataclass(frozen=True, slots=True)
class Found:
    """How it is found as it passes: where (None: where it was), and with which seal (None: nobody looked)."""

    location: str | None = None
    seal: str | None = None

    def fields(self, house: CustodyHouse) -> dict[str, Any]:
        """The same as fields of an event. Raises `NotFoundError` for a place nobody knows."""
        location = {} if self.location is None else {"location": find_place(house.ledger, self.location)}
        return {**location, "seal_before": self.seal}


def transfer(house: CustodyHouse, exhibit: str, said: Statement, to: str, found: Found) -> Recorded:
    """Hands it to an officer. Raises `UsageError` when that is nobody else."""
    asked = asking(house, exhibit, said)
    event = asked.event(EventKind.HAND_OVER, to=find_receiver(house.ledger, to), **found.fields(house))
    if event.to == event.by:
        raise UsageError("Nobody hands an exhibit to themselves.", "Say with --to who takes it.")
    return asked.record(event)


def accept(house: CustodyHouse, exhibit: str, said: Statement, found: Found) -> Recorded:
    """Takes it over, for the officer or for the laboratory they accept it for."""
    asked = asking(house, exhibit, said)
    return asked.record(asked.event(EventKind.ACCEPT, **found.fields(house)))


def move(house: CustodyHouse, exhibit: str, said: Statement, to: str) -> Recorded:
    """Moves it to a place."""
    asked = asking(house, exhibit, said)
    return asked.record(asked.event(EventKind.MOVE, **Found(to).fields(house)))


def lend(house: CustodyHouse, exhibit: str, said: Statement, loan: tuple[str, str], seal: str | None) -> Recorded:
    """Lends it out: `loan` is to whom and until which day. Raises `UsageError` when that day is before the loan."""
    asked = asking(house, exhibit, said)
    to, until = loan
    due = read_due(until, house.now)
    if asked.time.at is not None and due < asked.time.at:
        raise UsageError(f"--due {until} is before the loan itself.", "Check the day.")
    return asked.record(asked.event(EventKind.LEND, to=find_receiver(house.ledger, to), due=due, seal_before=seal))
