"""`tracer custody export`: a bundle that anyone can check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._asked import By, Purpose
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Seizure


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("export")(export)


def export(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibits: Annotated[list[str], typer.Argument(help="The exhibits.")],
    out: Annotated[Path, typer.Option(help="The file to write, FILE.zip.")],
    disclose: Annotated[
        list[str] | None, typer.Option(help="A private field the recipient may see (reason, name, …), or all.")
    ] = None,
    attachments: Annotated[bool, typer.Option(help="Put the attached files in too.")] = True,
    seizure: Seizure = None,
    by: By = None,
    purpose: Purpose = None,
    as_json: Json = False,
) -> None:
    """Write events, proofs, checkpoint, keys and disclosures of exhibits, for `tracer-verify` or anyone's own check."""
    from api.show.custody_proof import exported_json
    from api.usecases.custody.export import Wish
    from api.usecases.custody.export import export as usecase
    from api.usecases.custody.history import asked_by

    with opened_custody() as house:
        asked = asked_by(house, by, purpose) if disclose else None
        wish = Wish(tuple(exhibits), seizure, tuple(disclose or ()), attachments)
        done = usecase(house, wish, out, asked)
    if as_json:
        put_json(exported_json(done))
        return
    disclosed = f"{done.disclosed} private texts" if done.disclosed else "no private text"
    put(f"{out}: {done.events} events of {len(done.exhibits)} exhibits, {disclosed}, {done.attachments} attachments.")
    if done.witnesses:
        say(f"Its checkpoint was taken by {', '.join(done.witnesses)}.")
    else:
        say(
            "No witness has taken a checkpoint that covers it: tracer custody checkpoint --witness …, and export again."
        )
    say(f"Check it with: tracer-verify {out}")
