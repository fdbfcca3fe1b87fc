"""Private keys in files that only their owner can read, and the hand-over from one key of a ledger to the next.

A file has one line, in the form that Go's note package reads; a witness's key says there that it cosigns.
"""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracer.custody.cosigner import Cosigner
from tracer.custody.note import COSIGNS, SIGNS, NoteError, NoteSigner, Signer, Verifier, check_name
from tracer.custody.statement import next_key
from tracer.errors import ConfigurationError

_PREFIX = "PRIVATE+KEY+"
_SEED_SIZE = 32
_OWNER_ONLY = 0o600


def create_key(path: Path, name: str) -> Signer:
    """Makes a new key for a ledger of this name and keeps it in a new file with mode 0600.

    Raises ConfigurationError when there is a file.
    """
    signer = Signer(_checked(name), Ed25519PrivateKey.generate())
    _write_new(path, signer)
    return signer


def create_witness_key(path: Path, name: str) -> Cosigner:
    """The same for a witness, whose signature says when it was made."""
    cosigner = Cosigner(_checked(name), Ed25519PrivateKey.generate())
    _write_new(path, cosigner)
    return cosigner


def load_key(path: Path) -> Signer:
    """A ledger's key; raises ConfigurationError when it cannot be read, is damaged, or others may read it."""
    return Signer(*_read(path, SIGNS))


def load_witness_key(path: Path) -> Cosigner:
    """A witness's key; raises ConfigurationError as `load_key` does."""
    return Cosigner(*_read(path, COSIGNS))


def rotate(origin: str, size: int, old: NoteSigner, new: NoteSigner) -> bytes:
    """The signed statement by which `old` hands over to `new`, for checkpoints of more than `size` entries.

    From then on a checkpoint signed by the old key alone is refused by whoever knows the statement. Raises NoteError
    when either key is not named as the ledger is.
    """
    for signer in (old, new):
        if signer.verifier.name != origin or signer.verifier.algorithm != SIGNS:
            raise NoteError(
                f"The key {signer.verifier.name} is not of the ledger {origin}.", "Name the key as the ledger."
            )
    if old.verifier == new.verifier:
        raise NoteError("The new key is the old one.", "Make a new key first.")
    return next_key(origin, size, old, new)


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except NoteError as error:
        raise ConfigurationError(error.what, error.do) from None


def _write_new(path: Path, signer: Signer | Cosigner) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except OSError as error:
        raise ConfigurationError(
            f"The key file {path} cannot be made: {error.strerror}.", "Choose a new file."
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_text(signer.verifier, signer.private_key) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _text(verifier: Verifier, private: Ed25519PrivateKey) -> str:
    key = base64.b64encode(bytes([verifier.algorithm]) + private.private_bytes_raw()).decode("ascii")
    return f"{_PREFIX}{verifier.name}+{verifier.key_id.hex()}+{key}"


def _read(path: Path, algorithm: int) -> tuple[str, Ed25519PrivateKey]:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"The key file {path} cannot be read.", "Make one, or name the right file.") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigurationError(f"Others may read the key file {path}.", f"Run: chmod 600 {path}")
    return _parsed(text, algorithm, path)


def _parsed(text: str, algorithm: int, path: Path) -> tuple[str, Ed25519PrivateKey]:
    damaged = ConfigurationError(f"The key file {path} is damaged.", "Restore it from its backup.")
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    try:
        data = base64.b64decode(rest.partition("+")[2], validate=True)
        private = Ed25519PrivateKey.from_private_bytes(data[1:])
        verifier = Verifier(check_name(name), private.public_key().public_bytes_raw(), data[0])
    except (ValueError, IndexError, NoteError):
        raise damaged from None
    if len(data) != 1 + _SEED_SIZE or _text(verifier, private) != text:
        raise damaged
    if verifier.algorithm != algorithm:
        raise ConfigurationError(
            f"The key in {path} is of another kind.", "A ledger and a witness each have a key of their own kind."
        )
    return name, private


def vkeys(*verifiers: Verifier) -> str:
    """Public keys as a text with one on each line, to publish."""
    return "".join(f"{verifier.vkey}\n" for verifier in verifiers)
