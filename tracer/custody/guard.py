"""What a ledger's key is allowed to sign: nothing that would show two histories, and nothing of another ledger."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tracer import merkle
from tracer.custody import canonical, checkpoint, statement
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.note import NoteError
from tracer.custody.safely import write_safely
from tracer.errors import ConfigurationError, TracerError

Prove = Callable[[int, int], Sequence[bytes]]
"""The ledger's consistency proof from an old size to a new one (RFC 9162 section 2.1.4)."""
Grown = Callable[[Checkpoint, Checkpoint], bool]
"""Whether the history of an older checkpoint begins that of a newer one."""

_STATEMENTS = (statement.BUNDLE, statement.NEXT_KEY)


class SigningRefusedError(TracerError):
    """The key does not sign this: it would contradict what it signed before."""

    exit_code = 1


@dataclass(frozen=True)
class Guard:
    """Remembers, in a file of its own, the newest checkpoint that a key has signed.

    Keep the file with the key and not with the ledger: a ledger that is set back to an older copy then cannot have its
    shorter or different history signed, nor one that went on differently from there.
    """

    origin: str
    memory: Path

    @property
    def last(self) -> Checkpoint | None:
        """What was signed last; None before anything was. Raises `ConfigurationError` where that cannot be read."""
        try:
            data = self.memory.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigurationError(f"{self.memory} cannot be read: {error.strerror}.") from None
        try:
            found = canonical.decode(data)
            return Checkpoint(self.origin, int(found["size"]), base64.b64decode(str(found["root"]), validate=True))
        except (TracerError, LookupError, TypeError, ValueError):
            raise ConfigurationError(f"{self.memory} is damaged.", "Write the newest published checkpoint's.") from None

    def allow(self, text: str, grown: Grown) -> None:
        """Returns when the text may be signed; what it says of the ledger's size is then remembered.

        `grown` is asked where the ledger has more entries than when its key last signed. Raises SigningRefusedError.
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
            self._require_newer(asked, grown)
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

    def _require_newer(self, asked: Checkpoint, grown: Grown) -> None:
        last = self.last
        if last is None:
            return
        if asked.size < last.size:
            raise SigningRefusedError(
                f"The key has signed for {last.size} entries already, and the ledger now has {asked.size}.",
                "The ledger was set back: restore its newest copy.",
            )
        if asked.size == last.size and asked.root != last.root:
            raise SigningRefusedError(
                f"The key has signed another history of {asked.size} entries.", "The ledger was altered: find out how."
            )
        if asked.size > last.size and not grown(last, asked):
            raise SigningRefusedError(
                f"The first {last.size} entries are not shown to be those that the key has signed for.",
                "The ledger was set back or altered, and went on from there: restore its newest copy.",
            )

    def _remember(self, asked: Checkpoint) -> None:
        root = base64.b64encode(asked.root).decode("ascii")
        write_safely(self.memory, canonical.encode({"size": asked.size, "root": root}))


def proven(prove: Prove) -> Grown:
    """Grown as a proof of the ledger shows it."""

    def grown(old: Checkpoint, new: Checkpoint) -> bool:
        return merkle.verify_consistency(old.size, new.size, old.root, new.root, prove(old.size, new.size))

    return grown


def unproven(_old: Checkpoint, _new: Checkpoint) -> bool:
    """For what signs statements alone: it has no proof to show, so that nothing counts as grown."""
    return False
