"""A letter as an Internet message (RFC 5322): plain text alone, and headers that nothing can be smuggled into."""

from __future__ import annotations

from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tracer.channels._base import Letter, RefusedLetterError
from tracer.errors import ConfigurationError

_LONGEST_ADDRESS = 254


def message(letter: Letter, sender: str) -> EmailMessage:
    """The message. Raises `RefusedLetterError` where the address is none."""
    made = EmailMessage(policy=SMTP)
    made["From"] = address(sender)
    try:
        made["To"] = address(letter.to)
        made["Subject"] = letter.subject
    except (ValueError, IndexError, MessageError) as error:
        # The reason is left out because it repeats the address.
        raise RefusedLetterError("The address in the report is no e-mail address.", "Ask the owner for one.") from error
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = f"<{letter.id}@{made['From'].addresses[0].domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return made


def address(text: str) -> Address:
    """One address and nothing beside it. Raises `ValueError`, `IndexError` or `MessageError`."""
    text = text.strip()
    if len(text) > _LONGEST_ADDRESS or not text.isprintable() or any(letter in text for letter in ' ,;<>"()[]\\'):
        raise ValueError("no address")
    found = Address(addr_spec=text)
    if not found.username or "." not in found.domain.strip("."):
        raise ValueError("no address")
    return found


def checked_address(text: str) -> str:
    """One address as it is written to. Raises `ValueError` where it is none."""
    try:
        return str(address(text).addr_spec)
    except (IndexError, MessageError) as error:
        raise ValueError("no address") from error


def checked_sender(sender: str | None) -> str:
    """The sender's address. Raises `ConfigurationError` where there is none."""
    try:
        return str(address(sender or "").addr_spec)
    except (ValueError, IndexError, MessageError) as error:
        raise ConfigurationError(
            "It is not set from which address notices come.", "Set TRACER_NOTIFY_FROM, such as returns@force.example."
        ) from error
