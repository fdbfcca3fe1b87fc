"""The outbox on both engines: one lease at a time, taken up when a worker dies, tried again, given up in sight."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from mail_server import MailBox, mail_server
from records_databases import ENGINES, VAULT, fresh_url
from recovery_case import ADA, ADDRESSES, ASKED, JONAH, case, confirmed

from api.custody_house import CustodyHouse
from api.settings import read_settings
from api.usecases.recovery.send import preview, send_due
from tracer.channels import Channel, ChannelError, Delivery, Letter, RefusedLetterError, Smtp, channel
from tracer.errors import NotFoundError
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.recovery.outbox import LASTS, Outbox
from tracer.records.recovery.values import NoticeState, RecoveryError
from tracer.recovery.schedule import TRIES, wait_after

# Far enough ahead of the moment the tests are collected that notices made much later in the run are due then.
START = datetime.now(UTC) + timedelta(hours=6)


class Post(Channel):
    """A channel that keeps what it was given, and fails as it is told to."""

    name = "post"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.letters: list[Letter] = []

    @classmethod
    def opened(cls, delivery: Delivery) -> Post:  # noqa: ARG003 - the port's signature
        return cls()

    def send(self, letter: Letter) -> None:
        if self.error is not None:
            raise self.error
        self.letters.append(letter)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[CustodyHouse]:
    with case(url, tmp_path) as found:
        yield found


def test_one_worker_has_a_notice_until_the_lease_ends(house: CustodyHouse) -> None:
    confirmed(house)
    outbox = house.records.part(Outbox)
    first = outbox.lease(START)
    assert first is not None
    assert outbox.lease(START + LASTS - timedelta(milliseconds=1)) is None
    second = outbox.lease(START + LASTS)
    assert second is not None
    assert (second.notice.id, second.token == first.token) == (first.notice.id, False)
    assert outbox.failed(first, START + LASTS, "too late") is NoticeState.WAITING
    assert outbox.find(first.notice.id).attempts == 0


def test_a_late_worker_that_did_send_is_believed(house: CustodyHouse) -> None:
    confirmed(house)
    outbox = house.records.part(Outbox)
    first = outbox.lease(START)
    assert first is not None
    second = outbox.lease(START + LASTS)
    assert second is not None
    outbox.sent(first, START + LASTS, "folder")
    assert outbox.failed(second, START + LASTS, "no answer") is NoticeState.SENT
    assert outbox.lease(START + 2 * LASTS) is None


def test_failures_wait_ever_longer_and_end_as_a_dead_letter(house: CustodyHouse) -> None:
    confirmed(house)
    outbox, at, waits = house.records.part(Outbox), START, []
    for number in range(1, TRIES + 1):
        lease = outbox.lease(at)
        assert lease is not None
        state = outbox.failed(lease, at, f"no answer {number}")
        assert outbox.lease(at) is None
        wait = wait_after(number)
        if wait is not None:
            assert state is NoticeState.WAITING
            assert outbox.lease(at + wait - timedelta(milliseconds=1)) is None
            waits.append(wait)
            at += wait
    found = outbox.every(NoticeState.DEAD)[0]
    assert (found.attempts, found.why) == (TRIES, f"no answer {TRIES}")
    assert waits == sorted(waits)
    assert outbox.lease(at + timedelta(days=30)) is None


def test_an_officer_puts_a_dead_letter_back(house: CustodyHouse) -> None:
    confirmed(house)
    outbox = house.records.part(Outbox)
    (outcome,) = send_due(house, Post(RefusedLetterError("The address is refused.")), lambda: START, lambda _: None)
    assert (outcome.state, outcome.why) == (NoticeState.DEAD, "The address is refused.")
    assert outbox.retry(outcome.notice, START, ASKED).attempts == 0
    with pytest.raises(RecoveryError, match="not given up"):
        outbox.retry(outcome.notice, START, ASKED)
    with pytest.raises(NotFoundError):
        outbox.retry("notice:0", START, ASKED)
    assert [one.state for one in send_due(house, Post(), lambda: START, lambda _: None)] == [NoticeState.SENT]
    assert "altered" in [entry.act for entry in house.records.audit(outcome.notice)]


def test_it_goes_to_the_address_of_the_report_with_a_code_that_can_be_checked(house: CustodyHouse) -> None:
    told, post = confirmed(house), Post()
    send_due(house, post, lambda: START, lambda _: None)
    (letter,) = post.letters
    assert letter.to == ADDRESSES[ADA]
    code = letter.body.split("Check code: ")[1].split()[0]
    found = house.records.part(Outbox).of_check_code(f" {code.lower()} ")
    assert found is not None
    assert found.id == told.notice
    assert house.records.part(Outbox).of_check_code("2222-2222") is None
    assert preview(house, found.id).body == letter.body
    assert [entry.act for entry in house.records.audit(found.id)] == ["disclosed"]
    consulted = [entry for entry in house.records.audit(ADA.owner) if entry.act == "consulted"]
    assert [entry.actor for entry in consulted] == ["tracer notify"]


@pytest.mark.parametrize("error", [ChannelError("No answer."), ZeroDivisionError("ada.fenn@example.org")])
def test_one_that_fails_does_not_keep_the_others(house: CustodyHouse, error: Exception) -> None:
    confirmed(house)
    confirmed(house, JONAH, 13, "k2")
    outcomes = send_due(house, Post(error), lambda: START, lambda _: None)
    assert [one.state for one in outcomes] == [NoticeState.WAITING] * 2
    assert not any("@" in (one.why or "") for one in outcomes)


def test_an_owner_erased_meanwhile_is_a_dead_letter_that_says_so(house: CustodyHouse) -> None:
    confirmed(house)
    house.records.erase_owner(ADA.owner, ASKED)
    (outcome,) = send_due(house, Post(), lambda: START, lambda _: None)
    assert outcome.state is NoticeState.DEAD
    assert "erased" in (outcome.why or "")


def test_over_a_real_mail_server_that_is_greylisting_it_arrives_at_the_second_try(house: CustodyHouse) -> None:
    told = confirmed(house)
    with mail_server(MailBox(replies_to_rcpt=["450 4.2.0 greylisted"])) as box:
        email = channel(Delivery("email", "returns@force.example", None, Smtp("127.0.0.1", box.port, "none")))
        (first,) = send_due(house, email, lambda: START, lambda _: None)
        assert (first.state, first.why) == (NoticeState.WAITING, "The mail server put off the address (450).")
        (second,) = send_due(house, email, lambda: START + timedelta(minutes=1), lambda _: None)
        assert second.state is NoticeState.SENT
    (message,) = box.taken
    assert box.to == [ADDRESSES[ADA]]
    assert message["Message-ID"] == f"<{(told.notice or '').replace(':', '.')}@force.example>"
    assert "Crime reference: 01/7401/23" in message.get_content()


def hang_while_sending(url: str, folder: str, at: datetime, holding: Event) -> None:
    """A worker's process that is in the middle of sending until it is killed."""

    class Stuck(Post):
        def send(self, letter: Letter) -> None:  # noqa: ARG002 - the port's signature
            holding.set()
            time.sleep(600)

    records = Records.open(url, VAULT)
    home = CustodyHouse(read_settings({"TRACER_HOME": folder}), records, EvidenceStore(Path(folder), VAULT), None)  # type: ignore[arg-type]
    send_due(home, Stuck(), lambda: at, lambda _: None)


def test_the_notice_of_a_killed_worker_is_taken_up(house: CustodyHouse, url: str, tmp_path: Path) -> None:
    told = confirmed(house)
    context = multiprocessing.get_context("spawn")
    holding = context.Event()
    worker = context.Process(target=hang_while_sending, args=(url, str(tmp_path), START, holding))
    worker.start()
    assert holding.wait(60)
    assert house.records.part(Outbox).lease(START) is None
    worker.kill()
    worker.join()
    post = Post()
    assert send_due(house, post, lambda: START + LASTS, lambda _: None)[0].notice == told.notice
    assert len(post.letters) == 1


def test_many_workers_at_once_send_each_notice_once(house: CustodyHouse, url: str) -> None:
    confirmed(house)
    for number, report in ((13, JONAH),):
        confirmed(house, report, number, f"k{number}")
    for one in house.records.part(Outbox).every():
        assert one.state is NoticeState.WAITING

    def work(_: int) -> list[str]:
        records = Records.open(url, VAULT)
        outbox, mine = records.part(Outbox), []
        while (lease := outbox.lease(START)) is not None:
            mine.append(lease.notice.id)
            outbox.sent(lease, START, "post")
        records.close()
        return mine

    with ThreadPoolExecutor(6) as pool:
        sent = Counter(notice for mine in pool.map(work, range(6)) for notice in mine)
    assert sorted(sent.values()) == [1, 1]
