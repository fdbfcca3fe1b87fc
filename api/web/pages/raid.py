"""The raid: place and power first, then scan after scan; it goes on where there is no network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import orjson
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from api.access import Actor, Permission
from api.problems import status_of
from api.safety import policy
from api.signing_in import desk_of, needs
from api.usecases.custody.raid_joining import lacks_power
from api.usecases.custody.raid_place import PlaceNotKnownError
from api.usecases.custody_web.raid_opening import NewRaid, booked_in, open_raid, raids_of
from api.usecases.custody_web.raid_scanning import Scan, take_scan
from api.usecases.custody_web.raid_viewing import view_raid
from api.web.forms import then
from api.web.links import Link
from api.web.paths import quoted
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.audit import Act
from tracer.records.raids import OpenedOtherwiseError, Raids

router = APIRouter()
LINKS = (Link("Raid", "/raids", Permission.CUSTODY_WRITE, 30),)
SHOWN = 50
WORKER = Path(__file__).parents[1] / "static" / "raid_worker.js"
Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ))]
Books = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.COLLECTED))]
Line = Annotated[str, Form(max_length=2_000)]
_CAMERA = policy(script_src="'self' 'wasm-unsafe-eval'")
"""The reader of barcodes is WebAssembly, which this page alone may compile."""


@router.get("/raids")
def raids(request: Request, who: Reads) -> Response:
    """The raids, and the form that opens one."""
    return _raids(request, who)


@router.post("/raids")
def begin(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Books,
    seizure: Line = "",
    place: Line = "",
    address: Line = "",
    power: Line = "",
    expected: Annotated[str, Form(max_length=20)] = "",
    case: Annotated[str, Form(max_length=80)] = "",
    which: Line = "",
) -> Response:
    """Open a raid, and go to it. `which` is the known place that was meant by one that is not, or `new`."""
    given = {"seizure": seizure, "place": place, "address": address, "power": power, "expected": expected, "case": case}
    try:
        counted = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 7 else -1
        meant = place if which in ("", "new") else which
        new = NewRaid(seizure, meant, power, counted, address, case or None, which == "new")
        opened = open_raid(desk_of(request), who, new)
    except TracerError as error:
        return _raids(request, who, error, given)
    return then(f"/raids/{quoted(opened.raid.reference)}{'?place=new' if opened.new_place else ''}")


@router.get("/raid-shell")
def shell(request: Request) -> Response:
    """The page of any raid without anything in it, which a tablet keeps for when there is no network."""
    return _with_camera(page(request, "raid.html", {"title": "Raid", "view": None, "books": True, "acts": _ACTS}))


@router.get("/raid-worker.js")
def worker() -> Response:
    """What brings the page back where there is no network; it looks after raids and no other page."""
    return FileResponse(WORKER, media_type="text/javascript", headers={"Service-Worker-Allowed": "/raids/"})


@router.get("/raid-me")
def me(who: Annotated[Actor, Depends(needs(Permission.CUSTODY_READ, None))]) -> JSONResponse:
    """Who is signed in on this tablet: what waits on it is sent as nobody else."""
    csrf = who.session.csrf if who.session is not None else ""
    return JSONResponse({"me": who.person.id, "name": who.person.name, "csrf": csrf})


@router.get("/raids/{reference:path}")
def raid(request: Request, who: Reads, reference: str, told: str = "", place: str = "") -> Response:
    """The raid: expected against booked, and one box to scan into."""
    view = view_raid(desk_of(request), who, reference)
    if view.raid.reference != reference:
        # A tablet knows what waits on it by the address.
        return then(f"/raids/{quoted(view.raid.reference)}")
    data = {
        "view": view,
        "books": who.may(Permission.CUSTODY_WRITE),
        "unpowered": lacks_power(view.raid),
        "told": _told(request, who, told),
        "new_place": place == "new",
        "key": uuid4().hex,
        "acts": _ACTS,
    }
    return _with_camera(page(request, "raid.html", {"title": view.raid.reference, **data}))


@router.post("/raids/{reference:path}")
def scan(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Books,
    reference: str,
    key: Annotated[str, Form(min_length=8, max_length=100)],
    act: Annotated[str, Form(max_length=20)] = "scan",
    text: Line = "",
    identifier: Line = "",
    about: Line = "",
    found_with: Line = "",
) -> Response:
    """Book a scan: this is how it goes without scripts. The form has a key, so that sent twice it is booked once."""
    sent = Scan(key, act, text, identifier, about, "", found_with)
    take_scan(desk_of(request), who, reference, sent)
    return then(f"/raids/{quoted(reference)}?told={quoted(key)}")


_ACTS = (
    ("scan", "A phone", "Scan the IMEI, or both"),
    ("seal", "Its seal", "Scan the number of the seal"),
    ("also", "More on it", "Second IMEI, serial:…, or a part such as board:…"),
    ("serial", "By serial", "Where no IMEI can be read"),
    ("describe", "By description", "Where nothing can be read"),
    ("part", "Out of it", "A SIM’s number; or memory or case, and its number"),
    ("condition", "Note", "Its condition"),
    ("another", "Another", "Scan the second phone that shows the same IMEI"),
)
"""What is scanned next: the act, its name, and the hint at the box."""


def _told(request: Request, who: Actor, key: str) -> Mapping[str, object] | None:
    """The answer that a form was given, where it is still known."""
    given = desk_of(request).records.part(Raids).given(f"{who.person.id} {key}") if key else None
    return None if given is None or given.answer is None else orjson.loads(given.answer)


def _raids(
    request: Request, who: Actor, error: TracerError | None = None, given: Mapping[str, str] | None = None
) -> Response:
    desk = desk_of(request)
    found = raids_of(desk, who)
    data = {
        "title": "Raids",
        "error": error,
        "opened": error.reference if isinstance(error, OpenedOtherwiseError) else None,
        "places": error.places if isinstance(error, PlaceNotKnownError) else (),
        "given": given or {},
        "raids": [(one, booked_in(desk, one)) for one in found[:SHOWN]],
        "of": len(found),
        "cases": [case for case in desk.cases.every() if case.id in who.cases],
        "books": who.may(Permission.CUSTODY_WRITE),
    }
    return page(request, "raids.html", data, 200 if error is None else status_of(error))


def _with_camera(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _CAMERA
    return answer
