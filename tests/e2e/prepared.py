"""Processes of the product that begin where its modules are read in already.

Reading them in takes most of a short command's time, and the tests run many hundreds. Each is a process as real as one
that a person starts: with its own settings, folder, output, exit code, and its own death when it is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

_PACKAGES = ("tracer", "graph", "maps", "api")
_NOT_READ_IN = ("graph.notebook", "tracer.records.migrations")
_ALSO = ("pandas", "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on", "sqlalchemy.dialects.sqlite")
"""What the product or its libraries read in at the moment they need it."""


def start(command: Sequence[str], folder: Path, settings: Mapping[str, str], out: Path, err: Path) -> ForkServerProcess:
    """A process of the `tracer` command in this folder, with these settings alone, that writes to these files."""
    process = _server().Process(target=_run, args=(tuple(command), str(folder), dict(settings), str(out), str(err)))
    process.start()
    return process


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    modules = [
        module.name
        for package in _PACKAGES
        for module in pkgutil.walk_packages(__import__(package).__path__, f"{package}.")
        if not module.name.startswith(_NOT_READ_IN)
    ]
    context.set_forkserver_preload([*_PACKAGES, *modules, *_ALSO])
    return context


def _run(command: Sequence[str], folder: str, settings: dict[str, str], out: str, err: str) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    for path, standard in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(file, standard)
        os.close(file)
    sys.argv = list(command)

    from api.cli import main

    main()
