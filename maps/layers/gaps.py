"""Times when nothing was seen: dashed, with how long."""

from __future__ import annotations

from collections.abc import Iterable

from maps.layers._base import Drawing, Layer, Line
from maps.scene import Numbered, Scene
from maps.style import MAX_LINES, QUIET_SECONDS
from maps.track import Track, to_millis
from maps.words import duration

_Silence = tuple[float, Line]


class Gaps(Layer):
    """Gaps that the story tells of, and every other silence of the trail that is longer than an hour."""

    name = "gaps"
    label = "Gaps: not seen for this long"
    order = 20
    sign = "dashes"

    def draw(self, scene: Scene) -> Drawing:
        """The longest gaps, as lines from the last ping before to the first one after."""
        stated = list(scene.of("gap"))
        silences = [*_stated(scene.track, stated), *_unstated(scene.track, stated, _jumped(scene))]
        silences.sort(key=lambda silence: -silence[0])
        lines = [line for _, line in silences[:MAX_LINES]]
        return Drawing(lines=lines, shown=len(lines), total=len(silences))


def _stated(track: Track, gaps: Iterable[Numbered]) -> Iterable[_Silence]:
    for gap in gaps:
        if gap.event.at is None or gap.event.until is None:
            continue
        before, after = track.at_or_before(gap.event.at), track.at_or_after(gap.event.until)
        if before is not None and after is not None and before < after:
            seconds = (gap.event.until - gap.event.at).total_seconds()
            yield seconds, _line(track, before, after, seconds, (gap.number,))


def _unstated(track: Track, gaps: Iterable[Numbered], jumped: set[int]) -> Iterable[_Silence]:
    told = [span for gap in gaps if (span := _span(gap))]
    for after in track.broken:
        start, end = int(track.millis[after - 1]), int(track.millis[after])
        seconds = (end - start) / 1000
        if seconds <= QUIET_SECONDS or after in jumped:
            continue
        if not any(first < end and last > start for first, last in told):
            yield seconds, _line(track, after - 1, after, seconds, ())


def _jumped(scene: Scene) -> set[int]:
    """The positions at which a jump arrives: its own layer draws those."""
    arrivals = (jump.event.until or jump.event.at for jump in scene.of("jump"))
    positions = (scene.track.at_or_after(when) for when in arrivals if when is not None)
    return {position for position in positions if position is not None}


def _span(gap: Numbered) -> tuple[int, int] | None:
    if gap.event.at is None or gap.event.until is None:
        return None
    return to_millis(gap.event.at), to_millis(gap.event.until)


def _line(track: Track, before: int, after: int, seconds: float, rows: tuple[int, ...]) -> Line:
    return Line((track.point(before), track.point(after)), duration(seconds), rows)
