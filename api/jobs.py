"""Does the jobs that wait, each in a process of its own, so that one can be stopped and the pages go on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from api.beside import STOPS_WITHIN_S, beside
from api.desk import Desk
from api.usecases.loading.asked import KIND, wanted_of
from api.usecases.loading.incoming import sweep
from tracer.errors import RecordsError
from tracer.records.access.values import Job

_LOOKS_EVERY_S = 0.5
_AGAIN_AFTER_S = 15.0
log = structlog.get_logger("tracer.jobs")


@contextmanager
def working(desk: Desk, work: bool) -> Iterator[None]:
    """Does jobs while the block lasts; then stops the one that runs, which goes on when the server is back."""
    if not work:
        yield
        return
    _sweep(desk)
    with beside("jobs", lambda stop: _serve(desk, stop)):
        yield


def _sweep(desk: Desk) -> None:
    wanted = [Path(file) for job in desk.jobs.unended() if job.kind == KIND for file in wanted_of(job.asked).files]
    sweep(desk.settings.incoming, wanted)


def _serve(desk: Desk, stop: threading.Event) -> None:
    pause = _LOOKS_EVERY_S
    while not stop.wait(pause):
        pause = _LOOKS_EVERY_S
        try:
            job = desk.jobs.take()
            if job is not None:
                _do(desk, job, stop)
        except RecordsError as error:
            log.warning("the line of jobs cannot be read", why=type(error).__qualname__)
        except OSError as error:
            pause = _AGAIN_AFTER_S
            log.warning("no job can be begun now", why=type(error).__qualname__)


def _do(desk: Desk, job: Job, stop: threading.Event) -> None:
    try:
        process = subprocess.Popen([sys.executable, "-m", "api.worker", job.id])
    except OSError:
        desk.jobs.give_back(job.id)
        raise
    while process.poll() is None:
        if stop.wait(_LOOKS_EVERY_S):
            process.terminate()
            process.wait(STOPS_WITHIN_S)
            desk.jobs.give_back(job.id)
    if process.returncode and not stop.is_set() and desk.jobs.find(job.id).state == "running":
        desk.jobs.end(job.id, "failed", {"why": "The process that did it ended unforeseen. What was recorded is kept."})
