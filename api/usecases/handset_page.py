"""What a handset's page says beside its story: one sentence, the files it stands on, the case of what is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.scope import Scope, scope_of
from graph.ids import parts_of
from graph.views import Event, Person, PlaceView, Story
from maps.style import kind_name
from maps.words import london_date, summary_of
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.values import Source


@dataclass(frozen=True, slots=True)
class StoodOn:
    """A file that a story stands on, and how many of its lines."""

    source: Source
    lines: int


@dataclass(frozen=True, slots=True)
class Met:
    """A handler of a story, with each statement by which they are met."""

    id: str
    name: str
    ways: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class LinesAt:
    """The lines of one kind that are at a place: the first, and how many."""

    kind: str
    first: Event
    lines: int


@dataclass(frozen=True, slots=True)
class At:
    """A place of a story, and the lines that are there."""

    place: PlaceView
    lines: tuple[LinesAt, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """An exhibit that a text may mean, of which seizure, and the make and model of its phone where a row tells."""

    id: str
    reference: str
    seizure: str
    phone: str


def exhibits_meant(desk: Desk, who: Actor, exhibits: Sequence[str]) -> list[Meant]:
    """What tells several exhibits of one reference apart, of the rows that are open."""
    scope = scope_of(desk, who)
    return [Meant(one, parts_of(one)[-1], parts_of(one)[0], _phone(desk, scope, one)) for one in exhibits]


def _phone(desk: Desk, scope: Scope, exhibit: str) -> str:
    facts = [fact for fact in desk.records.facts_mentioning([exhibit]) if scope.opens(fact.source)]
    said = [" ".join(filter(None, (phone.make, phone.model))) for fact in facts for phone in fact.phones]
    return next(filter(None, said), "")


def sentence(desk: Desk, story: Story) -> str:
    """The story in one sentence; that the owner was told is said where a notice went out."""
    told = _told(desk, story)
    summary = summary_of(story)
    return f"{summary.removesuffix('.')}, owner told {told}." if told else summary


def files_of(desk: Desk, story: Story) -> list[StoodOn]:
    """The files whose rows the story stands on, most lines first."""
    lines: dict[str, int] = {}
    for event in story.events:
        if event.source is not None:
            lines[event.source.id] = lines.get(event.source.id, 0) + 1
    known = {source.id: source for source in desk.records.sources() if source.id in lines}
    return [
        StoodOn(known[one], n) for one, n in sorted(lines.items(), key=lambda pair: (-pair[1], pair[0])) if one in known
    ]


def names_of_files(desk: Desk, story: Story) -> dict[str, str]:
    """What the files are called that anything of a story rests on, by id."""
    rows = (one.source for part in (story.events, story.handlers) for one in part)
    ids = {row.id for row in rows if row is not None}
    return desk.records.file_names(ids)


def people_of(story: Story) -> list[Met]:
    """Each handler with every statement by which they are met."""
    ways: dict[str, list[Person]] = {}
    for one in story.handlers:
        ways.setdefault(one.id, []).append(one)
    return [Met(id_, some[0].name, tuple(some)) for id_, some in ways.items()]


def places_of(story: Story) -> list[At]:
    """Each place with what of the story is there: the first line of each kind, and how many there are."""
    return [At(place, _lines_at(place, story.events)) for place in story.places]


def _lines_at(place: PlaceView, events: tuple[Event, ...]) -> tuple[LinesAt, ...]:
    kinds: dict[str, list[Event]] = {}
    for event in events:
        if _names(event, place):
            kinds.setdefault(event.kind, []).append(event)
    return tuple(LinesAt(kind_name(kind), some[0], len(some)) for kind, some in kinds.items())


def _names(event: Event, place: PlaceView) -> bool:
    """Whether a line is at a place. A seizure or a parcel may name several, with commas between."""
    if "placeId" in event.details:
        return event.details["placeId"] == place.id
    said = (event.place, event.details.get("from"), event.details.get("to"))
    return any(f", {place.name}, " in f", {text}, " for text in said if text)


def case_of(desk: Desk, who: Actor, story: Story) -> str | None:
    """The case that what is added to a story belongs to: one of its files', else none."""
    sources = {event.source.id for event in story.events if event.source is not None}
    cases = {case for of in desk.cases.of_sources(sources).values() for case in of}
    return min(cases & who.cases, default=None)


def _told(desk: Desk, story: Story) -> str:
    confirmations, outbox = desk.records.part(Confirmations), desk.records.part(Outbox)
    for exhibit in story.exhibits:
        for one in confirmations.of_exhibit(exhibit.id):
            sent = [notice.sent_at for notice in outbox.of_confirmation(one.id) if notice.sent_at]
            if sent and one.withdrawn_at is None:
                return london_date(min(sent))
    return ""
