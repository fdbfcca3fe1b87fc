"""Drives `tracer custody raid` as an officer with a hand scanner does: lines in, one answer each."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import prepared

from api.custody_house import CustodyHouse, custody_house
from api.settings import read_settings
from tracer.demo import CASE, case_files
from tracer.identifiers.imei import check_digit

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
FORCE = "Metropolitan Police"
_SECONDS = 240
"""After this a command counts as hung."""
Answer = dict[str, Any]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACER_", "NEO4J_"))}
    return {**kept, "TRACER_HOME": str(home), "TRACER_FORCE": FORCE, "PYTHONPATH": str(ROOT)}


def tracer(home: Path, *arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    command = ["tracer", *map(str, arguments)]
    ended = prepared.run(command, home.parent, environment(home), _SECONDS, text)
    return subprocess.CompletedProcess(command, ended.code, ended.out.decode(), ended.err.decode())


def done(home: Path, *arguments: str | Path, text: str = "") -> str:
    result = tracer(home, *arguments, text=text)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout


def raid_arguments(officer: str, expected: int, *more: str) -> list[str]:
    said = ["--seizure", CASE.seizure, "--place", "unit-4-phones", "--power", "search warrant, PACE 1984 s8"]
    return ["custody", "raid", *said, "--by", officer, "--expected", str(expected), "--json", *more]


class Scanner:
    """A raid process that is typed into."""

    def __init__(self, home: Path, officer: str, expected: int, *more: str) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *raid_arguments(officer, expected, *more)],
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=home.parent,
        )

    def say(self, line: str) -> Answer:
        """Type a line and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answered = self.process.stdout.readline()
        assert answered, f"no answer to {line!r}"
        return dict(json.loads(answered))

    def type_all(self, lines: Sequence[str]) -> None:
        """Type lines without waiting, as a buffer of a scanner does."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def answers(self) -> list[Answer]:
        """What was answered before the process ended; a line that was cut off is no answer."""
        assert self.process.stdout is not None
        lines = self.process.stdout.read().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def kill(self) -> list[Answer]:
        """End it as a power cut does; what it had answered by then."""
        self.process.send_signal(signal.SIGKILL)
        answers = self.answers()
        assert self.process.wait(timeout=60) == -signal.SIGKILL
        return answers

    def end(self) -> int:
        """Close the keyboard and wait."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        return self.process.wait(timeout=120)


@contextmanager
def ledger_of(home: Path) -> Iterator[CustodyHouse]:
    with custody_house(read_settings(environment(home))) as house:
        yield house


def officers(home: Path, *initials: str) -> None:
    for each in initials:
        done(home, "custody", "officer", "add", each, "--name", f"Officer {each}")


def case_rows(name: str) -> list[dict[str, str]]:
    path = next(path for path in case_files() if path.name == name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imei(number: int) -> str:
    """A made-up valid IMEI of a test TAC."""
    body = f"00199901{number:06d}"
    return body + check_digit(body)
