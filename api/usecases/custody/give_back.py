"""An exhibit leaves custody for its owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.record import Recorded, Statement, asking
from tracer.custody.events import DESPITE_BLOCK, EventKind, Private
from tracer.errors import UsageError


@dataclass(frozen=True, slots=True)
class GivenTo:
    """Who takes it: how their identity was checked, their id and name if known, and the seal that was found.

    `despite_block` is why it goes back although a block stands on it.
    """

    identity: str
    owner: str | None = None
    name: str | None = None
    seal: str | None = None
    despite_block: str | None = None


def give_back(house: CustodyHouse, exhibit: str, said: Statement, given: GivenTo) -> Recorded:
    """Records the return, once no block stands on the handset or it is said why it goes back all the same.

    One that is confirmed as the phone of a report is not returned so: `hand_back` does that. Nor is one that is claimed
    by somebody else, or restricted: the rules refuse it.

    Raises `UsageError` without an identity that was checked or for a name in place of an id, and `RefusedError`.
    """
    if not given.identity.strip():
        raise UsageError("Nobody's identity was checked.", "Say with --identity how you know who takes it.")
    if given.owner is not None and given.owner.partition(":")[0] not in ("owner", "officer"):
        raise UsageError(
            "--to takes an id, since a name must not stand in the ledger for ever.",
            "Give the name with --name, and the id as owner:… or no id at all.",
        )
    if given.despite_block is not None and not given.despite_block.strip():
        raise UsageError("It is not said why it goes back blocked.", "Give the reason with --despite-block.")
    asked = asking(house, exhibit, said)
    asked = replace(asked, blocks=standing_blocks(house, asked.state.exhibit, said.by))
    # Without an id of their own, somebody is known in the ledger by a number that means nothing elsewhere.
    owner = given.owner or f"owner:{uuid4().hex}"
    texts = {"identity": given.identity, "name": given.name}
    private = {name: Private(text, owner) for name, text in texts.items() if text is not None}
    if given.despite_block is not None:
        private[DESPITE_BLOCK] = Private(given.despite_block, owner)
    return asked.record(asked.event(EventKind.RETURN, private, to=owner, seal_before=given.seal))


def require_reason(reason: str | None, what: str) -> None:
    """Raises `UsageError` when no reason was given."""
    if not (reason or "").strip():
        raise UsageError(f"{what} needs a reason.", "Give it with --reason.")
