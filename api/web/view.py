"""Draws pages from templates. Everything that a template is given is text to it, never HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from api.graph_header import not_whole_here
from api.signing_in import note_refusal
from api.web.links import links_for
from tracer.times import LONDON, iso

TEMPLATES = Path(__file__).parent / "templates"
FORBIDDEN = 403
_COMPONENTS = "govuk_frontend_jinja"
_ONE_OF = {"entries": "entry", "people": "person"}
_SAID_OF_ALL = re.compile(r",| of | that ")
BASIS_SIGNS = {"observed": "●", "asserted": "◆", "inferred": "○"}


def page(request: Request, template: str, data: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page, with who is signed in and where they can go. One that refuses is noted, or it is not shown."""
    if status == FORBIDDEN:
        note_refusal(request)
    actor = getattr(request.state, "actor", None)
    given = {
        "request": request,
        "actor": actor,
        "csrf": actor.session.csrf if actor is not None and actor.session is not None else "",
        "links": links_for(actor, request.app.state.links),
        "notice": request.app.state.notice.text(),
        "graph_not_whole": not_whole_here(request) if actor is not None else None,
        **data,
    }
    return HTMLResponse(environment().get_template(template).render(given), status)


@cache
def environment() -> Environment:
    """The templates of the product and of the GOV.UK components."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({_COMPONENTS: PackageLoader(_COMPONENTS)})]),
        autoescape=True,
        # The components ask for options that were not given.
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"when": when, "utc": utc, "sign": sign, "number": number, "one_of": one_of}
    return made


def when(moment: datetime | None) -> str:
    """A time as people here read it, in London."""
    return "no date" if moment is None else f"{moment.astimezone(LONDON):%-d %b %Y %H:%M}"


def utc(moment: datetime | None) -> str:
    """The same to the second, in UTC."""
    return "" if moment is None else iso(moment)


def sign(basis: str) -> str:
    """The mark of a basis."""
    return BASIS_SIGNS.get(str(basis), "")


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"


def one_of(things: str) -> str:
    """What one of some things is called, without what is said of them all: "phone" of "phones that wait"."""
    called = _SAID_OF_ALL.split(things)[0]
    before, space, last = called.rpartition(" ")
    return f"{before}{space}{_ONE_OF.get(last) or last.removesuffix('s')}"
