"""Sign what the ledger is now, keep that, and give it to others, so that nobody can set the ledger back unseen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.custody_house import CustodyHouse
from api.usecases.access.audit_checkpoint import audit_checkpoint
from api.usecases.custody.keyring import keys, signer
from tracer.custody import timestamps
from tracer.custody.checkpoint import Checkpoint, signed
from tracer.custody.kept import KeptCheckpoint
from tracer.custody.note import NoteError, Verifier, open_note
from tracer.custody.safely import write_safely
from tracer.custody.witnesses import Witness, witness_at
from tracer.custody.witnesses.http import HttpWitness
from tracer.errors import TracerError, UsageError
from tracer.records.audit_log import AuditLog

TIMESTAMP = "timestamp:"
"""What the name of a time-stamping authority begins with among the answers that are kept."""

_REMEMBER = re.compile(r"([A-Za-z0-9._-]+)=(.+)")
"""`NAME=ADDRESS`: a witness to be remembered."""


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a checkpoint was given, and why that failed (None: it was taken)."""

    witness: str
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint that was made and kept, and what others said to it."""

    checkpoint: KeptCheckpoint
    given: tuple[Given, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everybody took it."""
        return all(one.failed is None for one in self.given)


def current(house: CustodyHouse) -> KeptCheckpoint:
    """A checkpoint over everything there is: the newest kept one, if it is that and by today's key, or a new one."""
    by = signer(house.settings, house.ledger.consistency_proof)
    size = house.ledger.size()
    kept = house.ledger.checkpoints()
    if kept and kept[-1].size == size and _is_by(kept[-1].note, by.verifier):
        return kept[-1]
    point = Checkpoint(house.ledger.origin, size, house.ledger.root(size))
    return house.ledger.keep_checkpoint(signed(point, [by]))


def checkpoint(house: CustodyHouse, witnesses: Sequence[str], authority: str | None = None) -> Made:
    """Makes a checkpoint and gives it to the witnesses named, or to all that are remembered.

    A witness given as `NAME=ADDRESS` is remembered from now on.

    A witness that cannot be reached, or that has seen another history, stops nobody else: `Made.given` says so.
    Raises `UsageError` and `ConfigurationError` for a witness that makes no sense, before anything is signed.
    """
    for text in witnesses:
        if match := _REMEMBER.fullmatch(text):
            remember(house, match[1], _address(match[2], {}))
    known = remembered(house)
    wanted = {name: _witness(house, address) for name, address in _addresses(witnesses, known)}
    made = current(house)
    given = [_give(house, made, name, witness) for name, witness in wanted.items()]
    if authority is not None:
        given.append(_stamp(house, made, authority))
    given += _audited(house)
    return Made(made, tuple(given))


def remembered(house: CustodyHouse) -> dict[str, str]:
    """The witnesses that are given every checkpoint: address by name."""
    file = _file(house)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: address for name, _, address in (line.partition("=") for line in lines) if address}


def names_in_answers(house: CustodyHouse) -> dict[str, str]:
    """Under which name the answers of each remembered witness are kept: a witness signs under a name of its own."""
    names = {}
    for name, address in remembered(house).items():
        try:
            names[name] = _witness(house, address).name
        except TracerError:
            # Its folder or the ledger's signer is away: what a folder answered is kept under the folder's name.
            names[name] = Path(address.partition(":")[2]).name
    return names


def remember(house: CustodyHouse, name: str, address: str) -> None:
    """Gives every checkpoint from now on to this witness too. Raises `ConfigurationError` for a senseless address."""
    _witness(house, address)
    known = {**remembered(house), name: address}
    _file(house).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_safely(_file(house), "".join(f"{one}={where}\n" for one, where in sorted(known.items())).encode())


def _addresses(asked: Sequence[str], known: dict[str, str]) -> list[tuple[str, str]]:
    if not asked:
        return list(known.items())
    names = [match[1] if (match := _REMEMBER.fullmatch(text)) else text for text in asked]
    return [(name, _address(name, known)) for name in names]


def _address(text: str, known: dict[str, str]) -> str:
    if text in known:
        return known[text]
    if Path(text).is_dir():
        return f"folder:{Path(text).absolute()}"
    if ":" in text:
        return text
    names = ", ".join(known) or "none"
    raise UsageError(
        f"There is no witness {text}.", f"Give a folder, an address, or a name that is remembered ({names})."
    )


def _witness(house: CustodyHouse, address: str) -> Witness:
    return witness_at(address, tuple(Verifier.from_vkey(key.vkey) for key in keys(house.settings)))


def _give(house: CustodyHouse, made: KeptCheckpoint, name: str, witness: Witness) -> Given:
    try:
        answer = witness.submit(made.note, house.ledger.consistency_proof)
        house.ledger.keep_answer(made.size, witness.name, answer)
        if isinstance(witness, HttpWitness):
            _know(house, witness.key)
    except TracerError as error:
        return Given(name, str(error))
    return Given(name)


def _stamp(house: CustodyHouse, made: KeptCheckpoint, authority: str) -> Given:
    try:
        house.ledger.keep_answer(made.size, f"{TIMESTAMP}{authority}", timestamps.ask(authority, made.note))
    except TracerError as error:
        return Given(authority, str(error))
    return Given(authority)


def _audited(house: CustodyHouse) -> list[Given]:
    """Signs the audit as well; only that this failed is told."""
    try:
        audit_checkpoint(house.settings, house.records.part(AuditLog))
    except TracerError as error:
        return [Given("audit", str(error))]
    return []


def _is_by(note: bytes, verifier: Verifier) -> bool:
    try:
        open_note(note, [verifier])
    except NoteError:
        return False
    return True


def cosigners(house: CustodyHouse) -> tuple[str, ...]:
    """The verifier keys of witnesses that have signed for this ledger."""
    file = house.settings.custody_keys / "cosigners"
    return tuple(file.read_text(encoding="utf-8").split()) if file.exists() else ()


def _know(house: CustodyHouse, key: Verifier) -> None:
    known = cosigners(house)
    if key.vkey not in known:
        text = "".join(f"{vkey}\n" for vkey in (*known, key.vkey))
        write_safely(house.settings.custody_keys / "cosigners", text.encode())


def _file(house: CustodyHouse) -> Path:
    return house.settings.custody_keys / "witnesses"
