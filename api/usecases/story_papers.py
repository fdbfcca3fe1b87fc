"""The story of a handset as a document to print or to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.access import Actor
from api.desk import Desk
from api.scope import LeftOut
from api.show.timeline import Fold, lines_of
from api.usecases.handset_page import At, files_of, names_of_files, places_of, sentence
from api.usecases.masked import hiding, masked
from api.usecases.seen import SeenStory
from graph.evidence import basis_words
from graph.views import Event, ExhibitView, KnownIdentifier, Person
from maps.style import kind_name
from tracer.custody.documents._input import Imprint
from tracer.custody.documents.story import StoryFile, StoryLine, StorySheet, story_document

MOST_LINES = 3_000


def story_pdf(desk: Desk, who: Actor, seen: SeenStory, notice: str = "", hide: bool = False) -> bytes:
    """The story as somebody may see it, or with its identifiers masked, in the names of its files as well.

    Long runs of undoubted pings are told by their ends and their number.
    """
    story, shown = (masked(seen.story), hiding(seen.story)) if hide else (seen.story, str)
    names = {one: shown(name) for one, name in names_of_files(desk, story).items()}
    lines = lines_of(story.events, most=MOST_LINES)
    sheet = StorySheet(
        title=" ".join(part for part in (story.make, story.model) if part) or "Make and model not known",
        subject=story.subject,
        sentence=sentence(desk, story),
        identifiers=tuple(map(_identifier, story.identifiers)),
        reports=tuple(f"{one.force} {one.reference}" for one in story.reports),
        exhibits=tuple(map(_exhibit, story.exhibits)),
        people=tuple(f"{one.name}: {one.how} ({_basis(one)}, {_row(one, names)})" for one in story.handlers),
        places=tuple(_place(one, names) for one in places_of(story)),
        lines=tuple(_folded(one) if isinstance(one, Fold) else _line(one.event, names) for one in lines.shown),
        files=tuple(
            StoryFile(shown(one.source.name), one.source.kind, one.source.sha256, one.source.recorded_at)
            for one in files_of(desk, story)
        ),
        left_out=left_out_words(seen.left_out),
        of=lines.of if lines.of > MOST_LINES else 0,
    )
    return story_document(sheet, imprint_of(desk, who, notice))


def imprint_of(desk: Desk, who: Actor, notice: str) -> Imprint:
    """Who prints it, and when."""
    return Imprint(datetime.now(UTC).replace(microsecond=0), who.person.name, desk.settings.force, notice=notice)


def left_out_words(left_out: LeftOut) -> str:
    """What is not in it, as the document says."""
    if not left_out.lines:
        return ""
    return f"{left_out.lines} lines of cases that are not open to who printed this"


def _folded(fold: Fold) -> StoryLine:
    said = f"{fold.of:,} more pings, not printed one by one"
    return StoryLine(fold.since, fold.until, "Pings", said, "observed", "see the map or the JSON")


def _line(event: Event, names: dict[str, str]) -> StoryLine:
    reasons = [f"{'For' if one.weight >= 0 else 'Against'}: {one.text} ({one.weight:+g})" for one in event.reasons]
    kind, more = kind_name(event.kind), _cut([*event.notes, *reasons])
    source = _row(event, names)
    return StoryLine(event.at, event.until, kind, event.summary, _basis(event), source, _cut(event.doubts), more)


def _place(at: At, names: dict[str, str]) -> str:
    lines = "; ".join(f"{one.kind} ({_basis(one.first)}, {_row(one.first, names)})" for one in at.lines)
    return ": ".join(part for part in (f"{at.place.name}, {at.place.kind}", lines) if part)


def _exhibit(one: ExhibitView) -> str:
    now = f", {one.standing}" if one.standing else ""
    return f"{one.reference} of {one.seizure}, seal {one.seal or 'not given'}{now}"


def _basis(one: Event | Person) -> str:
    return basis_words(one.basis, one.grade, one.score)


def _row(one: Event | Person, names: dict[str, str]) -> str:
    return f"{names.get(one.source.id, one.source.id)}, row {one.source.row}" if one.source else "worked out"


def _cut(said: Sequence[str], most: int = 8) -> tuple[str, ...]:
    return (*said[:most], f"and {len(said) - most} more") if len(said) > most else tuple(said)


def _identifier(known: KnownIdentifier) -> str:
    return f"{known.id} (contested: {known.contested})" if known.contested else known.id
