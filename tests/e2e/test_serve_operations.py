"""What whoever operates the server relies on: its health, its figures, its log, its processes, and how it stops."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from operated_server import Operated, operated, until
from tracer_command import Tracer
from web_site import FORCE, csrf_of, ended, records_of, sign_in

from tracer.demo import CASE, case_files
from tracer.records.access.jobs import Jobs

ADA, ADA_PHONE, ADA_MAIL, ADA_STREET = "Ada Fenn", "07700 900123", "ada.fenn@example.org", "2 Example Row"
PERSONAL = "treble.clef@example.org"


def pings(imei: str, second: int) -> bytes:
    return f"imei,at,lat,lon\n{imei},2023-10-02T18:00:{second:02}Z,51.5,-0.1\n".encode()


@pytest.fixture(scope="module")
def alone(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """One process on SQLite, with the demonstration case. Its last test stops it."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(heron.home, folder / "home")
    tracer = Tracer(folder, {"TRACER_FORCE": FORCE})
    rows = next(path for path in case_files() if path.name == "seizures.csv").read_text(encoding="utf-8").splitlines()
    (folder / "raid.csv").write_text("\n".join([rows[0], *(row for row in rows if ",JT/12," in row)]), encoding="utf-8")
    tracer.inside("custody", "officer", "add", "JT", "--name", "Jo Tarn")
    tracer.inside("custody", "officer", "add", "VL", "--name", "Vi Lane")
    tracer.inside("custody", "intake", str(folder / "raid.csv"), "--by", "JT")
    said = ("--reference", CASE.a.reference, "--force", FORCE, "--because", "its IMEI", "--by", "VL")
    tracer.inside("returns", "confirm", "JT/12", *said)
    with operated(tracer) as made:
        yield made


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[sa.URL]:
    """A PostgreSQL database that no other test is connected to."""
    name = f"operated_{uuid4().hex}"
    url = sa.make_url(postgres_url)
    # The ledger refuses a database that does not wait for the disk.
    _administer(url, f"CREATE DATABASE {name}", "ALTER SYSTEM SET fsync = on", "SELECT pg_reload_conf()")
    until(lambda: _shown(url, "fsync") == "on", "PostgreSQL does not wait for the disk: start it anew")
    yield url.set(database=name)
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)", "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def two(database: sa.URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """Two processes on PostgreSQL. Its last test stops them."""
    url = database.render_as_string(hide_password=False)
    tracer = Tracer(tmp_path_factory.mktemp("two"), {"TRACER_RECORDS_URL": url})
    with operated(tracer, "--workers", "2") as made:
        yield made


def _administer(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def _shown(url: sa.URL, setting: str) -> str:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return str(connection.execute(sa.text(f"SHOW {setting}")).scalar())


@contextmanager
def taken_away(url: sa.URL, postgres_url: str) -> Iterator[None]:
    """The records database while nobody can reach it: connections are ended and refused."""
    server, name = sa.make_url(postgres_url), url.database
    ended_all = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    _administer(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", ended_all)
    try:
        yield
    finally:
        _administer(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def signed_in(server: Operated, role: str) -> dict[str, str]:
    """The cookies of somebody of this role who signs in anew."""
    username = role.replace(" ", ".")
    if username not in server.site.passwords:
        server.site.add_person(role)
    with httpx.Client(base_url=server.site.url, timeout=60, verify=False) as client:
        assert sign_in(client, username, server.site.passwords[username]).status_code == 303
        return dict(client.cookies)


# Figures


@pytest.mark.parametrize("server", ["alone", "two"])
def test_figures_grow_with_every_request_of_every_process(server: str, request: pytest.FixtureRequest) -> None:
    asked: Operated = request.getfixturevalue(server)
    before = asked.answered("/healthz")
    for _ in range(12):
        assert httpx.get(f"{asked.site.url}/healthz", verify=False).json() == {"status": "alive"}
    until(lambda: asked.answered("/healthz") == before + 12)
    taken = [one for one in asked.figures() if one.name == "tracer_request_seconds_count"]
    assert {one.labels["route"] for one in taken} >= {"/healthz", "/readyz", "/metrics"}


def test_no_label_holds_what_somebody_sent(alone: Operated) -> None:
    client = alone.site.signed_in("detective")
    client.get("/api/v1/search", params={"q": PERSONAL})
    client.get(f"/{PERSONAL}")
    client.request("TREBLE-CLEF", "/healthz")
    until(lambda: alone.answered("none", 404))
    routes = {one.labels["route"] for one in alone.figures() if "route" in one.labels}
    assert "/api/v1/search" in routes
    for one in alone.figures():
        assert "treble" not in json.dumps(one.labels).lower()
        assert set(one.labels) <= {"method", "route", "status", "le", "generation", "implementation", *_VERSION}
        assert one.labels.get("status", "200").isdigit()


_VERSION = ("major", "minor", "patchlevel", "version")


# Several processes


def test_a_session_of_one_process_is_known_to_the_other_and_revoked_by_it(two: Operated) -> None:
    cookies = signed_in(two, "detective")
    known = two.asked_of_all(2, "/api/v1/sources", cookies)
    assert sorted(known.values()) == [200, 200]
    with httpx.Client(base_url=two.site.url, timeout=60, cookies=cookies) as client:
        assert client.post("/sign-out", data={"csrf": csrf_of(client)}).status_code == 303
    assert two.asked_of_all(2, "/api/v1/sources", cookies) == dict.fromkeys(known, 401)


def test_each_job_is_done_exactly_once(two: Operated) -> None:
    client = two.site.signed_in("detective")
    for job in [load(client, 1), load(client, 2)]:
        check_loaded(client, job)
    assert [one["rows"] for one in client.get("/api/v1/sources").json()["items"]] == [1, 1]


def load(client: httpx.Client, second: int) -> dict[str, Any]:
    """A job that loads one ping."""
    headers = {"X-CSRF-Token": csrf_of(client)}
    content = pings(CASE.a.imei, second)
    sent = client.post("/api/v1/load", params={"name": f"{second}.csv"}, content=content, headers=headers)
    assert sent.status_code == 202, sent.text
    return dict(sent.json())


def check_loaded(client: httpx.Client, job: dict[str, Any]) -> None:
    """It was loaded once: done twice, it would find its own row there."""
    done = ended(client, job)
    assert done["state"] == "done", done["result"]
    assert [(one["loaded"], one["unchanged"]) for one in done["result"]["files"]] == [(1, 0)]


# Health


def test_without_its_records_it_says_so_and_comes_back(two: Operated, database: sa.URL, postgres_url: str) -> None:
    client = two.site.signed_in("detective")
    with taken_away(database, postgres_url):
        for _ in range(4):
            answer = httpx.get(f"{two.site.url}/readyz", timeout=60)
            assert (answer.status_code, answer.json()["records"]) == (503, "cannot be reached")
            assert answer.json()["status"] == "not ready"
        assert httpx.get(f"{two.site.url}/healthz").status_code == 200
        failed = client.get("/api/v1/search", params={"q": PERSONAL})
        assert failed.status_code == 503
        assert PERSONAL not in failed.text
        assert failed.json()["detail"] == "The records database cannot be reached."
        assert str(database.database) not in failed.text
    assert sorted(two.asked_of_all(2, "/readyz", {}).values()) == [200, 200]
    assert client.get("/api/v1/search", params={"q": PERSONAL}).status_code == 200
    check_loaded(client, load(client, 3))


# The log


def test_the_log_holds_nothing_personal_and_no_secret(alone: Operated) -> None:
    site = alone.site
    secrets = [*signed_in(alone, "victim liaison").values(), site.passwords["victim.liaison"]]
    liaison, detective = site.signed_in("victim liaison"), site.signed_in("detective")
    secrets += [*liaison.cookies.values(), *detective.cookies.values(), csrf_of(liaison), csrf_of(detective)]
    with httpx.Client(base_url=site.url) as stranger:
        assert sign_in(stranger, "ada.fenn", "wrong-password", "123456").status_code != 303
    for text in (ADA, ADA_PHONE, CASE.a.imei, CASE.a.reference):
        assert detective.get("/api/v1/search", params={"q": text}).status_code == 200
        assert detective.get(f"/handset/{text}").status_code == 404
    (found,) = liaison.get("/api/v1/returns").json()["open"]
    shown = liaison.get(f"/returns/of/{found['id']}/owner", params={"purpose": "her address bounces"})
    assert ADA_STREET in shown.text
    _sends_what_is_no_request(site.url)
    log = alone.log
    for text in (ADA, "ada.fenn", ADA_PHONE, "900123", CASE.a.imei, CASE.a.reference, ADA_STREET, "bounces", "wrong-p"):
        assert text not in log
    assert not [secret for secret in secrets if secret in log]


def _sends_what_is_no_request(url: str) -> None:
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80)) as connection:
        connection.sendall(f"{ADA}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


# Stopping: last, since nothing answers after it


def test_what_is_being_answered_when_it_is_stopped_is_answered_whole(alone: Operated) -> None:
    client = alone.site.signed_in("detective")
    body = pings(CASE.b.imei, 1)
    head = (
        "POST /api/v1/load?name=late.csv HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n"
        f"Content-Length: {len(body)}\r\nX-CSRF-Token: {csrf_of(client)}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in client.cookies.items())}\r\n\r\n"
    )
    address = httpx.URL(alone.site.url)
    place = (address.host, address.port or 80)
    with socket.create_connection(place) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(body[:10])
        alone.process.terminate()
        until(lambda: not _listens(place))
        connection.sendall(body[10:])
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 202")
    assert alone.process.wait(60) == 0
    with records_of(alone.site.tracer) as records:
        job = records.part(Jobs).find(json.loads(answer.partition(b"\r\n\r\n")[2])["id"])
    assert job.state in ("waiting", "done")
    kept = [Path(file) for file in job.asked["files"]]
    assert job.state == "done" or [file.read_bytes() for file in kept] == [body]
    _check_log(alone)


def test_both_processes_end_when_the_first_is_told_to(two: Operated) -> None:
    assert two.stop() == 0
    served = {line["process"] for line in two.lines() if line["event"] == "answered"}
    assert len(served) == 2
    for process in served:
        assert not Path(f"/proc/{process}").exists()
    _check_log(two)
    assert PERSONAL not in two.log


def _listens(place: tuple[str, int]) -> bool:
    try:
        socket.create_connection(place).close()
    except ConnectionRefusedError:
        return False
    return True


def _check_log(server: Operated) -> None:
    """Each line is one JSON object that says when, how grave and from which process."""
    for line in server.log.splitlines():
        assert {"event", "level", "timestamp", "process"} <= json.loads(line).keys(), line
