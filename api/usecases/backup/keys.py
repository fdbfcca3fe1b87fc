"""The keys of an installation in a back-up: closed with a passphrase (scrypt, then AES-256-GCM), or left out."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from api.settings import Settings
from tracer.custody.safely import write_safely
from tracer.errors import ConfigurationError, InputError, UsageError

SHORTEST = 12
DATA_KEY = "data.key"
_CONTEXT = b"tracer back-up keys 1"
_SALT, _NONCE = 16, 12


def read_passphrase(file: Path) -> str:
    """The passphrase in a file. Raises `ConfigurationError` and `UsageError`."""
    try:
        passphrase = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"The passphrase file {file} cannot be read.", "Check the path.") from None
    if len(passphrase) < SHORTEST:
        raise UsageError(f"A passphrase has at least {SHORTEST} characters.", "Use five or more random words.")
    return passphrase


def closed_keys(settings: Settings, passphrase: str) -> bytes:
    """All files of the folder of keys, and the data key, wherever it stands."""
    folder = settings.home / "keys"
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files[DATA_KEY] = settings.data_key_file
    told = {
        name: base64.b64encode(path.read_bytes()).decode("ascii")
        for name, path in files.items()
        if not name.endswith(".lock")
    }
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(told).encode(), _CONTEXT)


def put_keys(settings: Settings, closed: bytes, passphrase: str) -> None:
    """Opens the keys and puts them in their places. Raises `InputError` where the passphrase does not open them."""
    salt, nonce, sealed = closed[:_SALT], closed[_SALT : _SALT + _NONCE], closed[_SALT + _NONCE :]
    try:
        told = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _CONTEXT))
    except (InvalidTag, ValueError):
        raise InputError("The passphrase does not open the keys of this back-up.", "Give the right one.") from None
    folder = settings.home / "keys"
    for name, text in told.items():
        path = settings.data_key_file if name == DATA_KEY else folder / name
        if not path.resolve().is_relative_to(folder.resolve()) and name != DATA_KEY:
            raise InputError("The back-up has a key with a name that leads elsewhere.", "Do not use it.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_safely(path, base64.b64decode(text))


def _key(passphrase: str, salt: bytes) -> bytes:
    # RFC 7914 and OWASP: 2^17, 8, 1 takes 128 MiB.
    return Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode())
