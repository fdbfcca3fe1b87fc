"""Custody as the tests of its pages need it: officers who are registered, and exhibits that were booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
from tracer_command import Tracer
from web_site import FORCE, Site, csrf_of, records_of

from api.access import Actor
from api.desk import desk
from api.settings import read_settings
from api.usecases.custody.registers import add_officer
from tracer.custody.ledger import Ledger

OFFICER = "custody officer"
SUPERVISOR = "supervisor"
POWER = "search warrant, PACE 1984 s8"
API = "/api/v1/custody"
Answer = dict[str, Any]


def officers(tracer: Tracer, *initials: str) -> None:
    """Registers officers, who may be registered already."""
    with records_of(tracer) as records:
        ledger = Ledger.open(records, read_settings(tracer.environment()).custody_origin)
        for each in initials:
            add_officer(ledger, each, f"Officer {each}")


def client_of(site: Site, role: str = OFFICER) -> httpx.Client:
    """Somebody who is signed in, and whose requests say that they are their own."""
    client = site.signed_in(role)
    client.headers["x-csrf-token"] = csrf_of(client)
    return client


def booked(client: httpx.Client, seizure: str, imeis: Sequence[str], **more: str) -> list[str]:
    """Books phones in a raid of their own; the ids of the exhibits."""
    said = {"seizure": seizure, "place": "unit-4-phones", "power": POWER, "expected": len(imeis), **more}
    answer = client.post(f"{API}/raids", json=said)
    assert answer.status_code == 201, answer.text
    for imei in imeis:
        scan = client.post(f"{API}/raids/{seizure}/scans", json={"act": "scan", "text": imei})
        assert scan.json()["did"] == "booked", scan.text
    every = client.get(f"{API}/exhibits", params={"seizure": seizure}).json()["items"]
    return [item["exhibit"] for item in every]


def acted(client: httpx.Client, exhibit: str, act: str, said: Answer, **headers: str) -> httpx.Response:
    """Records an act through the API."""
    return client.post(f"{API}/exhibits/{exhibit}/{act}", json=said, headers=headers)


def case_for(site: Site, *usernames: str) -> str:
    """A new case that these people work on."""
    settings = read_settings({"TRACER_HOME": str(site.tracer.home), "TRACER_FORCE": FORCE})
    with desk(settings) as opened:
        people = {one.username: one for one in opened.people.every()}
        asked = Actor(people[usernames[0]], frozenset()).asked()
        case = opened.cases.add("Operation Heron", FORCE, asked)
        opened.cases.set_members(case.id, [people[name].id for name in usernames], asked)
    return case.id
