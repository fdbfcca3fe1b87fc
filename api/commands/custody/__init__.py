"""`tracer custody`: exhibits and their chain. A verb is one module of this folder, found by being here."""

from __future__ import annotations

import typer

from tracer.registry import modules_in


def register(app: typer.Typer) -> None:
    """Add the group, with every verb in this folder."""
    group = typer.Typer(no_args_is_help=True, help="Exhibits: booking, the chain of custody, and the proof of it.")
    for module in modules_in(__name__):
        module.register(group)
    app.add_typer(group, name="custody")
