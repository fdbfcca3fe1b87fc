"""The steps of docs/a-day.md, so that the tests walk what the document tells, in its order and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "a-day.md"


def steps_of(person: str) -> list[str]:
    """The bold steps of a section, in order."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(person)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section is not None, person
    return re.findall(r"^\d+\. \*\*(.+?)\*\*", section[1], re.MULTILINE)


@dataclass
class Walk:
    """A person's day as it is walked."""

    person: str
    walked: list[str] = field(default_factory=list)

    def step(self, words: str) -> None:
        """The next step has been walked; it must be the document's next."""
        told = steps_of(self.person)
        assert len(self.walked) < len(told), f"the document ends before {words!r}"
        assert told[len(self.walked)] == words
        self.walked.append(words)

    def end(self) -> None:
        """Every step was walked."""
        assert self.walked == steps_of(self.person)
