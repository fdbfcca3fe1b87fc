"""E-mail through a mail server (SMTP, RFC 5321)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tracer.channels._base import Channel, ChannelError, Delivery, Letter, RefusedLetterError, Smtp
from tracer.channels._message import checked_sender, message
from tracer.errors import ConfigurationError

SECONDS = 30.0
"""How long the server may be silent. Every step of sending together stays below the outbox's lease."""
_FOR_GOOD = range(500, 600)


@dataclass(frozen=True, slots=True)
class Email(Channel):
    """Notices as e-mail. Never in the clear where encryption is set: a server without it is refused."""

    sender: str
    smtp: Smtp
    seconds: float = SECONDS

    name = "email"

    @classmethod
    def opened(cls, delivery: Delivery) -> Email:
        """The mail server of the settings. Raises `ConfigurationError`."""
        if delivery.smtp is None:
            raise ConfigurationError("It is not set which mail server sends notices.", "Set TRACER_SMTP_HOST.")
        return cls(checked_sender(delivery.sender), delivery.smtp)

    def send(self, letter: Letter) -> None:
        """Hands it to the mail server."""
        made = message(letter, self.sender)
        try:
            with self._server() as server:
                server.send_message(made)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refused(next(iter(refused.recipients.values()))[0], "the address") from None
        except smtplib.SMTPAuthenticationError:
            raise ChannelError("The mail server refused the user name or the password.", "Mend the settings.") from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            raise _refused(refused.smtp_code, "the message") from None
        except smtplib.SMTPNotSupportedError:
            raise ChannelError("The mail server lacks encryption or sign-in.", "Mend TRACER_SMTP_TLS.") from None
        except smtplib.SMTPException as error:
            raise ChannelError(f"The mail server broke off ({type(error).__name__}).", "It is tried again.") from None
        except OSError as error:
            raise ChannelError(f"The mail server cannot be reached ({_told(error)}).", "It is tried again.") from None

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        server = self._connected()
        try:
            if self.smtp.username:
                server.login(self.smtp.username, self.smtp.password or "")
            yield server
            # The message is taken over by now: how the server parts does not matter.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        smtp = self.smtp
        if smtp.tls == "tls":
            return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=self.seconds, context=_context(smtp))
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=self.seconds)
        if smtp.tls == "starttls":
            try:
                server.starttls(context=_context(smtp))
            except BaseException:
                server.close()
                raise
        return server


def _context(smtp: Smtp) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=None if smtp.ca_file is None else str(smtp.ca_file))


def _refused(code: int, what: str) -> ChannelError:
    if code in _FOR_GOOD:
        return RefusedLetterError(f"The mail server refused {what} for good ({code}).", "Reach the owner otherwise.")
    return ChannelError(f"The mail server put off {what} ({code}).", "It is tried again.")


def _told(error: OSError) -> str:
    return error.strerror or type(error).__name__
