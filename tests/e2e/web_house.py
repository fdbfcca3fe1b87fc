"""The application in this process, over a copy of an installation, with people of every role who are signed in."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, inspect, literal_column, select, table
from web_site import FORCE, ROLES, initials_for

from api.access import Permission
from api.app import create_app
from api.bootstrap import open_graph
from api.desk import Desk
from api.settings import read_settings
from graph.batch import GraphBatch
from tracer.custody.events import Officer, officer_id
from tracer.records.access.values import Person
from tracer.records.part import now
from tracer.records.recovery.victim_sessions import VictimSessions
from tracer.records.values import Asked
from tracer.recovery.report import Report

BY = Asked("test", "a test")
NOTED = ("audit", "session", "attempt", "alembic_version")
"""Tables that every request may write to, and that are of no case."""


@dataclass
class House:
    """An application, and people of it by what they are."""

    app: FastAPI
    desk: Desk
    client: TestClient
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)

    def person(self, name: str, *roles: str, force: str = FORCE, initials: str | None = None) -> Person:
        """Somebody of these roles. With initials, of their own or their role's, they are an officer of the ledger."""
        if name not in self.people:
            initials = initials or initials_for(roles[0], self.desk.people)
            self.people[name] = self.desk.people.add(
                Person("", name, name, force, frozenset(roles), initials), BY, None
            )
            if initials:
                self.desk.ledger.add_officer(Officer(officer_id(initials), name, True))
        return self.people[name]

    def ask(
        self, method: str, path: str, name: str | None, headers: dict[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        """An answer for one of the people, with the session and the form's token that they have.

        `sent` is a body as the client takes it: `json`, `data`, `content` or `files`.
        """
        self.client.cookies.clear()
        given = dict(headers or {})
        if name is not None:
            if name not in self.sessions:
                self.sessions[name] = self.begun(name)
            secret, csrf = self.begun(name) if path == "/sign-out" else self.sessions[name]
            given = {"X-CSRF-Token": csrf, "Cookie": f"session={secret}", **given}
        return self.client.request(method, path, headers=given, follow_redirects=False, **sent)

    def begun(self, name: str) -> tuple[str, str]:
        begun = self.desk.sessions.begin(self.people[name], "a test")
        return begun.secret, begun.session.csrf

    def owner(self, reference: str) -> str:
        """The secret of an owner of this crime reference who has signed in."""
        return self.desk.records.part(VictimSessions).begin(Report(FORCE, reference)).secret

    def token(self, name: str, *scopes: Permission) -> dict[str, str]:
        made = self.desk.tokens.make("t", self.people[name].id, [one.value for one in scopes], now() + timedelta(1), BY)
        return {"Authorization": f"Bearer {made[1]}"}


@contextmanager
def opened_house(home: Path, folder: Path, public_url: str = "http://127.0.0.1:8000", **more: str) -> Iterator[House]:
    """An application over a copy of this installation, which does no jobs, as people reach it at this address.

    `more` are further settings of it, by name.
    """
    shutil.copytree(home, folder / "home")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = {"TRACER_HOME": str(folder / "home"), "TRACER_FORCE": FORCE, "TRACER_PUBLIC_URL": public_url, **more}
    app = create_app(read_settings(settings), work=False)
    try:
        with TestClient(app, base_url=public_url, raise_server_exceptions=False) as client:
            made = House(app, app.state.desk, client)
            for role in ROLES:
                made.person(role, role)
            yield made
    finally:
        structlog.reset_defaults()


def shown(house: House, source: str) -> None:
    """Has the graph say that it shows the first batch of a source, which a test recorded by itself."""
    with open_graph(house.desk.settings) as graph:
        graph.write([GraphBatch(f"{source}:0", now(), source)])


def everything(house: House) -> dict[str, list[Any]]:
    """All that is recorded, but for what is noted of every request, and the files that came in."""
    engine = create_engine(house.desk.settings.records_url)
    kept = [name for name in inspect(engine).get_table_names() if not name.startswith(NOTED)]
    with engine.connect() as connection:
        rows = {
            name: sorted(map(repr, connection.execute(select(literal_column("*")).select_from(table(name)))))
            for name in kept
        }
    engine.dispose()
    return rows | {"incoming": sorted(map(str, house.desk.settings.incoming.glob("*/*")))}
