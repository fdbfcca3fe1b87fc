"""Files that are being loaded, or could not be."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.web.matters import Matter

PERMISSION = Permission.LOAD


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """This person's loads."""
    mine = [job for job in desk.jobs.recent() if job.by == who.person.id and job.kind == "load"]
    yield Matter("Loads that go on now", "/load", sum(job.state in ("waiting", "running") for job in mine))
    for job in mine[:5]:
        if job.state == "failed":
            yield Matter("A load that did not end well", f"/load/jobs/{job.id}", late=True)
