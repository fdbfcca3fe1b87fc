"""What a way to notify is: it takes a letter, or says whether to try again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from tracer.errors import TracerError


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one address. `id` is the same at every try, so that a receiver can leave out a second copy."""

    id: str
    to: str = field(repr=False)
    subject: str
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. `tls` is `starttls`, `tls` from the first byte, or `none`; `ca_file` has the authority it is
    checked with, where that is a force's own.
    """

    host: str
    port: int
    tls: str = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How notices are sent, as the settings say."""

    channel: str = "folder"
    sender: str | None = None
    folder: Path | None = None
    smtp: Smtp | None = None


class ChannelError(TracerError):
    """It did not go out just now, and may another time. The text names no address."""

    exit_code = 1


class RefusedLetterError(ChannelError):
    """It never will: the address or the letter itself is refused."""


class Channel(ABC):
    """One way to notify. Sending is at least once: after a failure nobody knows whether it arrived."""

    name: ClassVar[str]
    """What the settings call it."""

    @classmethod
    @abstractmethod
    def opened(cls, delivery: Delivery) -> Channel:
        """The channel as the settings say. Raises `ConfigurationError` when something is missing."""

    @abstractmethod
    def send(self, letter: Letter) -> None:
        """Sends it, and returns once somebody else has taken it over.

        Raises `RefusedLetterError` where that is for good, and `ChannelError` where it may be tried again.
        """
