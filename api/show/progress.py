"""How far a load has come: on a terminal a bar with rate and time left, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

LINE_EVERY_S = 10.0


class Bar:
    """The `Progress` of a load, shown on stderr."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None
        self._rows = 0
        self._began = self._told = time.monotonic()
        self._name = ""

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def file(self, name: str, size: int) -> None:
        """A file of so many bytes is begun."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._name, self._rows = name, 0
        self._began = self._told = time.monotonic()
        self._task = self._bar.add_task(name, total=size, rate="")

    def moved(self, done: int, rows: int) -> None:
        """So many bytes of it are read, and so many more rows dealt with."""
        self._rows += rows
        now = time.monotonic()
        rate = f"{self._rows:,} rows, {self._rows / max(now - self._began, 0.001):,.0f} a second"
        if self._task is not None:
            self._bar.update(self._task, completed=done, rate=rate)
        if self._bar.disable and now - self._told > LINE_EVERY_S:
            self._told = now
            self.tell(f"{self._name}: {rate}")

    def tell(self, text: str) -> None:
        """A message beside the bar."""
        self._console.print(text, markup=False, highlight=False)
