"""What a handset's page says beside its story: one sentence, the files it stands on, the case of what is added."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from graph.views import Story
from maps.words import london_date, summary_of
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.values import Source


@dataclass(frozen=True, slots=True)
class StoodOn:
    """A file that a story stands on, and how many of its lines."""

    source: Source
    lines: int


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
