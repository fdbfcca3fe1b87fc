"""Loading: bytes are kept as evidence, rows become facts or refusals, records are committed, the graph follows.

Every step can be stopped at any moment and taken up again: a source is cut into the same batches each time, the records
database knows which of them it has, and the graph knows which of those it shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from tracer.ahead import ahead
from tracer.errors import EvidenceError, InputError, UnknownKindError
from tracer.kinds._base import Context
from tracer.model import Fact, ParsedBatch, canonical_json, hash_id
from tracer.reading import Ask, NumberedBatch, Reading, recognised
from tracer.reasons import Reason
from tracer.records.evidence import EvidenceStore, Kept
from tracer.records.records import Records
from tracer.records.values import Committed, NewSource, Source, State
from tracer.sources.mapping import ColumnMapping
from tracer.sources.unpack import Member, member_named, members
from tracer.spool import private_folder

READ_AHEAD = 3
LEDGER = "custody"
"""What the options of a source say that was read off the custody ledger."""


class Projection(Protocol):
    """Where committed batches go on to. Implemented by the graph."""

    def keys_of(self, fact: Fact) -> tuple[str, ...]:
        """The keys a fact must be found by again."""

    def shown(self, source: Source) -> frozenset[int]:
        """Numbers of the source's batches that the graph has or has taken on."""

    def put(self, source: Source, number: int, committed: Committed) -> None:
        """Take on a batch, which may be written later, in order. Raises `GraphUnavailableError`."""


class Progress(Protocol):
    """Told how a load goes on."""

    def file(self, name: str, size: int) -> None:
        """A file of so many bytes is begun."""

    def moved(self, done: int, rows: int) -> None:
        """So many bytes of it are read, and so many more rows dealt with."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one file, or of one member of an archive. `error` says why it was refused as a whole, `of_no_kind`
    that its columns do not tell its kind.

    `reasons` are those of the rejected rows, where the file was only tried and nothing of it is kept. `left_out` says
    which sheets of the same workbook are not read, and why.
    """

    name: str
    source: str | None = None
    sha256: str | None = None
    kind: str | None = None
    format: str | None = None
    rows: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    error: str | None = None
    of_no_kind: bool = False
    reasons: tuple[Reason, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def refused(cls, name: str, error: InputError, sha256: str | None = None) -> Loaded:
        """What came of a file that could not be read."""
        return cls(name, sha256=sha256, error=str(error), of_no_kind=isinstance(error, UnknownKindError))


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads files into the records and hands what is new to the projection, which may write it later.

    `spool` is a private folder for the plain copy that a file is read from: what is loaded is what was kept. `begun` is
    told of each source before any row of it is committed.
    """

    records: Records
    evidence: EvidenceStore
    projection: Projection
    progress: Progress
    spool: Path
    begun: Callable[[Source], None] = lambda _source: None

    def load(self, path: Path, ask: Ask) -> Iterator[Loaded]:
        """One result for the file, or for each member of an archive; one refused as a whole does not stop the rest."""
        try:
            with path.open("rb") as file:
                kept = self.evidence.put(file)
        except OSError as error:
            why = f"{path} cannot be read ({error.strerror}). Check the name and the permissions."
            yield Loaded(path.name, error=why)
            return
        try:
            with self._plain_copy(kept.sha256, path.name) as copy:
                for member in members(copy):
                    yield replace(self._load_member(member, kept, ask), left_out=member.left_out)
        except InputError as error:
            yield Loaded.refused(path.name, error, kept.sha256)

    def replay(self, source: Source) -> None:
        """Hand to the projection every committed batch of a source that it does not show, read again from the evidence.

        Raises `EvidenceError` when the bytes no longer read as they did.
        """
        wanted = frozenset(self.records.committed_batches(source.id)) - self.projection.shown(source)
        if not wanted:
            return
        with self._plain_copy(source.sha256, source.name.partition("/")[0]) as copy:
            member = member_named(copy, source.name)
            if member is None:
                raise EvidenceError(
                    f"{source.name} is no longer in its archive.", "Restore the evidence from a back-up."
                )
            reading = recognised(member, _ask_of(source))
            self.progress.file(source.name, source.size)
            context = Context(source.recorded_at, source.options.get("identifier"))
            with closing(ahead(reading.batches(context, self.progress.moved), READ_AHEAD)) as batches:
                for batch in batches:
                    if batch.number in wanted:
                        self.projection.put(source, batch.number, self._again(source, batch))

    def _load_member(self, member: Member, kept: Kept, ask: Ask) -> Loaded:
        try:
            reading = recognised(member, ask)
            source = self.records.begin(_new_source(reading, kept))
            self.begun(source)
            if source.state is not State.DONE or self._unshown(source):
                self.progress.file(member.name, kept.size)
                self._read(reading, source)
        except InputError as error:
            return Loaded.refused(member.name, error, kept.sha256)
        return _counted(source, self.records.source(source.id))

    def _unshown(self, source: Source) -> bool:
        return bool(frozenset(self.records.committed_batches(source.id)) - self.projection.shown(source))

    def _read(self, reading: Reading, source: Source) -> None:
        """Commit what is not committed, show what is not shown."""
        committed = frozenset(self.records.committed_batches(source.id))
        shown = self.projection.shown(source)
        context = Context(source.recorded_at, reading.ask.identifier)
        with closing(ahead(reading.batches(context, self.progress.moved), READ_AHEAD)) as batches:
            for batch in batches:
                if batch.number not in committed:
                    parsed = self._with_keys(batch.parsed)
                    new = self.records.commit(source.id, batch.number, batch.rows, parsed)
                    self.projection.put(source, batch.number, new)
                elif batch.number not in shown:
                    self.projection.put(source, batch.number, self._again(source, batch))
        self.records.finish(source.id)

    def _with_keys(self, parsed: ParsedBatch) -> ParsedBatch:
        facts = tuple(replace(f, mentions=self.projection.keys_of(f)) if f.kind != "tac" else f for f in parsed.facts)
        return replace(parsed, facts=facts)

    def _again(self, source: Source, batch: NumberedBatch) -> Committed:
        """What a committed batch brought, told from the records and the row read again."""
        seen = batch.parsed.observations
        return Committed(
            0,
            0,
            0,
            new_facts=self.records.facts_of_batch(source.id, batch.number),
            new_observations=self.records.first_said(source.id, seen) if seen is not None else None,
        )

    @contextmanager
    def _plain_copy(self, sha256: str, name: str) -> Iterator[Path]:
        with private_folder(self.spool) as folder:
            copy = folder / name
            with self.evidence.open(sha256) as kept, copy.open("xb") as plain:
                while block := kept.read(1 << 20):
                    plain.write(block)
            yield copy


def _counted(before: Source, now: Source) -> Loaded:
    """Counts as a person expects them: rows that were loaded by an earlier run are unchanged by this one."""
    earlier = before.loaded if before.state is State.DONE else 0
    return Loaded(
        now.name,
        now.id,
        now.sha256,
        now.kind,
        now.format,
        rows=now.rows,
        loaded=now.loaded - earlier,
        unchanged=now.unchanged + earlier,
        rejected=now.rejected,
    )


def _new_source(reading: Reading, kept: Kept) -> NewSource:
    """The same bytes read in another way are another source."""
    options = {}
    if reading.ask.identifier:
        options["identifier"] = reading.ask.identifier
    if reading.ask.columns:
        options["columns"] = _told(reading.ask.columns)
    if reading.ask.ledger:
        options["ledger"] = LEDGER
    said = [kept.sha256, reading.member.name.partition("/")[2], reading.kind.name, *sorted(options.values())]
    plain = len(said) == 3 and not said[1]
    return NewSource(
        id=kept.sha256[:16] if plain else hash_id("\x1f".join(said).encode())[:16],
        sha256=kept.sha256,
        name=reading.member.name,
        size=kept.size,
        kind=reading.kind.name,
        format=reading.format.name,
        options=options,
    )


def _ask_of(source: Source) -> Ask:
    columns = source.options.get("columns")
    mapping = ColumnMapping(**json.loads(columns)) if columns else None
    return Ask(source.kind, source.options.get("identifier"), mapping, source.options.get("ledger") == LEDGER)


def _told(mapping: ColumnMapping) -> str:
    """A column mapping as the records keep it, so that the file can be read in the same way again."""
    return canonical_json(
        {"columns": dict(mapping.columns), "constants": dict(mapping.constants), "kind": mapping.kind}
    )
