"""The process that does one job: `python -m api.worker JOB`. What kinds there are is in `api.work`, one file each."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import suppress
from types import FrameType, ModuleType

import structlog

from api.beside import beside
from api.logs import log_as_json, where
from api.settings import read_settings
from tracer.errors import CancelledError, RecordsError, TracerError
from tracer.records.access.jobs import Jobs
from tracer.records.access.values import Job
from tracer.records.records import Records
from tracer.records.vault import Vault
from tracer.registry import modules_in

_SIGNS_EVERY_S = 30.0


def main(arguments: list[str]) -> int:
    """Do the job of this id; what came of it stands in the records."""
    signal.signal(signal.SIGTERM, _stop)
    log_as_json()
    try:
        _do(arguments[0])
    except Exception as error:
        structlog.get_logger("tracer.jobs").error("unforeseen", kind=type(error).__qualname__, where=where(error))
        return 1
    return 0


def _do(job_id: str) -> None:
    settings = read_settings()
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        jobs = records.part(Jobs)
        job = jobs.find(job_id)
        try:
            with beside("alive", lambda stop: _lives(jobs, job, stop)):
                result = _kind(job).run(settings, job, lambda progress: _tell(jobs, job, progress))
            jobs.end(job.id, "done", result)
        except CancelledError:
            jobs.end(job.id, "cancelled", {"why": "Stopped as asked. What was done until then is kept."})
        except TracerError as error:
            jobs.end(job.id, "failed", {"why": error.what, "do": error.do})
    finally:
        records.close()


def _lives(jobs: Jobs, job: Job, stop: threading.Event) -> None:
    """Emptying a large graph says nothing for long: the job must not seem lost, and be done twice."""
    while not stop.wait(_SIGNS_EVERY_S):
        with suppress(RecordsError):
            jobs.alive(job.id)


def _tell(jobs: Jobs, job: Job, progress: dict[str, object]) -> None:
    if jobs.tell(job.id, progress):
        raise CancelledError("The job was cancelled.")


def _kind(job: Job) -> ModuleType:
    for module in modules_in("api.work"):
        if job.kind == module.KIND:
            return module
    raise TracerError(f"This version does not know jobs of the kind {job.kind}.", "Start the newest version.")


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
