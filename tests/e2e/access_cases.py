"""How each route is asked for something that belongs to a case.

Reviewed by hand. A route that is neither here nor in `access_no_case.py` fails the build, so whoever adds one says
whose what it shows is.
A line of `READS` is a method, a path, and what its address ends with (or, from `/` on, the whole address); places in
braces are filled from `closed_case.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from web_house import House

READS = """
GET /
GET /api/v1/approvals
GET /approvals
GET /load
GET /load/jobs/{job_id}
GET /load/jobs/{job_id}/columns
GET /load/sources/{source_id}
GET /api/v1/jobs
GET /api/v1/jobs/{job_id}
GET /api/v1/jobs/{job_id}/events
GET /api/v1/sources
GET /api/v1/rejects
GET /api/v1/rejects.csv                               ?source={source_id}
GET /api/v1/follow                                    ?q={subject}
GET /api/v1/follow.geojson                            ?q={imei}
GET /api/v1/stays                                     ?q={imei}
GET /api/v1/rank/{what}
GET /api/v1/path                                      ?a={report}&b={handler}
GET /api/v1/search                                    ?q={imei}
GET /search                                           ?q={part}
GET /handset                                          ?q={imei}
GET /handset/map                                      ?q={subject}
GET /handset/story.pdf                                ?q={subject}
GET /network                                          ?q={handler}
GET /network/export/{name}                            ?q={handler}
GET /api/v1/network/counts                            ?q={handler}
GET /api/v1/network/expand                            ?q={handler}&kind=Handset
GET /api/v1/network/path                              ?a={report}&b={handler}
GET /api/v1/network/views
GET /api/v1/network/views/{view_id}
GET /handler                                          ?id={handler}
GET /shop                                             ?id={place}
GET /dealer/map                                       ?id={place}
GET /dealer/packet.pdf                                ?id={handler}
GET /raids
GET /raids/{reference:path}                           /raids/{raid}
GET /api/v1/custody/raids
GET /api/v1/custody/raids/{reference:path}            /api/v1/custody/raids/{raid}
GET /api/v1/custody/exhibits
GET /api/v1/custody/where                             ?q={seal}
GET /api/v1/custody/exhibits/{exhibit:path}/history
GET /api/v1/custody/exhibits/{exhibit:path}
GET /api/v1/custody/disposals
GET /api/v1/custody/papers/{kind}                     /api/v1/custody/papers/label?exhibit={exhibit}
GET /api/v1/custody/attachments/{sha256}              ?exhibit={exhibit}
GET /api/v1/custody/stores/{store}/stock
GET /api/v1/custody/stores/{store}/scan               ?text={seal}
GET /api/v1/custody/stale                             ?days=0
GET /api/v1/custody/refusals
GET /exhibits
GET /exhibits/{reference:path}                        /exhibits/{exhibit}
GET /stores                                           /stores
GET /stores/{store}
GET /returns
GET /returns/confirm                                  ?exhibit={exhibit}
GET /returns/of/{confirmation}
GET /returns/of/{confirmation}/owner                  ?purpose=asked
GET /api/v1/returns/{confirmation}/owner              ?purpose=asked
GET /api/v1/returns/messages                          ?force={force}&reference={report}
GET /returns/of/{confirmation}/receipt                /returns/of/{handed_back}/receipt
GET /returns/about                                    ?force={force}&reference={report}
GET /returns/notices/{notice}
GET /returns/check                                    ?code={code}
GET /api/v1/notices
GET /api/v1/notices/check                             ?code={code}
GET /api/v1/notices/{notice_id}/text
GET /api/v1/returns
GET /api/v1/returns/to-confirm
GET /api/v1/returns/claims                            ?exhibit={exhibit}
GET /api/v1/returns/claims/{claim_id}/receipt         /api/v1/returns/claims/{given_claim}/receipt
GET /returns/claims                                   ?exhibit={exhibit}
GET /returns/claims/who                               ?exhibit={exhibit}&purpose=asked
GET /returns/claims/{claim}/receipt                   /returns/claims/{given_claim}/receipt
GET /api/v1/returns/{confirmation}
GET /api/v1/returns/{confirmation}/receipt            /api/v1/returns/{handed_back}/receipt
"""
"""What shows something of a case."""
_LINE = re.compile(r"([A-Z]+ \S+)(?:\s+(\S+))?")
READ = {row[1]: row[2] or "" for line in READS.splitlines() if (row := _LINE.fullmatch(line.strip()))}
"""The same, by route."""

MISSPELT = """
/api/v1/follow?q={imei_slip}
/api/v1/path?a={imei_slip}&b={handler}
/api/v1/search?q={imei_slip}
/api/v1/network/counts?q={imei_slip}
/handset?q={imei_slip}
/api/v1/custody/where?q=JT/100
/api/v1/custody/exhibits/JT/100
/api/v1/custody/exhibits/JT/100/history
/api/v1/custody/papers/label?exhibit=JT/100
/exhibits/JT/100
/returns/confirm?exhibit=JT/100
/api/v1/returns/claims?exhibit=JT/100
/api/v1/returns/JT100
"""
"""What is near something of a case: its people are told what they may have meant."""

EVERYBODY = ("other case", "other force")


@dataclass(frozen=True, slots=True)
class Try:
    """How an act is tried: what its address ends with (or the whole), and what is sent.

    `out` are those who are kept out. With `own` the person of the case does it as well, after the others were refused;
    without it that was done while the case was made, or needs another person or a scene of its own.
    """

    at: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    out: tuple[str, ...] = EVERYBODY
    own: bool = True


def said(at: str = "", /, *, own: bool = True, **body: Any) -> Try:
    """An act that is said to the API."""
    return Try(at, {"json": body}, own=own)


def form(at: str = "", /, *, own: bool = True, **body: Any) -> Try:
    """An act of a page's form."""
    return Try(at, {"data": body}, own=own)


_EXHIBITS = "/api/v1/custody/exhibits"
_SHOWN = ["{handset}", "{handler}"]
PICTURE = {"subject": "{handler}", "spots": [{"id": "{handler}", "x": 0, "y": 0}]}
_VIEW = {"title": "a view of Heron", "seenBy": "case", "case": "{case_id}", "picture": PICTURE}
_CSV = b"imei,at\n1,2\n"
_FORCE_ALONE = ("other force",)
"""The case may be opened, and that looked at, by others of its own force: that is what it is for."""

ACTS = {
    "POST /api/v1/cases/{case_id}/break-glass": Try("", {"json": {"reason": "urgent"}}, _FORCE_ALONE),
    "POST /break-glass": Try("", {"data": {"case": "{case_id}", "reason": "urgent"}}, _FORCE_ALONE),
    "POST /approvals/glass/{glass_id}": Try("", {"data": {}}, _FORCE_ALONE),
    "POST /api/v1/approvals/{approval_id}/decision": said(approve=False, reason="no", own=False),
    "POST /approvals/{approval_id}": form(decision="refuse", reason="no", own=False),
    "POST /load": Try("", {"data": {"case": "{case_id}"}, "files": {"files": ("a.csv", _CSV)}}),
    "POST /api/v1/load": Try("?name=a.csv&case={case_id}", {"content": _CSV}),
    "POST /load/jobs/{job_id}/cancel": form(own=False),
    "POST /load/jobs/{job_id}/columns": form(file="0", kind="pings", act="check", own=False),
    "POST /load/jobs/{job_id}/load": form(own=False),
    "POST /api/v1/jobs/{job_id}/cancel": said(own=False),
    "POST /handset/ping": form(
        q="{subject}",
        identifier="{imei}",
        at="2023-10-03T10:00",
        lat="51.5",
        lon="0",
        seen_by="Ada",
        accuracy_m="10",
        grade="1AP",
    ),
    "POST /handset/note": form(q="{subject}", identifier="{imei}", note="seen", grade="1AP"),
    "POST /api/v1/network/links": said(ids=_SHOWN),
    "POST /api/v1/network/measure": said(ids=_SHOWN, by="degree"),
    "POST /api/v1/network/export/{name}": said(ids=_SHOWN),
    "POST /api/v1/network/views": said(**_VIEW),
    "PUT /api/v1/network/views/{view_id}": Try("", {"json": _VIEW, "headers": {"If-Match": "*"}}),
    "DELETE /api/v1/network/views/{view_id}": Try(),
    "POST /raids": form(seizure="{raid}", place="Unit 4", power="PACE 1984 s8", expected="74"),
    "POST /raids/{reference:path}": form("/raids/{raid}", key="12345678", act="describe", text="a blue phone"),
    "POST /api/v1/custody/raids": said(seizure="HERON-S9", place="Unit 4", power="s8", expected=1, case="{case_id}"),
    "POST /api/v1/custody/raids/{reference:path}/scans": said(
        "/api/v1/custody/raids/{raid}/scans", act="describe", text="a red phone"
    ),
    f"POST {_EXHIBITS}/{{exhibit:path}}/transfer": said(f"{_EXHIBITS}/{{jt1}}/transfer", to="OC"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/accept": said(f"{_EXHIBITS}/{{jt1}}/accept", own=False),
    f"POST {_EXHIBITS}/{{exhibit:path}}/move": said(f"{_EXHIBITS}/{{jt2}}/move", to="store:main"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/lend": said(f"{_EXHIBITS}/{{jt3}}/lend", to="OC", due="2030-01-01"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/seal": said(f"{_EXHIBITS}/{{jt4}}/seal", seal="NEW1"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/unseal": said(f"{_EXHIBITS}/{{jt5}}/unseal"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/examine": said(f"{_EXHIBITS}/{{jt6}}/examine"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/return": said(
        f"{_EXHIBITS}/{{jt7}}/return", identity="passport", name="Jo", despiteBlock="lifted"
    ),
    f"POST {_EXHIBITS}/{{exhibit:path}}/restrict": said(f"{_EXHIBITS}/{{jt8}}/restrict", reason="evidence"),
    f"POST {_EXHIBITS}/{{exhibit:path}}/lift-restriction": said(
        f"{_EXHIBITS}/{{jt8}}/lift-restriction", reason="tried", own=False
    ),
    f"POST {_EXHIBITS}/{{exhibit:path}}/correct": said(
        f"{_EXHIBITS}/{{jt13}}/correct", event="1", seal="NEW2", reason="misread"
    ),
    f"POST {_EXHIBITS}/{{exhibit:path}}/explain": said(
        f"{_EXHIBITS}/{{jt14}}/explain", codes=["seal"], reason="x", own=False
    ),
    f"POST {_EXHIBITS}/{{exhibit:path}}/split": said(f"{_EXHIBITS}/{{jt15}}/split", parts=["JT/15.1"]),
    f"POST {_EXHIBITS}/{{exhibit:path}}/attach": Try(f"{_EXHIBITS}/{{jt16}}/attach?name=a.txt", {"content": b"text"}),
    f"POST {_EXHIBITS}/{{exhibit:path}}/ask-disposal": said(
        f"{_EXHIBITS}/{{jt17}}/ask-disposal", reason="old", despite="its owner"
    ),
    "POST /api/v1/custody/disposals/{disposal}/decide": said(approve=False, reason="no", own=False),
    "POST /api/v1/custody/disposals/{disposal}/dispose": said(own=False),
    "POST /intake": Try("", {"data": {"case": "{case_id}"}, "files": {"files": ("seizures.csv", _CSV)}}, own=False),
    "POST /api/v1/custody/intake": Try("?name=seizures.csv&case={case_id}", {"content": _CSV}, own=False),
    "POST /api/v1/custody/export": said(exhibits=["{exhibit}"]),
    "POST /api/v1/custody/stores/{store}/stock-take": said(scans=["{seal}"]),
    "POST /stores/{store}/count": form(key="12345678", scans="{seal}"),
    "POST /exhibits/{exhibit:path}": form("/exhibits/{jt18}", act="move", key="12345678", seen="1", to="store:main"),
    "POST /exhibits/{exhibit:path}/files": Try(
        "/exhibits/{jt19}/files", {"data": {"key": "a-key-of-files"}, "files": {"files": ("b.txt", b"text")}}
    ),
    "POST /exhibits/{exhibit:path}/check": form(),
    "POST /exhibits/{exhibit:path}/bundle": form(),
    "POST /exhibits/{exhibit:path}/disposal": form("/exhibits/{jt23}/disposal", reason="old", despite="its owner"),
    "POST /exhibits/{exhibit:path}/disposal/decide": form(
        "/exhibits/{jt22}/disposal/decide", approval="{approval_id}", decision="refuse", reason="no", own=False
    ),
    "POST /returns/confirm": form(exhibit="{jt9}", reference="MPS-DEMO-1148/23", force="{force}", reasons="its IMEI"),
    "POST /returns/of/{confirmation}/update": form(),
    "POST /api/v1/returns/{confirmation}/update": said(),
    "POST /returns/of/{confirmation}/slots": form(day="{day}", begins="10:00", ends="11:00", point="the office"),
    "POST /api/v1/returns/{confirmation}/slots": said(
        times=[{"begins": "{begins}", "ends": "{ends}"}], point="the office"
    ),
    "POST /exhibits/{exhibit:path}/claims": form(kind="insurer", claimant="a firm", why="it paid"),
    "POST /returns/claims": form(exhibit="{exhibit}", kind="insurer", claimant="a firm", why="it paid"),
    "POST /api/v1/returns/claims": said(exhibit="{exhibit}", kind="insurer", who="a firm", why="it paid"),
    "POST /returns/claims/{claim}/decision": form(
        "/returns/claims/{claim_id}/decision", decision="refuse", reason="no"
    ),
    "POST /api/v1/returns/claims/{claim_id}/decision": said(
        "/api/v1/returns/claims/{next_claim}/decision", accept=False, reason="no"
    ),
    "POST /returns/claims/{claim}/one-person": form("/returns/claims/{claim_id}/one-person", reason="it is", own=False),
    "POST /api/v1/returns/claims/{claim_id}/one-person": said(reason="it is", own=False),
    "POST /returns/claims/{claim}/ready": form("/returns/claims/{claim_id}/ready", own=False),
    "POST /api/v1/returns/claims/{claim_id}/ready": said(own=False),
    "POST /returns/claims/{claim}/update": form("/returns/claims/{claim_id}/update", own=False),
    "POST /api/v1/returns/claims/{claim_id}/update": said(own=False),
    "POST /returns/claims/{claim}/collection": form(
        "/returns/claims/{claim_id}/collection", day="{day}", begins="10:00", ends="11:00", point="here", own=False
    ),
    "POST /api/v1/returns/claims/{claim_id}/collection": said(
        begins="{begins}", ends="{ends}", point="here", own=False
    ),
    "POST /returns/claims/{claim}/hand-back": form(
        "/returns/claims/{claim_id}/hand-back", identity="passport", name="a firm", own=False
    ),
    "POST /api/v1/returns/claims/{claim_id}/hand-back": said(identity="passport", name="a firm", own=False),
    "POST /returns/of/{confirmation}/ready": form(own=False),
    "POST /api/v1/returns/{confirmation}/ready": said(own=False),
    "POST /returns/of/{confirmation}/hand-back": form(identity="passport", name="Ada Fenn", own=False),
    "POST /api/v1/returns/{confirmation}/hand-back": said(identity="passport", name="Ada Fenn", own=False),
    "POST /returns/notices/{notice}/retry": form(reason="there now"),
    "POST /api/v1/notices/{notice_id}/retry": said("/api/v1/notices/{next_notice}/retry", reason="there now"),
    "POST /returns/notices/{notice}/told": form(how="post", day="2026-01-05", clock="10:00", own=False),
    "POST /api/v1/notices/{notice_id}/told": said(how="post", at="2026-01-05T10:00:00Z", own=False),
    "POST /returns/messages/{message}/answer": form(text="Soon."),
    "POST /api/v1/returns/messages/{message}/answer": said(text="Soon.", own=False),
    "POST /api/v1/returns": said(exhibit="{jt11}", reference="MPS-DEMO-1656/23", force="{force}", because=["its IMEI"]),
    "POST /returns/of/{confirmation}/withdraw": form(reason="another phone", own=False),
    "POST /api/v1/returns/{confirmation}/withdraw": said(reason="another phone"),
}
"""What changes something of a case, or takes something of it away."""


def filled(sent: Any, things: Mapping[str, str]) -> Any:
    """What is sent, with what is in the case in each of its places."""
    if isinstance(sent, str):
        return sent.format(**things)
    if isinstance(sent, dict):
        return {name: filled(value, things) for name, value in sent.items()}
    return [filled(one, things) for one in sent] if isinstance(sent, list) else sent


def address(route: str, at: str, things: Mapping[str, str]) -> str:
    """The address to ask, with what is in the case in each of its places."""
    path = re.sub(r":path\}", "}", route.partition(" ")[2])
    whole = at if at.startswith("/") else f"{path}{at}"
    return whole.format(**{name: quote(value, safe=":") for name, value in things.items()})


def act(house: House, route: str, how: Try, things: Mapping[str, str], name: str) -> httpx.Response:
    """An act, tried by somebody."""
    method = route.partition(" ")[0]
    return house.ask(method, address(route, how.at, things), name, **filled(how.sent, things))
