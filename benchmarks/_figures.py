"""Figures, each with the limit it is held to, shown as lines; a missed limit ends the command with 1."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `at_least` and `at_most` are its limits; a figure with neither is only told."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it is within its limits."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    def line(self) -> str:
        """The figure as a person reads it."""
        return f"{self.what:<66} {_plain(self.value):>10} {self.unit:<8}{self._verdict()}"

    def _verdict(self) -> str:
        if self.at_least is None and self.at_most is None:
            return ""
        limit = f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"
        return f"{'ok' if self.kept else 'MISSED'} ({limit})"


def tell(text: str) -> None:
    """A line of progress, apart from the figures."""
    print(text, file=sys.stderr, flush=True)


def conclude(title: str, figures: Sequence[Figure]) -> int:
    """Print the figures; gives the exit code."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{title}\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load average now {load}")
    for figure in figures:
        print(figure.line())
    return 0 if all(figure.kept for figure in figures) else 1


def middle(values: Sequence[float]) -> float:
    """The median."""
    return float(statistics.median(values))


def spread(values: Sequence[float]) -> str:
    """Each value, so that a reader sees how noisy the run was."""
    return " ".join(_plain(value) for value in values)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
