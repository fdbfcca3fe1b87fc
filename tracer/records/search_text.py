"""How a text is written so that it is found however somebody spells it."""

from __future__ import annotations

import re
import unicodedata

SHORTEST = 3
"""Letters of a part that can be looked for: what is shorter must be the whole of a key."""
LONGEST = 200
"""Characters of a question that are looked at."""
MOST_WORDS = 8
LONG_NUMBER = 14
"""Digits of a number that is a key wherever it stands: an IMEI in the words of a listing."""
_LONG_NUMBERS = re.compile(rf"[0-9]{{{LONG_NUMBER},20}}")


def plain(text: str) -> str:
    """Small letters without accents, and one space wherever there was any."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(one for one in folded if not unicodedata.combining(one) and (one.isprintable() or one.isspace()))
    return " ".join(kept.split())


def compact(text: str) -> str:
    """Its letters and digits alone: `JT/12` and `jt 12` are one."""
    return "".join(one for one in plain(text) if one.isalnum())


def long_numbers(text: str) -> set[str]:
    """The numbers in a text that are as long as an IMEI."""
    return set(_LONG_NUMBERS.findall(text))


def part_of_key(needle: str) -> str:
    """What finds a compact text anywhere in a key."""
    return _phrase("keys", needle)


def all_words(text: str) -> str:
    """What finds every word of a plain text that is long enough; empty where none is."""
    words = [word for word in text.split() if len(word) >= SHORTEST][:MOST_WORDS]
    return " AND ".join(_phrase("words", word) for word in words)


def _phrase(column: str, text: str) -> str:
    quoted = text.replace("\x00", "").replace('"', '""')
    return f'{column} : "{quoted}"'
