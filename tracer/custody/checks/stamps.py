"""Whether time-stamping authorities saw the checkpoint, and when (RFC 3161)."""

from __future__ import annotations

from tracer.custody import layout, timestamps
from tracer.custody.checks.contents import Contents
from tracer.custody.checks.signatures import Trust
from tracer.custody.report import Report


def check(contents: Contents, trust: Trust, report: Report) -> None:
    """Checks each time stamp against the authorities that the person trusts; says so when that cannot be done."""
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
        checkpoint = contents.one(layout.CHECKPOINT)
        for label, data in stamps.items():
            at = timestamps.verify(data, checkpoint, trust.authorities)
            words = at.strftime("%Y-%m-%d %H:%M:%S UTC")
            report.proven.append(f"All of it was recorded before {words}: time stamp {label}.")
