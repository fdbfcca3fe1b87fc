"""The web application as people meet it: a server process over an installation, and people of each role who sign in."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from tracer_command import Tracer

ROLES = ("detective", "custody officer", "victim liaison", "supervisor", "auditor", "administrator")
INITIALS = {"detective": "JT", "custody officer": "AB", "victim liaison": "VL", "supervisor": "SP"}
FORCE = "Metropolitan Police"
_STARTS_WITHIN_S = 60


@dataclass
class Site:
    """A server that runs, and the passwords of its people by user name (the role with dots: `custody.officer`)."""

    url: str
    tracer: Tracer
    passwords: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, httpx.Client] = field(default_factory=dict)

    def add_person(self, role: str, username: str = "", force: str = FORCE, initials: str | None = None) -> str:
        """Makes an account; its user name."""
        username = username or role.replace(" ", ".")
        asked = ["people", "add", username, "--role", role, "--force", force, "--name", role.title()]
        initials = INITIALS.get(role) if initials is None else initials
        asked += ["--initials", initials] if initials else []
        self.passwords[username] = self.tracer(*asked).out.strip()
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


@contextmanager
def serving(tracer: Tracer) -> Iterator[Site]:
    """A server over the installation of this command, stopped at the end as an operator stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tracer = tracer.set(TRACER_PUBLIC_URL=f"http://127.0.0.1:{port}", TRACER_FORCE=FORCE)
    log = (tracer.folder / "serve.log").open("wb")
    process = subprocess.Popen(
        tracer.command("serve", "--port", str(port)),
        cwd=tracer.folder,
        env=tracer.environment(),
        stdout=log,
        stderr=log,
    )
    site = Site(f"http://127.0.0.1:{port}", tracer)
    try:
        _wait_for(site, process)
        yield site
    finally:
        for client in site.sessions.values():
            client.close()
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()
            log.close()
    assert b"Traceback" not in (tracer.folder / "serve.log").read_bytes()


def _wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{site.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    log = (site.tracer.folder / "serve.log").read_text(errors="replace")
    raise AssertionError(f"The server did not start:\n{log}")
