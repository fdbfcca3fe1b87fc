"""What a bundle stands on: the checkpoint it proves its events by, who else signed it, how the ledger grew to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.custody_house import CustodyHouse
from api.usecases.custody.checkpoints import TIMESTAMP, cosigners, current
from api.usecases.custody.keyring import keys, signer
from tracer.custody.kept import KeptAnswer, KeptCheckpoint
from tracer.custody.note import COSIGNS, NoteError, Verifier, open_note

MOST_KEPT = 1_000
"""Earlier checkpoints that go into one bundle: the newest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`head` is the checkpoint. By label: `witnesses`, what others answered, and `timestamps`, those over `head`.

    `kept` are the ledger's own earlier checkpoints by size, `vkeys` all keys that any of these is signed by.
    """

    head: KeptCheckpoint
    vkeys: tuple[str, ...]
    witnesses: Mapping[str, KeptAnswer]
    timestamps: Mapping[str, KeptAnswer]
    kept: Mapping[int, bytes]

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The witnesses that took the checkpoint itself."""
        return tuple(sorted({one.witness for one in self.witnesses.values() if one.size == self.head.size}))

    @property
    def earlier(self) -> tuple[int, ...]:
        """Every size that a checkpoint here has before `head`: each needs its proof of growth."""
        sizes = {one.size for one in self.witnesses.values()} | self.kept.keys()
        return tuple(sorted(size for size in sizes if 0 < size < self.head.size))


def standing(house: CustodyHouse, last: int) -> Standing:
    """The newest checkpoint that a witness took and that has entry `last`; where none has, one over all there is.

    A witness that signs comes before one that only keeps. Raises `ConfigurationError` without a key to sign with.
    """
    own = [key.vkey for key in keys(house.settings)]
    vkeys = tuple(dict.fromkeys([*own, *cosigners(house)]))
    verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
    answers = house.ledger.answers()
    taken = [one for one in answers if not one.witness.startswith(TIMESTAMP) and _by_known(one.answer, verifiers)]
    head = _witnessed(house, taken, verifiers, last) or current(house)
    return Standing(
        head,
        vkeys,
        dict(_labelled(taken, head.size, last)),
        {
            label(one.witness): one
            for one in answers
            if one.witness.startswith(TIMESTAMP) and one.size == head.size and one.kept_at >= head.kept_at
        },
        _kept(house, head.size, [Verifier.from_vkey(vkey) for vkey in own]),
    )


def label(name: str) -> str:
    """A witness's name as it may stand in a file's name."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.removeprefix(TIMESTAMP).lower()).strip("-._")
    return plain[:60] or "witness"


def _witnessed(
    house: CustodyHouse, taken: Sequence[KeptAnswer], verifiers: Sequence[Verifier], last: int
) -> KeptCheckpoint | None:
    # Only what today's key signed: whoever trusts that key alone must be able to check the bundle.
    today = [signer(house.settings).verifier]
    signed = {point.size: point for point in house.ledger.checkpoints() if _by_known(point.note, today)}
    covering = [one for one in taken if one.size > last and one.size in signed]
    cosigned = [one for one in covering if _is_cosigned(one.answer, verifiers)]
    best = max((one.size for one in cosigned or covering), default=None)
    return None if best is None else signed[best]


def _labelled(taken: Sequence[KeptAnswer], size: int, last: int) -> Iterator[tuple[str, KeptAnswer]]:
    """Of each witness the earliest answer that covers every entry here, which dates them best, and the newest."""
    by_witness: dict[str, list[KeptAnswer]] = {}
    for one in taken:
        if one.size <= size:
            by_witness.setdefault(one.witness, []).append(one)
    for name, given in by_witness.items():
        covering = [one for one in given if one.size > last]
        for one in {one.size: one for one in (*covering[:1], given[-1])}.values():
            yield f"{label(name)}-{one.size}", one


def _kept(house: CustodyHouse, size: int, own: Sequence[Verifier]) -> dict[int, bytes]:
    before = {
        point.size: point.note
        for point in house.ledger.checkpoints()
        if 0 < point.size < size and _by_known(point.note, own)
    }
    return dict(sorted(before.items())[-MOST_KEPT:])


def _by_known(note: bytes, verifiers: Sequence[Verifier]) -> bool:
    """Whether every signature is by a key that is known: others would make the whole bundle doubtful."""
    try:
        return not open_note(note, verifiers).unknown
    except NoteError:
        return False


def _is_cosigned(note: bytes, verifiers: Sequence[Verifier]) -> bool:
    return any(verifier.algorithm == COSIGNS for verifier, _ in open_note(note, verifiers).verified)
