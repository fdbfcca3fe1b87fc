"""The `tracer` command as a person runs it: a process with settings of its own, and rules it never breaks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

import prepared

from api.cli import run

COMMAND = str(Path(sys.executable).with_name("tracer"))
SECONDS = 240
"""After this a command counts as hung."""


@dataclass(frozen=True)
class Answer:
    """What a command answered (`out`), what it said beside (`err`), and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command that gives one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The answer of a command that gives one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Tracer:
    """The command, run in `folder` with an installation in `folder/home` and these other settings."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return Path(self.settings.get("TRACER_HOME", self.folder / "home"))

    def __call__(self, *arguments: str | Path, expect: int = 0) -> Answer:
        """Run it to its end. Whatever happens, no traceback may show and no fault be unforeseen."""
        ended = prepared.run(self.command(*arguments), self.folder, self.environment(), SECONDS)
        answer = Answer(ended.code, ended.out.decode(), ended.err.decode())
        check(answer, expect)
        return answer

    def inside(self, *arguments: str, expect: int = 0) -> Answer:
        """The same without a process, in a tenth of the time: for many questions of which the answers alone matter."""
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, self.environment(), clear=True),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = run(list(arguments))
        answer = Answer(code, out.getvalue(), err.getvalue())
        check(answer, expect)
        return answer

    def set(self, **settings: str | Path) -> Tracer:
        """The same with more settings."""
        return replace(self, settings={**self.settings, **{name: str(value) for name, value in settings.items()}})

    @contextmanager
    def running(self, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
        """The command while it runs; what still runs at the end is killed."""
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def command(self, *arguments: str | Path) -> list[str]:
        return [COMMAND, *map(str, arguments)]

    def environment(self) -> dict[str, str]:
        """As little of the test's own environment as a command needs."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        return {**kept, "COLUMNS": "200", "TRACER_HOME": str(self.home), **self.settings}

    def load(self, *arguments: str | Path, expect: int = 0) -> list[dict[str, Any]]:
        """What `tracer load --json` says of each file, having checked that its counts add up."""
        told = self("load", "--json", *arguments, expect=expect).lines
        for one in told:
            assert one["rows"] == one["loaded"] + one["unchanged"] + one["rejected"], one
        return told

    def status(self) -> dict[str, Any]:
        """What `tracer graph status --json` says."""
        status: dict[str, Any] = self.inside("graph", "status", "--json").json
        return status

    def digest(self) -> str:
        """One number for all that the graph says."""
        return str(self.status()["digest"])

    def story(self, subject: str, *arguments: str) -> dict[str, Any]:
        """What `tracer follow --json` says."""
        story: dict[str, Any] = self.inside("follow", subject, "--json", *arguments).json
        return story


def check(answer: Answer, expect: int) -> None:
    """The exit code is the one expected, and no command ever shows its inside."""
    told = f"exit {answer.code}, expected {expect}\nstdout: {answer.out[-2000:]}\nstderr: {answer.err[-2000:]}"
    assert answer.code == expect, told
    assert "Traceback" not in answer.out + answer.err, told
    assert "unforeseen" not in answer.err, told
