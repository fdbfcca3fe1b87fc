"""E-mail against a real mail server that refuses, puts off, breaks off, lies or is not there."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from mail_server import MailBox, certificate, mail_server

from tracer.channels import ChannelError, Letter, RefusedLetterError, Smtp
from tracer.channels.email import Email

LETTER = Letter("notice.1", "ada.fenn@example.org", "Your phone has been recovered", "Good news.\n")
SENDER = "returns@force.example"


def email(box: MailBox, **smtp: object) -> Email:
    said: dict[str, object] = {"tls": "none", **smtp}
    return Email(SENDER, Smtp("localhost", box.port, **said), 5.0)  # type: ignore[arg-type]


def why(channel: Email) -> ChannelError:
    with pytest.raises(ChannelError) as error:
        channel.send(LETTER)
    assert "example.org" not in str(error.value)
    return error.value


@pytest.mark.parametrize("step", ["replies_to_rcpt", "replies_to_data"])
@pytest.mark.parametrize("reply", ["550 no such user ada.fenn@example.org", "552 too big", "554 5.7.1 spam"])
def test_a_refusal_for_good_is_final(step: str, reply: str) -> None:
    with mail_server(MailBox(**{step: [reply]})) as box:  # type: ignore[arg-type]
        error = why(email(box))
        assert isinstance(error, RefusedLetterError)
        assert reply[:3] in str(error)
        assert box.taken == []


@pytest.mark.parametrize("step", ["replies_to_rcpt", "replies_to_data"])
@pytest.mark.parametrize("reply", ["450 4.2.0 greylisted, come back later", "451 try again", "452 full"])
def test_one_that_is_put_off_is_taken_the_next_time(step: str, reply: str) -> None:
    with mail_server(MailBox(**{step: [reply]})) as box:  # type: ignore[arg-type]
        assert not isinstance(why(email(box)), RefusedLetterError)
        email(box).send(LETTER)
        assert len(box.taken) == 1


def test_a_connection_that_breaks_in_the_message_may_be_tried_again() -> None:
    with mail_server(MailBox(drop_in_data=1)) as box:
        assert not isinstance(why(email(box)), RefusedLetterError)
        email(box).send(LETTER)
        assert [message["Message-ID"] for message in box.taken] == ["<notice.1@force.example>"]


def test_once_it_is_taken_it_does_not_matter_how_the_server_parts() -> None:
    with mail_server(MailBox(drop_at_quit=True)) as box:
        email(box).send(LETTER)
        assert len(box.taken) == 1


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be reached" in str(why(Email(SENDER, Smtp("127.0.0.1", port, "none"), 5.0)))


def test_a_server_that_says_nothing_is_given_up_on() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mute = Email(SENDER, Smtp("127.0.0.1", silent.getsockname()[1], "none"), 0.2)
        assert not isinstance(why(mute), RefusedLetterError)


def test_with_starttls_nothing_is_sent_in_the_clear() -> None:
    with mail_server() as box:
        assert "lacks encryption" in str(why(email(box, tls="starttls")))
        assert box.taken == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with mail_server(tls_context=context) as box:
        assert not isinstance(why(email(box, tls="starttls")), RefusedLetterError)
        assert box.taken == []
        email(box, tls="starttls", ca_file=authority).send(LETTER)
        assert len(box.taken) == 1


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with mail_server(ssl_context=context) as box:
        email(box, tls="tls", ca_file=authority).send(LETTER)
        assert box.to == [LETTER.to]


def test_it_signs_in_where_that_is_set(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path)
    with mail_server(tls_context=context, auth_required=True) as box:
        safe = {"tls": "starttls", "ca_file": authority, "username": "returns"}
        email(box, **safe, password="hush-hush").send(LETTER)
        assert (len(box.taken), box.users[-1]) == (1, "returns")
        error = why(email(box, **safe, password="wrong"))
        assert not isinstance(error, RefusedLetterError)
        assert "wrong" not in repr(email(box, **safe, password="wrong"))
