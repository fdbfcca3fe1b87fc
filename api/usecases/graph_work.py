"""The graph as whoever runs the server keeps it: making it anew, or up to date, as long work that can be watched."""

from __future__ import annotations

from api.access import Actor
from api.desk import Desk
from tracer.errors import UsageError
from tracer.records.access.values import Job
from tracer.records.audit import Act

KIND = "graph"
REBUILD, MIGRATE = "rebuild", "migrate"
WORDS = {
    REBUILD: "Empty the graph and make it anew from the records",
    MIGRATE: "Bring the graph up to date with the records",
}


def ask_for_graph(desk: Desk, who: Actor, what: str) -> Job:
    """Puts the work into the line. Raises `UsageError` where such work waits or runs already."""
    if what not in WORDS:
        raise UsageError(f"{what[:40]!r} is nothing that is done to the graph.", f"Choose: {', '.join(WORDS)}.")
    if any(job.kind == KIND for job in desk.jobs.unended()):
        raise UsageError("The graph is being worked on already.", "Wait until that has ended, or stop it.")
    job = desk.jobs.add(KIND, who.person.id, {"what": what})
    desk.audit.note(who.asked(), Act.ALTERED, "graph", {"what": f"asked for {what}", "job": job.id})
    return job


def graph_jobs(desk: Desk, limit: int = 5) -> list[Job]:
    """The newest of them, whoever asked."""
    return [job for job in desk.jobs.recent(1000) if job.kind == KIND][:limit]


def stop_graph_job(desk: Desk, job_id: str) -> Job:
    """Stops such work, whoever asked for it. Raises `UsageError` for other work, and `NotFoundError`."""
    if desk.jobs.find(job_id).kind != KIND:
        raise UsageError("This is not work on the graph.", "Whoever began it can stop it.")
    return desk.jobs.cancel(job_id)
