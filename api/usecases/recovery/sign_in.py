"""Owners sign in with a crime reference and a one-time code. Nobody learns here whether a reference is anybody's."""

from __future__ import annotations

from datetime import timedelta

from api.problems import TooOftenError
from tracer.records.access.attempts import Attempts
from tracer.records.access.values import AccessError
from tracer.records.records import Records
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import OwnerSession
from tracer.records.recovery.victim_codes import VictimCodes
from tracer.records.recovery.victim_sessions import OwnerBegun, VictimSessions
from tracer.recovery.report import Report

REQUESTED = (
    "If that reference is one of ours, a code is on its way to the e-mail address that came with the report. "
    "It holds for 15 minutes."
)
"""What is said to everybody who asks for a code."""

_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)


def request_code(records: Records, report: Report, client: str) -> str:
    """Has a code sent to the address that is known, and says the same to everybody.

    Raises `TooOftenError` after 3 requests for one reference in a quarter of an hour, or 20 from one address in an
    hour; that too is the same whether or not the reference is anybody's.
    """
    _admit(records, f"code for {report.owner}", 3, _QUARTER)
    _admit(records, f"code from {client}", 20, _HOUR)
    records.part(VictimCodes).request(report)
    return REQUESTED


def sign_in(records: Records, report: Report, code: str, client: str) -> OwnerBegun:
    """Begins a session. Raises `AccessError`, with the same words for a wrong, late or used code and an unknown
    reference, and `TooOftenError` after too many tries.
    """
    pair = f"sign-in to {report.owner} from {client}"
    _admit(records, pair, 5, _QUARTER)
    _admit(records, f"sign-in to {report.owner}", 300, _HOUR)
    _admit(records, f"sign-in from {client}", 30, _HOUR)
    found = records.part(VictimCodes).use(report, code)
    if found is None:
        raise AccessError("The reference and the code do not go together, or the code has run out.", "Ask for another.")
    records.part(Attempts).forget(pair)
    return records.part(VictimSessions).begin(found)


def session_of(records: Records, secret: str) -> OwnerSession | None:
    """Who holds this secret, while the session lasts (30 minutes)."""
    return records.part(VictimSessions).of(secret)


def sign_out(records: Records, session: OwnerSession) -> None:
    """Ends a session at once."""
    records.part(VictimSessions).end(session.id)


def notice_is_ours(records: Records, code: str, client: str) -> bool:
    """Whether a check code stands in a notice of ours. Raises `TooOftenError` after 10 tries in an hour."""
    _admit(records, f"check from {client}", 10, _HOUR)
    return records.part(Outbox).of_check_code(code) is not None


def _admit(records: Records, what: str, most: int, window: timedelta) -> None:
    """Counts a try before it is made, so that many at once count too; one that is refused does not prolong the wait.

    Raises `TooOftenError` when there were too many.
    """
    attempts = records.part(Attempts)
    if attempts.since(what, window)[0] < most:
        attempts.failed(what)
        if attempts.since(what, window)[0] <= most:
            return
    raise TooOftenError("There were too many tries.", "Wait a while, then try again.", int(window.total_seconds()))
