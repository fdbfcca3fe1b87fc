"""Text from outside made fit to print: everything that would not show, or would mislead the eye, shows as its number.

A control character, a character that turns the direction of writing, a private or unassigned one, and one that no font
here can draw become `[U+202E]`. Nothing is dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from tracer.custody.documents._fonts import Fonts

LONGEST = 2_000
"""Characters of one text that are printed; the rest is counted."""
LONGEST_WORD = 20
"""Characters of a word that is not broken; a longer one may be, after every BREAK_EVERY, so that it fits any column."""
BREAK_EVERY = 6
MOST_MARKS = 2
"""Combining marks on one letter: more would be drawn over other text."""
MOST_PROBED = 200
"""Distinct unusual characters that are looked up in the fonts; a text with more has them all shown as numbers."""

USUAL = 0x17F
"""The last character (of Latin Extended-A) that the fonts of every installation draw."""

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_BREAK = "\u200b"


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that goes into a document as it is: a drawing made here, or a hash that must not be broken."""

    text: str


class Care(IntEnum):
    """How much is shown as numbers: what no font draws alone, also words that no font draws whole, all that is unusual.

    A font that draws a letter and a mark may still not draw the one upon the other, so a document is tried in this
    order; the last always succeeds.
    """

    LETTERS = 0
    WORDS = 1
    ALL = 2


def printable(value: Any, care: Care = Care.LETTERS) -> Any:
    """The same structure of dicts, lists and scalars with every text fit to print, and `Verbatim` as its text."""
    texts: list[str] = []
    _collect(value, texts)
    unusual = frozenset(char for text in texts for char in text if ord(char) > USUAL and not _hidden(char))
    if care == Care.ALL or len(unusual) > MOST_PROBED:
        return _replace(value, lambda text: _shown(text, unusual))
    fonts = Fonts()
    undrawable = fonts.undrawable("".join(sorted(unusual)))
    if care == Care.LETTERS:
        return _replace(value, lambda text: _shown(text, undrawable))
    return _replace(value, lambda text: _whole(text, undrawable, fonts))


def _whole(text: str, undrawable: Collection[str], fonts: Fonts) -> str:
    shown = _shown(text, undrawable)
    if all(ord(char) <= USUAL for char in text) or fonts.draw(shown):
        return shown
    words = [
        word if fonts.draw(_shown(word, undrawable)) else _shown(word, frozenset(word)) for word in text.split(" ")
    ]
    return _shown(" ".join(words), undrawable)


def _collect(value: Any, into: list[str]) -> None:
    if isinstance(value, str):
        into.append(_normal(value))
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, into)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, into)


def _replace(value: Any, show: Callable[[str], str]) -> Any:
    if isinstance(value, Verbatim):
        return value.text
    if isinstance(value, str):
        return show(_normal(value))
    if isinstance(value, dict):
        return {key: _replace(item, show) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replace(item, show) for item in value]
    return value


def _normal(text: str) -> str:
    more = len(text) - LONGEST
    if more > 0:
        text = f"{text[:LONGEST]} … ({more} more characters)"
    return unicodedata.normalize("NFC", " ".join(re.split(r"[\r\n\t\v\f]+", text)))


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN


def _shown(text: str, undrawable: Collection[str]) -> str:
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        number = (
            _hidden(char) or marks > MOST_MARKS or (marks and not out) or (char in undrawable and ord(char) > USUAL)
        )
        out.append(f"[U+{ord(char):04X}]" if number else char)
    return _LONG_WORD.sub(_broken, "".join(out))


def _broken(match: re.Match[str]) -> str:
    word = match[0]
    return _BREAK.join(word[start : start + BREAK_EVERY] for start in range(0, len(word), BREAK_EVERY))
