"""Handing back, on both engines: receipt, ledger, confirmation, notice and audit are one act, or none of it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest
from custody_ledgers import event, exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, case, confirmed
from test_records_access import at_once

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.custody.receipts import drop_receipts, read_receipt, receipt_bytes
from api.usecases.custody.record import Statement
from api.usecases.custody.verify import verify
from api.usecases.recovery import hand_back as use_case
from api.usecases.recovery.hand_back import HandingBack, hand_back
from api.usecases.recovery.send import preview
from tracer.custody.events import EventKind, RefusedError, Status, Wanted
from tracer.errors import EvidenceError, NotFoundError, RecordsError, UsageError
from tracer.records import audit
from tracer.records.recovery import entering, hand_backs
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.hand_backs import HandBacks
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.values import ClaimKind, Letter, MessageKind, RecoveryError, Settled
from tracer.records.values import Asked

WHERE = exhibit(12)


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        new_key(found)
        yield found


@pytest.fixture
def handing(house: CustodyHouse) -> HandingBack:
    said = Statement(by="JT", at="2023-10-24T16:10", key="back-1")
    return HandingBack(confirmed(house).confirmation.id, said, "passport, and the code sent to her", "Ada Fenn")


def everything(house: CustodyHouse) -> tuple[object, ...]:
    """All that a hand-back could change."""
    notices = [(one.kind, one.state) for one in house.records.part(Outbox).every()]
    acts = [(entry.act, entry.subject) for entry in house.records.audit() if entry.act != "consulted"]
    state = house.ledger.state(WHERE)
    return house.ledger.size(), state, notices, acts, house.records.part(Confirmations).of_exhibit(WHERE)


def test_it_is_one_act(house: CustodyHouse, handing: HandingBack) -> None:
    done = hand_back(house, handing, ASKED)
    state = house.ledger.state(WHERE)
    assert (state.status, state.holder) == (Status.RETURNED, ADA.owner)
    entry = house.ledger.entry_of_event(done.event)
    assert entry.event.kind is EventKind.RETURN
    assert [one.sha256 for one in entry.event.attachments] == [done.receipt]
    assert {one.field: one.text for one in house.ledger.openings(entry, ASKED)} == {
        "identity": handing.identity,
        "name": handing.name,
    }
    assert house.records.part(Confirmations).find(handing.confirmation).returned_at is not None
    (told,) = [
        one for one in house.records.part(Outbox).of_confirmation(handing.confirmation) if one.kind == "returned"
    ]
    assert "Handed over: Tuesday 24 October 2023" in preview(house, told.id).body
    assert [one.act for one in house.records.audit(handing.confirmation)] == ["combined", "disclosed"]
    assert house.records.part(HandBacks).of_confirmation(handing.confirmation) == done
    assert house.ledger.verify().good
    kept = receipt_bytes(house, done.receipt, ADA.owner)
    assert kept is not None
    words = pypdfium2.PdfDocument(kept)[0].get_textpage().get_text_range()
    assert "Receipt for property returned" in words
    assert "Ada Fenn" in words


def test_of_the_same_sent_several_times_at_one_moment_one_hands_it_back(
    house: CustodyHouse, handing: HandingBack
) -> None:
    """Each says no time, and so a time of its own."""
    untimed = replace(handing, said=replace(handing.said, at=None))
    done = at_once(lambda _: hand_back(house, untimed, ASKED))
    assert len(set(done)) == 1
    history = house.ledger.history(WHERE)
    assert [entry.event.kind for entry in history].count(EventKind.RETURN) == 1
    assert [one.act for one in house.records.audit(handing.confirmation)] == ["combined", "disclosed"]
    with pytest.raises(RecoveryError, match="another hand-back"):
        hand_back(house, replace(untimed, name="Jonah Fenn"), ASKED)


@pytest.mark.parametrize("older", [False, True])
def test_an_erased_owner_takes_the_receipt_along(house: CustodyHouse, handing: HandingBack, older: bool) -> None:
    """Kept under their own key, or as receipts once were: under that of the installation."""
    done = hand_back(house, handing, ASKED)
    if older:
        kept = receipt_bytes(house, done.receipt, ADA.owner)
        assert kept is not None
        house.evidence.remove(done.receipt)
        house.evidence.put(BytesIO(kept))
    assert receipt_bytes(house, done.receipt, ADA.owner) is not None
    found = verify(house)
    assert (found.problems, found.attachments, found.erased) == ((), 1, 0)
    house.records.erase_owner(ADA.owner, ASKED)
    drop_receipts(house, ADA.owner)
    assert receipt_bytes(house, done.receipt, ADA.owner) is None
    with pytest.raises(EvidenceError):
        house.evidence.open(done.receipt)
    found = verify(house)
    assert (found.problems, found.attachments, found.erased) == ((), 0, 1)
    with pytest.raises(NotFoundError, match="was erased"):
        read_receipt(house, done.receipt, ADA.owner, ASKED)


def test_the_same_key_again_is_the_same_hand_back(house: CustodyHouse, handing: HandingBack) -> None:
    done = hand_back(house, handing, ASKED)
    before = everything(house)
    assert hand_back(house, handing, ASKED) == done
    assert everything(house) == before
    with pytest.raises(RecoveryError, match="another hand-back"):
        hand_back(house, replace(handing, confirmation="confirmation:other"), ASKED)


def failing(*_args: object, **_kwargs: object) -> None:
    raise RecordsError("The disk is full.")


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (use_case, "property_receipt"),
        (use_case, "dossiers"),
        (hand_backs, "find"),
        (hand_backs, "check_unopposed"),
        (hand_backs, "insert"),
        (hand_backs, "update"),
        (hand_backs, "audit"),
        (entering, "tell"),
        (entering, "enter"),
    ],
)
def test_a_failure_at_any_step_leaves_none_of_it(
    house: CustodyHouse, handing: HandingBack, monkeypatch: pytest.MonkeyPatch, where: object, name: str
) -> None:
    before = everything(house)
    with monkeypatch.context() as patch:
        broken = SimpleNamespace(Act=audit.Act, note=failing) if name == "audit" else failing
        patch.setattr(where, name, broken)
        with pytest.raises(RecordsError):
            hand_back(house, handing, ASKED)
    assert everything(house) == before
    assert house.records.part(HandBacks).of_key("back-1") is None
    assert hand_back(house, handing, ASKED).confirmation == handing.confirmation


def test_when_the_ledger_refuses_nothing_else_is_written(house: CustodyHouse, handing: HandingBack) -> None:
    house.ledger.append_many([Wanted(event("return", 12, to="owner:x", minutes=60), "elsewhere", handed_back=True)])
    before = everything(house)
    with pytest.raises(RefusedError):
        hand_back(house, handing, ASKED)
    assert everything(house) == before


def test_a_withdrawn_confirmation_or_a_claim_stops_it(house: CustodyHouse, handing: HandingBack) -> None:
    claims = house.records.part(Claims)
    claim = claims.add(WHERE, ClaimKind.INSURER, {"who": "Fictional Mutual"}, ASKED)
    before = everything(house)
    with pytest.raises(RecoveryError, match="not decided"):
        hand_back(house, handing, ASKED)
    assert everything(house) == before
    claims.decide(claim.id, True, Asked("officer:AB", "it paid out"))
    with pytest.raises(RecoveryError, match="was accepted"):
        hand_back(house, handing, ASKED)
    house.records.part(Confirmations).withdraw(handing.confirmation, ASKED)
    with pytest.raises(RecoveryError, match="holds no more"):
        hand_back(house, handing, ASKED)
    assert house.ledger.state(WHERE).status is Status.HELD


def test_an_owner_who_says_it_is_not_theirs_stops_it_until_answered(house: CustodyHouse, handing: HandingBack) -> None:
    messages = house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.NOT_MINE, "I have mine.", "m1"))
    before = everything(house)
    with pytest.raises(RecoveryError, match="not theirs"):
        hand_back(house, handing, ASKED)
    assert everything(house) == before
    replies, asked = house.records.part(Replies), messages.of_owner(ADA)[0].id
    replies.answer(asked, "The one you have is another: this is yours.", ASKED, Settled.THEIRS)
    assert hand_back(house, handing, ASKED).confirmation == handing.confirmation


def test_one_of_two_phones_of_a_report_goes_back_and_the_other_stays(house: CustodyHouse, handing: HandingBack) -> None:
    other = confirmed(house, ADA, 13, "k2").confirmation
    hand_back(house, handing, ASKED)
    assert house.records.part(Confirmations).open() == (other,)
    assert [one.kind for one in house.records.part(Outbox).of_confirmation(other.id)] == ["confirmed"]
    said = replace(handing.said, key="back-2", at="2023-10-24T16:20")
    assert hand_back(house, replace(handing, confirmation=other.id, said=said), ASKED).confirmation == other.id


@pytest.mark.parametrize("left_out", ["identity", "name"])
def test_it_is_said_who_takes_it_and_how_that_was_checked(
    house: CustodyHouse, handing: HandingBack, left_out: str
) -> None:
    with pytest.raises(UsageError):
        hand_back(house, replace(handing, **{left_out: " "}), ASKED)


def test_a_blocked_phone_waits_unless_it_is_said_why_it_goes(
    house: CustodyHouse, handing: HandingBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_case, "standing_blocks", lambda *_: ("Blocked by the maker since 3 Oct 2023",))
    before = everything(house)
    with pytest.raises(RefusedError, match="cannot go back yet"):
        hand_back(house, handing, ASKED)
    assert everything(house) == before
    hand_back(house, replace(handing, despite_block="the maker lifts it in the shop"), ASKED)
    assert house.ledger.state(WHERE).status is Status.RETURNED


def test_an_erased_owner_is_somebody_without_a_history(house: CustodyHouse, handing: HandingBack) -> None:
    house.records.erase_owner(ADA.owner, ASKED)
    done = hand_back(house, handing, ASKED)
    assert house.ledger.state(WHERE).holder != ADA.owner
    assert done.confirmation == handing.confirmation
