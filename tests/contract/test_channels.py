"""What every way to notify must do, met by each that is in the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from mail_server import mail_server

from tracer.channels import Channel, ChannelError, Delivery, Letter, RefusedLetterError, Smtp, channel, channels
from tracer.errors import ConfigurationError

LETTER = Letter("notice.1", "ada.fenn@example.org", "Your phone has been recovered", "Good news – été.\n.\n\nEnd\n")
SENDER = "returns@force.example"


@dataclass(frozen=True)
class Opened:
    """A channel, what arrived by it, and the settings it was opened with."""

    channel: Channel
    arrived: Callable[[], list[EmailMessage]]
    delivery: Delivery


@contextmanager
def email(_folder: Path) -> Iterator[Opened]:
    with mail_server() as box:
        delivery = Delivery("email", SENDER, None, Smtp("127.0.0.1", box.port, "none"))
        yield Opened(channel(delivery), lambda: box.taken, delivery)


@contextmanager
def folder(folder: Path) -> Iterator[Opened]:
    delivery = Delivery("folder", SENDER, folder / "notices")

    def arrived() -> list[EmailMessage]:
        found: list[Any] = [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in (folder / "notices").iterdir()
        ]
        return found

    yield Opened(channel(delivery), arrived, delivery)


OPENING = {"email": email, "folder": folder}


def test_every_channel_meets_this_suite() -> None:
    assert set(channels()) == set(OPENING)


@pytest.fixture(params=sorted(OPENING))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    with OPENING[request.param](tmp_path) as found:
        yield found


def test_a_letter_arrives_as_it_is(opened: Opened) -> None:
    opened.channel.send(LETTER)
    (message,) = opened.arrived()
    assert (message["To"], message["From"], message["Subject"]) == (LETTER.to, SENDER, LETTER.subject)
    assert message["Message-ID"] == "<notice.1@force.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message.get_content_type(), message.is_multipart()) == ("text/plain", False)
    assert message.get_content().splitlines() == LETTER.body.splitlines()


def test_the_same_letter_again_can_be_told_by_its_id(opened: Opened) -> None:
    opened.channel.send(LETTER)
    opened.channel.send(LETTER)
    assert {message["Message-ID"] for message in opened.arrived()} == {"<notice.1@force.example>"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@localhost",
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: x",
        "a@example.org,b@example.org",
        "Ada <a@example.org>",
        "a b@example.org",
        "a@example.org\u202e",
        "a@example.org\x00",
        "a@b@example.org",
        "x" * 300 + "@example.org",
        '"a\\"@example.org',
    ],
)
def test_what_is_no_single_address_is_refused_without_repeating_it(opened: Opened, address: str) -> None:
    with pytest.raises(RefusedLetterError) as error:
        opened.channel.send(replace(LETTER, to=address))
    assert "example.org" not in str(error.value)
    assert opened.arrived() == []


def test_a_subject_smuggles_nothing_in(opened: Opened) -> None:
    with pytest.raises(RefusedLetterError):
        opened.channel.send(replace(LETTER, subject="Hello\r\nBcc: everybody@example.org"))
    assert opened.arrived() == []


@pytest.mark.parametrize("sender", [None, "", "nobody", "a@example.org\nBcc: b@example.org"])
def test_without_a_sender_it_is_not_opened(opened: Opened, sender: str | None) -> None:
    with pytest.raises(ConfigurationError, match="TRACER_NOTIFY_FROM"):
        channel(replace(opened.delivery, sender=sender))


def test_without_its_own_settings_it_is_not_opened(opened: Opened) -> None:
    with pytest.raises(ConfigurationError, match="TRACER_"):
        channel(replace(opened.delivery, folder=None, smtp=None))


def test_a_letter_shows_neither_address_nor_words_by_accident() -> None:
    assert "example.org" not in repr(LETTER)
    assert "Good news" not in repr(LETTER)


def test_an_unknown_channel_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="email, folder"):
        channel(Delivery("pigeon", SENDER))


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    with folder(tmp_path) as opened:
        (tmp_path / "notices").rmdir()
        with pytest.raises(ChannelError, match="cannot be written"):
            opened.channel.send(LETTER)


def test_a_letter_in_a_folder_takes_the_place_of_itself(tmp_path: Path) -> None:
    with folder(tmp_path) as opened:
        opened.channel.send(LETTER)
        opened.channel.send(LETTER)
        assert [path.name for path in (tmp_path / "notices").iterdir()] == ["notice-1.eml"]
