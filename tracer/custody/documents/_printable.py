"""Text from outside made fit to print: everything that would not show, or would mislead the eye, shows as its number.

A control character, a character that turns the direction of writing, a private or unassigned one, and one that no font
here can draw become `[U+202E]`. Nothing is dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import typst

LONGEST = 2_000
"""Characters of one text that are printed; the rest is counted."""
LONGEST_WORD = 28
"""Characters after which a word may be broken: no column is narrower."""
MOST_MARKS = 2
"""Combining marks on one letter: more would be drawn over other text."""
MOST_PROBED = 200
"""Distinct unusual characters that are looked up in the fonts; a text with more has them all shown as numbers."""

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_BREAK = "\u200b"
_PROBE = b'#set document(title: "t")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.text'


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that goes into a document as it is: a drawing made here, or a hash that must not be broken."""

    text: str


def printable(value: Any) -> Any:
    """The same structure of dicts, lists and scalars with every text fit to print, and `Verbatim` as its text."""
    texts: list[str] = []
    _collect(value, texts)
    unusual = {char for text in texts for char in text if ord(char) > 0x17F and not _hidden(char)}
    return _replace(value, _undrawable(unusual))


def _collect(value: Any, into: list[str]) -> None:
    if isinstance(value, str):
        into.append(_normal(value))
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, into)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, into)


def _replace(value: Any, undrawable: frozenset[str]) -> Any:
    if isinstance(value, Verbatim):
        return value.text
    if isinstance(value, str):
        return _shown(_normal(value), undrawable)
    if isinstance(value, dict):
        return {key: _replace(item, undrawable) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replace(item, undrawable) for item in value]
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
        number = _hidden(char) or char in undrawable or marks > MOST_MARKS or (marks and not out)
        out.append(f"[U+{ord(char):04X}]" if number else char)
    return _LONG_WORD.sub(_broken, "".join(out))


def _broken(match: re.Match[str]) -> str:
    word = match[0]
    return _BREAK.join(word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD))


def _undrawable(chars: Collection[str]) -> frozenset[str]:
    """The characters that no font on this machine draws: PDF/A forbids the empty box that would stand for them."""
    if len(chars) > MOST_PROBED:
        return frozenset(chars)
    return _search("".join(sorted(chars)))


@lru_cache(maxsize=4_096)
def _search(chars: str) -> frozenset[str]:
    if not chars or _draws(chars):
        return frozenset()
    if len(chars) == 1:
        return frozenset(chars)
    half = len(chars) // 2
    return _search(chars[:half]) | _search(chars[half:])


def _draws(chars: str) -> bool:
    try:
        # A space between them keeps each character on its own: a mark is otherwise drawn with its neighbour.
        typst.compile(_PROBE, format="pdf", pdf_standards=["a-2b"], sys_inputs={"text": " ".join(chars)})
    except typst.TypstError:
        return False
    return True
