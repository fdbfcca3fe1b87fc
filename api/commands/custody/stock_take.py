"""`tracer custody stock-take`: scan what is in a store, and hear what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import put, put_json, say
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("stock-take")(with_said(stock_take))


def stock_take(
    store: Annotated[str, typer.Argument(help="The store's name.")],
    said: Said,
    scans: Annotated[Path | None, typer.Option(help="A file of scans, one a line; otherwise they are typed.")] = None,
) -> None:
    """Scan every label or seal in a store, one a line until the end of input (Ctrl-D): found, missing, unexpected."""
    from api.show.custody_stores import taken_json, taken_lines
    from api.usecases.custody.names import names_of
    from api.usecases.custody.stores import read_scans, scans_of, take_stock

    if scans is None and sys.stdin.isatty():
        say("Scan each label or seal; end with Ctrl-D.")
    texts = read_scans(sys.stdin.buffer if scans is None else scans)
    with opened_custody() as house:
        taken = take_stock(house, store, said.statement(), scans_of(house, store, texts))
        names = names_of(house.ledger, records=house.records)
    if said.as_json:
        put_json(taken_json(taken))
    else:
        put("\n".join(taken_lines(taken, names)))
    if not taken.result.agrees:
        raise typer.Exit(1)
