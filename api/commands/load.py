"""`tracer load`: files in, with what became of each row."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say, shown_progress
from api.commands._noted import opened_noted

_SAID_SO = " The kind is said with --as, the columns with --columns MAP.toml."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("load")(load)


def load(  # noqa: PLR0913, PLR0917 - each is an option of the command
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files to load; the format is found from what is in them.")
    ],
    kind: Annotated[str | None, typer.Option("--as", help="The kind of record, where it cannot be told.")] = None,
    identifier: Annotated[str | None, typer.Option(help="The device the files are about, such as imei:…")] = None,
    columns: Annotated[Path | None, typer.Option(help="A TOML file that says which column is which.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of each row; keep nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Load records, pings and lists: every row is loaded, known already, or quarantined with its reason."""
    from api.show.loaded import loaded_json, loaded_line, reason_lines
    from api.usecases import load as usecase
    from tracer.records.audit import Act
    from tracer.sources.mapping import read_mapping

    opened = partial(opened_noted, "load", Act.COLLECTED, read_only=False, files=str(len(files)))
    ask = usecase.ask_of(kind, identifier, read_mapping(columns) if columns else None)
    refused = False
    with shown_progress() as bar:
        results = usecase.try_out(files, ask, bar) if dry_run else usecase.load_into(opened, files, ask, bar)
        for result in results:
            refused = refused or bool(result.error or result.rejected)
            if as_json:
                put_json(loaded_json(result))
                continue
            for line in result.left_out:
                say(f"{result.name.partition('/')[0]}: {line}")
            if result.error:
                say(f"{result.name}: refused. {result.error}{_SAID_SO if result.of_no_kind else ''}")
            else:
                put(loaded_line(result))
                for line in reason_lines(result):
                    put(line)
    if refused:
        if not as_json and not dry_run:
            say("See what was refused and why with: tracer rejects")
        raise typer.Exit(1)
