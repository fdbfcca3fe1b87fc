"""What there is for requests that are made up: names for the places in an address, and bodies that are taken.

Most of what is generated names nothing that there is, and is refused at the door. These let it through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from access_cases import ACTS, READ, filled
from web_site import FORCE

_AT = READ | {route: how.at for route, how in ACTS.items()}
_PERSON = {"username": "u{fresh}", "name": "Somebody", "roles": ["detective"], "force": FORCE, "initials": None}
MORE: dict[str, Any] = {
    "POST /api/v1/people": _PERSON,
    "PUT /api/v1/people/{person_id}": _PERSON,
    "POST /api/v1/tokens": {"name": "t", "person": "{person_id}", "scopes": ["trace"], "days": 3},
    "POST /api/v1/approvals": {"act": "rotate key", "subject": "", "reason": "it is due"},
    "POST /api/v1/cases/{case_id}/belongings": {"kind": "source", "id": "{source_id}"},
    "PUT /api/v1/cases/{case_id}/people": {"people": ["{person_id}"]},
    "POST /api/v1/graph/jobs": {"what": "migrate"},
}
"""Bodies of routes that are of no case."""


@dataclass(frozen=True)
class WellFormed:
    """A request of a route that names what there is; `body` is None where none is sent."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None


def well_formed(route: str, things: Mapping[str, str]) -> WellFormed:
    """What is known of a route such as `POST /api/v1/people`."""
    things = {**things, "fresh": uuid4().hex[:12]}
    named = next((one for one in (*_AT, *MORE) if one.replace(":path}", "}") == route), route)
    template, at = route.partition(" ")[2], filled(_AT.get(named, ""), things)
    address, _, query = at.partition("?")
    path = {name: things[name] for name in re.findall(r"\{(\w+)\}", template) if name in things}
    if address and (found := re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", template), address)):
        path |= found.groupdict()
    sent = ACTS[named].sent if named in ACTS else {}
    body = MORE.get(named, sent.get("json", sent.get("content")))
    return WellFormed(path, dict(parse_qsl(query)), filled(body, things))
