"""What a witness remembers, in a folder of its own: its key, the ledgers it knows, the last checkpoint of each.

Everything is written whole or not at all, and is on disk before it counts. Never put an older copy of the folder back:
the witness would then sign what it has refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from tracer.custody import checkpoint as checkpoints
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.cosigner import Cosigner
from tracer.custody.keys import create_witness_key, load_witness_key, vkeys
from tracer.custody.note import SIGNS, NoteError, Verifier, parse
from tracer.custody.safely import write_safely
from tracer.errors import ConfigurationError, UsageError

SECONDS_TO_WAIT = 30


@dataclass(frozen=True)
class KnownLedger:
    """A ledger that the witness signs for: its keys, how many entries it had last, and when that was taken down."""

    origin: str
    keys: tuple[Verifier, ...]
    size: int | None
    at: datetime | None


@dataclass(frozen=True)
class Memory:
    """The folder. Several processes may use it at once."""

    folder: Path

    def make_key(self, name: str) -> Cosigner:
        """Makes the witness's key, once. Raises ConfigurationError where there is one."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigurationError(f"The folder {self.folder} cannot be made: {error.strerror}.") from None
        return create_witness_key(self._key, name)

    def key(self) -> Cosigner:
        """The witness's key. Raises ConfigurationError where there is none."""
        if not self._key.exists():
            raise ConfigurationError(f"There is no witness in {self.folder}.", "Make one: tracer witness new-key NAME")
        return load_witness_key(self._key)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else reads or writes what was seen until the block ends. Raises ConfigurationError."""
        lock = FileLock(self.folder / ".lock", timeout=SECONDS_TO_WAIT)
        try:
            lock.acquire()
        except (OSError, Timeout) as error:
            raise ConfigurationError(f"The folder {self.folder} cannot be held: {error}.", "Check the disk.") from None
        try:
            yield
        finally:
            lock.release()

    def ledger_keys(self) -> tuple[Verifier, ...]:
        """The keys of the ledgers it knows. Raises ConfigurationError when the list is damaged."""
        try:
            lines = self._ledgers.read_text(encoding="utf-8").splitlines()
            return tuple(Verifier.from_vkey(line) for line in lines)
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError, NoteError):
            raise ConfigurationError(f"{self._ledgers} cannot be read.", "Write one verifier key a line.") from None

    def add(self, vkey: str) -> Verifier:
        """Signs from now on for the ledger of this key, or takes it beside that ledger's other keys."""
        key = self._ledger_key(vkey)
        self.key()
        with self.held():
            if key not in self.ledger_keys():
                self._write_keys(*self.ledger_keys(), key)
        return key

    def remove(self, vkey: str) -> Verifier:
        """Takes no checkpoint by this key any more. What was seen of its ledger stays."""
        key = self._ledger_key(vkey)
        with self.held():
            if key not in self.ledger_keys():
                raise UsageError(f"The witness does not know that key of {key.name}.", "See: tracer witness ledgers")
            self._write_keys(*(one for one in self.ledger_keys() if one != key))
        return key

    def ledgers(self) -> list[KnownLedger]:
        """The ledgers it knows, by name."""
        keys = self.ledger_keys()
        return [self._known(origin, keys) for origin in sorted({key.name for key in keys})]

    def seen(self, origin: str) -> Checkpoint | None:
        """The last checkpoint of a ledger. Raises ConfigurationError when that is damaged: it is not taken for none."""
        file = self._seen(origin)
        try:
            found = checkpoints.parse(parse(file.read_bytes())[0])
        except FileNotFoundError:
            return None
        except (OSError, NoteError):
            found = None
        if found is None or found.origin != origin:
            raise ConfigurationError(f"{file} is damaged.", "Put the newest checkpoint that the ledger has there.")
        return found

    def keep(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Takes down a checkpoint, as its ledger signed it. It is on disk when this returns."""
        self._write(self._seen(checkpoint.origin), note)

    def keep_refused(self, checkpoint: Checkpoint, note: bytes) -> None:
        """Keeps what a ledger signed and was refused: beside what it signed before, it may prove an alteration."""
        self._write(self.folder / "refused" / f"{_hash(checkpoint.text)}.note", note)

    @property
    def _key(self) -> Path:
        return self.folder / "key"

    @property
    def _ledgers(self) -> Path:
        return self.folder / "ledgers"

    def _seen(self, origin: str) -> Path:
        return self.folder / "seen" / f"{_hash(origin)}.note"

    def _ledger_key(self, vkey: str) -> Verifier:
        try:
            key = Verifier.from_vkey(vkey.strip())
        except NoteError as error:
            raise UsageError(error.what, error.do) from None
        if key.algorithm != SIGNS:
            raise UsageError(f"The key of {key.name} is a witness's, not a ledger's.", "Ask for the ledger's own key.")
        return key

    def _write_keys(self, *keys: Verifier) -> None:
        self._write(self._ledgers, vkeys(*keys).encode())

    def _known(self, origin: str, keys: tuple[Verifier, ...]) -> KnownLedger:
        own = tuple(key for key in keys if key.name == origin)
        last = self.seen(origin)
        if last is None:
            return KnownLedger(origin, own, None, None)
        return KnownLedger(origin, own, last.size, datetime.fromtimestamp(self._seen(origin).stat().st_mtime, UTC))

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            write_safely(path, data)
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be written: {error.strerror}.", "Check the disk.") from None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
