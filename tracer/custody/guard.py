"""What a ledger's key is allowed to sign: nothing that would show two histories, and nothing of another ledger."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from tracer.custody import canonical, checkpoint, statement
from tracer.custody.note import NoteError
from tracer.custody.safely import write_safely
from tracer.errors import ConfigurationError, TracerError

_STATEMENTS = (statement.BUNDLE, statement.NEXT_KEY)


class SigningRefusedError(TracerError):
    """The key does not sign this: it would contradict what it signed before."""

    exit_code = 1


@dataclass(frozen=True)
class Guard:
    """Remembers, in a file of its own, the newest checkpoint that a key has signed.

    Keep the file with the key and not with the ledger: a ledger that is set back to an older copy then cannot have its
    shorter or different history signed.
    """

    origin: str
    memory: Path

    def allow(self, text: str) -> None:
        """Returns when the text may be signed; what it says of the ledger's size is then remembered.

        Raises SigningRefusedError.
        """
        if text.partition("\n")[0] in _STATEMENTS:
            self._allow_statement(text)
            return
        try:
            asked = checkpoint.parse(text)
        except NoteError:
            raise SigningRefusedError("The text is neither a checkpoint nor a statement of a ledger.") from None
        self._require_own(asked.origin)
        with FileLock(f"{self.memory}.lock"):
            self._require_newer(asked)
            self._remember(asked)

    def _allow_statement(self, text: str) -> None:
        try:
            value = statement.parse(text.partition("\n")[0], text)
        except TracerError as error:
            raise SigningRefusedError(error.what) from None
        self._require_own(value.get("ledger"))

    def _require_own(self, origin: object) -> None:
        if origin != self.origin:
            raise SigningRefusedError(f"The key is for the ledger {self.origin} alone.", "Use that ledger's own key.")

    def _require_newer(self, asked: checkpoint.Checkpoint) -> None:
        last = self._last()
        if asked.size < last["size"]:
            raise SigningRefusedError(
                f"The key has signed for {last['size']} entries already, and the ledger now has {asked.size}.",
                "The ledger was set back: restore its newest copy.",
            )
        if asked.size == last["size"] and base64.b64encode(asked.root).decode() != last["root"]:
            raise SigningRefusedError(
                f"The key has signed another history of {asked.size} entries.", "The ledger was altered: find out how."
            )

    def _last(self) -> dict[str, Any]:
        try:
            data = self.memory.read_bytes()
        except FileNotFoundError:
            return {"size": -1, "root": ""}
        except OSError as error:
            raise ConfigurationError(f"{self.memory} cannot be read: {error.strerror}.") from None
        try:
            found = canonical.decode(data)
            return {"size": int(found["size"]), "root": str(found["root"])}
        except (TracerError, LookupError, TypeError, ValueError):
            raise ConfigurationError(f"{self.memory} is damaged.", "Write the newest published checkpoint's.") from None

    def _remember(self, asked: checkpoint.Checkpoint) -> None:
        root = base64.b64encode(asked.root).decode("ascii")
        write_safely(self.memory, canonical.encode({"size": asked.size, "root": root}))
