"""The keys of owners, for what is written about them or by them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tracer.errors import NotFoundError
from tracer.records.tables import owner
from tracer.records.vault import Vault


def standing(connection: Connection, owner_id: str) -> str | None:
    """`known`, `erased`, or None for nobody."""
    row = connection.execute(select(owner.c.key).where(owner.c.id == owner_id)).first()
    if row is None:
        return None
    return "erased" if row.key is None else "known"


def vault_of(connection: Connection, vault: Vault, owner_id: str) -> Vault:
    """An owner's own vault. Raises `NotFoundError` for one who is not known or was erased."""
    key = connection.execute(select(owner.c.key).where(owner.c.id == owner_id)).scalar()
    if key is None:
        raise NotFoundError("This owner is not known, or was erased.", "Check the force and the reference.")
    return vault.person(owner_id, bytes(key))
