"""Private keys in files that only their owner can read, and the hand-over from one key of a ledger to the next."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracer.custody.note import SIGNS, NoteError, NoteSigner, Signer, Verifier, check_name
from tracer.custody.statement import next_key
from tracer.errors import ConfigurationError

_PREFIX = "PRIVATE+KEY+"
_SEED_SIZE = 32
_OWNER_ONLY = 0o600


def create_key(path: Path, name: str) -> Signer:
    """Makes a new key for a ledger or witness of this name and keeps it in a new file with mode 0600.

    The file has one line, in the form that Go's note package reads. Raises ConfigurationError when there is a file.
    """
    try:
        signer = Signer(check_name(name), Ed25519PrivateKey.generate())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except NoteError as error:
        raise ConfigurationError(error.what, error.do) from None
    except OSError as error:
        raise ConfigurationError(
            f"The key file {path} cannot be made: {error.strerror}.", "Choose a new file."
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_text(signer) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer


def load_key(path: Path) -> Signer:
    """The key in a file; raises ConfigurationError when it cannot be read, is damaged, or others may read it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"The key file {path} cannot be read.", "Make one, or name the right file.") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigurationError(f"Others may read the key file {path}.", f"Run: chmod 600 {path}")
    return _parsed(text, path)


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


def _text(signer: Signer) -> str:
    key = base64.b64encode(bytes([SIGNS]) + signer.private_key.private_bytes_raw()).decode("ascii")
    return f"{_PREFIX}{signer.name}+{signer.verifier.key_id.hex()}+{key}"


def _parsed(text: str, path: Path) -> Signer:
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    try:
        data = base64.b64decode(rest.partition("+")[2], validate=True)
        signer = Signer(check_name(name), Ed25519PrivateKey.from_private_bytes(data[1:]))
    except (ValueError, NoteError):
        raise ConfigurationError(f"The key file {path} is damaged.", "Restore it from its backup.") from None
    if len(data) != 1 + _SEED_SIZE or _text(signer) != text:
        raise ConfigurationError(f"The key file {path} is damaged.", "Restore it from its backup.")
    return signer


def vkeys(*verifiers: Verifier) -> str:
    """Public keys as a text with one on each line, to publish."""
    return "".join(f"{verifier.vkey}\n" for verifier in verifiers)
