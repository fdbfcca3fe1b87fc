"""Files that cannot be taken: each is told with what to do, nothing half done stays behind, and the server goes on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, expect
from tracer_command import Tracer
from web_browser import visiting
from web_site import Site, csrf_of, ended, serving

from tracer.demo import CASE

MB = 1 << 20
ROWS = f"imei,at,lat,lon\n{CASE.a.imei},2023-10-02T18:00:00Z,51.5,-0.1\n".encode()
HOSTILE = "<img src=x onerror=alert(1)>.csv"
ENDS_WITHIN_S = 30


@pytest.fixture(scope="module")
def site(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that takes a megabyte of files at once, after one that ended while a file came in."""
    folder = tmp_path_factory.mktemp("limits")
    shutil.copytree(heron.home, folder / "home")
    left = folder / "home" / "incoming" / "left"
    left.mkdir(parents=True)
    (left / "half.csv").write_bytes(ROWS)
    os.utime(left, (0, 0))
    with serving(Tracer(folder).set(TRACER_LARGEST_UPLOAD="1")) as started:
        yield started


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """A detective, after whose request nothing may have been kept that was not taken."""
    signed_in = site.signed_in("detective")
    before = known(signed_in)
    yield signed_in
    until = time.monotonic() + ENDS_WITHIN_S
    while left := kept(site):
        assert time.monotonic() < until, left
        time.sleep(0.05)
    assert known(signed_in) == before


def kept(site: Site) -> list[str]:
    """Files that stand where files come in; `os.walk` lets folders go while they are looked into."""
    return [file for _, _, files in os.walk(site.tracer.home / "incoming") for file in files]


def known(client: httpx.Client) -> tuple[Any, ...]:
    """How many files were loaded, and which jobs there are; the server answers."""
    return client.get("/api/v1/sources").json()["of"], client.get("/api/v1/jobs").json()


def by_api(client: httpx.Client, body: Any, name: str = "x.csv") -> httpx.Response:
    headers = {"X-CSRF-Token": csrf_of(client)}
    return client.post("/api/v1/load", params={"name": name}, content=body, headers=headers)


def by_form(client: httpx.Client, *files: tuple[str, bytes]) -> httpx.Response:
    return client.post("/load", data={"csrf": csrf_of(client)}, files=[("files", one) for one in files])


def part(name: str) -> bytes:
    """How a file begins in a form whose parts are kept apart by `b`, with any name: httpx would make some harmless."""
    return f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()


def pieces() -> Iterator[bytes]:
    """Two megabytes of which no header tells beforehand."""
    for _ in range(32):
        yield b"x" * (64 << 10)


@pytest.mark.parametrize("body", [b"x" * (MB + 2 * MB), pieces], ids=["told", "not told"])
def test_a_program_that_sends_too_much_is_told(client: httpx.Client, body: bytes | Callable[[], Any]) -> None:
    answer = by_api(client, body() if callable(body) else body)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["title"] == "This is too large"
    assert answer.json()["detail"] == "More than 1 MB were sent, which is the most that is taken at once here."
    assert answer.json()["do"] == "Load it on the machine itself: tracer load FILE"


def test_a_form_that_brings_too_much_is_told(client: httpx.Client) -> None:
    answer = by_form(client, ("one.csv", ROWS), ("large.csv", b"x" * 3 * MB))
    assert answer.status_code == 413
    assert "More than 1 MB were sent" in answer.text
    assert "tracer load FILE" in answer.text


def test_nobody_sends_files_or_large_texts_without_signing_in(site: Site, client: httpx.Client) -> None:
    assert client.get("/load").status_code == 200
    with httpx.Client(base_url=site.url, timeout=60) as stranger:
        answer = stranger.post("/load", files=[("files", ("x.csv", ROWS))])
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/sign-in?next=%2Fload",
        )
        large = stranger.post("/api/v1/people", content=b"[" * 33 * MB, headers={"Content-Type": "application/json"})
        assert (large.status_code, large.json()["do"]) == (413, "Send less.")


@pytest.mark.parametrize("count", [101, 1_001])
def test_more_files_than_are_taken_at_once(client: httpx.Client, count: int) -> None:
    answer = by_form(client, *[(f"{number}.csv", b"a") for number in range(count)])
    assert answer.status_code in (400, 422)
    assert "at once" in answer.text


def test_no_file_and_an_empty_one(client: httpx.Client) -> None:
    for answer in (by_form(client, ("one.csv", ROWS), ("empty.csv", b"")), by_form(client)):
        assert answer.status_code == 422
        assert "hoose" in answer.text
    empty = by_api(client, b"").json()
    assert (empty["detail"], empty["do"]) == ("The file is empty.", "Choose the file again.")
    assert by_api(client, ROWS, "x" * 301).status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/load?name=half.csv", "/load"])
def test_what_is_cut_off_half_way_is_no_file(site: Site, client: httpx.Client, path: str) -> None:
    form = part("half.csv") if path == "/load" else b""
    address = urlsplit(site.url)
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {address.netloc}",
        f"Cookie: session={client.cookies['session']}",
        f"X-CSRF-Token: {csrf_of(client)}",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {len(form) + 2 * len(ROWS)}",
    ]
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + form + ROWS)
        time.sleep(0.2)


def test_names_lead_nowhere_and_stay_texts(site: Site, web_browser: Browser) -> None:
    client = site.signed_in("detective")
    names = ["../../etc/one.csv", "/two\0.csv", "漢" * 300 + ".csv", HOSTILE, "..", " .csv"]
    files = [part(name) + ROWS + str(number).encode() + b"\r\n" for number, name in enumerate(names)]
    headers = {"X-CSRF-Token": csrf_of(client), "Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/load", content=b"".join(files) + b"--b--\r\n", headers=headers)
    assert answer.status_code == 303, answer.text
    job = {"id": answer.headers["location"].rpartition("/")[2]}
    told = [file["name"] for file in ended(client, job)["result"]["files"]]
    assert told[:2] == ["one.csv", "two_.csv"]
    assert re.fullmatch(r"漢{40,}\.csv", told[2])
    assert told[3:] == ["_img src=x onerror=alert(1)_.csv", "file", "csv"]
    assert kept(site) == []
    with visiting(web_browser, site, "detective") as visit:
        page = visit.open(f"/load/jobs/{job['id']}")
        expect(page.locator("main")).to_contain_text("_img src=x onerror=alert(1)_.csv")
        expect(visit.open("/load").locator("main")).to_contain_text("_img src=x onerror=alert(1)_.csv")


def test_a_person_is_told_on_the_page(site: Site, client: httpx.Client, web_browser: Browser) -> None:
    large = FilePayload(name=HOSTILE, mimeType="text/csv", buffer=b"x" * 3 * MB)
    empty = FilePayload(name="empty.csv", mimeType="text/csv", buffer=b"")
    assert client.get("/load").status_code == 200
    with visiting(web_browser, site, "detective") as visit:
        page = visit.open("/load")
        page.set_input_files("#files", [large, empty])
        page.click("form#load button")
        expect(page.locator("#progress")).to_contain_text(f"{HOSTILE}: not taken. It is larger than 1 MB.")
        expect(page.locator("#progress")).to_contain_text("empty.csv: not taken. The file is empty.")
    with visiting(web_browser, site, "detective", scripts=False) as visit:
        page = visit.open("/load")
        page.set_input_files("#files", [large])
        page.click("form#load button")
        expect(page.locator("h1")).to_have_text("This is too large")
        expect(page.locator("main")).to_contain_text("tracer load FILE")
