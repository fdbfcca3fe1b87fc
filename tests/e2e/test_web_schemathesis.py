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
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)
from test_web_access_matrix import DESCRIBED, may
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import ROLES

from api.access import GRANTS, Role

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "2"))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
REACHED = 0.8
SEQUENCES, STEPS = max(2, EXAMPLES // 2), 8
BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("schemathesis")) as made:
        yield made


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, str]:
    """Things that there are, for places in paths and queries that name one."""
    return {
        "person_id": house.people["detective"].id,
        "case_id": house.desk.cases.add("Heron", "Metropolitan Police", BY).id,
        "source": house.desk.records.sources()[0].id,
        "q": "356938035643809",
        "subject": "356938035643809",
        "a": "356938035643809",
        "b": "JT/12",
        "what": "handlers",
    }


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

    But for the check that all is taken which fits the schema: no schema can say that an IMEI's last digit has to fit.
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
            case.validate_response(response, excluded_checks=[positive_data_acceptance], **kwargs)

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
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        name_what_there_is(case, known)
        asked = case.as_transport_kwargs(base_url=BASE)
        answer = house.send(role, asked)
        reached[route] += 200 <= answer.status_code < 300
        case.validate_response(answer, checks=CHECKS)

    run()


def name_what_there_is(case: Any, known: dict[str, str]) -> None:
    """Puts the ids of things that there are where a generated request names one."""
    for places in (case.path_parameters, case.query):
        for name in set(places or ()) & set(known):
            places[name] = known[name]
