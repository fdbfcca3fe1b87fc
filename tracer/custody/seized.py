"""Who seized an exhibit: whoever booked it, unless they booked it for the officer who did."""

from __future__ import annotations

from tracer.custody.events import CustodyEvent, EventKind


def seized_for(event: CustodyEvent) -> str | None:
    """The officer for whom a seizure was booked by another; None where whoever booked it seized it themselves.

    `by` is who says it; that another had the thing from then on is what `holder` says.
    """
    holder = event.holder
    for_another = event.kind is EventKind.SEIZE and holder is not None and holder.startswith("officer:")
    return holder if for_another and holder != event.by else None


def seized_by(event: CustodyEvent) -> str:
    """Who seized it; of any other event, who did it."""
    return seized_for(event) or event.by
