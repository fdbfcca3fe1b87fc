"""How far a job is, told as it goes on: to whoever began it, for as long as they are signed in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi import Request
from web_house import BY, House, opened_house

from api.access import Permission
from api.routers import jobs
from api.signing_in import actor_of

DETECTIVE = "detective"
T = TypeVar("T")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    (tmp_path / "nothing").mkdir()
    monkeypatch.setattr(jobs, "LOOKS_EVERY_S", 0.01)
    with opened_house(tmp_path / "nothing", tmp_path / "house") as made:
        yield made


def from_a_browser(house: House) -> dict[str, str]:
    house.sessions[DETECTIVE] = house.begun(DETECTIVE)
    return {"Cookie": f"session={house.sessions[DETECTIVE][0]}"}


def from_a_program(house: House) -> dict[str, str]:
    return house.token(DETECTIVE, Permission.LOAD)


def signed_out(house: House) -> None:
    house.desk.sessions.end_all_of(house.people[DETECTIVE].id, BY)


def revoked(house: House) -> None:
    (one,) = house.desk.tokens.every()
    house.desk.tokens.revoke(one.id, BY)


def told_of(house: House, job_id: str, headers: dict[str, str]) -> AsyncIterator[dict[str, str]]:
    """The events, as they are sent on a request of this person's."""
    sent = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": sent, "app": house.app})
    return jobs._changes(request, job_id, actor_of(request))


def alone(reading: Coroutine[Any, Any, T]) -> T:
    """What it comes to, on a thread of its own: the browser of other tests runs a loop on this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, reading).result()


def test_it_is_told_until_it_ends(house: House) -> None:
    job = house.desk.jobs.add("load", house.people[DETECTIVE].id, {})

    async def read() -> list[str]:
        events = told_of(house, job.id, from_a_browser(house))
        states = [json.loads((await anext(events))["data"])["state"]]
        house.desk.jobs.cancel(job.id)
        return states + [json.loads(one["data"])["state"] async for one in events]

    assert alone(read()) == ["waiting", "cancelled"]


@pytest.mark.parametrize(("signs_in", "ends"), [(from_a_browser, signed_out), (from_a_program, revoked)])
def test_whoever_is_signed_in_no_more_is_told_nothing_more(
    house: House, signs_in: Callable[[House], dict[str, str]], ends: Callable[[House], None]
) -> None:
    job = house.desk.jobs.add("load", house.people[DETECTIVE].id, {})

    async def read() -> int:
        events = told_of(house, job.id, signs_in(house))
        await anext(events)
        ends(house)
        house.desk.jobs.cancel(job.id)
        return len([one async for one in events])

    assert alone(read()) == 0
