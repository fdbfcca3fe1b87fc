"""What the use cases say to do, for those who have forms in place of options and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.errors import TracerError

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
    """What happened and what to do about it."""

    what: str
    do: str


def plain(error: TracerError | None) -> Plain | None:
    """An error without the options and commands of the terminal."""
    return None if error is None else Plain(_plain(error.what), _plain(error.do))


def _plain(text: str) -> str:
    for option, words in _INSTEAD:
        text = option.sub(words, text)
    return text.strip()
