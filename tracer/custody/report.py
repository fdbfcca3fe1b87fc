"""What came of checking a bundle, and how it is said to a person who has never seen one."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracer.errors import TracerError

MOST_SHOWN = 20


class NotVerifiedError(TracerError):
    """Something in a bundle is not as it must be: `what` says where and why."""

    exit_code = 1


class UnreadableError(TracerError):
    """The bundle could not be read at all."""


@dataclass(frozen=True)
class History:
    """One exhibit in the bundle, and the number of its events."""

    exhibit: str
    events: int


@dataclass
class Report:
    """Gathered while a bundle is checked; it is verified when there are no problems.

    `proven` holds what was checked and is so, `limits` what could not be checked or rests on the bundle's own word.
    """

    origin: str = ""
    size: int = 0
    histories: tuple[History, ...] = ()
    proven: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Whether every check passed."""
        return not self.problems

    def words(self) -> str:
        """The report in plain English."""
        return "\n".join([self._verdict(), "", *self._lines()]) + "\n"

    def _verdict(self) -> str:
        if not self.verified:
            return "NOT VERIFIED. Do not rely on this bundle."
        return f"VERIFIED: {len(self.histories)} exhibit(s), from the ledger {self.origin}."

    def _lines(self) -> list[str]:
        if not self.verified:
            shown = self.problems[:MOST_SHOWN]
            more = len(self.problems) - len(shown)
            return ["Why:", *_listed(shown), *([f"  and {more} more"] if more else [])]
        events = [f"{history.exhibit}: {history.events} event(s)" for history in self.histories]
        return [
            "In the bundle:",
            *_listed(events),
            "Proven:",
            *_listed(self.proven),
            "Not proven, or not checked:",
            *_listed([*_NEVER_PROVEN, *self.limits]),
        ]

    def as_dict(self) -> dict[str, object]:
        """The report for a program."""
        return {
            "verified": self.verified,
            "ledger": self.origin,
            "size": self.size,
            "exhibits": [{"exhibit": history.exhibit, "events": history.events} for history in self.histories],
            "proven": self.proven,
            "limits": [*_NEVER_PROVEN, *self.limits],
            "problems": self.problems,
        }


_NEVER_PROVEN = (
    "That what was recorded is true: the ledger shows what was written and that it has not changed since, not that "
    "the person who wrote it was right.",
    "That everything that happened was recorded.",
)


def _listed(items: list[str]) -> list[str]:
    return [f"  - {_harmless(item)}" for item in items]


def _harmless(text: str) -> str:
    """Without what could move the cursor or turn the writing round: texts of a bundle might forge a verdict so."""
    return "".join(part if part.isprintable() else part.encode("unicode_escape").decode("ascii") for part in text)
