"""Give a phone back to its owner: identity, receipt, ledger, report, notice and audit are one act, or none of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.papers import Dossier, dossiers, printed, sheet
from api.usecases.custody.record import Asking, Statement, asking
from api.usecases.recovery.confirm import confirmation_id
from tracer.custody.documents._input import Imprint, ReceiptData
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.events import DESPITE_BLOCK, Attachment, CustodyEvent, Entry, EventKind, Private, Wanted
from tracer.errors import UsageError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.hand_backs import HandBacks, NewHandBack
from tracer.records.recovery.values import Confirmation, HandBack, RecoveryError
from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class HandingBack:
    """Who takes it and how that was checked. `said` is by whom, when and under which key, as for any event.

    `confirmation` is its id, or names the exhibit. `despite_block` is why it goes back although a block stands on it.
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
    key = handing.said.key or uuid4().hex
    parts = house.records.part(HandBacks)
    again = parts.of_key(key)
    if again is not None:
        return _same(again, confirmation_id(house, handing.confirmation))
    if not handing.identity.strip() or not handing.name.strip():
        raise UsageError("It is not said who takes it, or how that was checked.", "Give the name and the check made.")
    confirmed = house.records.part(Confirmations).find(confirmation_id(house, handing.confirmation))
    act = asking(house, confirmed.exhibit, handing.said)
    event = _event(house, act, handing, confirmed, asked)

    def also(writer: CustodyWriter, entries: tuple[Entry, ...]) -> None:
        new = NewHandBack(key, confirmed.id, event.attachments[0].sha256)
        parts.write(writer, new, entries[0].id, asked)

    blocks = standing_blocks(house, confirmed.exhibit, handing.said.by)
    house.ledger.append_many([Wanted(event, key, handing.said.expect, blocks, handed_back=True)], also)
    done = parts.of_key(key)
    if done is None:
        raise RecoveryError("The hand-back is not there.", "Look at the exhibit's history.")
    return done


def _event(
    house: CustodyHouse, act: Asking, handing: HandingBack, confirmed: Confirmation, asked: Asked
) -> CustodyEvent:
    if act.time.at is None:
        raise UsageError("It is not said when it was handed back.", "Give the time.")
    kept = _receipt(house, act, handing, act.time.at, asked)
    # One who was erased has no key any more: for the ledger they are somebody without a history.
    known = house.records.part(Confirmations).standing(confirmed.report) == "known"
    owner = confirmed.report.owner if known else f"owner:{uuid4().hex}"
    texts = {"identity": Private(handing.identity.strip(), owner), "name": Private(handing.name.strip(), owner)}
    if handing.despite_block is not None and handing.despite_block.strip():
        texts[DESPITE_BLOCK] = Private(handing.despite_block.strip())
    return act.event(EventKind.RETURN, texts, to=owner, seal_before=handing.seal, attachments=(kept,))


def _receipt(house: CustodyHouse, act: Asking, handing: HandingBack, at: datetime, asked: Asked) -> Attachment:
    (one,) = dossiers(house, [act.state.exhibit], None, asked)
    data = _data(house, one, handing, at)
    force = house.settings.force
    made = property_receipt(data, Imprint(house.now.replace(microsecond=0), handing.said.by, force, "", ""))
    kept = house.evidence.put(BytesIO(made))
    return Attachment(kept.sha256, kept.size, "application/pdf")


def _data(house: CustodyHouse, one: Dossier, handing: HandingBack, at: datetime) -> ReceiptData:
    place = sheet(one).location or "police property store"
    by = one.names.who(f"officer:{handing.said.by}")
    return ReceiptData("returned", handing.name.strip(), by, at, place, (sheet(one),), printed(house))


def _same(again: HandBack, confirmation: str) -> HandBack:
    if again.confirmation != confirmation:
        raise RecoveryError("This key stands for another hand-back.", "Use a new key.")
    return again
