"""`tracer serve`: the web application and API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer; more than one needs PostgreSQL.")] = 1,
    certificate: Annotated[Path | None, typer.Option(help="A TLS certificate (PEM) to serve HTTPS with.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
) -> None:
    """Open the pages and the API until it is stopped."""
    from api.serving import Serving, run_server
    from api.settings import read_settings

    run_server(read_settings(), Serving(host, port, workers, certificate, key), say)
