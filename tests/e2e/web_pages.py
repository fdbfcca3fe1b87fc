"""Every page of the site: who opens it, and at which address there is something to see.

`{name}` in an address is something of the site that `opened_pages` has made. A route that answers with something
else than a page is in `NO_PAGES`. A route that is in neither fails the test of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from web_custody import booked, case_for, client_of, officers
from web_returns import START, Place, letter, owner_of, token_in
from web_site import FORCE, Site, csrf_of, ended

from tracer.demo import CASE

NOBODY, OWNER = "nobody", "owner"
LIAISON = "victim liaison"
THEIRS = "MPS-DEMO-1888/23"
_LINE = re.compile(r"(\S+)\s+([a-z ]+?)\s+->\s+(\S+)")

PAGES = """
/                                   detective        -> /
/sign-in                            nobody           -> /sign-in
/docs                               nobody           -> /docs
/raid-shell                         nobody           -> /raid-shell
/your-phone                         nobody           -> /your-phone
/your-phone/check                   nobody           -> /your-phone/check
/your-phone/help                    nobody           -> /your-phone/help
/your-phone/status                  owner            -> /your-phone/status
/your-phone/mine                    owner            -> /your-phone/mine
/your-phone/ask                     owner            -> /your-phone/ask
/your-phone/collect                 owner            -> /your-phone/collect
/account                            detective        -> /account
/account/codes                      detective        -> /account/codes
/approvals                          supervisor       -> /approvals
/audit                              auditor          -> /audit
/admin                              administrator    -> /admin
/admin/people                       administrator    -> /admin/people
/admin/people/{person_id}           administrator    -> /admin/people/{person}
/admin/registers                    administrator    -> /admin/registers
/admin/tokens                       administrator    -> /admin/tokens
/admin/cases                        administrator    -> /admin/cases
/admin/cases/{case_id}              administrator    -> /admin/cases/{case}
/load                               detective        -> /load
/intake                             custody officer  -> /intake
/load/jobs/{job_id}                 detective        -> /load/jobs/{job}
/load/jobs/{job_id}/columns         detective        -> /load/jobs/{job}/columns?kind=pings
/load/sources/{source_id}           detective        -> /load/sources/{source}
/search                             detective        -> /search?q={imei}
/handset                            detective        -> /handset?q={imei}
/handset/map                        detective        -> /handset/map?q={imei}
/network                            detective        -> /network?q=handler:fonez
/handler                            detective        -> /handler?id=handler:fonez
/shop                               detective        -> /shop?id=place:unit-4-phones
/dealer/map                         detective        -> /dealer/map?id=place:unit-4-phones
/raids                              custody officer  -> /raids
/raids/{reference:path}             custody officer  -> /raids/ZOOM%2F1
/exhibits                           custody officer  -> /exhibits
/exhibits/{reference:path}          custody officer  -> /exhibits/JT%2F12
/stores                             custody officer  -> /stores
/stores/{store}                     custody officer  -> /stores/SHELF
/stores/{store}/count               custody officer  -> /stores/SHELF/count
/returns                            victim liaison   -> /returns
/returns/confirm                    victim liaison   -> /returns/confirm?exhibit=JT%2F12
/returns/of/{confirmation}          victim liaison   -> /returns/of/{confirmation}
/returns/of/{confirmation}/owner    victim liaison   -> /returns/of/{confirmation}/owner?purpose=test
/returns/claims                     victim liaison   -> /returns/claims?exhibit=JT%2F5
/returns/claims/who                 victim liaison   -> /returns/claims/who?exhibit={claimed}&purpose=test
/returns/about                      victim liaison   -> /returns/about?force={force}&reference={reference}
/returns/notices/{notice}           victim liaison   -> /returns/notices/{notice}
/returns/check                      victim liaison   -> /returns/check
"""

NO_PAGES = {
    "/healthz": "for programs",
    "/readyz": "for programs",
    "/metrics": "for programs",
    "/vendor/{name}": "a file of a page",
    "/raid-worker.js": "a file of a page",
    "/raid-me": "for the page of a raid",
    "/sign-in/oidc": "leads elsewhere",
    "/sign-in/oidc/back": "leads elsewhere",
    "/sign-in/oidc/out": "leads elsewhere",
    "/audit/export.csv": "a file to keep",
    "/handset/story.pdf": "a file to keep",
    "/network/export/{name}": "a file to keep",
    "/dealer/packet.pdf": "a file to keep",
    "/returns/of/{confirmation}/receipt": "a file to keep",
    "/returns/claims/{claim}/receipt": "a file to keep",
}


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page: its route, who opens it, and where."""

    route: str
    role: str
    address: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Every page of a site, with the cookie of an owner who has signed in."""

    site: Site
    pages: tuple[WebPage, ...]
    owner: str = field(repr=False)

    def of(self, *roles: str) -> Iterator[WebPage]:
        """The pages that these people open."""
        return (page for page in self.pages if page.role in roles)


def opened_pages(place: Place) -> Opened:
    """Makes on the site what its pages are about; all of them, ready to be opened."""
    site, _ = place
    values = {"imei": CASE.a.imei, "force": quote(FORCE), "reference": quote(THEIRS, safe="")}
    values |= _custody(site) | _loaded(site) | _administered(site) | _returned(place)
    with owner_of(place, THEIRS) as client:
        csrf = token_in(client.get(f"{START}/ask").text, "csrf")
        client.post(f"{START}/ask", data={"text": "May my sister collect it?", "csrf": csrf})
        owner = client.cookies["owner_session"]
    rows = [row for line in PAGES.splitlines() if (row := _LINE.fullmatch(line.strip()))]
    return Opened(site, tuple(WebPage(row[1], row[2], row[3].format(**values)) for row in rows), owner)


def _custody(site: Site) -> dict[str, str]:
    """A raid, and a store with something in it."""
    officers(site.tracer, "AB", "SP")
    site.tracer("custody", "store", "add", "SHELF", "--name", "The shelf")
    client = client_of(site)
    (phone,) = booked(client, "ZOOM/1", [CASE.b.imei])
    client.post(f"/api/v1/custody/exhibits/{phone}/move", json={"to": "store:SHELF"})
    return {}


def _loaded(site: Site) -> dict[str, str]:
    """A file of which a row was refused."""
    client = site.signed_in("detective")
    rows = (
        f"imei,at,lat,lon\n{CASE.a.imei},2023-10-02T18:00:00Z,51.5,-0.1\nnot an imei,2023-10-02T18:05:00Z,51.5,-0.2\n"
    )
    headers = {"X-CSRF-Token": csrf_of(client)}
    sent = client.post("/api/v1/load", params={"name": "zoom.csv"}, content=rows.encode(), headers=headers)
    assert sent.status_code == 202, sent.text
    result = ended(client, sent.json())["result"]
    return {"job": sent.json()["id"], "source": result["files"][0]["source"]}


def _administered(site: Site) -> dict[str, str]:
    """A case with somebody who works on it."""
    client = site.signed_in("administrator")
    people = client.get("/api/v1/people").json()["items"]
    return {"case": case_for(site, "detective"), "person": people[0]["id"]}


def _returned(place: Place) -> dict[str, str]:
    """A phone whose owner was told and may choose a time, and one that a claimant may collect."""
    site, box = place
    client = client_of(site, LIAISON)
    said = {"exhibit": "JT/4", "reference": THEIRS, "force": FORCE, "because": ["its IMEI is the report's"]}
    made = client.post("/api/v1/returns", json=said)
    assert made.status_code == 201, made.text
    one = made.json()["id"]
    letter(box, "Your phone has been recovered")
    client.post(f"/api/v1/returns/{one}/ready")
    begins = datetime.now(UTC) + timedelta(days=2)
    times = [{"begins": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()}]
    offered = client.post(f"/api/v1/returns/{one}/slots", json={"times": times, "point": "The front office"})
    assert offered.status_code == 201, offered.text
    claim = {"exhibit": "JT/5", "kind": "insurer", "who": "Fictional Mutual", "why": "it paid out"}
    claimed = client.post("/api/v1/returns/claims", json=claim).json()
    way = f"/api/v1/returns/claims/{claimed['id']}"
    client.post(f"{way}/decision", json={"accept": True, "reason": "it showed the payment"})
    assert client.post(f"{way}/ready").status_code == 200
    exhibit = quote(claimed["exhibit"], safe="")
    return {"confirmation": one, "notice": made.json()["notice"], "claimed": exhibit}
