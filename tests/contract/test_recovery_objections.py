"""That a phone is not theirs, or somebody else claims it, ends that it is ready, and is answered with a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, case, confirmed

from api.custody_house import CustodyHouse
from api.usecases.recovery.owners_page import OwnersItem, victim_status
from tracer.records import audit
from tracer.records.part import now
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import (
    Confirmation,
    Letter,
    Message,
    MessageKind,
    OwnerSession,
    RecoveryError,
    Settled,
)
from tracer.recovery.status import Status

DISPUTES = (MessageKind.NOT_MINE, MessageKind.COMPETING)
THEIRS, NOT_THEIRS = Settled.THEIRS, Settled.NOT_THEIRS


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def chosen(house: CustodyHouse) -> Confirmation:
    """A phone of Ada's that is ready, with the time at which she comes for it."""
    told, slots = confirmed(house).confirmation, house.records.part(Slots)
    house.records.part(Confirmations).ready(told.id, ASKED)
    [slot] = slots.offer(told.id, [(now() + timedelta(days=1), now() + timedelta(days=2))], "the desk", ASKED)
    slots.choose(ADA, slot.id)
    return told


def written(house: CustodyHouse, kind: MessageKind, about: str | None, key: str = "m1") -> Message:
    messages = house.records.part(Messages)
    messages.write(ADA, Letter(kind, "Mine is blue.", key, about))
    return messages.of_owner(ADA)[-1]


def answered(house: CustodyHouse, one: Message, decision: Settled | None) -> None:
    house.records.part(Replies).answer(one.id, "It has the number that you gave us.", ASKED, decision)


def seen(house: CustodyHouse) -> OwnersItem:
    (one,) = victim_status(house, OwnerSession("s", ADA, "csrf", now())).items
    return one


@pytest.mark.parametrize("kind", DISPUTES)
def test_an_objection_ends_that_it_is_ready_and_the_time_chosen(house: CustodyHouse, kind: MessageKind) -> None:
    told, parts = chosen(house), house.records.part(Confirmations)
    said = written(house, kind, told.id)
    assert parts.find(told.id).ready_at is None
    assert house.records.part(Slots).chosen() == ()
    states = {one.kind: one.state.value for one in house.records.part(Outbox).of_confirmation(told.id)}
    assert states == {"confirmed": "waiting", "ready": "void", "chosen": "void"}
    answered(house, said, THEIRS)
    assert (seen(house).item.status, seen(house).slots) == (Status.RECOVERED, ())
    assert parts.ready(told.id, ASKED).notice is not None
    assert [slot.chosen_at for slot in seen(house).slots] == [None], "they choose anew"


def test_an_objection_ends_nothing_for_another_phone_of_the_report(house: CustodyHouse) -> None:
    first, parts = chosen(house), house.records.part(Confirmations)
    second = confirmed(house, ADA, 13, "k2").confirmation
    written(house, MessageKind.NOT_MINE, second.id)
    assert parts.find(first.id).ready_at is not None
    written(house, MessageKind.NOT_MINE, None, "m2")
    assert parts.find(first.id).ready_at is None, "what is about none is about all of them"


@pytest.mark.parametrize("kind", [MessageKind.QUESTION, MessageKind.MINE, MessageKind.ONLY_MINE])
def test_what_is_no_objection_ends_nothing_and_is_answered_with_no_decision(
    house: CustodyHouse, kind: MessageKind
) -> None:
    told = chosen(house)
    said = written(house, kind, told.id)
    assert house.records.part(Confirmations).find(told.id).ready_at is not None
    assert said.decisions == ()
    with pytest.raises(RecoveryError, match="nothing to decide"):
        answered(house, said, NOT_THEIRS)
    answered(house, said, None)
    assert house.records.part(Confirmations).find(told.id).open


@pytest.mark.parametrize("kind", DISPUTES)
def test_no_answer_clears_an_objection_without_what_was_decided(house: CustodyHouse, kind: MessageKind) -> None:
    told, parts = confirmed(house).confirmation, house.records.part(Confirmations)
    said = written(house, kind, told.id)
    assert said.decisions == (THEIRS, NOT_THEIRS)
    with pytest.raises(RecoveryError, match="not said what was decided"):
        answered(house, said, None)
    assert len(parts.hindrances(told)) == 1
    answered(house, said, THEIRS)
    (read,) = house.records.part(Messages).of_owner(ADA)
    assert (read.decision, read.decisions, parts.hindrances(told)) == (THEIRS, (), ())
    (noted,) = [one for one in house.records.audit(said.id) if one.act == audit.Act.DISCLOSED]
    assert noted.details["decision"] == THEIRS.value


def test_that_it_is_not_theirs_takes_the_confirmation_back_with_the_answer(house: CustodyHouse) -> None:
    told, parts = chosen(house), house.records.part(Confirmations)
    other = confirmed(house, ADA, 13, "k2").confirmation
    answered(house, written(house, MessageKind.NOT_MINE, told.id), NOT_THEIRS)
    found = parts.find(told.id)
    assert (found.withdrawn_by, found.open) == (ASKED.actor, False)
    assert "says that the phone is not theirs" in str(found.withdrawn_why)
    assert parts.find(other.id).open
    kinds = {(one.kind, one.state.value) for one in house.records.part(Outbox).every()}
    assert ("answered", "waiting") in kinds
    assert ("mistaken", "waiting") not in kinds, "nothing had gone out"


def test_a_phone_whose_confirmation_was_taken_back_before_leaves_nothing_to_decide(house: CustodyHouse) -> None:
    told, parts = confirmed(house).confirmation, house.records.part(Confirmations)
    said = written(house, MessageKind.NOT_MINE, told.id)
    parts.withdraw(told.id, ASKED)
    (read,) = house.records.part(Messages).of_owner(ADA)
    assert (read.waits, read.decisions) == (True, ())
    answered(house, said, None)
    assert house.records.part(Messages).unanswered() == ()


def test_a_denial_of_a_phone_that_was_confirmed_anew_takes_that_back(house: CustodyHouse) -> None:
    told, parts = confirmed(house).confirmation, house.records.part(Confirmations)
    said = written(house, MessageKind.NOT_MINE, told.id)
    parts.withdraw(told.id, ASKED)
    anew = confirmed(house, ADA, 12, "k2").confirmation
    answered(house, said, NOT_THEIRS)
    assert (parts.find(anew.id).open, anew.exhibit) == (False, exhibit(12))
