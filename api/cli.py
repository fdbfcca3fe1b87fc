"""The `tracer` command. Answers go to stdout, progress and messages to stderr; no traceback reaches a user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer
from typer.exceptions import TyperException

from api.commands import (
    backup,
    custody,
    demo,
    follow,
    graph,
    load,
    notify,
    path,
    people,
    rank,
    rejects,
    returns,
    serve,
    stays,
    witness,
)
from api.commands._common import unheard
from tracer.errors import NotFoundError, TracerError

INTERRUPTED = 130

app = typer.Typer(
    name="tracer",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Follow stolen phones through handlers, shops and export routes, and bring recovered ones back to owners.",
)
_VERBS = (
    demo,
    load,
    rejects,
    follow,
    stays,
    rank,
    path,
    custody,
    graph,
    returns,
    notify,
    people,
    serve,
    backup,
    witness,
)
for module in _VERBS:
    module.register(app)


def main() -> None:
    """Run one command. Exit codes: 0 done, 1 something refused or not found, 2 wrong use or bad configuration."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        code = int(app(arguments, standalone_mode=False) or 0)
        sys.stdout.flush()
    except TracerError as error:
        return _told(error)
    except typer.Exit as exit_:
        return int(exit_.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader of the answer went away (a pager, `head`), of which rich makes an end: no error, nothing to add.
        unheard()
        return 0
    except Exception as error:
        return _unforeseen(error)
    # Typer makes this code of a Ctrl-C.
    if code == INTERRUPTED:
        _say("Stopped. What was loaded is kept; run the same command again to go on.")
    return code


def _told(error: TracerError) -> int:
    _say(str(error))
    if isinstance(error, NotFoundError):
        for near in error.near:
            _say(f"  {near}")
    return error.exit_code


def _unforeseen(error: Exception) -> int:
    if isinstance(error, TyperException):
        return _misused(error)
    try:
        kept = f"Details are in {_log(error)}."
    except OSError as away:
        kept = f"Details could not be kept ({away.strerror})."
    _say(f"An unforeseen fault ({type(error).__name__}) stopped this. What was recorded is kept. {kept}")
    return 2


def _misused(error: TyperException) -> int:
    """What was wrong with the words of a command, and how it is used."""
    context = getattr(error, "ctx", None)
    if not error.format_message():
        return error.exit_code  # A command without arguments has shown its help.
    if context is not None:
        _say(f"{context.get_usage()}\nSee more with: {context.command_path} --help")
    _say(error.format_message())
    return error.exit_code


def _log(error: Exception) -> Path:
    """The stack alone: messages of foreign errors may hold personal data."""
    import traceback

    home = Path(os.environ.get("TRACER_HOME") or ".tracer")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = home / "faults.log"
    frames = traceback.format_tb(error.__traceback__)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{type(error).__module__}.{type(error).__qualname__}\n{''.join(frames)}\n")
    return log


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
