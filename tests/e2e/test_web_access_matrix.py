"""Every route by everybody: what each role, a stranger and a token of the wrong scope may use.

Whose the things are that a route shows is tried in `test_web_access_cases.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from access_table import NAMES_NOTHING, TABLE
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE, ROLES

from api.access import GRANTS, Permission, Role
from api.signing_in import NOTED, NOTED_IN_ADDRESS
from tracer.records.access.values import Person

ROW = re.compile(r"([A-Z]+) (\S+)\s+(\S.*)")
WANTED = {f"{row[1]} {row[2]}": row[3] for line in TABLE.splitlines() if (row := ROW.fullmatch(line.strip()))}
DESCRIBED = {route.replace(":path}", "}"): asked for route, asked in WANTED.items()}
"""The same by the paths that the description of the API has."""
PUBLIC, SIGNED_IN = "public", "signed in"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("matrix")) as made:
        yield made


def routes(app: FastAPI) -> dict[str, list[Permission | None]]:
    """What each route's own code asks, by method and path."""
    found: dict[str, list[Permission | None]] = {}
    for route in iter_route_contexts(app.routes):
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            if route.path is not None:
                found[f"{method} {route.path}"] = list(asked_by(getattr(route, "dependant", None)))
    return found


def asked_by(dependant: Any) -> Iterator[Permission | None]:
    for one in getattr(dependant, "dependencies", ()):
        if hasattr(one.call, "permission"):
            yield one.call.permission
        yield from asked_by(one)


def said_to(dependant: Any, kind: str) -> Iterator[str]:
    """What a route is asked with: the names in its address (`query_params`) or in its body."""
    for one in getattr(dependant, kind):
        fields = getattr(one.field_info.annotation, "model_fields", {})
        yield from (field.alias or name for name, field in fields.items()) if fields else (one.alias,)
    for one in dependant.dependencies:
        yield from said_to(one, kind)


def permissions(asked: str) -> frozenset[Permission]:
    return frozenset(Permission(one) for one in asked.split("|"))


def may(role: str, asked: str) -> bool:
    return asked in (PUBLIC, SIGNED_IN) or bool(GRANTS[Role(role)] & permissions(asked))


def example(path: str) -> str:
    """The path with something that there is not in each of its places."""
    return re.sub(r"\{[^}]+\}", "none", path)


def parted(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, path


CLOSED = sorted(route for route, asked in WANTED.items() if asked != PUBLIC)


def test_every_route_is_in_the_table_and_every_line_has_its_route(house: House) -> None:
    there = set(routes(house.app))
    assert sorted(there - set(WANTED)) == [], "say in tests/e2e/access_table.py who may use these"
    assert sorted(set(WANTED) - there) == []


def test_the_audit_notes_whatever_names_a_thing(house: House) -> None:
    left = {
        (route.path, name)
        for route in iter_route_contexts(house.app.routes)
        for dependant in [getattr(route, "dependant", None)]
        if any(asked_by(dependant))
        for kind, noted in (("query_params", NOTED_IN_ADDRESS), ("body_params", NOTED))
        for name in said_to(dependant, kind)
        if name not in noted | NAMES_NOTHING
    }
    assert left == set(), "note these in the audit, or say in tests/e2e/access_table.py that they name nothing"
    assert not NOTED & NAMES_NOTHING


def test_every_operation_of_the_description_is_in_the_table(house: House) -> None:
    described = {
        f"{method.upper()} {path}" for path, methods in house.app.openapi()["paths"].items() for method in methods
    }
    assert sorted(described - set(DESCRIBED)) == []


def test_each_route_asks_what_the_table_says(house: House) -> None:
    wrong = []
    for route, asked in routes(house.app).items():
        said = WANTED.get(route, PUBLIC)
        if said == PUBLIC:
            fits = asked == []
        elif said == SIGNED_IN or "|" in said:
            fits = asked == [None]
        else:
            fits = asked == [Permission(said)]
        wrong += [] if fits else [(route, asked, said)]
    assert wrong == []


def test_nobody_gets_in_without_signing_in(house: House) -> None:
    wrong = []
    for route in CLOSED:
        method, path = parted(route)
        answer = house.ask(method, example(path), None)
        fits = answer.status_code == 401 if path.startswith("/api/") else answer.status_code == 303
        ends = path.startswith("/api/") or answer.headers.get("location", "").startswith("/sign-in?next=")
        wrong += [] if fits and ends else [(route, answer.status_code)]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(house: House, role: str) -> None:
    wrong = []
    for route in CLOSED:
        method, path = parted(route)
        answer = house.ask(method, example(path), role)
        status = answer.status_code
        fits = status not in (401, 403) and status < 500 if may(role, WANTED[route]) else status == 403
        wrong += [] if fits else [(route, status)]
        assert "default-src 'none'" in answer.headers["content-security-policy"], route
    assert wrong == []


def test_what_cannot_be_done_at_an_address_is_told_what_can(house: House) -> None:
    methods: dict[str, set[str]] = {}
    for method, path in map(parted, routes(house.app)):
        # What follows the reference of an exhibit or a raid may belong to it: there are other methods besides.
        if ":path}/" not in path:
            methods.setdefault(example(path), set()).add(method)
    wrong = []
    for path, wanted in methods.items():
        answer = house.ask("PATCH", path, None)
        told = set(answer.headers.get("allow", "").split(", ")) - {"HEAD"}
        wrong += [] if answer.status_code == 405 and told == wanted else [(path, answer.status_code, told)]
    assert wrong == []


def test_no_act_is_taken_from_a_form_of_elsewhere(house: House) -> None:
    wrong = []
    for route in CLOSED:
        method, path = parted(route)
        if method == "GET":
            continue
        role = next(role for role in ROLES if may(role, WANTED[route]))
        for token in ("", "guessed"):
            status = house.ask(method, example(path), role, {"X-CSRF-Token": token}).status_code
            wrong += [] if status == 403 else [(route, status)]
    assert wrong == []


def test_a_token_does_nothing_beyond_its_scopes(house: House) -> None:
    wrong = []
    for role in ROLES:
        granted = sorted(GRANTS[Role(role)])
        headers = {one: house.token(role, *[other for other in granted if other is not one]) for one in granted}
        for route in CLOSED:
            method, path = parted(route)
            asked = WANTED[route]
            if (
                asked != SIGNED_IN
                and len(permissions(asked)) == 1
                and (only := next(iter(permissions(asked)))) in headers
            ):
                status = house.ask(method, example(path), None, headers[only]).status_code
                wrong += [] if status == 403 else [(role, route, status)]
    assert wrong == []


def test_a_closed_account_and_an_ended_session_open_nothing(house: House) -> None:
    gone = house.person("gone", "administrator")
    headers = house.token("gone", *Permission)
    assert house.ask("GET", "/api/v1/people", "gone").status_code == 200
    assert house.ask("GET", "/api/v1/people", None, headers).status_code == 200
    house.desk.people.change(Person(gone.id, "gone", "gone", FORCE, gone.roles, active=False), BY)
    assert house.ask("GET", "/api/v1/people", "gone").status_code == 401
    assert house.ask("GET", "/api/v1/people", None, headers).status_code == 401
