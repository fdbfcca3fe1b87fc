"""Which theft report is meant, and how its reference may be shown to anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_SHOWN = 60

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9/\-]+")
"""Without a dot, a colon and an at sign no mail program makes something to click on of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A theft report: the crime reference as it was written, and the force whose it is."""

    force: str
    reference: str

    @property
    def owner(self) -> str:
        """The opaque id of its owner, which is one to one with the report."""
        # Imported here because it brings the reading of tables with it, which most who name a report do not need.
        from tracer.kinds.reports import owner_of_report

        return owner_of_report(self.force, self.reference)

    @property
    def shown(self) -> str:
        """The reference as a notice or a page for its owner says it."""
        return plain(self.reference)


def plain(text: str) -> str:
    """The text without anything that could break a line, turn its direction round, or be clicked on."""
    return _NOT_PLAIN.sub(" ", text).strip()[:LONGEST_SHOWN].strip() or "not readable"
