"""What leaves custody stays out, its record stays open, and a handset leaves only once its block was lifted."""

from __future__ import annotations

import dataclasses

import pytest
from custody_ledgers import LABORATORY, STORE, event, reason
from custody_stories import (
    AB,
    BOOKED,
    DISPOSED,
    FIRST,
    KM,
    KNOWN,
    RESTRICTED,
    RETURNED,
    SECOND,
    WITHDRAWN,
    codes,
    follow,
)

from tracer.custody.events import Attachment, CustodyEvent, Private, Refusal, RefusalCode, Status
from tracer.custody.leaving import Claimed, Owed
from tracer.custody.rules import check


def test_a_handset_goes_back_once_its_block_is_lifted_or_it_is_said_why() -> None:
    known = dataclasses.replace(KNOWN, blocks=("Blocked by Heron Mobile (stolen) since 2 Oct 2023",))
    back = event("return", to="owner:1")
    (refusal,) = check(follow(BOOKED), back, known)
    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.STILL_BLOCKED
    assert "Blocked by Heron Mobile (stolen) since 2 Oct 2023." in refusal.what
    assert "--despite-block" in refusal.do
    why = {"despite_block": Private("the list's owner has closed down")}
    assert codes(BOOKED, dataclasses.replace(back, private=why), known) == []
    assert codes(BOOKED, back) == []
    assert codes(BOOKED, event("move", location=STORE), known) == []


AUTHORISED = event("authorise_disposal", by=KM)
LEAVING = {
    "return": (BOOKED, event("return", to="owner:1")),
    "authorise_disposal": (BOOKED, AUTHORISED),
    "dispose": ((*BOOKED, AUTHORISED), event("dispose")),
}
OWED = {
    "its owner waits for it": (Owed("confirmation:1"), "confirmed", "/returns/of/confirmation:1"),
    "a claim is not decided": (
        Owed(claims=(Claimed("insurer", "owner:9", False),)),
        "claimed",
        "tracer returns decide",
    ),
    "a claim was accepted": (Owed(claims=(Claimed("insurer", "owner:9", True),)), "claimed", "--to owner:9"),
}


@pytest.mark.parametrize("leaving", LEAVING)
@pytest.mark.parametrize(("owed", "code", "do"), OWED.values(), ids=OWED.keys())
def test_what_somebody_is_owed_leaves_in_no_other_way(leaving: str, owed: Owed, code: str, do: str) -> None:
    before, said = LEAVING[leaving]
    assert codes(before, said) == []
    (refusal,) = check(follow(before), said, dataclasses.replace(KNOWN, owed=owed))
    assert isinstance(refusal, Refusal)
    assert (refusal.code.value, do in refusal.do) == (code, True)
    assert codes(BOOKED, event("move", location=STORE), dataclasses.replace(KNOWN, owed=owed)) == []


def test_it_goes_back_to_whose_claim_was_accepted() -> None:
    known = dataclasses.replace(KNOWN, owed=OWED["a claim was accepted"][0])
    assert codes(BOOKED, event("return", to="owner:9"), known) == []
    both = Owed(claims=(Claimed("insurer", "owner:9", True), Claimed("innocent buyer", "owner:8", False)))
    assert codes(BOOKED, event("return", to="owner:9"), dataclasses.replace(KNOWN, owed=both)) == ["claimed"]


@pytest.mark.parametrize("leaving", LEAVING)
def test_what_is_needed_as_evidence_stays_until_its_restriction_is_lifted(leaving: str) -> None:
    before, said = LEAVING[leaving]
    kept = (*before, *RESTRICTED[1:])
    refusal = check(follow(kept), said, KNOWN)[0]
    assert isinstance(refusal, Refusal)
    assert (refusal.code, "lift-restriction JT/12" in refusal.do) == (RefusalCode.RESTRICTED, True)
    lifted = (*kept, event("lift_restriction", by=KM, private=reason("the trial has ended")))
    assert not follow(lifted).restricted
    # Leave to dispose of it, given before it was needed, does not come back.
    assert codes(lifted, said) == (["not_authorised"] if leaving == "dispose" else [])


LEFT = {"returned": RETURNED, "disposed of": DISPOSED, "withdrawn": WITHDRAWN}
SAID_LATER = {
    "the time of the booking": event("correct", corrects=FIRST, minutes=-5),
    "who held it before": event("correct", corrects=FIRST, holder=AB),
    "where it was before": event("correct", corrects=FIRST, location=STORE),
    "the seal it had": event("correct", corrects=FIRST, seal_after="S21"),
    "the time of what closed it": event("correct", corrects=SECOND, minutes=8),
    "a seal found": event("correct", corrects=SECOND, seal_before="S12"),
}


@pytest.mark.parametrize("left", ["returned", "disposed of"])
@pytest.mark.parametrize("said", SAID_LATER.values(), ids=SAID_LATER.keys())
def test_what_was_recorded_can_be_corrected_after_it_left_and_possession_stays(left: str, said: CustodyEvent) -> None:
    before = follow(LEFT[left])
    known = dataclasses.replace(KNOWN, events=frozenset({said.corrects or ""}))
    assert codes(LEFT[left], said, known) == (["gap"] if said.holder else [])
    then = follow((*LEFT[left], said))
    assert (then.status, then.holder, then.location, then.awaiting) == (
        before.status,
        before.holder,
        before.location,
        None,
    )
    assert then.sequence == before.sequence + 1


def test_it_can_be_corrected_to_which_owner_it_went() -> None:
    then = follow((*RETURNED, event("correct", corrects=SECOND, to="owner:2")))
    assert (then.status, then.holder) == (Status.RETURNED, "owner:2")


BACK = {
    "returned, and an officer has it": (RETURNED, event("correct", corrects=SECOND, holder=AB)),
    "returned, and a store has it": (RETURNED, event("correct", corrects=SECOND, holder=STORE)),
    "returned, and it lies in a store": (RETURNED, event("correct", corrects=SECOND, location=STORE)),
    "disposed of, and an officer has it": (DISPOSED, event("correct", corrects=f"{3:032x}", holder=AB)),
    "disposed of, and an owner has it": (DISPOSED, event("correct", corrects=f"{3:032x}", holder="owner:1")),
    "disposed of, and it lies in a store": (DISPOSED, event("correct", corrects=f"{3:032x}", location=STORE)),
    "withdrawn, and an officer has it": (WITHDRAWN, event("correct", corrects=FIRST, holder=AB)),
}


@pytest.mark.parametrize(("before", "said"), BACK.values(), ids=BACK.keys())
def test_no_correction_brings_back_what_left_custody(before: tuple[CustodyEvent, ...], said: CustodyEvent) -> None:
    known = dataclasses.replace(KNOWN, events=frozenset({said.corrects or ""}))
    (refusal,) = check(follow(before), said, known)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, "book it anew" in refusal.do) == (RefusalCode.CLOSED, True)


@pytest.mark.parametrize("left", ["returned", "disposed of", "still here"])
def test_an_explanation_moves_nothing(left: str) -> None:
    doubted = (*BOOKED, event("attach", by=AB, holder=AB, attachments=(Attachment("a" * 64, 1, "image/png"),)))
    closing = {
        "returned": (event("return", by=AB, minutes=9, to="owner:1"),),
        "disposed of": (event("authorise_disposal", by=KM), event("dispose", by=AB, minutes=9)),
        "still here": (),
    }
    before = (*doubted, *closing[left])
    said = event("explain", by=KM, explains=("gap",), private=reason("I wrote it down late."), holder=LABORATORY)
    assert codes(before, said) == []
    there, then = follow(before), follow((*before, said))
    assert then.unexplained == ()
    for name in ("status", "holder", "keeper", "location", "awaiting", "seal", "last_moved"):
        assert getattr(then, name) == getattr(there, name)


def test_a_withdrawn_booking_is_not_held() -> None:
    found = follow(WITHDRAWN)
    assert (found.status, found.closed) == (Status.WITHDRAWN, True)
    assert follow((*BOOKED, event("correct", corrects=FIRST, private=reason("a slip")))).status is Status.HELD
