"""`tracer rejects`: what was refused, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands._noted import opened_noted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rejects")(rejects)


def rejects(
    source: Annotated[str | None, typer.Argument(help="A source's id; all sources when left out.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write the rows to a CSV file that can be mended and loaded.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Quarantined rows with their reasons."""
    from api.usecases.rejects import write_csv
    from tracer.records.audit import Act

    act = Act.CONSULTED if csv is None else Act.DISCLOSED
    with opened_noted("rejects", act, source=source, csv=str(csv) if csv else None) as house:
        if csv is not None:
            count = write_csv(house.records, source, csv)
            say(f"{count:,} rows written to {csv}. Mend them and run: tracer load {csv}")
            return
        count = 0
        for refusal in house.records.refusals(source):
            count += 1
            where = {"source": refusal.source.id, "row": refusal.source.row, "name": refusal.source_name}
            if as_json:
                put_json({**where, "reason": refusal.reason})
            else:
                put(f"{refusal.source_name} row {refusal.source.row} ({refusal.source.id}): {refusal.reason}")
        say(f"{count:,} rows in quarantine.")
