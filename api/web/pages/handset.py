"""A handset: where has it been, who had it, whose is it?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.access import Actor, Permission
from api.graph_header import said_beside
from api.show.timeline import LINES_SHOWN, Fold, lines_of
from api.signing_in import desk_of, needs
from api.usecases.handset_page import case_of, exhibits_meant, files_of, names_of_files, people_of, places_of, sentence
from api.usecases.notes import Spotted, Written, add_note, add_ping
from api.usecases.search import booked_among, href_of
from api.usecases.seen import SeenStory, seen_story
from api.web.forms import then
from api.web.paths import quoted
from api.web.view import page
from maps.page import MapOptions, render
from maps.policy import policy_of
from tracer.errors import SeveralError, TracerError
from tracer.records.access.values import Job
from tracer.records.audit import Act

router = APIRouter()
Asked = Annotated[str, Query(max_length=300)]
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
Discloses = Annotated[Actor, Depends(needs(Permission.TRACE, Act.DISCLOSED))]
Annotates = Annotated[Actor, Depends(needs(Permission.ANNOTATE, Act.COLLECTED))]
Hidden = Annotated[bool, Query(alias="masked")]
Word = Annotated[str, Form(max_length=300)]
Number = Annotated[int, Query(ge=1, le=10**9)]

_ONLY = "What was worked out is left out, as was asked."


@router.get("/handset")
def handset(  # noqa: PLR0913, PLR0917 - what can be asked of it
    request: Request, who: Traces, q: Asked = "", observed_only: bool = False, job: str = "", line: Number = 1
) -> Response:
    """The story beside its map, and what can be added to it; of many lines those from the number `line` on."""
    if not q.strip():
        return page(request, "handset_none.html", {"title": "Handset"})
    try:
        seen = seen_story(desk_of(request), who, q, observed_only)
    except SeveralError as error:
        meant = exhibits_meant(desk_of(request), who, error.meant)
        data = {"title": q, "q": q, "meant": meant, "observed_only": observed_only}
        return page(request, "handset_which.html", data)
    more = {"q": q, "observed_only": observed_only, "job": _job(request, who, job)}
    return _page(request, who, seen, {**more, "lines": lines_of(seen.story.events, line)})


@router.get("/handset/map")
def drawn(request: Request, who: Traces, q: Asked, observed_only: bool = False) -> Response:
    """The map of the story, which runs no script and no style but its own."""
    desk = desk_of(request)
    seen = seen_story(desk, who, q, observed_only)
    options = MapOptions(street_map=desk.settings.street_map, notice=_beside(request, observed_only))
    document = render(seen.story, options)
    answer = HTMLResponse(document.encode("utf-8", "replace"))
    answer.headers["Content-Security-Policy"] = f"{policy_of(document)}; frame-ancestors 'self'"
    return answer


@router.get("/handset/story.pdf")
def printed(request: Request, who: Discloses, q: Asked, observed_only: bool = False, hide: Hidden = False) -> Response:
    """The story as a document; with `masked`, one that may go to people who may not see identifiers whole."""
    from api.usecases.story_papers import story_pdf

    desk = desk_of(request)
    seen = seen_story(desk, who, q, observed_only)
    made = story_pdf(desk, who, seen, _beside(request, observed_only), hide)
    name = 'inline; filename="story.pdf"'
    return Response(made, media_type="application/pdf", headers={"Content-Disposition": name})


@router.post("/handset/ping")
def spot(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Annotates,
    q: Word,
    identifier: Word = "",
    at: Word = "",
    lat: Word = "",
    lon: Word = "",
    accuracy_m: Word = "",
    seen_by: Word = "",
    grade: Word = "",
) -> Response:
    """A place that somebody saw on a screen."""
    desk = desk_of(request)
    seen = seen_story(desk, who, q)
    case = case_of(desk, who, seen.story)
    given = Spotted(identifier, at, lat, lon, accuracy_m, seen_by, grade, case)
    try:
        job = add_ping(desk, who, given)
    except TracerError as error:
        return _page(request, who, seen, {"q": q, "error": error, "spotted": given}, 422)
    return then(f"/handset?q={quoted(q)}&job={job.id}#added")


@router.post("/handset/note")
def write(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Annotates,
    q: Word,
    identifier: Word = "",
    note: Annotated[str, Form(max_length=5000)] = "",
    grade: Word = "",
) -> Response:
    """A note with its grade."""
    desk = desk_of(request)
    seen = seen_story(desk, who, q)
    given = Written(identifier, note, grade, case_of(desk, who, seen.story))
    try:
        job = add_note(desk, who, given)
    except TracerError as error:
        return _page(request, who, seen, {"q": q, "error": error, "written": given}, 422)
    return then(f"/handset?q={quoted(q)}&job={job.id}#added")


def _beside(request: Request, observed_only: bool) -> str:
    """What the map and the document say beside the story."""
    return " ".join(filter(None, (said_beside(request), _ONLY if observed_only else "")))


def _page(request: Request, who: Actor, seen: SeenStory, more: dict[str, Any], status: int = 200) -> Response:
    desk, story = desk_of(request), seen.story
    files = files_of(desk, story)
    data = {
        "title": " ".join(part for part in (story.make, story.model) if part) or story.subject,
        "story": story,
        "left_out": seen.left_out,
        "sentence": sentence(desk, story),
        "most": LINES_SHOWN,
        "is_fold": lambda line: isinstance(line, Fold),
        "files": files,
        "file_names": names_of_files(desk, story),
        "people": people_of(story),
        "places": places_of(story),
        "href": href_of,
        "booked": booked_among(desk, [one.id for one in story.exhibits]),
        "may_add": who.may(Permission.ANNOTATE) and bool(story.identifiers),
        "observed_only": False,
        **more,
    }
    data.setdefault("lines", lines_of(story.events))
    return page(request, "handset.html", data, status)


def _job(request: Request, who: Actor, job_id: str) -> Job | None:
    """The load that somebody asked for on this page, while they wait for it."""
    if not job_id:
        return None
    job = desk_of(request).jobs.find(job_id)
    return job if job.by == who.person.id else None
