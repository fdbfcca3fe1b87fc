"""Whether time-stamping authorities saw the checkpoint, and when (RFC 3161)."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.custody import layout, timestamps
from tracer.custody.checks.contents import Contents
from tracer.custody.checks.signatures import Trust
from tracer.custody.report import NotVerifiedError, Report
from tracer.custody.timestamps import TimestampError


def check(contents: Contents, trust: Trust, report: Report) -> None:
    """Checks each time stamp against the authorities that the person trusts; says so when that cannot be done.

    One that does not hold proves nothing and takes nothing from the bundle: it is told, and one that holds is enough.
    """
    stamps = contents.files[layout.TIMESTAMP]
    if not stamps:
        report.limits.append("When this was recorded, other than by the ledger's own clock: there is no time stamp.")
    elif not trust.authorities:
        report.limits.append(
            f"{len(stamps)} time stamp(s): not checked. Give the authority's certificate (PEM) with --authority."
        )
    elif not timestamps.available():
        report.limits.append(f"{len(stamps)} time stamp(s): not checked, as rfc3161-client is not installed.")
    else:
        report.limits += _held_to(stamps, contents.one(layout.CHECKPOINT), trust, report)


def _held_to(stamps: Mapping[str, bytes], checkpoint: bytes, trust: Trust, report: Report) -> list[str]:
    """What does not hold, in words. Raises `NotVerifiedError` where none does: the authority was asked for."""
    doubtful = []
    for label, data in stamps.items():
        try:
            at = timestamps.verify(data, checkpoint, trust.authorities)
        except TimestampError as error:
            doubtful.append(f"Time stamp {label}: {error.what}")
        else:
            words = at.strftime("%Y-%m-%d %H:%M:%S UTC")
            report.proven.append(f"All of it was recorded before {words}: time stamp {label}.")
    if len(doubtful) == len(stamps):
        raise NotVerifiedError(
            f"No time stamp holds under the authorities that were given. {' '.join(doubtful)}",
            "Check that --authority is the authority's.",
        )
    return doubtful
