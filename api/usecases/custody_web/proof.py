"""What proves the record, for somebody who may reach the exhibits: bundles, and how an exhibit's proof stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.checkpoints import TIMESTAMP
from api.usecases.custody.export import Wish, export
from api.usecases.custody.keyring import keys
from api.usecases.custody_web.looking import reader
from api.usecases.custody_web.reach import reached
from tracer.custody.events import ExhibitState
from tracer.errors import UsageError
from tracer.spool import private_folder


@dataclass(frozen=True, slots=True)
class Proof:
    """How an exhibit's record is proven: its last entry, the newest checkpoint over it, and who else keeps that.

    `keyed`: the ledger has a key to sign the next one with.
    """

    last: int
    checkpoint: int | None
    signed_at: datetime | None
    witnesses: tuple[str, ...]
    timestamps: tuple[str, ...]
    keyed: bool

    @property
    def covered(self) -> bool:
        """Whether a checkpoint stands over every entry of it."""
        return self.checkpoint is not None and self.checkpoint > self.last


def proof_of(desk: Desk, state: ExhibitState) -> Proof:
    """How the record of an exhibit is proven just now, without checking it again."""
    last = desk.ledger.history(state.exhibit)[-1].index
    kept, keyed = desk.ledger.checkpoints(), bool(keys(desk.settings))
    if not kept:
        return Proof(last, None, None, (), (), keyed)
    newest = kept[-1]
    answers = [one for one in desk.ledger.answers() if one.size > last]
    witnesses = {one.witness for one in answers if not one.witness.startswith(TIMESTAMP)}
    stamps = {one.witness.removeprefix(TIMESTAMP) for one in answers if one.witness.startswith(TIMESTAMP)}
    return Proof(last, newest.size, newest.kept_at, tuple(sorted(witnesses)), tuple(sorted(stamps)), keyed)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in a folder of its own, which is held until `remove` takes it away."""

    path: Path
    remove: Callable[[], None]


def bundle(desk: Desk, who: Actor, wish: Wish, purpose: str) -> Bundle:
    """Writes a bundle, which whoever sends it removes.

    Raises `UsageError` where something private is disclosed and it is not said what for, and `ForbiddenError`.
    """
    if wish.disclose and not purpose.strip():
        raise UsageError("Private texts are disclosed only when it is said what for.", "Give the purpose.")
    states = [reached(desk, who, Permission.CUSTODY_READ, text, wish.seizure) for text in wish.exhibits]
    exhibits = tuple(dict.fromkeys(state.exhibit for state in states))
    with ExitStack() as held:
        # The folder stays locked while the bundle is sent, or a load that begins meanwhile would sweep it away.
        out = held.enter_context(private_folder(desk.settings.spool)) / "bundle.zip"
        asked = reader(who, purpose) if wish.disclose else None
        export(desk.custody, Wish(exhibits, None, wish.disclose, wish.attachments, who.sees_owners), out, asked)
        return Bundle(out, held.pop_all().close)
