"""What is owed to owners: who has to be told by when, what is late, who cannot be told, and promises to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, case, confirmed, decision
from test_recovery_outbox import Post

from api.custody_house import CustodyHouse
from api.usecases.recovery import confirm
from api.usecases.recovery.due import returns
from api.usecases.recovery.send import send_due
from tracer.channels import RefusedLetterError
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import Letter, MessageKind, NoticeState, RecoveryError, ToldBy
from tracer.recovery.report import Report

LONG_AGO = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def send(house: CustodyHouse, at: datetime, post: Post | None = None) -> None:
    send_due(house, post or Post(), lambda: at, lambda _: None)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def test_late_comes_before_what_is_due(house: CustodyHouse) -> None:
    house.records.part(Confirmations).confirm(replace(decision(JONAH, 13, "k2"), due=date(2999, 1, 1)), ASKED)
    confirmed(house)
    found = returns(house).untold
    assert [(one.report, one.due, one.late, one.trouble) for one in found] == [
        (ADA, decision().due, True, ""),
        (JONAH, date(2999, 1, 1), False, ""),
    ]
    send(house, soon())
    assert returns(house).untold == ()
    assert len(returns(house).open) == 2


def test_what_could_not_be_sent_says_why(house: CustodyHouse) -> None:
    confirmed(house)
    send(house, soon(), Post(RefusedLetterError("The address is refused.")))
    (one,) = returns(house).untold
    assert (one.trouble, one.late) == ("The address is refused.", True)
    assert returns(house).counts["dead"] == 1


def test_an_owner_who_was_told_by_telephone_is_owed_nothing(house: CustodyHouse) -> None:
    told = confirmed(house)
    outbox, now = house.records.part(Outbox), datetime.now(UTC)
    with pytest.raises(RecoveryError, match="not given up"):
        outbox.told(told.notice or "", ToldBy.TELEPHONE, now, ASKED)
    send(house, soon(), Post(RefusedLetterError("No e-mail address came with the report.")))
    for never in (now + timedelta(days=1), LONG_AGO):
        with pytest.raises(RecoveryError, match="cannot have been told"):
            outbox.told(told.notice or "", ToldBy.TELEPHONE, never, ASKED)
    noted = outbox.told(told.notice or "", ToldBy.TELEPHONE, now, ASKED)
    assert (noted.state, noted.channel, noted.why) == (NoticeState.SENT, "telephone", None)
    assert (returns(house).untold, returns(house).counts["dead"]) == ((), 0)
    (entry,) = [one for one in house.records.audit(noted.id) if one.act == "disclosed"]
    assert entry.actor == ASKED.actor


def test_who_was_told_before_the_notice_went_out_gets_none(house: CustodyHouse) -> None:
    told, outbox, post = confirmed(house), house.records.part(Outbox), Post()
    notice, now = told.notice or "", datetime.now(UTC)
    with pytest.raises(RecoveryError, match="not given up") as raised:
        outbox.told(notice, ToldBy.TELEPHONE, now, ASKED)
    assert "Say why" in str(raised.value.do)
    lease = outbox.lease(now + timedelta(seconds=1))
    assert lease is not None
    with pytest.raises(RecoveryError, match="on its way just now"):
        outbox.told(notice, ToldBy.TELEPHONE, now, ASKED, "she rang us")
    outbox.failed(lease, now - timedelta(days=1), "The mail server is away.")
    noted = outbox.told(notice, ToldBy.TELEPHONE, now, ASKED, "she rang us")
    assert (noted.state, noted.channel, noted.leased_until) == (NoticeState.SENT, "telephone", None)
    send(house, soon(), post)
    assert (post.letters, returns(house).untold) == ([], ())
    (entry,) = [one for one in house.records.audit(notice) if one.act == "disclosed"]
    assert (entry.actor, entry.purpose) == (ASKED.actor, "she rang us")
    with pytest.raises(RecoveryError, match="it is sent"):
        outbox.told(notice, ToldBy.TELEPHONE, now, ASKED, "she rang us")


def test_an_owner_nobody_can_tell_is_listed(house: CustodyHouse) -> None:
    house.records.erase_owner(ADA.owner, ASKED)
    confirmed(house)
    (one,) = returns(house).untold
    assert "Nobody can be told" in one.trouble


def test_a_promise_is_due_until_it_is_kept_or_the_phone_is_ready(house: CustodyHouse) -> None:
    told = confirmed(house)
    send(house, soon())
    assert returns(house).untold == ()
    with house.records.part(Confirmations).database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE notice SET sent_at = '{LONG_AGO.isoformat(timespec='milliseconds')}'")
    (one,) = returns(house).untold
    assert (one.due, one.late) == (date(2024, 3, 15), True)
    assert confirm.update(house, told.confirmation.id, ASKED) == confirm.update(house, told.confirmation.id, ASKED)
    post = Post()
    send(house, soon(), post)
    assert ["still have your phone" in letter.body for letter in post.letters] == [True]
    assert returns(house).untold == ()
    confirm.ready(house, told.confirmation.id, ASKED)
    send(house, soon())
    assert returns(house).untold == ()


def test_who_waits_for_an_answer_is_named(house: CustodyHouse) -> None:
    report = Report("metropolitan police", "01/7401/23")
    house.records.part(Messages).write(report, Letter(MessageKind.QUESTION, "When?", "m1"))
    assert returns(house).unanswered == (report,)
