"""`tracer custody history`: everything that happened to an exhibit, as a person would tell it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._asked import By, Purpose
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Exhibit, Seizure


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("history")(history)


def history(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    seizure: Seizure = None,
    private: Annotated[bool, typer.Option("--private", help="Show private texts too; the audit notes it.")] = False,
    by: By = None,
    purpose: Purpose = None,
    as_json: Json = False,
) -> None:
    """Who, what, when, where, why, and its seals; doubts with their explanations, and what was corrected."""
    from api.show.custody_history import history_json
    from api.usecases.custody.history import asked_by
    from api.usecases.custody.history import history as usecase
    from tracer.custody.telling import history_lines

    with opened_custody() as house:
        asked = asked_by(house, by, purpose) if private else None
        told = usecase(house, exhibit, seizure, asked)
    if as_json:
        put_json(history_json(told))
    else:
        put("\n".join(history_lines(told)))
        if told.withheld:
            put("Some texts are withheld: to see them, give --private with --by and --purpose.")
