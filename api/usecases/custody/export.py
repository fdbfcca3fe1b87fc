"""Write the evidence bundle of exhibits: entries, proofs, and what a recipient may see of what is private."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.custody_house import CustodyHouse
from api.usecases.custody.checkpoints import TIMESTAMP, cosigners, current
from api.usecases.custody.keyring import keys, rotations, signer
from api.usecases.custody.naming import find_exhibit
from tracer.custody.bundle import Attachment, Contents, Opening, write_bundle
from tracer.custody.bundle import Entry as Proven
from tracer.custody.events import Entry
from tracer.custody.kept import KeptAnswer, KeptCheckpoint
from tracer.custody.note import NoteError, Verifier, open_note
from tracer.errors import UsageError
from tracer.records.values import Asked

ALL = "all"


@dataclass(frozen=True, slots=True)
class Wish:
    """What goes into a bundle: exhibits, the private fields the recipient may see, and whether attached files do."""

    exhibits: tuple[str, ...]
    seizure: str | None = None
    disclose: tuple[str, ...] = ()
    attachments: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, its events, exhibits, disclosed texts, attachments, and the size of the ledger."""

    file: Path
    events: int
    exhibits: tuple[str, ...]
    disclosed: int
    attachments: int
    size: int


def export(house: CustodyHouse, wish: Wish, out: Path, asked: Asked | None) -> Exported:
    """Writes the bundle. `asked` says who discloses and what for: needed as soon as anything private is.

    Raises `UsageError` where it is missing or a field is disclosed that no event has, `NotFoundError` for an exhibit.
    """
    states = [find_exhibit(house.ledger, text, wish.seizure) for text in wish.exhibits]
    exhibits = tuple(dict.fromkeys(state.exhibit for state in states))
    entries = [entry for exhibit in exhibits for entry in house.ledger.history(exhibit)]
    openings = tuple(_openings(house, entries, wish.disclose, asked))
    attachments = tuple(_attachments(house, entries)) if wish.attachments else ()
    made = current(house)
    contents = _contents(house, made, entries, openings, attachments)
    try:
        write_bundle(out, contents, signer(house.settings))
    except OSError as error:
        raise UsageError(f"The bundle cannot be written to {out} ({error.strerror}).", "Name another file.") from error
    return Exported(out, len(entries), exhibits, len(openings), len(attachments), made.size)


def _contents(
    house: CustodyHouse,
    made: KeptCheckpoint,
    entries: Sequence[Entry],
    openings: tuple[Opening, ...],
    attachments: tuple[Attachment, ...],
) -> Contents:
    own = [key.vkey for key in keys(house.settings)]
    known = list(dict.fromkeys([*own, *cosigners(house)]))
    answers = house.ledger.answers()
    witnesses = dict(_witnesses(answers, made, max(entry.index for entry in entries), known))
    earlier = {answer.size for answer in witnesses.values() if 0 < answer.size < made.size}
    return Contents(
        checkpoint=made.note,
        keys=tuple(known),
        entries=tuple(
            Proven(entry.index, entry.leaf, house.ledger.inclusion_proof(entry.index, made.size))
            for entry in sorted(entries, key=lambda entry: entry.index)
        ),
        openings=openings,
        attachments=attachments,
        witnesses={label: answer.answer for label, answer in witnesses.items()},
        consistency={size: house.ledger.consistency_proof(size, made.size) for size in sorted(earlier)},
        rotations=rotations(house.settings),
        timestamps={
            _label(answer.witness): answer.answer
            for answer in answers
            if answer.witness.startswith(TIMESTAMP) and answer.size == made.size and answer.kept_at >= made.kept_at
        },
    )


def _openings(
    house: CustodyHouse, entries: Iterable[Entry], fields: tuple[str, ...], asked: Asked | None
) -> Iterator[Opening]:
    if not fields:
        return
    if asked is None:
        raise UsageError("Something private is to be disclosed.", "Give --by with your initials and --purpose.")
    entries = list(entries)
    there = {name for entry in entries for name in entry.commitments}
    unknown = [name for name in fields if name not in there and name != ALL]
    if unknown:
        raise UsageError(
            f"No event of these exhibits has the field {unknown[0]!r}.", f"There are: {', '.join(sorted(there))}."
        )
    for entry in entries:
        wanted = set(entry.commitments) if ALL in fields else set(fields) & set(entry.commitments)
        if wanted:
            for one in house.ledger.openings(entry, asked):
                if one.field in wanted:
                    yield Opening(entry.index, one.field, bytes.fromhex(one.key), one.salt, one.text)


def _attachments(house: CustodyHouse, entries: Iterable[Entry]) -> Iterator[Attachment]:
    for sha256 in dict.fromkeys(kept.sha256 for entry in entries for kept in entry.event.attachments):
        yield Attachment(sha256, lambda sha256=sha256: house.evidence.open(sha256))  # type: ignore[misc]


def _witnesses(
    answers: Sequence[KeptAnswer], made: KeptCheckpoint, last: int, vkeys: Sequence[str]
) -> Iterator[tuple[str, KeptAnswer]]:
    """Of each witness the earliest answer that covers every entry here, which dates them best, and the newest."""
    verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
    by_witness: dict[str, list[KeptAnswer]] = {}
    for answer in answers:
        if answer.size <= made.size and not answer.witness.startswith(TIMESTAMP) and _readable(answer, verifiers):
            by_witness.setdefault(answer.witness, []).append(answer)
    for name, given in by_witness.items():
        covering = [answer for answer in given if answer.size > last]
        for answer in {answer.size: answer for answer in (*covering[:1], given[-1])}.values():
            yield f"{_label(name)}-{answer.size}", answer


def _readable(answer: KeptAnswer, verifiers: Sequence[Verifier]) -> bool:
    """Whether every signature is by a key that the bundle names: others would make the whole bundle doubtful."""
    try:
        return not open_note(answer.answer, verifiers).unknown
    except NoteError:
        return False


def _label(name: str) -> str:
    label = re.sub(r"[^a-z0-9._-]+", "-", name.removeprefix(TIMESTAMP).lower()).strip("-._")
    return label[:60] or "witness"
