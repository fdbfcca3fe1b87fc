"""Requests that schemathesis makes up for each role, and an installation that is opened for them as it was kept.

What an answer is held against: all of schemathesis' checks but `positive_data_acceptance`, that all is taken which fits
the description. No schema can say that an IMEI's last digit has to fit, or that a phone was handed back already.
"""

from __future__ import annotations

import copy
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import schemathesis
from closed_case import OWN, closed_case, done
from fastapi import FastAPI
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoverageScenario
from schemathesis.generation.overrides import Override
from schemathesis.python import asgi
from test_web_access_matrix import DESCRIBED, WANTED, may
from web_house import BY, House
from web_site import FORCE, ROLES
from well_formed import well_formed

from api.access import GRANTS, Role
from api.app import create_app
from api.settings import read_settings
from tracer.records.part import now

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "1"))
SOAKS = EXAMPLES >= 200
HOW = ("made up", "partly made up", "well formed")
"""Of a request: all of it but the names, only what is not known of the route, or nothing."""
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
"""What says that something is not taken: of schemathesis' own list a fault of the server is none of them."""
CHECKS = {
    "positive_data_acceptance": {"enabled": False},
    "negative_data_rejection": {"expected-statuses": REFUSED},
}


class Door:
    """What schemathesis takes for the application, whichever is open behind it."""

    opened: FastAPI

    async def __call__(self, *asked: Any) -> None:
        await self.opened(*asked)


@dataclass(frozen=True)
class Kept:
    """An installation that is closed: what there is in it for each role, and how its people sign in."""

    home: Path
    things: Mapping[str, Mapping[str, str]]
    sessions: Mapping[str, Mapping[str, str]]
    tokens: Mapping[str, Mapping[str, str]]
    description: dict[str, Any]
    door: Door = field(default_factory=Door)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[None]:
        """The application over a copy of it; schemathesis starts it with the first request."""
        shutil.copytree(self.home, folder)
        settings = {"TRACER_HOME": str(folder), "TRACER_FORCE": FORCE, "TRACER_PUBLIC_URL": "http://127.0.0.1:8000"}
        self.door.opened = create_app(read_settings(settings), work=False)
        self.door.opened.openapi_schema = self.description
        try:
            yield
        finally:
            asgi.shutdown_lifespans()
            shutil.rmtree(folder)

    def schema(self, *, by_token: bool) -> Any:
        """What is asked: as programs do, with a token, or as pages do, with a session, which is not described."""
        described = copy.deepcopy(self.description) if by_token else {**self.description, "security": []}
        checks = CHECKS if by_token else {**CHECKS, "ignored_auth": {"enabled": False}}
        # Its own ten seconds for an answer would assert a time, and the machine may be busy with something else.
        config = SchemathesisConfig.from_dict({"checks": checks, "request-timeout": 3600})
        made = schemathesis.openapi.from_dict(described, config=config)
        made.app = self.door
        return made


@dataclass
class Heard:
    """What was asked and reached of each route by each role."""

    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, role: str, case: Any, response: Any) -> None:
        at = role, case.operation.label
        self.asked[at] += 1
        self.reached[at] += 200 <= response.status_code < 300


def kept(house: House, home: Path) -> Kept:
    """Keeps an installation with a case of everything, on which everybody works; the house is to be closed after it."""
    made = dict(closed_case(house).things)
    house.desk.cases.set_members(made["case_id"], [house.people[name].id for name in (OWN, *ROLES)], BY)
    orchard = next(one.id for one in house.desk.cases.every() if one.id != made["case_id"])
    spare = house.desk.tokens.make("spare", house.people["detective"].id, ["trace"], now() + timedelta(1), BY)[0]
    more = {
        "q": made["imei"],
        "a": made["report"],
        "b": made["handler"],
        "source": made["source_id"],
        "initials": "NB",
        "other_case": orchard,
        "accepted_claim": accepted_claim(house, made),
        "token_id": spare,
        "person_id": house.people["detective"].id,
    }
    begun = {role: house.begun(role) for role in ROLES}
    return Kept(
        home,
        {role: {**made, **more, **own_things(house, role, made)} for role in ROLES},
        {role: {"X-CSRF-Token": csrf, "Cookie": f"session={secret}"} for role, (secret, csrf) in begun.items()},
        {role: house.token(role, *GRANTS[Role(role)]) for role in ROLES},
        house.app.openapi(),
    )


def accepted_claim(house: House, made: Mapping[str, str]) -> str:
    said = {"exhibit": made["jt29"], "kind": "insurer", "who": "a firm", "why": "it paid"}
    claim = str(done(house, "POST", "/api/v1/returns/claims", json=said)["id"])
    done(house, "POST", f"/api/v1/returns/claims/{claim}/decision", json={"accept": True, "reason": "it paid"})
    return claim


def own_things(house: House, role: str, made: Mapping[str, str]) -> dict[str, str]:
    """What nobody but its owner changes: a load and a view of the network."""
    view = {"title": "a view of Heron", "picture": {"subject": made["handler"], "spots": []}}
    load = f"/api/v1/load?name=own.csv&case={made['case_id']}"
    asked = {
        "job_id": house.ask("POST", load, role, content=b"a,b\n1,2\n"),
        "view_id": house.ask("POST", "/api/v1/network/views", role, json=view),
    }
    if role == "administrator":
        asked["job_id"] = house.ask("POST", "/api/v1/graph/jobs", role, json={"what": "migrate"})
    return {name: answer.json()["id"] for name, answer in asked.items() if answer.is_success}


def operations(schema: Any, role: str) -> list[Any]:
    """Those that the role may use."""
    return [one for one in (found.ok() for found in schema.get_all_operations()) if may(role, asked_of(one))]


def asked_of(operation: Any) -> str:
    said = DESCRIBED.get(operation.label)
    assert said is not None, f"say in tests/e2e/access_table.py who may use {operation.label}"
    return said


def send(case: Any, role: str, headers: Mapping[str, str], heard: Heard) -> None:
    """Sends a request and holds its answer against everything."""
    sent = own_headers(case, headers)
    response = case.call(headers=sent)
    heard.note(role, case, response)
    case.validate_response(response, headers=sent, transport_kwargs={"headers": sent})


def left_to(role: str, operation: Any, one_in: int, among: Collection[str] = ROLES) -> bool:
    """Whether this role tries it: each does in a soak; otherwise one of those who may, and one operation in so many."""
    able = [one for one in among if may(one, asked_of(operation))]
    number = len(operation.label)
    return SOAKS or (number % one_in == 0 and able[number // one_in % len(able)] == role)


def at_the_bounds(schema: Any, operation: Any) -> Iterator[Any]:
    """What is just within and just beyond the description, with each part left out, and by methods that there are not.

    After an exhibit's reference, which has slashes, an act's address is to other methods a reference of no exhibit.
    """
    after_reference = any(":path}/" in one and one.replace(":path}", "}") == operation.label for one in WANTED)
    made = CoverageGenerator(
        operation=operation,
        generation_modes=list(GenerationMode),
        generation_config=schema.config.generation_for(operation=operation, phase="coverage"),
        auth_storage=None,
        override=Override(),
        feedback=FeedbackSources(),
    )
    tried: set[Any] = set()
    for case in made:
        told = case.meta.phase.data
        kind = told.scenario, told.parameter_location
        if after_reference and told.scenario is CoverageScenario.UNSPECIFIED_HTTP_METHOD:
            continue
        if SOAKS or kind not in tried:
            tried.add(kind)
            yield case


def own_headers(case: Any, headers: Mapping[str, str]) -> dict[str, str]:
    """Who asks, for a request that is not wrong in saying so: then the description is told of it as well."""
    if "authorization" in {name.lower() for name in wrong_on_purpose(case)}:
        return {}
    if "Authorization" in headers:
        case.headers["Authorization"] = headers["Authorization"]
    return dict(headers)


def well_made(operation: Any, things: Mapping[str, str]) -> Any:
    """A request that is taken where this can be known beforehand."""
    path = {one.name: things.get(one.name, "none") for one in operation.path_parameters}
    case = operation.Case(path_parameters=path, media_type=next((one.media_type for one in operation.body), None))
    put_right(case, things, "well formed")
    return case


def put_right(case: Any, things: Mapping[str, str], how: str, linked: Collection[str] = ()) -> None:
    """Has a request name what there is and send what its route takes, but where it is wrong on purpose.

    `linked` are the parameters that came out of an earlier answer.
    """
    known, left = well_formed(case.operation.label, things), wrong_on_purpose(case) | set(linked)
    if how == "well formed" and not left:
        case.query = {}
    for places, named in ((case.path_parameters, known.path), (case.query, known.query)):
        there = {name: things[name] for name in places if name in things}
        put = there if how == "made up" else {**there, **named}
        places.update({name: as_described(case, name, value) for name, value in put.items() if name not in left})
    wrong = {name.casefold() for name in left}
    for name in (one for one in known.headers if how != "made up" and one.casefold() not in wrong):
        case.headers[name] = known.headers[name]
    if how != "made up" and known.body is not None and not is_wrong_in(case, ParameterLocation.BODY):
        case.body = body_of(case.body, known.body, how, left)


def body_of(made: Any, known: Any, how: str, left: Collection[str]) -> Any:
    if not isinstance(known, dict) or not isinstance(made, dict):
        return known
    stays = made if how == "partly made up" else {name: made[name] for name in left if name in made}
    return {**stays, **{name: value for name, value in known.items() if name not in left}}


def as_described(case: Any, name: str, value: str) -> Any:
    """A value of an address, as the number that it may be."""
    described = next((one.definition["schema"] for one in case.operation.query if one.name == name), {})
    return int(value) if described.get("type") == "integer" else value


def wrong_on_purpose(case: Any) -> set[str]:
    """The parameters that schemathesis made wrong, or left out."""
    if case.meta is None or not case.meta.generation.mode.is_negative:
        return set()
    made = case.meta.phase.data
    named = {one for one in (made.parameter, *(each.parameter for each in made.mutations)) if one is not None}
    headers = {one.name for one in case.operation.headers} | {"Authorization"}
    # Of headers that are wrong together, such as all that are required left out, it names none.
    return named if headers & named or not is_wrong_in(case, ParameterLocation.HEADER) else named | headers


def is_wrong_in(case: Any, place: ParameterLocation) -> bool:
    return case.meta is not None and bool(case.meta.is_negative_at(place))
