"""What the layers of one map draw from: the story, its trail, and the events with their numbers and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.views import Event, PlaceView, Story
from maps.encode import spread
from maps.style import MAX_EVENTS_PER_KIND, MAX_PINGS
from maps.track import Track, build_track, is_trail_ping, position_of

Point = tuple[float, float]


@dataclass(frozen=True)
class Numbered:
    """An event that the page tells of, with its number there and where it was, if that is known.

    `by_place` says that the position is that of the place it names, not its own.
    """

    number: int
    event: Event
    point: Point | None
    by_place: bool = False


@dataclass(frozen=True)
class Scene:
    """A story made ready to draw. `counts` is, by kind of event, how many the page shows of how many there are."""

    story: Story
    track: Track
    events: tuple[Numbered, ...]
    counts: dict[str, tuple[int, int]]

    def of(self, *kinds: str) -> Iterable[Numbered]:
        """The events of some kinds, in time order, undated last."""
        return (numbered for numbered in self.events if numbered.event.kind in kinds)

    def left_out_before(self) -> list[str]:
        """What a limit left out of the story itself, where the story counts it by something else than kind."""
        elsewhere = {name: count for name, count in self.story.shown_of.items() if name not in self.counts}
        return [f"Not all of the {name} are in this story: there are {count:,}." for name, count in elsewhere.items()]

    def points(self) -> list[Point]:
        """Everything with a position: the trail, then the other events."""
        trail = zip(self.track.lat.tolist(), self.track.lon.tolist(), strict=True)
        return [*trail, *(numbered.point for numbered in self.events if numbered.point is not None)]


def build_scene(story: Story, most_pings: int = MAX_PINGS) -> Scene:
    """Chooses what of a story a page shows, and gives each event its number."""
    track = build_track(story.events, most_pings)
    others = [event for event in story.events if not is_trail_ping(event)]
    chosen = _within_limits(others)
    places = _places_by_name(story.places)
    numbered = tuple(_number(number, event, places) for number, event in enumerate(chosen))
    return Scene(story, track, numbered, _counts(story, track, chosen))


def _within_limits(events: Sequence[Event]) -> list[Event]:
    by_kind: dict[str, list[int]] = {}
    for index, event in enumerate(events):
        by_kind.setdefault(event.kind, []).append(index)
    kept = sorted(
        indices[position] for indices in by_kind.values() for position in spread(len(indices), MAX_EVENTS_PER_KIND)
    )
    return [events[index] for index in kept]


def _places_by_name(places: Iterable[PlaceView]) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for place in places:
        if place.lat is not None and place.lon is not None:
            for name in (place.id, place.id.removeprefix("place:"), place.name):
                found.setdefault(name, (place.lat, place.lon))
    return found


def _number(number: int, event: Event, places: dict[str, Point]) -> Numbered:
    point = position_of(event)
    if point is None and event.place in places:
        return Numbered(number, event, places[event.place], by_place=True)
    return Numbered(number, event, point)


def _counts(story: Story, track: Track, chosen: Sequence[Event]) -> dict[str, tuple[int, int]]:
    known: dict[str, int] = {}
    for event in story.events:
        known[event.kind] = known.get(event.kind, 0) + 1
    shown: dict[str, int] = {"ping": len(track.events)} if track.events else {}
    for event in chosen:
        shown[event.kind] = shown.get(event.kind, 0) + 1
    return {
        kind: (shown.get(kind, 0), max(count, story.shown_of.get(kind, 0))) for kind, count in sorted(known.items())
    }
