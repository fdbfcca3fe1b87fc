"""Why nothing was recorded: the errors of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.custody.events import CustodyEvent, Entry, Refusal


class CustodyError(TracerError):
    """Something about an exhibit was not recorded."""

    exit_code = 1


class RefusedError(CustodyError):
    """The rules do not let an event in. `position` is its place in what was asked (0 for a single event)."""

    def __init__(self, event: CustodyEvent, refusals: tuple[Refusal, ...], position: int = 0) -> None:
        first = refusals[0]
        super().__init__(" ".join(refusal.what for refusal in refusals), first.do)
        self.event = event
        self.refusals = refusals
        self.position = position


class ConflictError(CustodyError):
    """Somebody else did something to the exhibit first. `since` is what was done after what the person saw."""

    def __init__(self, what: str, do: str, since: tuple[Entry, ...] = ()) -> None:
        super().__init__(what, do)
        self.since = since


class KeyReusedError(CustodyError):
    """An idempotency key that already stands for another event."""


class LedgerError(CustodyError):
    """The ledger itself does not hold together, or is another one than was asked for."""

    exit_code = 2
