"""The graph: what it holds, and making it anew from the records."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access import Actor, Permission
from api.repeats import Asking, Key, once
from api.routers.jobs import JobView, view
from api.schemas.registers import GraphTold, GraphWorkSaid
from api.signing_in import desk_of, needs
from api.usecases.graph_work import ask_for_graph
from tracer.records.audit import Act

router = APIRouter(prefix="/graph", tags=["graph"])


@router.get("", dependencies=[Depends(needs(Permission.ADMINISTER))])
def status(request: Request) -> GraphTold:
    """What it holds by label and by type, and the digest of all it says: the same on both engines."""
    return GraphTold.model_validate(desk_of(request).graph.status())


@router.post("/jobs", status_code=202)
def work(
    request: Request,
    response: Response,
    who: Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))],
    said: GraphWorkSaid,
    key: Key = None,
) -> JobView:
    """Make it anew, or bring it up to date: a job, to be watched and stopped as any. One at a time.

    The same key again gives the same job.
    """
    desk = desk_of(request)
    job, _ = once(desk, Asking(who, "graph", said, key), lambda: ask_for_graph(desk, who, said.what).id)
    response.headers["Location"] = f"/api/v1/jobs/{job}"
    return view(desk.jobs.find(job))
