"""Write the evidence bundle of exhibits: entries, proofs, and what a recipient may see of what is private."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.custody_house import CustodyHouse
from api.usecases.custody.keyring import rotations, signer
from api.usecases.custody.naming import find_exhibit
from api.usecases.custody.standing import Standing, standing
from tracer.custody.bundle import Attachment, Contents, Opening, write_bundle
from tracer.custody.bundle import Entry as Proven
from tracer.custody.events import Entry
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
    """What was written: the file, its events, exhibits, disclosed texts, attachments, and the size of the ledger.

    `witnesses` took the very checkpoint that it stands on; `checkpoints` counts the earlier ones in it.
    """

    file: Path
    events: int
    exhibits: tuple[str, ...]
    disclosed: int
    attachments: int
    size: int
    witnesses: tuple[str, ...]
    checkpoints: int


def export(house: CustodyHouse, wish: Wish, out: Path, asked: Asked | None) -> Exported:
    """Writes the bundle. `asked` says who discloses and what for: needed as soon as anything private is.

    Raises `UsageError` where it is missing or a field is disclosed that no event has, `NotFoundError` for an exhibit.
    """
    states = [find_exhibit(house.ledger, text, wish.seizure) for text in wish.exhibits]
    exhibits = tuple(dict.fromkeys(state.exhibit for state in states))
    entries = [entry for exhibit in exhibits for entry in house.ledger.history(exhibit)]
    openings = tuple(_openings(house, entries, wish.disclose, asked))
    attachments = tuple(_attachments(house, entries)) if wish.attachments else ()
    on = standing(house, max(entry.index for entry in entries))
    contents = _contents(house, on, entries, openings, attachments)
    try:
        write_bundle(out, contents, signer(house.settings))
    except OSError as error:
        raise UsageError(f"The bundle cannot be written to {out} ({error.strerror}).", "Name another file.") from error
    return Exported(
        out, len(entries), exhibits, len(openings), len(attachments), on.head.size, on.signed_by, len(on.kept)
    )


def _contents(
    house: CustodyHouse,
    on: Standing,
    entries: Sequence[Entry],
    openings: tuple[Opening, ...],
    attachments: tuple[Attachment, ...],
) -> Contents:
    size = on.head.size
    return Contents(
        checkpoint=on.head.note,
        keys=on.vkeys,
        entries=tuple(
            Proven(entry.index, entry.leaf, house.ledger.inclusion_proof(entry.index, size))
            for entry in sorted(entries, key=lambda entry: entry.index)
        ),
        openings=openings,
        attachments=attachments,
        kept=on.kept,
        witnesses={label: answer.answer for label, answer in on.witnesses.items()},
        consistency={earlier: house.ledger.consistency_proof(earlier, size) for earlier in on.earlier},
        rotations=rotations(house.settings),
        timestamps={label: answer.answer for label, answer in on.timestamps.items()},
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
