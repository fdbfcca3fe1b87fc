"""Write the evidence bundle of exhibits: entries, proofs, and what a recipient may see of what is private."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from api.access import ForbiddenError
from api.custody_house import CustodyHouse
from api.usecases.custody.bundle_report import bundle_report
from api.usecases.custody.history import about_owner, note_read
from api.usecases.custody.keyring import rotations, signer
from api.usecases.custody.names import names_of
from api.usecases.custody.naming import find_exhibit
from api.usecases.custody.receipts import receipt_bytes, takers_of
from api.usecases.custody.standing import Standing, standing
from tracer.custody.bundle import Attachment, Contents, Opening, write_bundle
from tracer.custody.bundle import Entry as Proven
from tracer.custody.events import Entry
from tracer.custody.events import Opening as Opened
from tracer.errors import UsageError
from tracer.records.values import Asked

ALL = "all"
NAME = "name"
"""The field of a return that says who took it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What goes into a bundle: exhibits, the private fields the recipient may see, and whether attached files do.

    `owners` says whether whoever asks may disclose what is private about owners. A receipt that names who took an
    exhibit goes in where that name is disclosed.
    """

    exhibits: tuple[str, ...]
    seizure: str | None = None
    disclose: tuple[str, ...] = ()
    attachments: bool = True
    owners: bool = True

    @property
    def names_takers(self) -> bool:
        """Whether the recipient may see who took what."""
        return self.owners and bool({ALL, NAME} & set(self.disclose))


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
    openings = tuple(_openings(house, entries, wish, asked))
    attachments = tuple(_attachments(house, entries, wish.names_takers)) if wish.attachments else ()
    on = standing(house, max(entry.index for entry in entries))
    disclosed = [(one.index, one.field, one.text) for one in openings]
    report = bundle_report(house.ledger.origin, entries, names_of(house.ledger), disclosed)
    contents = replace(_contents(house, on, entries, openings, attachments), report=report)
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


def _openings(house: CustodyHouse, entries: Sequence[Entry], wish: Wish, asked: Asked | None) -> Iterator[Opening]:
    fields = wish.disclose
    if not fields:
        return
    if asked is None:
        raise UsageError("Something private is to be disclosed.", "Give --by with your initials and --purpose.")
    there = {name for entry in entries for name in entry.commitments}
    unknown = [name for name in fields if name not in there and name != ALL]
    if unknown:
        raise UsageError(
            f"No event of these exhibits has the field {unknown[0]!r}.", f"There are: {', '.join(sorted(there))}."
        )
    kept = [entry for entry in entries if ALL in fields or set(fields) & set(entry.commitments)]
    every = [(entry, one) for entry in kept for one in house.ledger.openings(entry)]
    wanted = [(entry, one) for entry, one in every if ALL in fields or one.field in fields]
    if not wish.owners:
        _require_none_named(fields, [one for _, one in wanted])
        wanted = [(entry, one) for entry, one in wanted if not about_owner(one)]
    note_read(house, {(one.person, entry.event.exhibit) for entry, one in wanted}, asked)
    for entry, one in wanted:
        yield Opening(entry.index, one.field, bytes.fromhex(one.key), one.salt, one.text)


def _require_none_named(fields: Collection[str], openings: Iterable[Opened]) -> None:
    """Asked for by its name, what they may not disclose is refused; of all there is, it is left out."""
    refused = sorted({one.field for one in openings if one.field in fields and about_owner(one)})
    if refused:
        raise ForbiddenError(
            f"What is private about an owner is not shown to your role ({', '.join(refused)}).",
            "Leave it out, or ask who returns phones.",
        )


def _attachments(house: CustodyHouse, entries: Sequence[Entry], named: bool) -> Iterator[Attachment]:
    takers = takers_of(entries)
    for sha256 in dict.fromkeys(kept.sha256 for entry in entries for kept in entry.event.attachments):
        if sha256 not in takers:
            yield Attachment(sha256, lambda sha256=sha256: house.evidence.open(sha256))  # type: ignore[misc]
        elif named and (kept := receipt_bytes(house, sha256, takers[sha256])) is not None:
            yield Attachment(sha256, lambda kept=kept: BytesIO(kept))  # type: ignore[misc]
