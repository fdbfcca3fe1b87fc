"""What is open of somebody who is to be erased: phones that wait for them, and what they have not been told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.desk import Desk
from tracer.errors import NotFoundError, UsageError
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import NoticeState

ALL_THE_SAME = "Erased all the same, since: "
_RESTRICT = "restrict their details in place of erasing them (DPA 2018 s47(2))"
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Open:
    """How many phones are confirmed as theirs and still here, notices to them not sent, and claims of theirs wait."""

    phones: int
    notices: int
    claims: int

    @property
    def words(self) -> str:
        """All of it, for both people who decide; nothing where nothing is open. It names no exhibit of a case."""
        told = ", ".join(self._counted())
        return (
            f"Open of theirs: {told}. They would not hear of it any more; {_RESTRICT} as long as it is." if told else ""
        )

    def _counted(self) -> Iterator[str]:
        if self.phones:
            yield f"{self.phones} phone{_s(self.phones)} confirmed as theirs and still in custody"
        if self.notices:
            yield f"{self.notices} notice{_s(self.notices)} not sent"
        if self.claims:
            yield f"{self.claims} claim{_s(self.claims)} that wait{'' if self.claims > 1 else 's'}"


def open_of(desk: Desk, person: str) -> Open:
    """What is open of somebody. Raises `NotFoundError` for one who is not known, or was erased already."""
    with desk.records.custody().reading() as reader:
        known = reader.people([person])
    if known.get(person) is None:
        what = "This person was erased already." if person in known else "Nobody is known by this id."
        raise NotFoundError(what, "Check the id (owner:…).")
    parts = desk.records
    held = [one for one in parts.part(Confirmations).open() if one.report.owner == person]
    waiting = parts.part(Outbox).every(NoticeState.WAITING, _EVERY)
    return Open(
        sum(not desk.ledger.state(one.exhibit).closed for one in held),
        sum(one.person == person for one in waiting),
        sum(one.person == person for one in parts.part(Claims).waiting()),
    )


def said_of(desk: Desk, person: str, despite: str) -> str:
    """What whoever decides reads of it. Raises as `open_of`, and `UsageError` while a phone waits and it is not said
    why they are erased all the same.
    """
    found, why = open_of(desk, person), despite.strip()
    _require_no_phone(found, why)
    return " ".join(part for part in (found.words, f"{ALL_THE_SAME}{why}" if why and found.words else "") if part)


def require_still(desk: Desk, person: str, details: str) -> None:
    """Raises as `said_of` where a phone came to wait for them after it was asked for."""
    _require_no_phone(open_of(desk, person), ALL_THE_SAME in details)


def _require_no_phone(found: Open, why: str | bool) -> None:
    if found.phones and not why:
        raise UsageError(
            found.words,
            "Hand the phone back first, or restrict. If they must be erased all the same, ask with the reason why.",
        )


def _s(number: int) -> str:
    return "" if number == 1 else "s"
