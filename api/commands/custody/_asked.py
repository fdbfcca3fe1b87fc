"""The options by which a person says who asks for private texts, and what for."""

from __future__ import annotations

from typing import Annotated

import typer

By = Annotated[str | None, typer.Option("--by", envvar="TRACER_OFFICER", help="Who asks: the officer's initials.")]
Purpose = Annotated[str | None, typer.Option(help="What private texts are asked for; the audit notes it.")]
