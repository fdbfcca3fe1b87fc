"""Confirming whose an exhibit is, on both engines: decision, audit and notice together or not at all; never edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from custody_ledgers import LABORATORY, event, exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, NOBODY, case, confirmed, decision

from api.custody_house import CustodyHouse
from api.usecases.recovery.send import preview
from tracer.custody.events import CustodyEvent
from tracer.errors import NotFoundError, RecordsError
from tracer.records import audit
from tracer.records.recovery import confirmations, entering
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.values import ClaimKind, Letter, MessageKind, NoticeState, RecoveryError, Settled
from tracer.records.values import Asked

MISTAKE = Asked("officer:KM", "the box shows another IMEI")


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def notices(house: CustodyHouse) -> list[tuple[str, str]]:
    return sorted((one.kind, one.state.value) for one in house.records.part(Outbox).every())


def acts(house: CustodyHouse, subject: str) -> list[str]:
    return [entry.act for entry in house.records.audit(subject)]


def test_it_writes_the_decision_the_audit_and_the_notice(house: CustodyHouse) -> None:
    told = confirmed(house)
    found = house.records.part(Confirmations).find(told.confirmation.id)
    assert found == told.confirmation
    assert (found.exhibit, found.report, found.by, found.reasons) == (exhibit(12), ADA, ASKED.actor, decision().reasons)
    assert notices(house) == [("confirmed", "waiting")]
    assert house.records.part(Outbox).find(told.notice or "").due == decision().due
    assert acts(house, found.id) == ["combined"]


@pytest.mark.parametrize(("module", "name"), [(audit, "note"), (entering, "enter"), (confirmations, "find")])
def test_a_failure_at_any_step_leaves_nothing(
    house: CustodyHouse, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RecordsError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, broken)
        with pytest.raises(RecordsError):
            confirmed(house)
    assert house.records.part(Confirmations).open() == ()
    assert notices(house) == []
    assert [entry for entry in house.records.audit() if entry.act == "combined"] == []
    assert confirmed(house).notice is not None


def test_the_same_key_again_is_the_same_decision(house: CustodyHouse) -> None:
    assert confirmed(house) == confirmed(house)
    assert len(notices(house)) == 1
    with pytest.raises(RecoveryError, match="another confirmation"):
        confirmed(house, number=13)
    with pytest.raises(RecoveryError, match="another confirmation"):
        house.records.part(Confirmations).confirm(replace(decision(), reasons=("another",)), ASKED)


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda house: confirmed(house, ADA, 12, "k2"), RecoveryError, "confirmed as the handset of"),
        (lambda house: confirmed(house, JONAH, 12, "k2"), RecoveryError, "confirmed as the handset of"),
        (lambda house: confirmed(house, NOBODY, 14, "k2"), NotFoundError, "No owner is known"),
        (lambda house: confirmed(house, JONAH, 99, "k2"), NotFoundError, "never booked"),
    ],
)
def test_what_is_refused(
    house: CustodyHouse, ask: Callable[[CustodyHouse], object], error: type[Exception], words: str
) -> None:
    confirmed(house)
    with pytest.raises(error, match=words):
        ask(house)
    assert len(house.records.part(Confirmations).open()) == 1


def test_an_exhibit_that_left_custody_is_refused(house: CustodyHouse) -> None:
    house.ledger.append(event("return", 12, to="owner:x", minutes=60), uuid4().hex)
    with pytest.raises(RecoveryError, match="has left custody"):
        confirmed(house)


def test_without_a_reason_nothing_is_confirmed(house: CustodyHouse) -> None:
    with pytest.raises(RecoveryError, match="No reason"):
        house.records.part(Confirmations).confirm(replace(decision(), reasons=()), ASKED)


def test_an_erased_owner_gets_no_notice_and_the_officer_is_told(house: CustodyHouse) -> None:
    house.records.erase_owner(ADA.owner, ASKED)
    told = confirmed(house)
    assert told.notice is None
    assert told.untold == entering.ERASED
    assert confirmed(house) == told
    assert notices(house) == []


def test_withdrawn_before_it_was_told_the_owner_hears_nothing(house: CustodyHouse) -> None:
    told = confirmed(house)
    done = house.records.part(Confirmations).withdraw(told.confirmation.id, MISTAKE)
    assert (done.notice, done.confirmation.withdrawn_why) == (None, MISTAKE.purpose)
    assert notices(house) == [("confirmed", "void")]
    assert acts(house, told.confirmation.id) == ["combined", "altered"]


def test_withdrawn_after_it_was_told_the_owner_hears_of_the_mistake(house: CustodyHouse) -> None:
    told = confirmed(house)
    outbox = house.records.part(Outbox)
    lease = outbox.lease(datetime.now(UTC))
    assert lease is not None
    outbox.sent(lease, datetime.now(UTC), "folder")
    assert house.records.part(Confirmations).withdraw(told.confirmation.id, MISTAKE).notice is not None
    assert notices(house) == [("confirmed", "sent"), ("mistaken", "waiting")]


def test_a_notice_that_may_be_on_its_way_counts_as_told(house: CustodyHouse) -> None:
    told = confirmed(house)
    house.records.part(Outbox).lease(datetime.now(UTC))
    assert house.records.part(Confirmations).withdraw(told.confirmation.id, MISTAKE).notice is not None


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
@pytest.mark.parametrize("for_good", [False, True])
def test_one_that_was_tried_counts_as_told_unless_it_was_refused(house: CustodyHouse, for_good: bool) -> None:
    told, outbox = confirmed(house), house.records.part(Outbox)
    lease = outbox.lease(datetime.now(UTC))
    assert lease is not None
    outbox.failed(lease, datetime.now(UTC), "no answer", for_good)
    done = house.records.part(Confirmations).withdraw(told.confirmation.id, MISTAKE)
    assert (done.notice is None) is for_good
    if done.notice is not None:
        assert "We may have told you that" in preview(house, done.notice).body


def test_withdrawn_once_it_is_over_and_the_exhibit_is_free(house: CustodyHouse) -> None:
    told = confirmed(house)
    parts = house.records.part(Confirmations)
    parts.withdraw(told.confirmation.id, MISTAKE)
    with pytest.raises(RecoveryError, match="was withdrawn"):
        parts.withdraw(told.confirmation.id, MISTAKE)
    with pytest.raises(RecoveryError, match="was withdrawn"):
        parts.ready(told.confirmation.id, ASKED)
    assert confirmed(house, JONAH, 12, "k2").confirmation.open
    assert [one.open for one in parts.of_exhibit(exhibit(12))].count(True) == 1


def test_ready_is_told_once(house: CustodyHouse) -> None:
    told = confirmed(house)
    parts = house.records.part(Confirmations)
    first = parts.ready(told.confirmation.id, ASKED)
    assert parts.ready(told.confirmation.id, ASKED) == first
    assert notices(house) == [("confirmed", "waiting"), ("ready", "waiting")]


RESTRICTED = event("restrict", 12, by="officer:KM", minutes=60)
LENT = event("lend", 12, to=LABORATORY, minutes=60)


@pytest.mark.parametrize(("happened", "words"), [(RESTRICTED, "needed as evidence"), (LENT, "lent to a laboratory")])
def test_what_cannot_leave_custody_is_not_ready(house: CustodyHouse, happened: CustodyEvent, words: str) -> None:
    told = confirmed(house)
    house.ledger.append(happened, "h1")
    with pytest.raises(RecoveryError, match=words) as refused:
        house.records.part(Confirmations).ready(told.confirmation.id, ASKED)
    assert refused.value.do
    assert house.records.part(Confirmations).find(told.confirmation.id).ready_at is None
    assert notices(house) == [("confirmed", "waiting")]


def test_while_a_claim_is_not_settled_it_is_not_ready(house: CustodyHouse) -> None:
    told, parts, claims = confirmed(house), house.records.part(Confirmations), house.records.part(Claims)
    refused, accepted = (claims.add(exhibit(12), ClaimKind.INSURER, {"who": "F"}, ASKED) for _ in range(2))
    for one, accept in ((refused, False), (accepted, True)):
        with pytest.raises(RecoveryError, match="not decided"):
            parts.ready(told.confirmation.id, ASKED)
        claims.decide(one.id, accept, ASKED)
    with pytest.raises(RecoveryError, match="was accepted"):
        parts.ready(told.confirmation.id, ASKED)


@pytest.mark.parametrize("kind", [MessageKind.NOT_MINE, MessageKind.COMPETING])
def test_until_an_owner_who_disputes_it_is_answered_it_is_not_ready(house: CustodyHouse, kind: MessageKind) -> None:
    told, parts, messages = confirmed(house), house.records.part(Confirmations), house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.QUESTION, "When?", "m1"))
    assert parts.hindrances(told.confirmation) == ()
    messages.write(ADA, Letter(kind, "My insurer paid.", "m2"))
    with pytest.raises(RecoveryError, match="The owner says"):
        parts.ready(told.confirmation.id, ASKED)
    replies, asked = house.records.part(Replies), messages.of_owner(ADA)[1].id
    replies.answer(asked, "The insurer wants nothing: it is yours.", ASKED, Settled.THEIRS)
    assert parts.ready(told.confirmation.id, ASKED).notice is not None


def test_a_denial_holds_the_phone_that_it_is_about_and_no_other(house: CustodyHouse) -> None:
    first, second = confirmed(house).confirmation, confirmed(house, ADA, 13, "k2").confirmation
    other = confirmed(house, JONAH, 14, "k3").confirmation
    parts, messages = house.records.part(Confirmations), house.records.part(Messages)
    messages.write(ADA, Letter(MessageKind.NOT_MINE, "Mine is blue.", "m1", second.id))
    with pytest.raises(RecoveryError, match="not theirs"):
        parts.ready(second.id, ASKED)
    assert parts.ready(first.id, ASKED).notice is not None
    with pytest.raises(NotFoundError, match="none of your phones"):
        messages.write(ADA, Letter(MessageKind.NOT_MINE, "That neither.", "m2", other.id))
    assert [one.about for one in messages.of_owner(ADA)] == [second.id]
    messages.write(ADA, Letter(MessageKind.NOT_MINE, "None of them.", "m3"))
    assert [len(parts.hindrances(one)) for one in (first, second, other)] == [1, 1, 0]


@pytest.mark.parametrize("house", ENGINES[:1], indirect=True)
def test_a_denial_holds_a_phone_that_was_confirmed_anew_for_the_same_report(house: CustodyHouse) -> None:
    parts, messages = house.records.part(Confirmations), house.records.part(Messages)
    first = confirmed(house).confirmation
    messages.write(ADA, Letter(MessageKind.NOT_MINE, "Mine is blue.", "m1", first.id))
    parts.withdraw(first.id, MISTAKE)
    anew, other = confirmed(house, ADA, 12, "k2").confirmation, confirmed(house, ADA, 13, "k3").confirmation
    assert [len(parts.hindrances(one)) for one in (anew, other)] == [1, 0]
    with pytest.raises(RecoveryError, match="not theirs"):
        parts.ready(anew.id, ASKED)


def test_a_phone_that_was_ready_and_stays_after_all_is_told_of_anew(house: CustodyHouse) -> None:
    told, parts = confirmed(house).confirmation, house.records.part(Confirmations)
    parts.update(told.id, ASKED)
    first = parts.ready(told.id, ASKED)
    held = parts.update(told.id, ASKED)
    assert held.confirmation.ready_at is None
    assert parts.update(told.id, ASKED).confirmation == held.confirmation
    assert parts.ready(told.id, ASKED).notice != first.notice
    kinds = [("confirmed", "waiting"), ("ready", "void"), ("ready", "waiting"), ("update", "waiting")]
    assert notices(house) == [*kinds, ("update", "waiting")]


def test_a_report_may_have_two_phones_and_each_goes_its_own_way(house: CustodyHouse) -> None:
    first, second = confirmed(house).confirmation, confirmed(house, ADA, 13, "k2").confirmation
    assert confirmed(house, ADA, 13, "k2").confirmation == second
    parts = house.records.part(Confirmations)
    assert {one.exhibit for one in parts.open()} == {exhibit(12), exhibit(13)}
    parts.ready(first.id, ASKED)
    assert parts.find(second.id).ready_at is None
    parts.withdraw(first.id, MISTAKE)
    assert parts.open() == (second,)
    assert notices(house) == [("confirmed", "void"), ("confirmed", "waiting"), ("ready", "void")]


def test_who_claims_is_closed_until_somebody_says_who_asks(house: CustodyHouse) -> None:
    claims = house.records.part(Claims)
    made = claims.add(exhibit(12), ClaimKind.INSURER, {"who": "Fictional Mutual"}, ASKED)
    assert claims.of_exhibit(exhibit(12)) == (made,)
    assert claims.read(made.id, ASKED) == {"who": "Fictional Mutual"}
    assert acts(house, made.id) == ["collected", "consulted"]
    decided = claims.decide(made.id, False, Asked("officer:AB", "the claim was never paid"))
    assert (decided.outcome, decided.decided_by, decided.decided_why) == (
        "refused",
        "officer:AB",
        "the claim was never paid",
    )
    with pytest.raises(RecoveryError, match="refused already"):
        claims.decide(made.id, True, ASKED)


def test_waiting_notices_are_counted(house: CustodyHouse) -> None:
    confirmed(house)
    counts = house.records.part(Outbox).counts()
    assert counts == {"waiting": 1, "sent": 0, "dead": 0, "void": 0}
    assert len(house.records.part(Outbox).every(NoticeState.WAITING)) == 1
