"""Durations, dates and the one-sentence summary of a story, as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from graph.evidence import stands_alone, worst
from graph.views import Event, Story
from maps.countries import country_name

_LONDON = ZoneInfo("Europe/London")
_NEVER = datetime.min.replace(tzinfo=UTC)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def duration(seconds: float) -> str:
    """A length of time in its two largest units: `14 h 1 min`, `9 days 2 h`."""
    whole = round(abs(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < 2 * _DAY:
        hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = whole // _DAY, whole % _DAY // _HOUR
    return f"{days} days {hours} h" if hours else f"{days} days"


def short_duration(seconds: float) -> str:
    """A length of time in one unit, for where there is little room: `82 h`, `9 d`."""
    whole = round(abs(seconds))
    if whole < _HOUR:
        return f"{max(1, round(whole / _MINUTE))} min"
    return f"{round(whole / _HOUR)} h" if whole < 5 * _DAY else f"{round(whole / _DAY)} d"


def london_date(when: datetime, year: bool = True) -> str:
    """The date in London: `2 Oct 2023`."""
    local = when.astimezone(_LONDON)
    return f"{local.day} {local:%b %Y}" if year else f"{local.day} {local:%b}"


def title_of(story: Story) -> str:
    """What the map is of: make, model and the identifier asked for."""
    phone = " ".join(part for part in (story.make, story.model) if part)
    return f"{phone}, {story.subject}" if phone else story.subject


def summary_of(story: Story) -> str:
    """One sentence: stolen when and where, rested where, went to which countries, seized when and what became of it."""
    parts = [part for part in (_stolen(story), _rested(story), _abroad(story), _ended(story)) if part]
    if not parts:
        return "Nothing with a time or a place is known of it yet."
    sentence = ", ".join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def _stolen(story: Story) -> str:
    for report in story.reports:
        if report.occurred_from:
            where = f" at {report.location}" if report.location else ""
            return f"stolen {london_date(report.occurred_from)}{where}"
    theft = next((event for event in story.events if event.kind == "theft" and event.at), None)
    if theft is None or theft.at is None:
        return ""
    return f"stolen {london_date(theft.at)}" + (f" at {theft.place}" if theft.place else "")


def _rested(story: Story) -> str:
    spent: dict[str, timedelta] = {}
    stays = [event for event in story.events if event.kind == "stay" and event.place and event.at and event.until]
    for stay in stays:
        if stay.place and stay.at and stay.until:
            spent[stay.place] = spent.get(stay.place, timedelta()) + (stay.until - stay.at)
    if not spent:
        return ""
    place = max(spent, key=lambda name: (spent[name], name))
    there = [stay for stay in stays if stay.place == place]
    return f"rested at {place} {_span(there)}{_told([stay.grade for stay in there])}"


def _span(stays: Iterable[Event]) -> str:
    times = [(stay.at, stay.until) for stay in stays if stay.at and stay.until]
    first, last = min(start for start, _ in times), max(end for _, end in times)
    start, end = london_date(first), london_date(last)
    return start if start == end else f"{london_date(first, year=first.year != last.year)} to {end}"


def _abroad(story: Story) -> str:
    abroad = [code for code in story.countries if code != "GB"]
    sure = {event.country for event in story.events if not event.doubts}
    unsure = {event.country for event in story.events} - sure
    seen = [country_name(code) for code in abroad if code not in unsure]
    doubted = [country_name(code) for code in abroad if code in unsure]
    said = [f"seen in {' and '.join(seen)}"] if seen else []
    return ", ".join([*said, f"with doubt in {' and '.join(doubted)}"] if doubted else said)


def _ended(story: Story) -> str:
    if booked := [one for one in story.exhibits if not one.withdrawn]:
        newest = max(booked, key=lambda one: (one.seized_at or _NEVER, one.id))
        when = f" {london_date(newest.seized_at)}" if newest.seized_at else ""
        now = f", {newest.standing}" if newest.standing else ""
        return f"seized{when} as {newest.reference}{now}"
    latest, _ = _latest(event for event in story.events if stands_alone(event.grade))
    if latest:
        return f"last known of {london_date(latest)}"
    latest, grade = _latest(story.events)
    return f"told of {london_date(latest)}, graded {grade}, and not known to be so" if latest else ""


def _latest(events: Iterable[Event]) -> tuple[datetime | None, str | None]:
    """The latest time at which something was, and the grade of what says so."""
    dated = [(event.until or event.at, event.grade) for event in events if event.at]
    return max(((when, grade) for when, grade in dated if when), key=lambda one: one[0], default=(None, None))


def _told(grades: Iterable[str | None]) -> str:
    """That something rests on what was told and not observed, where it does."""
    grade = worst(grades)
    return f" (by what was told, graded {grade})" if grade else ""
