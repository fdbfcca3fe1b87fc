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

_PERSON = {"username": "u{fresh}", "name": "Somebody", "roles": ["detective"], "force": FORCE, "initials": None}
MORE: dict[str, Any] = {
    "POST /api/v1/people": _PERSON,
    "PUT /api/v1/people/{person_id}": _PERSON,
    "POST /api/v1/tokens": {"name": "t", "person": "{person_id}", "scopes": ["trace"], "days": 3},
    "POST /api/v1/approvals": {"act": "rotate key", "subject": "", "reason": "it is due"},
    "POST /api/v1/cases/{case_id}/belongings": {"kind": "source", "id": "{source_id}"},
    "PUT /api/v1/cases/{case_id}/people": {"people": ["{person_id}"]},
    "POST /api/v1/graph/jobs": {"what": "migrate"},
    "POST /api/v1/cases": {"name": "Case {fresh}", "force": FORCE},
    "DELETE /api/v1/cases/{case_id}/belongings": {"kind": "source", "id": "{source_id}"},
    "PUT /api/v1/registers/officers/{initials}": {"name": "Officer {fresh}"},
    "PUT /api/v1/registers/stores/{store}": {"name": "a shelf"},
}
"""Bodies of routes that are of no case."""
AT = {
    "GET /api/v1/audit": "?purpose=asked",
    "GET /api/v1/audit/export.csv": "?purpose=asked",
    "POST /api/v1/cases/{case_id}/break-glass": "/api/v1/cases/{other_case}/break-glass",
    **{
        f"POST /api/v1/returns/claims/{{claim_id}}/{act}": f"/api/v1/returns/claims/{{accepted_claim}}/{act}"
        for act in ("ready", "update", "collection", "hand-back")
    },
}
"""What else addresses end with, or the whole of it: of a case that is not one's own, and a claim that was accepted."""
HEADERS = {"PUT /api/v1/network/views/{view_id}": {"If-Match": '"1"'}}
"""What has to be said beside the body."""


_AT = READ | {route: how.at for route, how in ACTS.items()} | AT


@dataclass(frozen=True)
class WellFormed:
    """A request of a route that names what there is; `body` is None where none is sent."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


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
    return WellFormed(path, dict(parse_qsl(query)), filled(body, things), HEADERS.get(named, {}))
