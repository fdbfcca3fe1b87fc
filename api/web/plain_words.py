"""What the use cases say to do, for those who have forms in place of options and commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracer.errors import DatabaseFailedError, NotFoundError, TracerError

_INSTEAD = (
    (
        re.compile(r"Register it \(tracer custody store add\), or write another place as place:NAME\."),
        "Look at the list of stores; an administrator registers new ones.",
    ),
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


_LISTS = {
    "list of loads": "/load",
    "list of sources": "/load",
    "list of stores": "/stores",
    "list of views": "/network",
    "list of requests": "/approvals",
    "list of tokens": "/admin/tokens",
    "list of returns": "/returns",
    "list of messages": "/returns",
}
"""The pages of the lists that are spoken of."""
_WRONG = {
    "missing": "is not given",
    "string_too_short": "is too short",
    "string_too_long": "is too long, at most {max_length} characters are taken",
    "too_long": "has too many, at most {max_length} are taken",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
}
_PLACES = ("body", "query", "path", "header", "cookie")


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
    return Plain(plain_text(error.what), plain_text(error.do), near)


def list_in(text: str) -> tuple[str, str] | None:
    """The list that a text says to look at, and its page."""
    return next(((name, path) for name, path in _LISTS.items() if name in text), None)


def wrong_fields(found: Iterable[Mapping[str, Any]]) -> str:
    """What is wrong with the fields of a form or an address, each by its own name."""
    return " ".join(f"{_wrong_field(one)}." for one in found)


def _wrong_field(one: Mapping[str, Any]) -> str:
    names = [str(part) for part in one["loc"] if part not in _PLACES]
    said = _WRONG.get(one["type"])
    what = one["msg"][:1].lower() + one["msg"][1:] if said is None else said.format_map(one.get("ctx") or {})
    return f"{' '.join(names)}: {what}" if names else what


def plain_text(text: str) -> str:
    """A text without the options and commands of the terminal."""
    for option, words in _INSTEAD:
        text = option.sub(words, text)
    return text.strip()
