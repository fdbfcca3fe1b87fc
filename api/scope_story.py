"""A story as somebody may see it: what rests on rows that are closed to them is left out, and counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from api.scope import LeftOut, Scope
from graph.ids import seizure_id
from graph.views import Event, ExhibitView, KnownIdentifier, Story
from tracer.model import SourceRow, StoredFact

DERIVED = frozenset({"stay", "gap", "jump", "clone"})
SEEN = frozenset({"ping", "sighting"})
"""What the derived rests on, and what its doubts are cast on."""
WHY_CLOSED = "contested; why is in a case that is not open to you"

Facts = Callable[[Collection[str]], Iterable[StoredFact]]
"""Finds the facts that mention any of some identifiers."""


def open_part(story: Story, scope: Scope, facts: Facts) -> tuple[Story, LeftOut]:
    """What may be seen of a story, and what was left out of it.

    Where a ping or a sighting is left out, so is all that was worked out, with the doubts it casts: a stay, a silence
    or a jump would tell where a hidden ping was, or be wrong for want of it.
    """
    shut = _Shut(scope)
    events = tuple(event for event in story.events if shut.lets(event))
    exhibits = tuple(one for one in story.exhibits if shut.lets_exhibit(one))
    kept = {one.id for one in exhibits}
    events = tuple(event for event in events if _of_exhibit(event) in kept | {""})
    reports = tuple(one for one in story.reports if shut.lets_row(one.source))
    handlers = tuple(one for one in story.handlers if shut.lets_row(one.source))
    if not shut.sources and not shut.seizures:
        return story, LeftOut()
    if shut.seen_hidden:
        events = tuple(_undoubted(event) for event in events if event.kind not in DERIVED)
    left_out = LeftOut(
        (len(story.events) - len(events)) + (len(story.handlers) - len(handlers)),
        scope.cases(shut.sources) | frozenset(case for one in shut.seizures for case in one),
    )
    part = replace(story, events=events, exhibits=exhibits, reports=reports, handlers=handlers)
    return _without_traces(part, scope, facts), left_out


def is_empty(story: Story) -> bool:
    """Whether nothing at all is left that tells of the handset."""
    return not (story.events or story.exhibits or story.reports or story.handlers)


@dataclass(slots=True)
class _Shut:
    """Notes what it did not let through."""

    scope: Scope
    sources: frozenset[str] = frozenset()
    seizures: tuple[frozenset[str], ...] = ()
    seen_hidden: bool = False

    def lets_row(self, source: SourceRow | None) -> bool:
        if self.scope.opens(source) or source is None:
            return True
        self.sources |= {source.id}
        return False

    def lets(self, event: Event) -> bool:
        passed = self.lets_row(event.source)
        self.seen_hidden = self.seen_hidden or (not passed and event.kind in SEEN)
        return passed

    def lets_exhibit(self, exhibit: ExhibitView) -> bool:
        passed = self.lets_row(exhibit.source)
        if not self.scope.opens_seizure(exhibit.seizure):
            self.seizures += (self.scope.seizures[seizure_id(exhibit.seizure)],)
            return False
        return passed


def _of_exhibit(event: Event) -> str:
    """The exhibit that an event is about; one that is closed takes its seizure and its custody with it."""
    return str(event.details.get("exhibit") or "") if event.kind in ("seizure", "custody") else ""


def _undoubted(event: Event) -> Event:
    return replace(event, doubts=()) if event.kind in SEEN else event


def _without_traces(story: Story, scope: Scope, facts: Facts) -> Story:
    """Without the names, places and identifiers that only what was left out told of."""
    identifiers = tuple(
        known
        for one in story.identifiers
        if (known := _identifier(one, story, scope, tuple(facts([one.id])))) is not None
    )
    named = {one.id for one in identifiers}
    own = story.handset.removeprefix("handset:") if story.handset else ""
    told = {event.place for event in story.events} | {str(event.details.get("placeId", "")) for event in story.events}
    seen = bool(story.reports or story.exhibits)
    return replace(
        story,
        handset=story.handset if own in named or own.startswith("report:") else None,
        make=story.make if seen else None,
        model=story.model if seen else None,
        identifiers=identifiers,
        places=tuple(place for place in story.places if place.id in told or place.name in told),
        countries=tuple(sorted({event.country for event in story.events if event.country})),
        others=tuple(other for other in story.others if _known(other, scope, facts)),
        shown_of={},
    )


def _identifier(
    known: KnownIdentifier, story: Story, scope: Scope, facts: tuple[StoredFact, ...]
) -> KnownIdentifier | None:
    told = any(event.identifier == known.id for event in story.events)
    if not told and not any(scope.opens(fact.source) for fact in facts):
        return None
    whole = all(scope.opens(fact.source) for fact in facts)
    return known if whole or not known.contested else replace(known, contested=WHY_CLOSED)


def _known(handset: str, scope: Scope, facts: Facts) -> bool:
    return any(scope.opens(fact.source) for fact in facts([handset.removeprefix("handset:")]))
