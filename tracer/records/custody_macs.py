"""A keyed hash of a row, by which a change made past the program is noticed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence

from sqlalchemy import Table

from tracer.records.vault import Vault

Value = str | int | bytes | bool | None


class Macs:
    """HMAC-SHA-256 of rows under a key that the vault keeps for this alone."""

    def __init__(self, vault: Vault) -> None:
        self._key = vault.derive("custody rows")

    def of(self, table: Table, row: Sequence[Value]) -> bytes:
        """The hash of a row of this table: its columns in order, without the hash itself."""
        plain = [value.hex() if isinstance(value, bytes) else value for value in row]
        return hmac.digest(self._key, json.dumps([table.name, *plain]).encode(), "sha256")

    def fits(self, table: Table, row: Sequence[Value], mac: bytes) -> bool:
        """Whether a row is as it was written."""
        return isinstance(mac, bytes) and hmac.compare_digest(self.of(table, row), mac)
