"""An exhibit leaves custody for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.record import Recorded, Statement, asking
from tracer.custody.events import EventKind, Private
from tracer.errors import UsageError


@dataclass(frozen=True, slots=True)
class GivenTo:
    """Who takes it: how their identity was checked, their id and name if known, and the seal that was found."""

    identity: str
    owner: str | None = None
    name: str | None = None
    seal: str | None = None


def give_back(house: CustodyHouse, exhibit: str, said: Statement, given: GivenTo) -> Recorded:
    """Records the return. Raises `UsageError` without an identity that was checked, or for a name in place of an id."""
    if not given.identity.strip():
        raise UsageError("Nobody's identity was checked.", "Say with --identity how you know who takes it.")
    if given.owner is not None and given.owner.partition(":")[0] not in ("owner", "officer"):
        raise UsageError(
            "--to takes an id, since a name must not stand in the ledger for ever.",
            "Give the name with --name, and the id as owner:… or no id at all.",
        )
    asked = asking(house, exhibit, said)
    # Without an id of their own, somebody is known in the ledger by a number that means nothing elsewhere.
    owner = given.owner or f"owner:{uuid4().hex}"
    texts = {"identity": given.identity, "name": given.name}
    private = {name: Private(text, owner) for name, text in texts.items() if text is not None}
    return asked.record(asked.event(EventKind.RETURN, private, to=owner, seal_before=given.seal))


def require_reason(reason: str | None, what: str) -> None:
    """Raises `UsageError` when no reason was given."""
    if not (reason or "").strip():
        raise UsageError(f"{what} needs a reason.", "Give it with --reason.")
