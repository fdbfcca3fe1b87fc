"""Whose phones somebody may bring back: what was seized in their cases, and in no case of their own force."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from api.access import Actor, Belongs, Permission, decide, require
from api.desk import Desk
from api.scope import LeftOut, refuse, scope_of
from api.usecases.custody_web.reach import cases_of, left_out, open_seizures, reached, require_seizure
from api.usecases.recovery.confirm import confirmation_id
from api.usecases.recovery.due import Returns, returns
from graph.ids import report_id
from tracer.custody.events import seizure_of
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import Claim, Confirmation, Notice, NoticeState
from tracer.recovery.report import Report


def confirmation_of(desk: Desk, who: Actor, text: str, permission: Permission = Permission.RETURNS) -> Confirmation:
    """The confirmation that is meant (its id, or the exhibit). Raises `NotFoundError` and `ForbiddenError`."""
    if not text.startswith("confirmation:"):
        text = reached(desk, who, permission, text).exhibit
    found = desk.records.part(Confirmations).find(confirmation_id(desk.custody, text))
    require_seizure(desk, who, permission, seizure_of(found.exhibit))
    return found


def claim_of(desk: Desk, who: Actor, claim_id: str, permission: Permission = Permission.RETURNS) -> Claim:
    """A claim to an exhibit that is within reach. Raises `NotFoundError` and `ForbiddenError`."""
    found = desk.records.part(Claims).find(claim_id)
    require_seizure(desk, who, permission, seizure_of(found.exhibit))
    return found


def notice_of(desk: Desk, who: Actor, notice_id: str) -> Notice:
    """A notice about a report or a claim that is within reach. Raises `NotFoundError` and `ForbiddenError`."""
    found = desk.records.part(Outbox).find(notice_id)
    if found.claim is not None:
        claim_of(desk, who, found.claim)
    else:
        require_report(desk, who, found.report)
    return found


def require_report(desk: Desk, who: Actor, report: Report) -> None:
    """Raises `ForbiddenError` unless somebody may speak with the owner of this report."""
    if report in open_reports(desk, who, [report]):
        return
    require_own_report(desk, who, report)
    of_report = desk.records.part(Confirmations).exhibits_of([report])[report]
    seizures = {seizure_of(exhibit) for exhibit in of_report}
    cases = frozenset[str]().union(*(cases_of(desk, one) for one in seizures))
    require(who, Permission.RETURNS, Belongs(cases), desk.settings.force)


def require_own_report(desk: Desk, who: Actor, report: Report) -> None:
    """Raises `ForbiddenError` for a report that is told of by files alone that are closed to somebody."""
    if (cases := closed_reports(desk, who, [report]).get(report)) is not None:
        raise refuse(LeftOut(1, cases))


def closed_reports(desk: Desk, who: Actor, reports: Iterable[Report]) -> dict[Report, frozenset[str]]:
    """Those of the reports that are told of by closed files alone, with the cases that would open them."""
    scope = scope_of(desk, who)
    if not scope.closed:
        return {}
    named = (report for report in reports if report.force.strip() and report.reference.strip())
    ids = {report: report_id(report.force, report.reference) for report in named}
    sources: dict[str, set[str]] = {}
    for fact in desk.records.facts_mentioning(list(ids.values())):
        if fact.kind == "reports":
            told = report_id(str(fact.body["force"]), str(fact.body["reference"]))
            sources.setdefault(told, set()).add(fact.source.id)
    return {
        report: scope.cases(sources[id_])
        for report, id_ in ids.items()
        if id_ in sources and sources[id_] <= scope.sources
    }


def report_of_message(desk: Desk, who: Actor, message_id: str) -> Report:
    """The report that a message is about. Raises `NotFoundError` and `ForbiddenError`."""
    found = desk.records.part(Messages).report_of(message_id)
    require_report(desk, who, found)
    return found


def open_reports(desk: Desk, who: Actor, reports: Collection[Report]) -> frozenset[Report]:
    """Those of the reports that somebody may see: of an exhibit within reach, or of none and in an open file."""
    exhibits = desk.records.part(Confirmations).exhibits_of(reports)
    every = {seizure_of(one) for found in exhibits.values() for one in found}
    reached = open_seizures(desk, who, every, Permission.RETURNS)
    own = decide(who, Permission.RETURNS, Belongs(), desk.settings.force).allowed
    closed = closed_reports(desk, who, [report for report, of in exhibits.items() if not of])
    return frozenset(
        report
        for report, found in exhibits.items()
        if (own and report not in closed if not found else any(seizure_of(one) in reached for one in found))
    )


def seen_returns(desk: Desk, who: Actor) -> Returns:
    """What is due, late and open, of what is within reach."""
    found = returns(desk.custody)
    reached = open_seizures(desk, who, {seizure_of(one.exhibit) for one in found.open}, Permission.RETURNS)
    kept = tuple(one for one in found.open if seizure_of(one.exhibit) in reached)
    ids, reports = {one.id for one in kept}, open_reports(desk, who, found.unanswered)
    shut = tuple(report for report in found.unanswered if report not in reports)
    return replace(
        found,
        untold=tuple(due for due in found.untold if due.confirmation in ids),
        unanswered=tuple(report for report in found.unanswered if report in reports),
        open=kept,
        left_out=_left_out(desk, who, {one.exhibit for one in found.open}, shut),
    )


def _left_out(desk: Desk, who: Actor, confirmed: Collection[str], unanswered: Collection[Report]) -> LeftOut:
    """What is closed to somebody of all that waits: phones, once each, and the questions of owners of none of them."""
    phones = {*confirmed, *(one.exhibit for one in desk.records.part(Claims).waiting())}
    exhibits = desk.records.part(Confirmations).exhibits_of(unanswered)
    others = [min(of) for of in exhibits.values() if of and of.isdisjoint(phones)]
    of_none = [report for report, of in exhibits.items() if not of]
    cases = frozenset[str]().union(*closed_reports(desk, who, of_none).values())
    of_seizures = left_out(desk, who, [seizure_of(one) for one in (*phones, *others)], Permission.RETURNS)
    return of_seizures + LeftOut(len(of_none), cases)


def seen_notices(desk: Desk, who: Actor, state: NoticeState | None = None) -> tuple[Notice, ...]:
    """The newest notices about reports and claims within reach."""
    return _within_reach(desk, who, desk.records.part(Outbox).every(state))


def checked_code(desk: Desk, who: Actor, code: str) -> tuple[bool, Notice | None]:
    """Whether a check code is of a notice of ours, and of which where that is within reach."""
    found = desk.records.part(Outbox).of_check_code(code)
    return found is not None, None if found is None else next(iter(_within_reach(desk, who, [found])), None)


def _within_reach(desk: Desk, who: Actor, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    every = tuple(notices)
    reports = open_reports(desk, who, {one.report for one in every if one.claim is None})
    claims = desk.records.part(Claims).exhibits_of({one.claim for one in every if one.claim is not None})
    open_to = open_seizures(desk, who, map(seizure_of, claims.values()), Permission.RETURNS)
    of_claims = {claim for claim, exhibit in claims.items() if seizure_of(exhibit) in open_to}
    return tuple(one for one in every if (one.report in reports if one.claim is None else one.claim in of_claims))
