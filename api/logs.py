"""The log of the server and of its jobs: one JSON object a line on stderr, whoever writes it, with no personal data."""

from __future__ import annotations

import logging
import os
import sys
import traceback

import structlog
from structlog.typing import EventDict, WrappedLogger

_FRAMES = 8


def log_as_json() -> None:
    """Write the log as JSON from here on. What of ours is logged is chosen where it is logged."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_process,
            structlog.processors.JSONRenderer(),
        ],
        # Not the printing logger: it writes a line's end apart, and another process may write in between.
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
    logging.basicConfig(level=logging.WARNING, handlers=[_OfLibraries()], force=True)


def where(error: BaseException) -> list[str]:
    """The last calls that led to a fault: the stack alone, since messages of foreign errors may hold personal data."""
    stack = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in stack]


class _OfLibraries(logging.Handler):
    """Logs what libraries have to say without the values they put into it, which may be personal."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger("tracer.libraries")
        more = {}
        if record.exc_info and record.exc_info[1] is not None:
            more = {"kind": type(record.exc_info[1]).__qualname__, "where": where(record.exc_info[1])}
        # Of a stack that comes as a text, the last line says what it was.
        event = record.msg.strip().rpartition("\n")[2] if isinstance(record.msg, str) else type(record.msg).__qualname__
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell(event, library=record.name, **more)


def _with_process(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
    """Which of the server's processes it was."""
    return {**said, "process": os.getpid()}
