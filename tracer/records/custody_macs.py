"""A keyed hash of a row, by which a change made past the program is noticed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import orjson
from sqlalchemy import Table

from tracer.records.vault import Vault

Value = str | int | bytes | bool | None


class Macs:
    """Keyed BLAKE2b (RFC 7693) of rows, under a key that the vault keeps for this alone."""

    def __init__(self, vault: Vault) -> None:
        self._key = vault.derive("custody rows")

    def of(self, table: Table, row: Sequence[Value]) -> bytes:
        """The hash of a row of this table: its columns in order, without the hash itself."""
        plain = [value.hex() if isinstance(value, bytes) else value for value in row]
        return hashlib.blake2b(orjson.dumps([table.name, plain]), key=self._key, digest_size=32).digest()

    def fits(self, table: Table, row: Sequence[Value], mac: bytes) -> bool:
        """Whether a row is as it was written."""
        return isinstance(mac, bytes) and hmac.compare_digest(self.of(table, row), mac)
