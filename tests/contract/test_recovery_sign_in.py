"""Owners sign in with a code sent to the address we know; nobody learns whose a reference is; what they may then do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from custody_ledgers import event, record, seizure
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ADDRESSES, ASKED, JONAH, NOBODY, case, confirmed
from test_recovery_outbox import Post

from api.custody_house import CustodyHouse
from api.problems import TooOftenError
from api.usecases.recovery.owners_page import choose_slot, say, victim_status
from api.usecases.recovery.send import send_due
from api.usecases.recovery.sign_in import (
    REQUESTED,
    notice_is_ours,
    request_code,
    session_of,
    sign_in,
    sign_out,
)
from api.usecases.recovery.slot_words import in_words
from tracer.custody.events import Private
from tracer.errors import NotFoundError
from tracer.records.access import attempts
from tracer.records.access.values import AccessError
from tracer.records.recovery import victim_codes, victim_sessions
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import Letter, MessageKind, OwnerSession, RecoveryError
from tracer.recovery.report import Report
from tracer.recovery.status import Status


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[CustodyHouse]:
    with case(url, tmp_path) as found:
        yield found


def mail(house: CustodyHouse) -> Post:
    post = Post()
    send_due(house, post, lambda: datetime.now(UTC) + timedelta(seconds=1), lambda _: None)
    return post


def code_for(house: CustodyHouse, report: Report = ADA) -> str:
    request_code(house.records, report, "198.51.100.7")
    (letter,) = [one for one in mail(house).letters if "one-time code" in one.subject]
    assert letter.to == ADDRESSES[report]
    return letter.body.split("Your one-time code: ")[1].split()[0]


@pytest.fixture
def ada(house: CustodyHouse) -> OwnerSession:
    return sign_in(house.records, ADA, code_for(house), "198.51.100.7").session


def test_a_code_works_once_however_it_is_typed(house: CustodyHouse) -> None:
    code = code_for(house)
    begun = sign_in(house.records, Report("METROPOLITAN  police", " 01/7401/23"), f" {code.lower()} ", "198.51.100.7")
    session = session_of(house.records, begun.secret)
    assert session is not None
    assert session.report == ADA
    with pytest.raises(AccessError, match="do not go together"):
        sign_in(house.records, ADA, code, "198.51.100.7")
    sign_out(house.records, session)
    assert session_of(house.records, begun.secret) is None
    assert session_of(house.records, "x") is None


def statements(house: CustodyHouse, report: Report) -> list[str]:
    """What the database is asked while a code is requested."""
    engine, said = house.records.part(Confirmations).database.engine, []

    def hear(*args: object) -> None:
        said.append(str(args[2]))

    sa.event.listen(engine, "before_cursor_execute", hear)
    assert request_code(house.records, report, "198.51.100.7") == REQUESTED
    sa.event.remove(engine, "before_cursor_execute", hear)
    return said


def test_nobodys_reference_is_answered_with_the_same_words_and_work(house: CustodyHouse) -> None:
    house.records.erase_owner(JONAH.owner, ASKED)
    known = statements(house, ADA)
    assert statements(house, NOBODY) == known
    assert statements(house, JONAH) == known
    assert [letter.to for letter in mail(house).letters] == [ADDRESSES[ADA]]


def refused(house: CustodyHouse, report: Report, code: str, client: str = "198.51.100.9") -> str:
    with pytest.raises(AccessError) as error:
        sign_in(house.records, report, code, client)
    return str(error.value)


def test_every_refusal_has_the_same_words(house: CustodyHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_for(house)
    words = {refused(house, ADA, "2222-2222"), refused(house, NOBODY, code), refused(house, JONAH, code)}
    later = victim_codes.now() + victim_codes.LASTS
    monkeypatch.setattr(victim_codes, "now", lambda: later)
    assert len({*words, refused(house, ADA, code)}) == 1


@pytest.mark.parametrize("report", [ADA, NOBODY])
def test_tries_are_few_for_a_reference_and_for_an_address(house: CustodyHouse, report: Report) -> None:
    for _ in range(5):
        assert "do not go together" in refused(house, report, "2222-2222", "203.0.113.1")
    with pytest.raises(TooOftenError):
        sign_in(house.records, report, "2222-2222", "203.0.113.1")
    assert "do not go together" in refused(house, report, "2222-2222", "203.0.113.2")
    for _ in range(3):
        request_code(house.records, report, "203.0.113.3")
    with pytest.raises(TooOftenError):
        request_code(house.records, report, "203.0.113.4")


def test_one_address_cannot_ask_for_everybody(house: CustodyHouse) -> None:
    for number in range(20):
        request_code(house.records, Report("Metropolitan Police", f"02/{number}/23"), "203.0.113.1")
    with pytest.raises(TooOftenError):
        request_code(house.records, ADA, "203.0.113.1")


def test_no_code_stands_in_the_database(house: CustodyHouse) -> None:
    code = code_for(house).replace("-", "")
    with house.records.part(Confirmations).database.reading() as connection:
        for table in ("victim_code", "notice", "attempt"):
            assert code not in repr(connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        assert connection.execute(sa.text("SELECT count(*) FROM notice WHERE secret IS NOT NULL")).scalar() == 0


def test_a_session_is_short_and_ends_with_the_owners_data(house: CustodyHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = sign_in(house.records, ADA, code_for(house), "198.51.100.7")
    other = sign_in(house.records, JONAH, code_for(house, JONAH), "198.51.100.7")
    house.records.erase_owner(JONAH.owner, ASKED)
    assert session_of(house.records, other.secret) is None
    later = victim_sessions.now() + victim_sessions.LASTS
    monkeypatch.setattr(victim_sessions, "now", lambda: later)
    assert session_of(house.records, begun.secret) is None


def test_the_words_follow_what_is_recorded(house: CustodyHouse, ada: OwnerSession) -> None:
    def word() -> Status:
        (one,) = victim_status(house, ada).items
        return one.item.status

    assert word() is Status.REPORTED
    told = confirmed(house)
    assert word() is Status.RECOVERED
    house.records.part(Confirmations).ready(told.confirmation.id, ASKED)
    assert word() is Status.READY_TO_RETURN
    say(house, ada, Letter(MessageKind.COMPETING, "My insurer paid me.", "m1"))
    assert word() is Status.RECOVERED
    house.ledger.append(event("restrict", 12, by="officer:KM", minutes=60), "r1")
    assert word() is Status.HELD_AS_EVIDENCE
    house.records.part(Confirmations).withdraw(told.confirmation.id, ASKED)
    assert word() is Status.REPORTED


def test_nothing_of_anybody_else_is_shown(house: CustodyHouse, ada: OwnerSession) -> None:
    confirmed(house, JONAH, 13, "k2")
    say(house, ada, Letter(MessageKind.QUESTION, "When?", "m1"))
    page = repr(victim_status(house, ada))
    for hidden in ("exhibit:", "JT/", "HERON", "officer:", "store:", "S12", JONAH.reference):
        assert hidden not in page


def test_an_owner_writes_and_is_answered(house: CustodyHouse, ada: OwnerSession) -> None:
    say(house, ada, Letter(MessageKind.QUESTION, "Is the screen broken?", "m1"))
    say(house, ada, Letter(MessageKind.QUESTION, "Is the screen broken?", "m1"))
    say(house, ada, Letter(MessageKind.MINE, "The box says 35", "m2"))
    messages = house.records.part(Messages)
    assert messages.unanswered() == (ADA,)
    (asked, mine) = messages.read(ADA, ASKED)
    assert (asked.text, mine.kind) == ("Is the screen broken?", MessageKind.MINE)
    house.records.part(Replies).answer(asked.id, "No.", ASKED)
    with pytest.raises(RecoveryError, match="answered already"):
        house.records.part(Replies).answer(asked.id, "Yes.", ASKED)
    assert [one.answer for one in victim_status(house, ada).messages] == ["No.", None]
    assert [letter.subject for letter in mail(house).letters] == ["We answered what you wrote (01/7401/23)"]
    with messages.database.reading() as connection:
        assert "screen" not in repr(connection.execute(sa.text("SELECT * FROM victim_message")).all())
    house.records.erase_owner(ADA.owner, ASKED)
    assert messages.of_owner(ADA) == ()
    with pytest.raises(NotFoundError):
        messages.read(ADA, ASKED)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
def test_an_empty_or_endless_message_is_refused(house: CustodyHouse, ada: OwnerSession, text: str) -> None:
    with pytest.raises(RecoveryError):
        say(house, ada, Letter(MessageKind.QUESTION, text, "m1"))


def test_an_owner_chooses_among_the_times_offered_to_them(house: CustodyHouse, ada: OwnerSession) -> None:
    told, slots = confirmed(house), house.records.part(Slots)
    begins = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    times = [(begins + timedelta(hours=n), begins + timedelta(hours=n + 1)) for n in range(2)]
    first, second = slots.offer(told.confirmation.id, times, "Front counter", ASKED)
    same = [(begins + timedelta(microseconds=7), ends) for begins, ends in times]
    assert slots.offer(told.confirmation.id, [*same, *same], "Front counter", ASKED) == (first, second)
    with pytest.raises(NotFoundError):
        choose_slot(house, ada, first.id)
    house.records.part(Confirmations).ready(told.confirmation.id, ASKED)
    assert victim_status(house, ada).items[0].item.status is Status.READY_TO_RETURN
    choose_slot(house, ada, first.id)
    choose_slot(house, ada, second.id)
    assert [slot.chosen_at is not None for slot in slots.of(told.confirmation.id)] == [False, True]
    letters = [one for one in mail(house).letters if "collection time" in one.subject]
    assert [f"Your time: {in_words(second)}" in one.body.splitlines() for one in letters] == [True]
    choose_slot(house, ada, second.id)
    assert mail(house).letters == []
    house.ledger.append(event("restrict", 12, by="officer:KM", minutes=60), "r1")
    assert [one.slots for one in victim_status(house, ada).items] == [()]
    with pytest.raises(NotFoundError):
        choose_slot(house, ada, first.id)
    jonah = sign_in(house.records, JONAH, code_for(house, JONAH), "198.51.100.7").session
    with pytest.raises(NotFoundError):
        choose_slot(house, jonah, first.id)


def test_each_of_two_phones_is_spoken_of_by_its_make(house: CustodyHouse, ada: OwnerSession) -> None:
    first = confirmed(house).confirmation
    assert [one.which for one in victim_status(house, ada).items] == [None]
    private = {name: Private(text) for name, text in (("make", "Fictel"), ("model", "Nine"), ("imei", "35"))}
    record(house.ledger, seizure(15, private=private))
    second = confirmed(house, ADA, 15, "k2").confirmation
    house.records.part(Confirmations).ready(second.id, ASKED)
    shown = {one.id: (one.which, one.item.status) for one in victim_status(house, ada).items}
    assert shown[second.id] == ("Fictel Nine", Status.READY_TO_RETURN)
    assert shown[first.id] == ("make and model not noted", Status.RECOVERED)
    letters = {one.subject: one.body for one in mail(house).letters}
    assert "Which phone: Fictel Nine" in letters[f"Your phone is ready to return ({ADA.shown})"].splitlines()


def test_a_check_code_says_whether_a_notice_is_ours(house: CustodyHouse) -> None:
    confirmed(house)
    (letter,) = mail(house).letters
    code = letter.body.split("Check code: ")[1].split()[0]
    assert notice_is_ours(house.records, code, "198.51.100.7")
    for _ in range(9):
        assert not notice_is_ours(house.records, "2222-2222", "198.51.100.7")
    with pytest.raises(TooOftenError):
        notice_is_ours(house.records, code, "198.51.100.7")


def test_being_refused_does_not_prolong_the_wait(house: CustodyHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        request_code(house.records, ADA, "203.0.113.1")
    start = attempts.now()
    for minutes in (5, 10, 14):
        monkeypatch.setattr(attempts, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        with pytest.raises(TooOftenError):
            request_code(house.records, ADA, "203.0.113.1")
    monkeypatch.setattr(attempts, "now", lambda: start + timedelta(minutes=16))
    assert request_code(house.records, ADA, "203.0.113.1") == REQUESTED
