"""Give a phone back, to its owner or to whom a claim was accepted of.

Identity, receipt, ledger, report, notice and audit are one act, or none of it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.dossier import Dossier, dossiers
from api.usecases.custody.papers import printed, sheet
from api.usecases.custody.receipts import keep_receipt
from api.usecases.custody.record import Asking, Statement, asking
from api.usecases.recovery.confirm import confirmation_id
from tracer.custody.documents._input import Imprint, ReceiptData
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.events import DESPITE_BLOCK, Attachment, CustodyEvent, Entry, EventKind, Private, Wanted
from tracer.errors import TracerError, UsageError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.recovery.claim_returns import ClaimReturns, NewReturn
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.hand_backs import HandBacks, NewHandBack
from tracer.records.recovery.values import ClaimReturn, HandBack, RecoveryError
from tracer.records.values import Asked

_Done = TypeVar("_Done", HandBack, ClaimReturn)
_OF_TAKER = ("identity", "name", DESPITE_BLOCK)
_Write = Callable[[CustodyWriter, str, str], None]
"""What is true exactly when the return is, given the event's id and the receipt's SHA-256."""


@dataclass(frozen=True, slots=True)
class HandingBack:
    """Who takes it and how that was checked. `said` is by whom, when and under which key, as for any event.

    `confirmation` is its id, or names the exhibit; for a claimant it is the claim's id. `despite_block` is why it goes
    back although a block stands on it.
    """

    confirmation: str
    said: Statement
    identity: str
    name: str
    seal: str | None = None
    despite_block: str | None = None


def hand_back(house: CustodyHouse, handing: HandingBack, asked: Asked) -> HandBack:
    """Hands it back. The same key again gives what it gave.

    The receipt is made first and kept as evidence, and its SHA-256 is in the ledger's event. Raises `UsageError`
    without an identity or a name, `RecoveryError` where the confirmation does not hold or a claim stands against it,
    and as `Ledger.append_many` does; nothing is recorded then.
    """
    key, handing = _keyed(handing)
    parts = house.records.part(HandBacks)

    def done() -> HandBack | None:
        found, of = parts.of_key(key), confirmation_id(house, handing.confirmation)
        return found and _same(house, handing, found, found.confirmation == of)

    def give() -> None:
        confirmed = house.records.part(Confirmations).find(confirmation_id(house, handing.confirmation))
        known = house.records.part(Confirmations).standing(confirmed.report) == "known"

        def write(writer: CustodyWriter, event: str, receipt: str) -> None:
            parts.write(writer, NewHandBack(key, confirmed.id, receipt), event, asked)

        _give(house, (confirmed.exhibit, _taker(confirmed.report.owner, known)), handing, asked, write)

    return _once(handing, done, give)


def hand_to_claimant(house: CustodyHouse, handing: HandingBack, asked: Asked) -> ClaimReturn:
    """Hands it to whom the claim that `handing` names was accepted of. The same key again gives what it gave.

    Raises as `hand_back` does, and `RecoveryError` where it was not said that the claimant may collect it.
    """
    key, handing = _keyed(handing)
    parts = house.records.part(ClaimReturns)

    def done() -> ClaimReturn | None:
        found = parts.of_key(key)
        return found and _same(house, handing, found, found.claim == handing.confirmation)

    def give() -> None:
        claim = house.records.part(Claims).find(handing.confirmation)
        for hindrance in parts.in_the_way(claim):
            raise hindrance
        known = house.records.part(Claims).reachable(claim)

        def write(writer: CustodyWriter, event: str, receipt: str) -> None:
            parts.write(writer, NewReturn(key, claim.id, receipt), event, asked)

        _give(house, (claim.exhibit, _taker(claim.person, known)), handing, asked, write)

    return _once(handing, done, give)


def _once(handing: HandingBack, done: Callable[[], _Done | None], give: Callable[[], None]) -> _Done:
    """What was handed back under the key, before or by this."""
    before = done()
    if before is not None:
        return before
    _require_taker(handing)
    try:
        give()
    except TracerError:
        # Where the same was sent at the same moment, and was first, it stands in the way of this.
        first = done()
        if first is None:
            raise
        return first
    return _there(done())


def _keyed(handing: HandingBack) -> tuple[str, HandingBack]:
    key = handing.said.key or uuid4().hex
    return key, replace(handing, said=replace(handing.said, key=key))


def _require_taker(handing: HandingBack) -> None:
    if not handing.identity.strip() or not handing.name.strip():
        raise UsageError("It is not said who takes it, or how that was checked.", "Give the name and the check made.")


def _taker(person: str, known: bool) -> str:
    """One who was erased has no key any more: for the ledger they are somebody without a history."""
    return person if known else f"owner:{uuid4().hex}"


def _give(house: CustodyHouse, goes: tuple[str, str], handing: HandingBack, asked: Asked, write: _Write) -> None:
    """Records that the exhibit went to somebody (`goes`), with its receipt, and what `write` writes with it."""
    exhibit, to = goes
    act = asking(house, exhibit, handing.said)
    event = _event(house, act, handing, to, asked)

    def also(writer: CustodyWriter, entries: tuple[Entry, ...]) -> None:
        write(writer, entries[0].id, event.attachments[0].sha256)

    blocks, said = standing_blocks(house, exhibit, handing.said.by), handing.said
    house.ledger.append_many([Wanted(event, said.key or "", said.expect, blocks, handed_back=True)], also)


def _event(house: CustodyHouse, act: Asking, handing: HandingBack, owner: str, asked: Asked) -> CustodyEvent:
    if act.time.at is None:
        raise UsageError("It is not said when it was handed back.", "Give the time.")
    kept = _receipt(house, act, handing, act.time.at, (owner, asked))
    texts = {name: Private(text, owner) for name, text in _said_of(handing).items()}
    return act.event(EventKind.RETURN, texts, to=owner, seal_before=handing.seal, attachments=(kept,))


def _receipt(house: CustodyHouse, act: Asking, handing: HandingBack, at: datetime, of: tuple[str, Asked]) -> Attachment:
    owner, asked = of
    (one,) = dossiers(house, [act.state.exhibit], None, asked)
    data = _data(house, one, handing, at)
    force = house.settings.force
    made = property_receipt(data, Imprint(house.now.replace(microsecond=0), handing.said.by, force, "", ""))
    return keep_receipt(house, made, owner)


def _data(house: CustodyHouse, one: Dossier, handing: HandingBack, at: datetime) -> ReceiptData:
    given = sheet(one)
    by = one.names.who(f"officer:{handing.said.by}")
    return ReceiptData("returned", handing.name.strip(), by, at, given.location, (given,), printed(house))


def _said_of(handing: HandingBack) -> dict[str, str]:
    """What is said of whoever takes it, by the name of each private text of the event."""
    said = {"identity": handing.identity, "name": handing.name, DESPITE_BLOCK: handing.despite_block or ""}
    return {name: text.strip() for name, text in said.items() if text.strip()}


def _same(house: CustodyHouse, handing: HandingBack, again: _Done, of_it: bool) -> _Done:
    """What was handed back under the key, where it was that (`of_it`) and to whom it is said now.

    Nothing of them is shown. Of a taker who was erased nobody can tell any more.
    """
    entry = house.ledger.entry_of_event(again.event or "")
    kept = {one.field: one.text for one in house.ledger.openings(entry) if one.field in _OF_TAKER}
    if not of_it or (kept and kept != _said_of(handing)) or entry.event.seal_before != handing.seal:
        raise RecoveryError("This key stands for another hand-back.", "Use a new key.")
    return again


def _there(done: _Done | None) -> _Done:
    if done is None:
        raise RecoveryError("The hand-back is not there.", "Look at the exhibit's history.")
    return done
