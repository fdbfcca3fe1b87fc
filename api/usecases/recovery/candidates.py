"""Whose an exhibit may be: the reports that concern its handset, each with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.usecases.seen import seen_story
from graph.views import Event, Story
from graph.views import Report as Reported
from tracer.errors import NotFoundError
from tracer.records.recovery.confirmations import Confirmations
from tracer.recovery.report import Report
from tracer.times import LONDON


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that the exhibit may be the phone of; `untold` says why nobody could be told."""

    report: Report
    offence: str
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    untold: str = ""


def candidates(desk: Desk, who: Actor, exhibit: str) -> tuple[Candidate, ...]:
    """Those that the graph knows, as far as it is open to somebody. None where it knows no handset of the exhibit.

    Raises `ForbiddenError` where all that is known is closed to them, and `GraphError`.
    """
    try:
        story = seen_story(desk, who, exhibit).story
    except NotFoundError:
        return ()
    return tuple(_candidate(desk, story, exhibit, one) for one in story.reports)


def _candidate(desk: Desk, story: Story, exhibit: str, one: Reported) -> Candidate:
    report = Report(one.force, one.reference)
    seized = next((event for event in story.events if event.details.get("exhibit") == exhibit), None)
    standing = desk.records.part(Confirmations).standing(report)
    untold = {"known": "", "erased": "The owner's details were erased."}.get(standing or "", "No owner is known of it.")
    return Candidate(
        report,
        one.offence or "theft",
        tuple(_for(story, seized, one)),
        tuple(_against(desk, story, seized, one)),
        untold,
    )


def _for(story: Story, seized: Event | None, one: Reported) -> Iterator[str]:
    known = [each.id for each in story.identifiers if not each.contested]
    if seized is not None:
        read = f" by {seized.identifier}" if seized.identifier else ""
        yield f"The exhibit was identified{read} as the handset that the report concerns ({seized.basis.value})."
        yield from (reason.text for reason in seized.reasons if reason.weight > 0)
    if known:
        yield f"The handset's identifiers: {', '.join(known)}."
    if story.make or story.model:
        yield f"Make and model: {' '.join(filter(None, (story.make, story.model)))}."
    if seized is not None and seized.at and one.occurred_from and seized.at >= one.occurred_from:
        yield f"It was taken {_day(one)} and seized on {seized.at.astimezone(LONDON):%-d %b %Y}, after that."


def _against(desk: Desk, story: Story, seized: Event | None, one: Reported) -> Iterator[str]:
    yield from (f"{each.id} is contested: {each.contested}." for each in story.identifiers if each.contested)
    if story.others:
        yield f"The exhibit's identifiers name {len(story.others)} other handsets as well."
    if seized is None:
        yield "No row says which exhibit this handset is."
    else:
        yield from seized.doubts
        yield from (reason.text for reason in seized.reasons if reason.weight < 0)
        if seized.at and one.occurred_from and seized.at < one.occurred_from:
            yield f"It was seized before it was taken ({_day(one)})."
    yield from (
        f"{other.force} {other.reference} concerns this handset too." for other in story.reports if other != one
    )
    for taken in desk.records.part(Confirmations).of_report(Report(one.force, one.reference)):
        if taken.open and seized is not None and taken.exhibit != seized.details.get("exhibit"):
            yield "The report has another confirmed exhibit."


def _day(one: Reported) -> str:
    return "on no date given" if one.occurred_from is None else f"on {one.occurred_from.astimezone(LONDON):%-d %b %Y}"
