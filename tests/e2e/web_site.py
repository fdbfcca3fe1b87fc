"""The web application as people meet it: a server process over an installation, and people of each role who sign in."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.context import ForkServerProcess
from typing import Any

import httpx
import prepared
from tracer_command import Tracer

from api.settings import read_settings
from api.usecases.access.accounts import Accounts, NewAccount, add_account
from tracer.records.access.people import People
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

ROLES = ("detective", "custody officer", "victim liaison", "supervisor", "auditor", "administrator")
INITIALS = {"detective": "JT", "custody officer": "AB", "victim liaison": "VL", "supervisor": "SP"}
FORCE = "Metropolitan Police"
_STARTS_WITHIN_S = 60
_ENDS_WITHIN_S = 120
_STOPS_WITHIN_S = 30


@dataclass
class Site:
    """A server that runs, and the passwords of its people by user name (the role with dots: `custody.officer`)."""

    url: str
    tracer: Tracer
    passwords: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, httpx.Client] = field(default_factory=dict)

    def add_person(self, role: str, username: str = "", force: str = FORCE, initials: str | None = None) -> str:
        """Makes an account, as the command does but in this process: it is made for most tests; its user name."""
        username = username or role.replace(" ", ".")
        with records_of(self.tracer) as records:
            initials = initials_for(role, records.part(People)) if initials is None else initials
            accounts = Accounts(records.part(People), Asked("test", "a test"))
            made = add_account(accounts, NewAccount(username, role.title(), force, (role,), initials or None))
        self.passwords[username] = made.password
        return username

    def signed_in(self, role: str) -> httpx.Client:
        """A client that has signed in as the person of this role or user name; its forms need `csrf_of`."""
        username = role.replace(" ", ".")
        if username not in self.sessions:
            if username not in self.passwords:
                self.add_person(role)
            client = httpx.Client(base_url=self.url, timeout=60)
            sign_in(client, username, self.passwords[username])
            self.sessions[username] = client
        return self.sessions[username]


def initials_for(role: str, people: People) -> str | None:
    """The initials of somebody of this role who has none of their own: nobody else's."""
    known, taken = INITIALS.get(role), {one.initials for one in people.every()}
    if known not in taken:
        return known
    return next(f"{known}{number}" for number in count(2) if f"{known}{number}" not in taken)


def sign_in(client: httpx.Client, username: str, password: str, code: str = "") -> httpx.Response:
    """Fills in the sign-in form; 303 when it let them in."""
    token = re.search(r'name="token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"username": username, "password": password, "code": code, "token": token[1]}
    return client.post("/sign-in", data=form)


def csrf_of(client: httpx.Client) -> str:
    """What every form of somebody who is signed in must carry."""
    found = re.search(r'data-csrf="([^"]+)"', client.get("/").text)
    assert found is not None, "nobody is signed in"
    return found[1]


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """A job when it has ended."""
    until = time.monotonic() + _ENDS_WITHIN_S
    while time.monotonic() < until:
        now: dict[str, Any] = client.get(f"/api/v1/jobs/{job['id']}").json()
        if now["state"] not in ("waiting", "running"):
            return now
        time.sleep(0.1)
    raise AssertionError("the job did not end")


@contextmanager
def records_of(tracer: Tracer) -> Iterator[Records]:
    """The records of an installation, opened beside its server."""
    settings = read_settings(tracer.environment())
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        yield records
    finally:
        records.close()


@contextmanager
def serving(tracer: Tracer) -> Iterator[Site]:
    """A server over the installation of this command, stopped at the end as an operator stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tracer = tracer.set(TRACER_PUBLIC_URL=f"http://127.0.0.1:{port}", TRACER_FORCE=FORCE)
    log = tracer.folder / "serve.log"
    process = prepared.start(
        tracer.command("serve", "--port", str(port)), tracer.folder, tracer.environment(), prepared.Streams(log, log)
    )
    site = Site(f"http://127.0.0.1:{port}", tracer)
    try:
        _wait_for(site, process)
        yield site
    finally:
        for client in site.sessions.values():
            client.close()
        process.terminate()
        process.join(_STOPS_WITHIN_S)
        stopped = process.exitcode is not None
        process.kill()
    assert stopped, "The server did not stop when it was told to"
    assert b"Traceback" not in log.read_bytes()


def _wait_for(site: Site, process: ForkServerProcess) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while process.is_alive() and time.monotonic() < until:
        try:
            if httpx.get(f"{site.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    log = (site.tracer.folder / "serve.log").read_text(errors="replace")
    raise AssertionError(f"The server did not start:\n{log}")
