"""The keys: encryption of what is personal, keyed commitments, and a key for each person that can be destroyed."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tracer.errors import ConfigurationError, RecordsError

KEY_BYTES = 32
NONCE_BYTES = 12


class Vault:
    """Keeps secrets with one 256-bit key, from which a key for each use is derived (HKDF-SHA-256, RFC 5869).

    Texts are encrypted with AES-256-GCM (NIST SP 800-38D) under random 96-bit nonces, so one vault should not
    encrypt more than 2^32 texts. `context` says what a text belongs to: it decrypts in no other place.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ConfigurationError(f"The vault's key has {len(key)} bytes, not {KEY_BYTES}.", "Give it a whole key.")
        self._key = key

    @classmethod
    def load(cls, key_file: Path) -> Vault:
        """The vault whose key stands in the file as 64 hex digits; on first use the key is made, for its owner alone.

        Raises `ConfigurationError` where the file cannot be read or made, or holds no key.
        """
        try:
            if not key_file.exists():
                _make_key(key_file)
            text = key_file.read_text(encoding="ascii").strip()
            return cls(bytes.fromhex(text))
        except OSError as error:
            raise ConfigurationError(
                f"The key file {key_file} cannot be read or made: {error.strerror}.",
                "Mend its permissions or its place.",
            ) from error
        except ValueError as error:
            raise ConfigurationError(
                f"The key file {key_file} does not hold a key of 64 hex digits.", "Restore it from its backup."
            ) from error

    def derive(self, purpose: str, salt: bytes = b"") -> bytes:
        """A 256-bit key for this purpose and salt alone."""
        return HKDF(hashes.SHA256(), KEY_BYTES, salt or None, purpose.encode()).derive(self._key)

    def encrypt(self, text: str, context: str) -> bytes:
        """The nonce and the encrypted text."""
        return self._seal(text.encode("utf-8", "surrogatepass"), context)

    def decrypt(self, sealed: bytes, context: str) -> str:
        """What was encrypted for this context. Raises `RecordsError` for another key, another context or damage."""
        return self._unseal(sealed, context).decode("utf-8", "surrogatepass")

    def commitment(self, text: str) -> str:
        """HMAC-SHA-256 in hex: equal for equal texts, and without the key it cannot be searched for by trying them."""
        return hmac.new(self._commitment_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def new_person(self, person: str) -> tuple[Vault, bytes]:
        """A vault of this person's own, and its key wrapped by this one. Destroying the wrapped key is erasure."""
        key = secrets.token_bytes(KEY_BYTES)
        return Vault(key), self._seal(key, f"person:{person}")

    def person(self, person: str, wrapped: bytes) -> Vault:
        """The vault of a person whose wrapped key was kept. Raises `RecordsError` when it does not unwrap."""
        return Vault(self._unseal(wrapped, f"person:{person}"))

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.derive("texts"))

    @cached_property
    def _commitment_key(self) -> bytes:
        return self.derive("commitments")

    def _seal(self, plain: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def _unseal(self, sealed: bytes, context: str) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise RecordsError(
                "An encrypted record does not open: it was damaged, or written with another key.",
                "Check that the key file is the one this database was made with, or restore the database.",
            ) from error


def _make_key(key_file: Path) -> None:
    """Writes a new key beside its place and links it there, so that of two first users both get the same one."""
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = key_file.with_name(f".{key_file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, key_file)
    finally:
        draft.unlink()


def _link_unless_there(draft: Path, key_file: Path) -> None:
    try:
        os.link(draft, key_file)
    except FileExistsError:
        return
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
