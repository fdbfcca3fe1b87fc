"""A folder of `.eml` files, for a force whose own gateway picks them up, or for a look at what would be sent."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from tracer.channels._base import Channel, ChannelError, Delivery, Letter
from tracer.channels._message import checked_sender, message
from tracer.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Folder(Channel):
    """One file a letter, whole or not at all. The same letter again takes the same file's place."""

    sender: str
    folder: Path

    name = "folder"

    @classmethod
    def opened(cls, delivery: Delivery) -> Folder:
        """The folder of the settings, made if need be. Raises `ConfigurationError`."""
        if delivery.folder is None:
            raise ConfigurationError("It is not set into which folder notices go.", "Set TRACER_NOTIFY_FOLDER.")
        try:
            delivery.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The folder {delivery.folder} cannot be made ({error.strerror}).",
                "Set TRACER_NOTIFY_FOLDER to another.",
            ) from error
        return cls(checked_sender(delivery.sender), delivery.folder)

    def send(self, letter: Letter) -> None:
        """Writes the file."""
        made = message(letter, self.sender).as_bytes()
        place = self.folder / f"{re.sub(r'[^A-Za-z0-9-]', '-', letter.id)}.eml"
        draft = self.folder / f".{place.name}.{secrets.token_hex(4)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
        except OSError as error:
            raise ChannelError(f"The folder cannot be written ({error.strerror}).", "It is tried again.") from None
        finally:
            draft.unlink(missing_ok=True)
