"""Every operation of the API by every role with generated requests: no fault, and answers as they are described.

A request of each that is known to be taken, and a few examples, here; `script/soak` sets SOAK_EXAMPLES to 200, has
every role try all, and is told how many operations reached a 2xx.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_up import (
    EXAMPLES,
    HOW,
    SOAKS,
    Heard,
    Kept,
    at_the_bounds,
    kept,
    left_to,
    operations,
    own_headers,
    put_right,
    send,
    well_made,
)
from schemathesis import GenerationMode
from tracer_command import Tracer
from web_house import opened_house
from web_site import ROLES

from api.routers import jobs

REACHED = 0.8
STEPS = 8
BOUNDED = ROLES if SOAKS else ("supervisor",)
QUIET = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def installation(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("schemathesis")
    with opened_house(heron.home, folder) as house:
        made = kept(house, folder / "home")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with pytest.MonkeyPatch.context() as here:
        # Nothing does the jobs of these applications: what tells how far one is would tell it for an hour.
        here.setattr(jobs, "LONGEST_S", jobs.LOOKS_EVERY_S)
        yield made
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def by_session(installation: Kept) -> Any:
    return installation.schema(by_token=False)


@pytest.fixture(scope="module")
def by_token(installation: Kept) -> Any:
    return installation.schema(by_token=True)


@pytest.fixture(scope="module")
def heard() -> Heard:
    return Heard()


@pytest.mark.parametrize("role", ROLES)
def test_no_request_of_a_role_finds_a_fault(
    installation: Kept, by_session: Any, heard: Heard, tmp_path: Path, role: str
) -> None:
    """What fits the description and what does not, after what is known to be taken; sent with a session."""
    with installation.opened(tmp_path / "home"):
        for operation in operations(by_session, role):
            send(well_made(operation, installation.things[role]), role, installation.sessions[role], heard)
            if left_to(role, operation, one_in=2):
                try_out(operation, installation, role, heard)


@pytest.mark.parametrize("role", BOUNDED)
def test_no_request_at_the_bounds_finds_a_fault(
    installation: Kept, by_token: Any, heard: Heard, tmp_path: Path, role: str
) -> None:
    """What is just within and just beyond the description, sent with a token."""
    with installation.opened(tmp_path / "home"):
        for operation in (one for one in operations(by_token, role) if left_to(role, one, 12, BOUNDED)):
            for case in at_the_bounds(by_token, operation):
                put_right(case, installation.things[role], "partly made up")
                send(case, role, installation.tokens[role], heard)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "auditor"])
def test_no_sequence_of_a_role_finds_a_fault(installation: Kept, heard: Heard, tmp_path: Path, role: str) -> None:
    """What one answer names is asked for, changed and deleted in the requests after it.

    Each sequence begins with the installation as it was kept: Hypothesis takes it that the same requests are answered
    in the same way. No answer that an auditor gets names anything that they may ask for.
    """
    schema = installation.schema(by_token=True)
    allowed = [one.label for one in operations(schema, role)]
    schema = schema.include(lambda ctx: ctx.operation.label in allowed)

    class Sequence(schema.as_state_machine()):  # type: ignore[misc] # made at run time
        linked: frozenset[str] = frozenset()

        def setup(self) -> None:
            self.open = ExitStack()
            self.open.enter_context(installation.opened(tmp_path / uuid4().hex))

        def teardown(self) -> None:
            self.open.close()

        def step(self, input: Any) -> Any:
            self.linked = frozenset(name for _, name in input.applied_parameters if name is not None)
            return super().step(input)

        def before_call(self, case: Any) -> None:
            put_right(case, installation.things[role], "partly made up", self.linked)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": own_headers(case, installation.tokens[role])}

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            heard.note(role, case, response)

    Sequence.run(settings=settings(QUIET, max_examples=EXAMPLES, stateful_step_count=STEPS, phases=[Phase.generate]))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_most_of_what_it_may_use(by_session: Any, heard: Heard, role: str) -> None:
    every = [one.label for one in operations(by_session, role)]
    missed = [route for route in every if not heard.reached[role, route]]
    asked = sum(heard.asked[role, route] for route in every)
    least = min(heard.asked[role, route] for route in every)
    reached = f"{len(every) - len(missed)} of {len(every)} reached a 2xx"
    print(f"{role}: {reached}, {asked} requests, at least {least} of each; missed {missed}")  # noqa: T201
    assert len(missed) <= (1 - REACHED) * len(every), missed


def try_out(operation: Any, installation: Kept, role: str, heard: Heard) -> None:
    made = st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(QUIET, max_examples=EXAMPLES)
    @given(case=made, how=st.sampled_from(HOW))
    def run(case: Any, how: str) -> None:
        put_right(case, installation.things[role], how)
        send(case, role, installation.sessions[role], heard)

    run()
