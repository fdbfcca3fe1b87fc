"""Book exhibits from a table that somebody sent: their own cases' seizures alone, and the rest refused by row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.access import Actor, ForbiddenError, Permission
from api.desk import Desk
from api.usecases.custody.intake import book_member, try_member
from api.usecases.custody.row_results import Taken
from api.usecases.custody.row_telling import tell
from api.usecases.custody_web.intake_loading import load_seizures
from api.usecases.custody_web.reach import acting, cases_of, open_seizures, require_seizure
from graph.ids import seizure_id
from tracer.custody.events import officer_id, seizure_of
from tracer.custody.ids import seizure_name
from tracer.sources.unpack import members


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a file, table by table, and the jobs that load what was booked."""

    tables: tuple[Taken, ...]
    jobs: tuple[str, ...]


def try_file(desk: Desk, who: Actor, file: Path, case: str | None) -> Intake:
    """What would come of each row, were the file booked; nothing of it is kept. Raises as `take_file` does."""
    by = _allowed(desk, who, case)

    def may(reference: str) -> None:
        name = seizure_name(reference)
        if case is None or cases_of(desk, name) or name in known:
            require_seizure(desk, who, Permission.CUSTODY_WRITE, name)

    known = {seizure_of(state.exhibit) for state in desk.ledger.exhibits()}
    return Intake(tuple(_told(desk, who, try_member(desk.custody, member, by, may)) for member in members(file)), ())


def take_file(desk: Desk, who: Actor, file: Path, case: str | None) -> Intake:
    """Keeps the file as evidence and books its rows; new seizures belong to the case.

    Raises `AccessError` for somebody who is no officer of the ledger, `ForbiddenError` for a case that is not theirs,
    and `InputError` for a file that cannot be read.
    """
    by = _allowed(desk, who, case)
    with file.open("rb") as stream:
        desk.evidence.put(stream)
    known = {seizure_of(state.exhibit) for state in desk.ledger.exhibits()}
    tied: set[str] = set()

    def may(reference: str) -> None:
        name = seizure_name(reference)
        if case is not None and name not in known | tied and not cases_of(desk, name):
            desk.cases.put_seizure(case, seizure_id(name))
            tied.add(name)
        require_seizure(desk, who, Permission.CUSTODY_WRITE, name)

    tables, rows = [], []
    for member in members(file):
        taken, booked = book_member(desk.custody, member, by, may)
        tables.append(_told(desk, who, taken))
        rows += booked
    by_seizure: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_seizure.setdefault(seizure_name(row["seizure_ref"]), []).append(row)
    jobs = [load_seizures(desk, who, some, seizure) for seizure, some in sorted(by_seizure.items())]
    return Intake(tuple(tables), tuple(job for job in jobs if job is not None))


def _told(desk: Desk, who: Actor, taken: Taken) -> Taken:
    # That a phone is stolen is told whosever case it is of; other exhibits are named where they are open to them.
    tell(desk.custody, taken, lambda exhibit: bool(open_seizures(desk, who, [seizure_of(exhibit)])))
    return taken


def _allowed(desk: Desk, who: Actor, case: str | None) -> str:
    """The officer who books. Raises `AccessError` and `ForbiddenError`."""
    by = officer_id(acting(desk, who))
    if case is not None and case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Choose one of yours.", frozenset({case}))
    return by
