"""Every operation of the API that makes something makes it once under one Idempotency-Key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from access_cases import ACTS, act
from closed_case import OWN
from key_cases import NO_KEY, Keyed, keyed, scene
from tracer_command import Tracer
from web_house import House, everything, opened_house

API = "/api/v1"
WRITES = ("post", "put", "patch")
AT_ONCE = 3
HEADER = "Idempotency-Key"
SECRETS = ("password", "secret")
"""What is said once and never again."""
WITHOUT = [line.strip() for lines in NO_KEY.values() for line in lines.split("\n") if line.strip()]
BY_DESCRIBED = {route.replace(":path}", "}"): (route, how) for route, how in ACTS.items()}


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("keys")) as made:
        yield made


@pytest.fixture(scope="module")
def things(house: House) -> Mapping[str, str]:
    return scene(house)


@pytest.fixture(scope="module")
def cases(things: Mapping[str, str]) -> Mapping[str, Keyed]:
    return keyed(things)


@pytest.fixture(scope="module")
def described(house: House) -> Mapping[str, Any]:
    """The operations that write, as the API describes them."""
    paths = house.app.openapi()["paths"]
    return {
        f"{method.upper()} {path.removeprefix(API)}": operation
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method in WRITES
    }


def test_every_operation_that_writes_takes_a_key_or_is_known_to_need_none(
    described: Mapping[str, Any], cases: Mapping[str, Keyed]
) -> None:
    assert len({*WITHOUT, *cases}) == len(WITHOUT) + len(cases), "an operation is in two lists"
    assert sorted(described.keys() - {*WITHOUT, *cases}) == [], "say in tests/e2e/key_cases.py what it makes"
    assert sorted({*WITHOUT, *cases} - described.keys()) == []
    taking = [name for name, operation in described.items() if HEADER in headers(operation)]
    assert sorted(taking) == sorted(cases)


def test_what_makes_something_makes_it_once_for_each_person_and_key(house: House, cases: Mapping[str, Keyed]) -> None:
    wrong = {name: found for name, case in cases.items() if (found := list(problems(house, name, case)))}
    assert wrong == {}


def test_what_takes_no_key_makes_nothing_more_where_it_is_asked_for_again(
    house: House, things: Mapping[str, str]
) -> None:
    wrong = []
    for route in (f"{method} {API}{path}" for method, path in map(str.split, WITHOUT)):
        how = BY_DESCRIBED.get(route)
        if how is None:
            continue
        first = act(house, *how, things, OWN)
        made = counted(house)
        act(house, *how, things, OWN)
        wrong += [] if first.status_code < 400 or not how[1].own else [(route, first.text[:300])]
        wrong += [] if counted(house) == made else [(route, changed(made, counted(house)))]
    assert wrong == []


def problems(house: House, name: str, case: Keyed) -> Iterator[str]:
    """What does not hold of the same request at one moment and later, of another under its key, and of another's."""
    (me, other), key = case.by, re.sub(r"\W+", "-", name)
    start = everything(house)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        first, *others = pool.map(lambda _: sent(house, me, key, case.at, case.said), range(AT_ONCE))
    made = everything(house)
    if first.status_code >= 400 or made == start:
        yield f"it makes nothing: {first.status_code} {first.text[:300]}"
        return
    for again in (*others, sent(house, me, key, case.at, case.said)):
        if (again.status_code, open_part(again)) != (first.status_code, open_part(first)):
            yield f"again it is answered {again.status_code} {again.text[:500]} after {first.text[:500]}"
    if everything(house) != made:
        yield f"again it makes more: {changed(made, everything(house))}"
    made = everything(house)
    refused = sent(house, me, key, case.at, case.otherwise)
    if refused.status_code not in (409, 422) or everything(house) != made:
        yield f"another request under its key is answered {refused.status_code} {refused.text[:300]}"
    theirs = sent(house, other, key, case.theirs or case.at, case.their or case.said)
    if case.one_at_a_time:
        if case.one_at_a_time not in theirs.text:
            yield f"theirs is answered {theirs.text[:300]}"
    elif theirs.status_code >= 400 or theirs.json() == first.json() or everything(house) == made:
        yield f"theirs is answered {theirs.status_code} {theirs.text[:300]}"


def sent(house: House, name: str, key: str, at: str, said: Mapping[str, Any]) -> httpx.Response:
    return house.ask("POST", f"{API}{at}", name, {HEADER: key}, **said)


def open_part(answer: httpx.Response) -> dict[str, Any]:
    """An answer without what is said once."""
    return {name: value for name, value in answer.json().items() if name not in SECRETS}


def counted(house: House) -> dict[str, int]:
    return {name: len(rows) for name, rows in everything(house).items()}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in after if after[name] != before.get(name))


def headers(operation: Mapping[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
