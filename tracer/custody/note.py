"""Signed notes (C2SP signed-note): a short text, and under it one line for each signature.

Two kinds of Ed25519 key: one that signs the text itself, and a witness's, whose signature also says when it was made
(C2SP tlog-cosignature, `cosignature/v1`). A key is written as a *vkey*: name, key id in hex and key, joined by `+`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tracer.errors import TracerError

SIGNS = 0x01
COSIGNS = 0x04
LARGEST_NOTE = 64_000_000
MOST_SIGNATURES = 100

_MARK = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_SIZE, _ID_SIZE, _SIGNATURE_SIZE, _TIME_SIZE = 32, 4, 64, 8


class NoteError(TracerError):
    """A note or a key is malformed, or nobody known has signed it."""

    exit_code = 1


@dataclass(frozen=True)
class Signature:
    """One signature line: whose, the key's id, and the bytes that key made."""

    name: str
    key_id: bytes
    payload: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_MARK}{self.name} {_base64(self.key_id + self.payload)}\n"


@dataclass(frozen=True)
class Verifier:
    """A public key and the name it signs under; `algorithm` is SIGNS or COSIGNS."""

    name: str
    public_key: bytes
    algorithm: int = SIGNS

    @classmethod
    def from_vkey(cls, vkey: str) -> Verifier:
        """The key that a vkey spells; raises NoteError unless every part of it agrees."""
        name, _, rest = vkey.partition("+")
        data = _from_base64(rest.partition("+")[2])
        if data is None or len(data) != 1 + _KEY_SIZE or data[0] not in (SIGNS, COSIGNS):
            raise NoteError(f"{vkey[:200]!r} is not a verifier key.", "Copy the whole line, as it was published.")
        verifier = cls(check_name(name), data[1:], data[0])
        if verifier.vkey != vkey:
            raise NoteError(f"The key {vkey[:200]!r} is damaged: its id does not match.", "Copy it again.")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, algorithm and key."""
        return hashlib.sha256(f"{self.name}\n".encode() + self._key_bytes).digest()[:_ID_SIZE]

    @property
    def vkey(self) -> str:
        """The key as text."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(self._key_bytes)}"

    @property
    def _key_bytes(self) -> bytes:
        return bytes([self.algorithm]) + self.public_key

    def verify(self, text: str, payload: bytes) -> bool:
        """Whether this key made these signature bytes for this text."""
        stamp = b"" if self.algorithm == SIGNS else payload[:_TIME_SIZE]
        if len(payload) != len(stamp) + _SIGNATURE_SIZE:
            return False
        message = text.encode() if self.algorithm == SIGNS else cosigned_message(text, int.from_bytes(stamp, "big"))
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(payload[len(stamp) :], message)
        except (InvalidSignature, ValueError):
            return False
        return True


class NoteSigner(Protocol):
    """Whatever can sign a note: a key in this process, or one in another."""

    @property
    def verifier(self) -> Verifier:
        """The public half, with the name to sign under."""

    def sign(self, text: str) -> bytes:
        """The signature bytes for a note's text."""


@dataclass(frozen=True)
class Signer:
    """A private key in this process, and the name it signs under."""

    name: str
    private_key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(check_name(self.name), self.private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """The Ed25519 signature over the text."""
        return self.private_key.sign(text.encode())


@dataclass(frozen=True)
class Note:
    """A note that at least one known key has signed: its text, and the signatures that were checked with their keys."""

    text: str
    verified: tuple[tuple[Verifier, Signature], ...]
    unknown: tuple[Signature, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the known keys that signed."""
        return tuple(verifier.name for verifier, _ in self.verified)


def sign(text: str, signers: Iterable[NoteSigner], before: Iterable[Signature] = ()) -> bytes:
    """The note of a text, which ends with a newline, signed by each signer in turn after the signatures it has."""
    made = [Signature(s.verifier.name, s.verifier.key_id, s.sign(text)) for s in signers]
    return assemble(text, [*before, *made])


def assemble(text: str, signatures: Iterable[Signature]) -> bytes:
    """The note of a text and signatures that were made already."""
    lines = [signature.line for signature in signatures]
    if not lines:
        raise NoteError("Nobody signs the note.", "Give at least one key.")
    return (_checked_text(text) + "\n" + "".join(lines)).encode()


def parse(data: bytes) -> tuple[str, tuple[Signature, ...]]:
    """A note's text and its signature lines, nothing of which is checked yet; raises NoteError for any other form."""
    if len(data) > LARGEST_NOTE:
        raise NoteError(f"The note is longer than {LARGEST_NOTE} bytes.")
    try:
        text, gap, lines = data.decode("utf-8").rpartition("\n\n")
    except UnicodeDecodeError:
        raise NoteError("The note is not UTF-8.") from None
    if not gap or not lines.endswith("\n"):
        raise NoteError("The note has no signatures.", "Use the whole file, with the lines at its end.")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise NoteError(f"The note has more than {MOST_SIGNATURES} signatures.")
    return _checked_text(text + "\n"), signatures


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> Note:
    """The note, once the signatures of known keys are checked and at least one is there.

    Lines of unknown keys are passed over, as the format asks, and listed. Raises NoteError for a known key's signature
    that does not fit, and when no known key signed.
    """
    text, signatures = parse(data)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    verified: dict[Verifier, Signature] = {}
    unknown: list[Signature] = []
    for signature in signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            unknown.append(signature)
        elif not verifier.verify(text, signature.payload):
            raise NoteError(f"The signature of {verifier.name} does not fit the note: one of them was changed.")
        else:
            verified.setdefault(verifier, signature)
    if not verified:
        names = ", ".join(sorted({signature.name for signature in signatures}))
        raise NoteError(f"The note is signed by an unknown key ({names[:200]}).", "Ask its maker for the verifier key.")
    return Note(text, tuple(verified.items()), tuple(unknown))


def cosigned_message(text: str, at: int) -> bytes:
    """What a witness signs: the text, and the time in seconds since 1970 UTC."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned_at(signature: Signature) -> int:
    """When a witness signed, in seconds since 1970 UTC."""
    return int.from_bytes(signature.payload[:_TIME_SIZE], "big")


def check_name(name: str) -> str:
    """The name, if a key may have it: not empty, no `+`, nothing that is a space or a control character."""
    if not name or "+" in name or not name.isprintable() or any(character.isspace() for character in name):
        raise NoteError(f"{name[:100]!r} cannot name a key.", "Use letters, digits, dots, dashes and slashes.")
    return name


def _checked_text(text: str) -> str:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteError("A note's text ends with a newline and has no other control characters.")
    return text


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    data = _from_base64(encoded)
    if not line.startswith(_MARK) or data is None or len(data) <= _ID_SIZE:
        raise NoteError(f"{line[:100]!r} is not a signature line.")
    return Signature(check_name(name), data[:_ID_SIZE], data[_ID_SIZE:])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _from_base64(text: str) -> bytes | None:
    """The bytes, or None unless the text is the one way to write them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
