"""`tracer custody intake`: book exhibits from a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say, shown_progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("intake")(intake)


def intake(
    files: Annotated[list[Path] | None, typer.Argument(help="CSV or XLSX files, an exhibit a row.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", envvar="TRACER_OFFICER", help="Who books: the officer's initials.")
    ] = None,
    template: Annotated[Path | None, typer.Option(help="Write an empty table with the right columns here.")] = None,
    as_json: Json = False,
) -> None:
    """Book every row, or say why not. The same file again books nothing twice."""
    from api.settings import read_settings
    from api.show.intake import told_lines
    from api.usecases.custody.intake import take_in, write_template
    from tracer.errors import UsageError

    if template is not None:
        write_template(template)
        say(f"Template written to {template}. Fill it in, then: tracer custody intake {template} --by INITIALS")
    if not files:
        if template is None:
            raise UsageError("No file was named.", "Name a CSV or XLSX file, or use --template FILE to make one.")
        return
    if by is None:
        raise UsageError("It is not said who books.", "Give the initials with --by.")
    refused = False
    with shown_progress() as bar:
        for taken in take_in(read_settings(), files, by, bar):
            refused = refused or bool(taken.refused or taken.error)
            if as_json:
                put_json(taken.stated())
                continue
            for line in taken.left_out:
                say(f"{taken.name.partition('/')[0]}: {line}")
            if taken.error:
                say(f"{taken.name}: refused. {taken.error}")
                continue
            put(f"{taken.name}: {taken.rows} rows, {taken.booked} booked, {taken.unchanged} booked before, "
                f"{len(taken.refused)} refused.")  # fmt: skip
            for line in told_lines(taken):
                put(line)
            for one in taken.refused:
                say(f"{taken.name} row {one.row}: {one.reason}")
    if refused:
        raise typer.Exit(1)
