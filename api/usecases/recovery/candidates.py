"""Whose an exhibit may be: the reports that concern its handset, each with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.access import Actor, ForbiddenError
from api.desk import Desk
from api.usecases.custody.read_off import read_off
from api.usecases.recovery.compared import compared
from api.usecases.seen import stated_story
from graph.views import Event, Story
from graph.views import Report as Reported
from tracer.custody.events import reference_of, seizure_of
from tracer.errors import NotFoundError, TracerError
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import Confirmation
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
    """Those that the graph knows of the exhibit's handset and of what was read off it, as far as it is open to them.

    The graph may not have followed a correction of the booking; the ledger has. Raises `ForbiddenError` where all that
    is known of the exhibit is closed to somebody, and `GraphError`.
    """
    read = read_off(desk.custody, exhibit, who.asked())
    found: dict[Report, Candidate] = {}
    known: set[str] = set()
    for named in (exhibit, *sorted(read)):
        if named in known:
            continue
        story = _story(desk, who, named, required=named == exhibit)
        if story is not None:
            # One that is contested is said to be in other phones as well, whose reports are to be told too.
            known |= {each.id for each in story.identifiers if not each.contested}
            for one in story.reports:
                candidate = _candidate(desk, story, exhibit, read, one)
                found.setdefault(candidate.report, candidate)
    return tuple(found.values())


def evidence(desk: Desk, who: Actor, one: Confirmation) -> Candidate | None:
    """What speaks for and against a confirmation now, also where nothing that is known leads to its report.

    None where what is known of the exhibit is closed to somebody, or cannot be asked.
    """
    try:
        known = candidates(desk, who, one.exhibit)
    except TracerError:
        return None
    for each in known:
        if each.report.owner == one.report.owner:
            return each
    found = compared(desk.custody, one.exhibit, one.report, who.asked())
    against = found.against or "Nothing that is open to you leads from the exhibit to this report."
    return Candidate(one.report, "", (), (against,))


def _story(desk: Desk, who: Actor, named: str, required: bool) -> Story | None:
    try:
        return stated_story(desk, who, named).story
    except NotFoundError:
        return None
    except ForbiddenError:
        if required:
            raise
        return None


def _candidate(desk: Desk, story: Story, exhibit: str, read: frozenset[str], one: Reported) -> Candidate:
    report = Report(one.force, one.reference)
    same = sorted(read.intersection(each.id for each in story.identifiers))
    seized = next((event for event in story.events if event.details.get("exhibit") == exhibit), None)
    standing = desk.records.part(Confirmations).standing(report)
    untold = {"known": "", "erased": "The owner's details were erased."}.get(standing or "", "No owner is known of it.")
    return Candidate(
        report,
        one.offence or "theft",
        tuple(_for(story, seized, same, one)),
        (*_misread(read, same), *_against(desk, story, seized, one, exhibit)),
        untold,
    )


def _misread(read: frozenset[str], same: Sequence[str]) -> Iterator[str]:
    """The graph says that the exhibit is another handset than the ledger now does."""
    if read and not same:
        yield f"Read off the exhibit: {', '.join(sorted(read))}. None of that is known to be this handset's."


def _for(story: Story, seized: Event | None, same: Sequence[str], one: Reported) -> Iterator[str]:
    if same:
        yield f"Read off the exhibit: {', '.join(same)}."
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


def _against(desk: Desk, story: Story, seized: Event | None, one: Reported, exhibit: str) -> Iterator[str]:
    yield from (f"{each.id} is contested: {each.contested}." for each in story.identifiers if each.contested)
    if story.others:
        number = len(story.others)
        yield f"The exhibit's identifiers name {number} other {'handset' if number == 1 else 'handsets'} as well."
    for other in story.exhibits:
        if other.id != exhibit and not (state := desk.ledger.state(other.id)).closed and state.sequence:
            named = f"{reference_of(other.id)} of {seizure_of(other.id)}"
            yield f"Another exhibit in custody, {named}, was identified as this handset too."
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
