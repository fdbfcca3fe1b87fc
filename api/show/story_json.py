"""A story as the JSON that INTERFACE promises to programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from graph.views import Event, Person, Report, Story
from tracer.model import SourceRow
from tracer.times import iso


def story_json(story: Story) -> dict[str, object]:
    """The object `tracer follow --json` prints."""
    owners = [report.owner_id for report in story.reports if report.owner_id]
    return {
        "subject": story.subject,
        "handset": {"id": story.handset, "make": story.make, "model": story.model} if story.handset else None,
        "others": list(story.others),
        "identifiers": [asdict(known) for known in story.identifiers],
        "report": _report(story.reports[0]) if story.reports else None,
        "reports": [_report(report) for report in story.reports],
        "owner": {"known": bool(owners), "id": owners[0] if owners else None},
        "exhibits": [
            {**_plain(asdict(e)), "source": _source(e.source), "seizedAt": _time(e.seized_at)} for e in story.exhibits
        ],
        "handlers": _handlers(story.handlers),
        "places": [
            {
                "id": p.id,
                "kind": p.kind,
                "name": p.name,
                "lat": p.lat,
                "lon": p.lon,
                "radiusM": p.radius_m,
                "address": p.address,
            }
            for p in story.places
        ],
        "countries": list(story.countries),
        "events": [event_json(event) for event in story.events],
        "shownOf": dict(story.shown_of),
    }


def event_json(event: Event) -> dict[str, object]:
    """One event: what always applies, then what applies to it."""
    applies: dict[str, object] = {
        "until": _time(event.until),
        "lat": event.lat,
        "lon": event.lon,
        "accuracyM": event.accuracy_m,
        "place": event.place,
        "country": event.country,
        "identifier": event.identifier,
        "grade": event.grade,
        "score": event.score,
        "reasons": [{"text": reason.text, "weight": reason.weight} for reason in event.reasons] or None,
        "doubts": list(event.doubts) or None,
        "notes": list(event.notes) or None,
        "details": {name: value for name, value in event.details.items() if value is not None} or None,
    }
    return {
        "at": _time(event.at),
        "kind": event.kind,
        "basis": str(event.basis),
        "source": _source(event.source),
        "summary": event.summary,
        **{name: value for name, value in applies.items() if value is not None},
    }


def _handlers(people: Iterable[Person]) -> list[dict[str, object]]:
    """Each handler once; `ways` has every statement by which they are met, and the first stands for all."""
    met: dict[str, list[Person]] = {}
    for person in people:
        met.setdefault(person.id, []).append(person)
    return [
        {
            "id": id_,
            "name": ways[0].name,
            "how": "; ".join(dict.fromkeys(way.how for way in ways)),
            "basis": str(ways[0].basis),
            "source": _source(ways[0].source),
            "ways": [_way(way) for way in ways],
        }
        for id_, ways in met.items()
    ]


def _way(way: Person) -> dict[str, object]:
    applies = {
        "grade": way.grade,
        "score": way.score,
        "reasons": [{"text": reason.text, "weight": reason.weight} for reason in way.reasons] or None,
    }
    return {
        "how": way.how,
        "basis": str(way.basis),
        "source": _source(way.source),
        **{name: value for name, value in applies.items() if value is not None},
    }


def _report(report: Report) -> dict[str, object]:
    return {
        "id": report.id,
        "reference": report.reference,
        "force": report.force,
        "offence": report.offence,
        "occurredFrom": _time(report.occurred_from),
        "occurredTo": _time(report.occurred_to),
        "reportedAt": _time(report.reported_at),
        "lat": report.lat,
        "lon": report.lon,
        "location": report.location,
        "source": _source(report.source),
    }


def _plain(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in ("seized_at", "source")}


def _source(source: SourceRow | None) -> dict[str, object] | None:
    return {"id": source.id, "row": source.row} if source else None


def _time(at: datetime | None) -> str | None:
    return iso(at) if at else None
