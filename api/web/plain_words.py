"""What the use cases say to do, for those who have forms in place of options and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.errors import DatabaseFailedError, NotFoundError, TracerError

_INSTEAD = (
    (re.compile(r" ?\(tracer (custody|returns) [^)]*\)"), ""),
    (re.compile(r"[:;,]? ?(see )?tracer custody [a-z-]+( [a-z-]+)*"), ""),
    (re.compile(r"Give it with --reason\."), "Say why."),
    (re.compile(r"Say with --to who takes it\."), "Choose who takes it."),
    (re.compile(r"say with --despite-block why"), "say in the form why"),
    (re.compile(r" \(--[a-z-]+\)"), ""),
    (re.compile(r"--at: "), "The time: "),
    (re.compile(r"--due: "), "The day: "),
    (re.compile(r"--(at|undated|due|seizure|holder|key)\b"), r"“\1”"),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """What happened, what to do about it, and what was perhaps meant."""

    what: str
    do: str
    near: tuple[str, ...] = ()


def plain(error: TracerError | None) -> Plain | None:
    """An error without the options and commands of the terminal."""
    if error is None:
        return None
    if isinstance(error, DatabaseFailedError):
        error = error.outside
    near = error.near if isinstance(error, NotFoundError) else ()
    return Plain(_plain(error.what), _plain(error.do), near)


def _plain(text: str) -> str:
    for option, words in _INSTEAD:
        text = option.sub(words, text)
    return text.strip()
