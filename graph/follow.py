"""The whole story of one handset: what was seen and said of it, and what that makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.derive import derive, doubted
from graph.port import Answers, Graph, Row
from graph.queries.nearby import places_near
from graph.queries.story import chapters
from graph.queries.story._found import Found, Subject
from graph.queries.subject import Named, named
from graph.views import Event, KnownIdentifier, Person, PlaceView, Story
from tracer.model import Basis

_ABOUT = "MATCH (h:Handset {id: $handset}) RETURN h.make AS make, h.model AS model, h.conflicts AS conflicts"
_IDENTIFIER = "MATCH (i:Identifier {id: $id}) RETURN i.id AS id, i.kind AS kind, i.contested AS contested"
_LAST = datetime.max.replace(tzinfo=UTC)


def follow(graph: Graph, text: str, observed_only: bool = False) -> Story:
    """The story of what a text names. Raises `NotFoundError` with the nearest known names.

    With `observed_only` what was worked out is left out: stays, silences, jumps and clones as events of their own. The
    doubts they cast on observations stay, since to hide them would say more than is known.
    """
    answered = graph.at_once(lambda answers: _answered(answers, text))
    derived = derive(answered.events, tuple(answered.candidates.values()))
    events = doubted(answered.events, derived.doubts)
    if not observed_only:
        events += derived.events
    return _story(answered, in_order(events))


def stated(graph: Graph, text: str) -> Story:
    """The story as its sources state it: nothing is worked out, so no ping is in doubt and none makes a stay.

    For what asks whose a handset is, and not where it was: of a phone with many pings the rest takes long.
    """
    answered = graph.at_once(lambda answers: _answered(answers, text))
    return _story(answered, in_order(answered.events))


@dataclass(frozen=True, slots=True)
class _Answered:
    """All that the graph says of a story, of one state of it. `candidates` are places a stay may be at, by id."""

    subject: Named
    found: list[Found]
    events: list[Event]
    candidates: dict[str, PlaceView]
    about: list[Row]
    known: list[Row]


def _answered(graph: Answers, text: str) -> _Answered:
    subject = named(graph, text)
    asked = Subject(graph, subject.handset, subject.identifiers, subject.perhaps)
    found = [find(asked) for find in chapters()]
    events = [event for one in found for event in one.events]
    about = graph.read(_ABOUT, {"handset": subject.handset}) if subject.handset else []
    known = [row for one in subject.identifiers for row in graph.read(_IDENTIFIER, {"id": one})]
    return _Answered(subject, found, events, _candidates(graph, events, found), about, known)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """By time, undated ones last; at one instant the theft first and what was worked out last."""
    return tuple(sorted(events, key=_place))


def _place(event: Event) -> tuple[object, ...]:
    rank = 0 if event.kind == "theft" else 2 if event.basis is Basis.INFERRED else 1
    own = str(event.details.get("id", ""))
    return event.at is None, event.at or _LAST, rank, event.kind, event.summary, own


def _story(answered: _Answered, events: tuple[Event, ...]) -> Story:
    subject, found, about = answered.subject, answered.found, answered.about
    countries = {country for one in found for country in one.countries} | {e.country for e in events if e.country}
    return Story(
        subject=subject.text,
        handset=subject.handset,
        make=about[0]["make"] if about else None,
        model=about[0]["model"] if about else None,
        identifiers=tuple(KnownIdentifier(row["id"], row["kind"], row["contested"]) for row in answered.known),
        reports=tuple(report for one in found for report in one.reports),
        exhibits=tuple(exhibit for one in found for exhibit in one.exhibits),
        handlers=_people(person for one in found for person in one.people),
        places=_places(events, found, answered.candidates),
        countries=tuple(sorted(countries)),
        events=events,
        shown_of={what: n for one in found for what, n in one.shown_of.items()},
        others=subject.others,
    )


def _people(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each way that each handler was met, once: every one rests on a statement of its own."""
    return tuple(sorted(dict.fromkeys(people), key=lambda one: one.id))


def _candidates(graph: Answers, events: list[Event], found: list[Found]) -> dict[str, PlaceView]:
    """Places a stay may be at, by id: those the story names, and those near its pings."""
    pinged = [(e.lat, e.lon) for e in events if e.kind == "ping" and e.lat is not None and e.lon is not None]
    named_places = [place for one in found for place in one.places]
    return {place.id: place for place in [*places_near(graph, pinged), *named_places]}


def _places(events: tuple[Event, ...], found: list[Found], known: dict[str, PlaceView]) -> tuple[PlaceView, ...]:
    """Places that a statement names or a stay is at."""
    met = {place.id for one in found for place in one.places}
    met |= {str(event.details["placeId"]) for event in events if "placeId" in event.details}
    return tuple(known[place] for place in sorted(met))
