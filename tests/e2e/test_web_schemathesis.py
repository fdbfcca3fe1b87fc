"""Every operation of the API by every role with generated requests: no fault, and answers as they are described.

A few examples each here; `script/soak` sets SOAK_EXAMPLES to 200 and is told how many operations reached a 2xx.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from closed_case import OWN, closed_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)
from test_web_access_matrix import DESCRIBED, may
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import ROLES
from well_formed import WellFormed, well_formed

from api.access import GRANTS, Role

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "2"))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
REACHED = 0.8
SEQUENCES, STEPS = max(2, EXAMPLES // 2), 8
BASE = "http://127.0.0.1:8000"
HOW = ("made up", "partly made up", "well formed")
"""Of a request's body: all of it is generated, only what is not known of the route, or nothing."""


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("schemathesis")) as made:
        yield made


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, str]:
    """Things that there are, by the name that an address has for them; everybody works on the case that has them."""
    made = dict(closed_case(house).things)
    everybody = [house.people[name].id for name in (OWN, *ROLES)]
    house.desk.cases.set_members(made["case_id"], everybody, BY)
    more = {"q": made["imei"], "a": made["report"], "b": made["handler"], "source": made["source_id"]}
    return {**made, **more, "person_id": house.people["detective"].id}


@pytest.fixture(scope="module")
def reached() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("role", ROLES)
def test_no_request_of_a_role_finds_a_fault(
    house: House, known: dict[str, str], reached: Counter[str], role: str
) -> None:
    for operation in described(house):
        route = f"{operation.method.upper()} {operation.path}"
        asked = DESCRIBED.get(route)
        assert asked is not None, f"say in tests/e2e/access_table.py who may use {route}"
        if may(role, asked):
            try_out(house, operation, role, known, reached)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "auditor"])
def test_no_sequence_of_a_role_finds_a_fault(
    house: House, known: dict[str, str], reached: Counter[str], role: str
) -> None:
    """What one answer names is asked for, changed and deleted in the requests after it, with every check there is.

    But for the check that all is taken which fits the schema: no schema can say that an IMEI's last digit has to fit;
    and for the check that all else is refused: what was made wrong of the headers is put right on the way.
    No answer that an auditor gets names anything that they may ask for.
    """
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", house.app)
    for one in described(house):
        if not may(role, DESCRIBED[f"{one.method.upper()} {one.path}"]):
            schema = schema.exclude(method=one.method.upper(), path=one.path)
    headers = house.token(role, *GRANTS[Role(role)])

    class Sequence(schema.as_state_machine()):  # type: ignore[misc] # made at run time
        def before_call(self, case: Any) -> None:
            name_what_there_is(case, known)

        def get_call_kwargs(self, _: Any) -> dict[str, Any]:
            return {"headers": headers}

        def validate_response(self, response: Any, case: Any, additional_checks: Any = None, **_: Any) -> None:
            kwargs = {"transport_kwargs": {"headers": headers}, "additional_checks": additional_checks}
            excluded = [positive_data_acceptance, negative_data_rejection]
            case.validate_response(response, excluded_checks=excluded, **kwargs)

        def after_call(self, response: Any, case: Any) -> None:
            reached[f"{case.method.upper()} {case.path}"] += 200 <= response.status_code < 300

    Sequence.run(
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
    )


@pytest.mark.skipif(EXAMPLES < 200, reason="A figure for script/soak.")
def test_most_operations_are_reached(
    house: House, reached: Counter[str], record_property: Callable[[str, object], None]
) -> None:
    every = [f"{one.method.upper()} {one.path}" for one in described(house)]
    missed = [route for route in every if not reached[route]]
    record_property("reached a 2xx", f"{len(every) - len(missed)} of {len(every)}")
    assert len(missed) <= (1 - REACHED) * len(every), missed


def described(house: House) -> list[Any]:
    schema = schemathesis.openapi.from_dict(house.app.openapi())
    return [found.ok() for found in schema.get_all_operations()]


def try_out(house: House, operation: Any, role: str, known: dict[str, str], reached: Counter[str]) -> None:
    route = f"{operation.method.upper()} {operation.path}"

    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), how=st.sampled_from(HOW))
    def run(case: Any, how: str) -> None:
        name_what_there_is(case, known)
        if how != "made up":
            form_well(case, well_formed(route, known), how)
        asked = case.as_transport_kwargs(base_url=BASE)
        answer = house.send(role, asked)
        reached[route] += 200 <= answer.status_code < 300
        case.validate_response(answer, checks=CHECKS)

    run()


def form_well(case: Any, known: WellFormed, how: str) -> None:
    """Has a request name what its route is asked for, and send what that takes."""
    case.path_parameters = {**(case.path_parameters or {}), **known.path}
    case.query = {**(case.query or {}), **known.query} if how == "partly made up" else known.query
    if isinstance(known.body, dict) and how == "partly made up" and isinstance(case.body, dict):
        case.body = {**case.body, **known.body}
    elif known.body is not None:
        case.body = known.body


def name_what_there_is(case: Any, known: dict[str, str]) -> None:
    """Puts the ids of things that there are where a generated request names one."""
    for places in (case.path_parameters, case.query):
        for name in set(places or ()) & set(known):
            places[name] = known[name]
