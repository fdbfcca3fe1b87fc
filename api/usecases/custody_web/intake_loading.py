"""Puts what was booked from a table into the line of loads, so that the graph knows the exhibits."""

from __future__ import annotations

from uuid import uuid4

from api.access import Actor
from api.desk import Desk
from api.usecases.custody.seizure_rows import KIND, write_rows
from api.usecases.custody_web.reach import cases_of
from api.usecases.loading.asked import ToLoad, ask_for


def load_seizures(desk: Desk, who: Actor, rows: list[dict[str, str]], seizure: str) -> str | None:
    """Asks for a load of rows of one seizure, into its case; the job's id, or None for no rows."""
    if not rows:
        return None
    folder = desk.settings.incoming / uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    file = folder / "bookings.csv"
    file.touch(mode=0o600)
    write_rows(file, rows)
    cases = sorted(cases_of(desk, seizure) & who.cases)
    return ask_for(desk, who, ToLoad((str(file),), KIND, None, cases[0] if cases else None)).id
