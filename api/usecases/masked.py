"""A story for people who may not see identifiers whole: a briefing's screen, a partner, a document that goes round."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any

from graph.views import Story
from tracer.identifiers import Identifier, kinds, mask
from tracer.model import SourceRow

_WITH_KIND = re.compile(rf"(?<!\w)({'|'.join(kinds())}):([\w+./%-]*[\w])")
_LIKE_AN_IMEI = re.compile(r"(?<!\d)\d(?:[ -]?\d){13,15}(?!\d)")
"""However somebody parted its digits, and in the middle of a file's name as well."""
_KNOWN_TEXTS = 10_000


def masked(story: Story) -> Story:
    """The story with the middle of every identifier hidden, wherever it says it: this phone's, and any other's.

    What a row rests on stays: the file's id and the row's number say nothing of a phone. The file's name may: `hiding`.
    """
    hidden: Story = _hidden(story, hiding(story))
    return hidden


def hiding(story: Story) -> Callable[[str], str]:
    """What hides the identifiers in a text that is about the phone of a story.

    One is known by being this phone's, by the kind before it, or by looking like an IMEI.
    """
    own = [Identifier.from_id(one.id) for one in story.identifiers]
    values = {one.value: mask(one) for one in own}
    longest_first = sorted(map(re.escape, values), key=len, reverse=True)
    of_its_own = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)") if values else None

    @lru_cache(maxsize=_KNOWN_TEXTS)
    def hide(text: str) -> str:
        found = _WITH_KIND.sub(lambda match: f"{match[1]}:{mask(Identifier(match[1], match[2]))}", text)
        if of_its_own is not None:
            found = of_its_own.sub(lambda match: values[match[0]], found)
        return _LIKE_AN_IMEI.sub(lambda match: mask(Identifier("imei", re.sub(r"\D", "", match[0]))), found)

    return hide


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    """The same with every text in it changed."""
    if isinstance(value, Enum | SourceRow):
        return value
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, tuple):
        return tuple(_hidden(one, hide) for one in value)
    if isinstance(value, Mapping):
        return {key: _hidden(one, hide) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _hidden(getattr(value, one.name), hide) for one in fields(value)})
    return value
