"""Five hundred hostile texts in every column of every kind of file and every field of the API: nothing of them runs.

Every page that links lead to is read by a browser's own parser, which runs nothing of it, and held against what pages
of this product are made of. Tables are opened as a spreadsheet would, papers as a reader of PDF.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx
import pikepdf
import pytest
from hostile_fields import TEXTS, body_of, hostile_files
from playwright.sync_api import Browser, Page
from test_web_access_matrix import DESCRIBED, may
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE, ROLES

from tracer.demo import case_files

OF_ONE_ROUTE = int(os.environ.get("SOAK_EXAMPLES", "4"))
"""How many pages of one route are looked at for each role, and how many texts each field of the API is sent."""
IN_FILES = TEXTS if "SOAK_EXAMPLES" in os.environ else TEXTS[::7]
"""What each column of a file has: all in `script/soak`, fewer each time."""
LINK = re.compile(r"""(?:href|action)="([^"]+)\"""")
SHAPE = re.compile(r"(?<=/)[^/]*[%:\d][^/]*")
"""The parts of an address that name a thing."""
LEFT = ("/sign-", "/vendor/", "/static/", "/handset/map", "/dealer/map")
"""Not followed. Maps carry their scripts in themselves and have a test with each of the texts, test_map_in_browser."""
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
ACTS = ("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/GoToR", "/ImportData")
STRANGE = """(html) => {
    const found = [];
    const page = new DOMParser().parseFromString(html, "text/html");
    const never = "object, embed, base, math, frame, applet, meta[http-equiv=refresh], marquee, [srcdoc]";
    page.querySelectorAll(never).forEach((each) => found.push(each.outerHTML));
    for (const each of page.querySelectorAll("*")) {
        const name = each.localName;
        if (name === "iframe" && !each.getAttribute("src")?.startsWith("/"))
            found.push(each.outerHTML);
        if (name === "script" && each.type !== "application/json" && !each.getAttribute("src")?.startsWith("/"))
            found.push(each.outerHTML);
        if (name === "style" || (name === "link" && !each.getAttribute("href")?.startsWith("/")))
            found.push(each.outerHTML);
        for (const { name: key, value } of each.attributes) {
            if (/^on/i.test(key) || key === "style") found.push(`${name} ${key}=${value}`);
            const leads = /^(href|src|action|formaction|data|xlink:href)$/i.test(key);
            if (leads && !/^(\\/(?!\\/)|#|\\?|https?:|mailto:|data:image)/.test(value))
                found.push(`${name} ${key}=${value}`);
        }
    }
    return found.map((each) => each.slice(0, 200));
}"""


GIVEN: dict[str, Any] = {
    "at": None, "due": None, "onBehalf": None, "initials": None, "location": None, "found": None, "case": None,
    "seizure": None, "roles": ["detective"], "scopes": ["trace"], "force": FORCE, "kind": "exhibit",
}  # fmt: skip
"""What is said where not any text will do. None: left unsaid."""
OF_ROUTE: dict[str, dict[str, Any]] = {
    "POST /api/v1/approvals": {"act": "rotate key"},
    "POST /api/v1/custody/raids": {"seizure": "HOSTILE/{number}"},
    "POST /api/v1/custody/raids/{reference}/scans": {"act": "describe"},
    "POST /api/v1/custody/exhibits/{exhibit}/split": {"parts": ["JT/9001"]},
}
TAKEN = [
    "POST /api/v1/approvals",
    "POST /api/v1/cases",
    "POST /api/v1/cases/{case_id}/break-glass",
    "POST /api/v1/custody/exhibits/{exhibit}/accept",
    "POST /api/v1/custody/exhibits/{exhibit}/seal",
    "POST /api/v1/custody/exhibits/{exhibit}/unseal",
    "POST /api/v1/custody/exhibits/{exhibit}/restrict",
    "POST /api/v1/custody/exhibits/{exhibit}/split",
    "POST /api/v1/custody/exhibits/{exhibit}/ask-disposal",
    "POST /api/v1/custody/raids",
    "POST /api/v1/custody/raids/{reference}/scans",
    "POST /api/v1/people",
    "POST /api/v1/tokens",
]
"""Operations that must have taken some of the texts, so that the pages after them show what they show."""


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    loaded = Tracer(tmp_path_factory.mktemp("hostile"))
    shutil.copytree(heron.home, loaded.home)
    loaded("load", *hostile_files(tmp_path_factory.mktemp("files"), IN_FILES), expect=1)
    loaded("custody", "officer", "add", "JT", "--name", TEXTS[2])
    loaded("custody", "officer", "add", "AB", "--name", "A B")
    loaded("custody", "intake", next(path for path in case_files() if path.name == "seizures.csv"), "--by", "JT")
    with opened_house(loaded.home, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, str]:
    """Things that there are, for places in paths and bodies that name one."""
    return {
        "person_id": house.people["detective"].id,
        "person": house.people["detective"].id,
        "case_id": house.desk.cases.add(TEXTS[1], FORCE, BY).id,
        "source": house.desk.records.sources()[0].id,
        "exhibit": house.desk.ledger.exhibits(holder="officer:JT")[0].exhibit,
        "reference": "HOSTILE/1",
    }


@pytest.fixture(scope="module")
def parser(web_browser: Browser) -> Iterator[Page]:
    context = web_browser.new_context()
    yield context.new_page()
    context.close()


def test_every_field_takes_a_hostile_text_without_a_fault(house: House, known: dict[str, str]) -> None:
    """Somebody who may use an operation sends it: what is refused is refused in words, never by a fault."""
    described = house.app.openapi()
    answers: dict[str, Counter[int]] = {}
    for route, schema in sent_as_json(described):
        method, path = route.split(" ")
        role = next(one for one in ROLES if may(one, DESCRIBED[route]))
        answers[route] = Counter()
        for number, text in enumerate(TEXTS[:: max(1, len(TEXTS) // OF_ONE_ROUTE)]):
            given = GIVEN | known | {"username": f"user{number}"} | OF_ROUTE.get(route, {})
            given = {name: its.format(number=number) if isinstance(its, str) else its for name, its in given.items()}
            body = body_of(schema, described["components"]["schemas"], given, text)
            answer = house.ask(
                method, re.sub(r"{(\w+)}", lambda place: known.get(place[1], "none"), path), role, json=body
            )
            assert answer.status_code < 500, (route, text, answer.text[:300])
            answers[route][answer.status_code] += 1
    assert [route for route in TAKEN if not any(200 <= code < 300 for code in answers[route])] == []


def sent_as_json(described: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each operation that is sent JSON, with the schema of that."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield f"{method.upper()} {path}", content["application/json"]["schema"]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_them_runs_wherever_links_lead(house: House, parser: Page, role: str) -> None:
    strange: list[tuple[str, Any]] = []
    seen: Counter[str] = Counter()
    for url, answer in reached(house, role):
        kind = answer.headers.get("content-type", "").partition(";")[0]
        seen[kind] += 1
        assert answer.status_code < 500, (url, answer.text[:300])
        assert answer.headers["x-content-type-options"] == "nosniff", url
        assert "default-src 'none'" in answer.headers["content-security-policy"], url
        found = LOOK.get(kind, lambda *_: [])(parser, answer)
        strange += [(url, one) for one in found]
    assert strange == []
    assert seen["text/html"] > 3


def reached(house: House, role: str) -> Iterator[tuple[str, httpx.Response]]:
    """What somebody of a role is shown who follows every link: of each route a few."""
    waiting, asked, of_route = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        url = waiting.popleft()
        route = SHAPE.sub("{}", url.partition("?")[0]) + ("?" if "?" in url else "")
        of_route[route] += 1
        if of_route[route] > OF_ONE_ROUTE:
            continue
        answer = house.ask("GET", url, role)
        yield url, answer
        for link in LINK.findall(answer.text) if "html" in answer.headers.get("content-type", "") else ():
            there = urljoin(url, unescape(link)).partition("#")[0]
            if there.startswith("/") and not there.startswith(LEFT) and there not in asked:
                asked.add(there)
                waiting.append(there)


def in_page(parser: Page, answer: httpx.Response) -> list[str]:
    """What is in a page that the product never puts in one."""
    found: list[str] = parser.evaluate(STRANGE, answer.text)
    return found


def in_table(_: Page, answer: httpx.Response) -> list[str]:
    """The cells that a spreadsheet would take for a formula."""
    cells = [cell for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))) for cell in row]
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not NUMBER.fullmatch(cell)]


def in_paper(_: Page, answer: httpx.Response) -> list[str]:
    """What a paper would do, besides being read."""
    with pikepdf.open(io.BytesIO(answer.content)) as paper:
        acts = [key for key in ("/OpenAction", "/AA") if key in paper.Root]
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") in ACTS:
                acts.append(str(thing.get("/S")))
        return acts


LOOK = {"text/html": in_page, "text/csv": in_table, "application/pdf": in_paper}
