"""What whoever claims a phone is told: noted, decided, ready; as an owner is, and never before the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import LABORATORY, event, exhibit, record
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ADDRESSES, ASKED, case, confirmed
from test_recovery_outbox import START, Post

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import new_key
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, hand_to_claimant
from api.usecases.recovery.send import send_due
from tracer.channels import RefusedLetterError
from tracer.records.recovery.claim_returns import Appointment, ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.values import (
    Claim,
    ClaimKind,
    Letter,
    MessageKind,
    NoticeState,
    RecoveryError,
    ToldBy,
)
from tracer.records.values import Asked

MAIL = "claims@mutual.example.org"
SAID = {"who": "Fictional Mutual", "why": "it paid out", "email": MAIL}
NEVER_PAID = Asked("officer:AB", "Ada Fenn says that it never paid")


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def claimed(house: CustodyHouse, kind: ClaimKind = ClaimKind.INSURER) -> Claim:
    return house.records.part(Claims).add(exhibit(12), kind, SAID, ASKED)


def sent(house: CustodyHouse, error: Exception | None = None) -> list[tuple[str, str]]:
    """To whom what goes out now, in the order in which it goes."""
    post = Post(error)
    send_due(house, post, lambda: START, lambda _: None)
    return [(letter.to, letter.subject.partition(" (")[0]) for letter in post.letters]


def kinds(house: CustodyHouse, one: Claim) -> list[str]:
    return sorted(f"{each.kind} {each.state.value}" for each in house.records.part(Outbox).of_claim(one.id))


def test_a_claimant_is_told_of_each_step_once_the_owner_was(house: CustodyHouse) -> None:
    confirmed(house)
    one, claims = claimed(house), house.records.part(Claims)
    ada = ADDRESSES[ADA]
    assert sent(house) == [(ada, "Your phone has been recovered"), (MAIL, "Your claim to a phone is noted")]
    claims.decide(one.id, True, ASKED)
    assert sent(house) == [], "its owner was not told yet that it is to go to another"
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert kinds(house, one) == ["claim-accepted void", "claim-noted sent", "claim-ready waiting"]
    assert sent(house) == [(ada, "Somebody else claims your phone"), (MAIL, "The phone that you claimed is ready")]
    claims.change(one.id, False, NEVER_PAID)
    assert sent(house) == [
        (ada, "Your phone does not go to anybody else now"),
        (MAIL, "Your claim to a phone was refused"),
    ]


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_claimant_hears_once_that_they_have_to_wait_and_again_that_it_is_ready(house: CustodyHouse) -> None:
    told, one, returns = confirmed(house).confirmation, claimed(house), house.records.part(ClaimReturns)
    house.records.part(Claims).decide(one.id, True, ASKED)
    returns.ready(one.id, ASKED)
    sent(house)
    returns.arrange(one.id, Appointment(START, START + timedelta(hours=1), "the desk"), ASKED)
    messages = house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.QUESTION, "Which insurer?", "m1", told.id))
    assert (sent(house), _agreed(house, one)) == ([], True), "a question is no objection"
    messages.write(ADA, Letter(MessageKind.ONLY_MINE, "I paid them back.", "m2", told.id))
    messages.write(ADA, Letter(MessageKind.NOT_MINE, "Or is it?", "m3"))
    assert not _agreed(house, one)
    assert sent(house) == [(MAIL, "The phone that you claimed has to wait")]
    returns.ready(one.id, ASKED)
    assert sent(house) == [], "nobody has answered its owner"
    for each in messages.of_owner(ADA):
        decision = each.decisions[0] if each.decisions else None
        house.records.part(Replies).answer(each.id, "They showed us what they paid you.", ASKED, decision)
    returns.ready(one.id, ASKED)
    returns.ready(one.id, ASKED)
    assert sent(house)[-1] == (MAIL, "The phone that you claimed is ready")
    assert kinds(house, one).count("claim-ready sent") == 2


def _agreed(house: CustodyHouse, one: Claim) -> bool:
    back = house.records.part(ClaimReturns).of_claim(one.id)
    return back is not None and (back.begins, back.point) != (None, None)


def ready_and_agreed(house: CustodyHouse) -> Claim:
    one, returns = claimed(house), house.records.part(ClaimReturns)
    house.records.part(Claims).decide(one.id, True, ASKED)
    returns.ready(one.id, ASKED)
    assert sent(house)[-1] == (MAIL, "The phone that you claimed is ready")
    returns.arrange(one.id, Appointment(START, START + timedelta(hours=1), "the desk"), ASKED)
    return one


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
@pytest.mark.parametrize("kind", ["restrict", "lend", "claim"])
def test_whoever_was_told_that_it_is_ready_hears_once_that_it_is_held_up_whatever_holds_it(
    house: CustodyHouse, kind: str
) -> None:
    one, claims = ready_and_agreed(house), house.records.part(Claims)
    assert (sent(house), _agreed(house, one)) == ([], True)
    if kind == "claim":
        other = claims.add(exhibit(12), ClaimKind.BUYER, {"who": "x", "why": "y"}, ASKED)
    else:
        to = {"to": LABORATORY} if kind == "lend" else {}
        record(house.ledger, event(kind, 12, **to))
    assert sent(house) == [(MAIL, "The phone that you claimed has to wait")]
    assert (sent(house), _agreed(house, one)) == ([], False)
    assert house.records.part(Outbox).told_to_wait(one.id)
    if kind != "claim":
        return
    claims.decide(other.id, False, NEVER_PAID)
    assert sent(house) == [], "it is for an officer to say that it is ready"
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert sent(house) == [(MAIL, "The phone that you claimed is ready")]


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_claimant_hears_that_they_have_to_wait_for_what_nothing_records(house: CustodyHouse) -> None:
    one, returns = claimed(house), house.records.part(ClaimReturns)
    house.records.part(Claims).decide(one.id, True, ASKED)
    with pytest.raises(RecoveryError, match="not said that the claimant may collect it"):
        returns.stays(one.id, ASKED)
    returns.ready(one.id, ASKED)
    returns.arrange(one.id, Appointment(START, START + timedelta(hours=1), "the desk"), ASKED)
    assert sent(house) == [(MAIL, "The phone that you claimed is ready")]
    for _ in range(2):
        assert returns.stays(one.id, ASKED).begins is None
    assert sent(house) == [(MAIL, "The phone that you claimed has to wait")]
    returns.ready(one.id, ASKED)
    assert sent(house) == [(MAIL, "The phone that you claimed is ready")]


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_that_it_is_ready_does_not_go_out_once_it_is_held_up(house: CustodyHouse) -> None:
    one = claimed(house)
    house.records.part(Claims).decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    record(house.ledger, event("restrict", 12))
    assert sent(house) == [(MAIL, "The phone that you claimed has to wait")]
    assert kinds(house, one) == ["claim-accepted void", "claim-noted void", "claim-ready void", "claim-waits sent"]
    silent = house.records.part(Claims).add(exhibit(13), ClaimKind.BUYER, {"who": "x", "why": "y"}, ASKED)
    house.records.part(Claims).decide(silent.id, True, ASKED)
    returns = house.records.part(ClaimReturns)
    returns.ready(silent.id, ASKED)
    returns.arrange(silent.id, Appointment(START, START + timedelta(hours=1), "the desk"), ASKED)
    record(house.ledger, event("restrict", 13))
    assert (sent(house), _agreed(house, silent)) == ([], True), "nobody told them, so they may still come"


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_whoever_claimed_it_and_its_owner_hear_on_which_day_it_was_handed_over(house: CustodyHouse) -> None:
    confirmed(house)
    one, post = claimed(house), Post()
    new_key(house)
    house.records.part(Claims).decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    sent(house)
    said = Statement(by="JT", at="2023-10-24T16:10", key="back-1")
    hand_to_claimant(house, HandingBack(one.id, said, "their letter of authority", "Fictional Mutual"), ASKED)
    send_due(house, post, lambda: START, lambda _: None)
    assert {letter.to for letter in post.letters} == {MAIL, ADDRESSES[ADA]}
    for letter in post.letters:
        assert "Handed over: Tuesday 24 October 2023" in letter.body
    (theirs,) = [letter for letter in post.letters if letter.to == MAIL]
    assert "ring us at once" in " ".join(theirs.body.split()) and f"Claim: {one.reference}" in theirs.body
    for private in (ADA.reference, "Ada", "Mutual", "http", "letter of authority"):
        assert private not in theirs.subject + theirs.body, private


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_claimant_waits_for_an_owner_whom_no_notice_reached(house: CustodyHouse) -> None:
    told, one, outbox = confirmed(house).confirmation, claimed(house), house.records.part(Outbox)
    house.records.part(Claims).decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert sent(house, RefusedLetterError("No such mailbox.")) == []
    assert kinds(house, one) == ["claim-accepted void", "claim-noted void", "claim-ready waiting"]
    for each in outbox.of_confirmation(told.id):
        outbox.told(each.id, ToldBy.TELEPHONE, each.created_at, ASKED)
    assert sent(house) == [(MAIL, "The phone that you claimed is ready")]


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_whoever_was_told_that_it_is_ready_hears_that_it_is_not_though_its_owner_cannot_be_told(
    house: CustodyHouse,
) -> None:
    one, claims, outbox = claimed(house), house.records.part(Claims), house.records.part(Outbox)
    claims.decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    assert sent(house) == [(MAIL, "The phone that you claimed is ready")], "it was confirmed to be nobody's"
    confirmed(house)
    assert sent(house, RefusedLetterError("No such mailbox.")) == []
    silent = claims.add(exhibit(12), ClaimKind.BUYER, SAID, ASKED)
    claims.decide(silent.id, False, ASKED)
    claims.change(one.id, False, NEVER_PAID)
    assert sent(house) == [(MAIL, "Your claim to a phone was refused")]
    (waits,) = [each.id for each in outbox.of_claim(silent.id) if each.state is NoticeState.WAITING]
    assert (outbox.waits_for(silent.id), outbox.waits_for(one.id)) == ({waits: ADA.reference}, {})


def test_a_claim_accepted_again_is_told_once_its_owner_heard_that_again(house: CustodyHouse) -> None:
    confirmed(house)
    one, claims = claimed(house), house.records.part(Claims)
    claims.decide(one.id, True, ASKED)
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    sent(house)
    claims.change(one.id, False, NEVER_PAID)
    sent(house)
    claims.change(one.id, True, ASKED)
    assert sent(house) == [], "its owner last heard that it stays"
    house.records.part(ClaimReturns).ready(one.id, ASKED)
    again = [(ADDRESSES[ADA], "Somebody else claims your phone"), (MAIL, "The phone that you claimed is ready")]
    assert sent(house) == again


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_what_a_claimant_reads_names_nobody_and_is_noted_in_the_audit(house: CustodyHouse) -> None:
    one, post = claimed(house), Post()
    house.records.part(Claims).decide(one.id, False, NEVER_PAID)
    send_due(house, post, lambda: START, lambda _: None)
    (letter,) = post.letters
    for private in (ADA.reference, "Ada", "Mutual", "JT/12", "http", "@", NEVER_PAID.purpose):
        assert private not in letter.subject + letter.body, private
    assert f"Claim: {one.reference}" in letter.body and "Check code: " in letter.body
    (notice,) = [each for each in house.records.part(Outbox).of_claim(one.id) if each.state is NoticeState.SENT]
    (entry,) = [each for each in house.records.audit(notice.id) if each.act == "disclosed"]
    assert entry.purpose == f"to tell {one.person}"
    assert ("consulted", f"to send {notice.id}") in {(each.act, each.purpose) for each in house.records.audit(one.id)}


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_claimant_without_an_address_or_who_was_erased_gets_nothing(house: CustodyHouse) -> None:
    silent = house.records.part(Claims).add(exhibit(13), ClaimKind.BUYER, {"who": "x", "why": "y"}, ASKED)
    assert (silent.mailed, kinds(house, silent)) == (False, [])
    one = claimed(house)
    assert one.mailed
    house.records.erase_owner(one.person, ASKED)
    assert sent(house) == []
    assert kinds(house, one) == ["claim-noted dead"]
