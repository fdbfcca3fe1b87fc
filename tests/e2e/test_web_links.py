"""No page leads anybody to where they may not go, or to nothing: every link of every page, followed as each role."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx
import pytest
from closed_case import closed_case
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import ROLES

FOUND = {
    "auditor": "/audit?purpose=where+it+leads",
    **dict.fromkeys(("detective", "custody officer", "victim liaison", "supervisor"), "/search?q=fonez"),
}
"""What is found where something is asked first."""
ALIKE = 1
"""So many addresses of one kind are followed: exhibits by the hundred have one page."""
LINK = re.compile(
    r'<(?:a|img|link|script|iframe|form method="get")\b[^>]*? (?:href|src|action)="([^"]*)"|"href": ?"([^"]+)"'
)


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A case with something of every kind in it, in which everybody works."""
    with opened_house(heron.home, tmp_path_factory.mktemp("links")) as made:
        found = closed_case(made)
        made.desk.cases.set_members(found.things["case_id"], [one.id for one in made.people.values()], BY)
        yield made


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """What an address is like: its path without the names of things, and what it is asked with."""
    parts = urlsplit(address)
    path = "/".join("*" if re.search(r"[\d:%]", one) else one for one in parts.path.split("/"))
    return path, tuple(sorted({name for name, _ in parse_qsl(parts.query)}))


def links_on(address: str, text: str) -> list[str]:
    """Where a page leads, within the application."""
    found = (html.unescape(one or other) for one, other in LINK.findall(text))
    every = (urldefrag(urljoin(address, link)).url for link in found if not link.startswith(("data:", "blob:")))
    return list(dict.fromkeys(link for link in every if link.startswith("/") and not link.startswith("//")))


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_somewhere_that_is_open(house: House, role: str) -> None:
    waiting = deque(["/", FOUND.get(role, "/account")])
    seen, alike, wrong = set(waiting), Counter[object](), []
    while waiting:
        address = waiting.popleft()
        answer = house.ask("GET", address, role)
        if answer.status_code >= 400:
            wrong.append((address, answer.status_code))
        for link in led_to(address, answer):
            kind = kind_of(link)
            if link not in seen and alike[kind] < ALIKE:
                alike[kind] += 1
                seen.add(link)
                waiting.append(link)
    assert wrong == []
    assert len(seen) > 10


def led_to(address: str, answer: httpx.Response) -> list[str]:
    """Where an answer sends on, or its page leads."""
    if answer.is_redirect:
        return [answer.headers["location"]]
    return links_on(address, answer.text) if "html" in answer.headers.get("content-type", "") else []


def test_what_is_not_known_is_said_once_and_leads_to_the_list_that_it_speaks_of(house: House) -> None:
    nothing = house.ask("GET", "/nothing", "detective")
    assert (nothing.status_code, nothing.text.partition("<main")[2].count("This is not known")) == (404, 1)
    for address, leads in (("/load/jobs/job:none", "/load"), ("/stores/NONE", "/stores")):
        answer = house.ask("GET", address, "detective")
        assert (answer.status_code, f'href="{leads}">Go to the list' in answer.text) == (404, True), address
        assert "tracer custody" not in answer.text
    unsaid = house.ask("POST", "/break-glass", "detective", data={"reason": "x"})
    assert (unsaid.status_code, "case: is not given." in unsaid.text, "body." in unsaid.text) == (422, True, False)
