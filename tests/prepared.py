"""Processes of the product that begin where its modules are read in already.

Reading them in takes most of a short command's time, and the tests run many hundreds. Each is a process as real as one
that a person starts: with its own settings, folder, output, exit code, and its own death when it is killed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_PACKAGES = ("tracer", "graph", "maps", "api")
_NOT_READ_IN = ("graph.notebook", "tracer.records.migrations")
_ALSO = ("pandas", "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on", "sqlalchemy.dialects.sqlite")
"""What the product or its libraries read in at the moment they need it."""


class Ended(NamedTuple):
    """What a process answered: its exit code, what it wrote to stdout and what to stderr."""

    code: int
    out: bytes
    err: bytes


class Streams(NamedTuple):
    """Files that a process reads from and writes to; it adds to those it writes to."""

    out: Path
    err: Path
    typed: Path = Path(os.devnull)


def start(command: Sequence[str], folder: Path, settings: Mapping[str, str], streams: Streams) -> ForkServerProcess:
    """A process of the `tracer` command in this folder, with these settings alone."""
    process = _server().Process(target=_run, args=(tuple(command), folder, dict(settings), streams))
    process.start()
    return process


def run(command: Sequence[str], folder: Path, settings: Mapping[str, str], seconds: float, typed: str = "") -> Ended:
    """Such a process to its end, with this typed into it. The test fails where that takes longer."""
    with TemporaryDirectory() as told:
        streams = Streams(Path(told, "out"), Path(told, "err"), Path(told, "typed"))
        streams.typed.write_text(typed, encoding="utf-8")
        process = start(command, folder, settings, streams)
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"hung: {' '.join(command)}")
        return Ended(process.exitcode, streams.out.read_bytes(), streams.err.read_bytes())


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


def _run(command: Sequence[str], folder: Path, settings: Mapping[str, str], streams: Streams) -> None:
    gc.freeze()  # What was read in stays: to look through it for garbage takes a quarter of a server's time.
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    writes = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, (path, flags) in enumerate(
        ((streams.typed, os.O_RDONLY), (streams.out, writes), (streams.err, writes))
    ):
        file = os.open(path, flags, 0o644)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open for as long as the process lives
    sys.argv = list(command)

    from api.cli import main

    main()
