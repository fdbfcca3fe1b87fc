"""What a command does, a program can ask for as well; or it is said here why that is of the machine alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import typer

from api.cli import app

ROOT = Path(__file__).resolve().parents[2]

ACT = "POST /custody/exhibits/{exhibit}/"
BIN = "POST /custody/disposals/{disposal}/"
MATCHED = """
load                        POST /load
rejects                     GET /rejects, GET /rejects.csv, GET /sources
follow                      GET /follow, GET /follow.geojson
stays                       GET /stays
rank                        GET /rank/{what}
path                        GET /path
graph status                GET /graph
graph rebuild               POST /graph/jobs, GET /jobs/{job_id}, POST /jobs/{job_id}/cancel
graph migrate               POST /graph/jobs
custody intake              POST /custody/intake
custody raid                POST /custody/raids, POST /custody/raids/{reference}/scans, GET /custody/raids/{reference}
custody transfer            ACT transfer
custody accept              ACT accept
custody move                ACT move
custody lend                ACT lend
custody seal                ACT seal
custody unseal              ACT unseal
custody examine             ACT examine
custody return              ACT return
custody restrict            ACT restrict
custody lift-restriction    ACT lift-restriction
custody correct             ACT correct
custody explain             ACT explain
custody split               ACT split
custody attach              ACT attach
custody dispose             ACT ask-disposal, BIN decide, BIN dispose
custody history             GET /custody/exhibits/{exhibit}/history
custody where               GET /custody/where
custody stock               GET /custody/stores/{store}/stock
custody stale               GET /custody/stale
custody refusals            GET /custody/refusals
custody stock-take          POST /custody/stores/{store}/stock-take
custody verify              GET /custody/verify
custody checkpoint          POST /custody/checkpoint
custody export              POST /custody/export
custody case                GET /custody/papers/{kind}
custody label               GET /custody/papers/{kind}
custody seal-label          GET /custody/papers/{kind}
custody receipt             GET /custody/papers/{kind}
custody mg11                GET /custody/papers/{kind}
custody mg12                GET /custody/papers/{kind}
custody officer add         PUT /registers/officers/{initials}
custody officer list        GET /registers/officers
custody store add           PUT /registers/stores/{store}
custody store list          GET /registers/stores, GET /custody/stores
custody keys new            POST /custody/keys
custody keys list           GET /custody/keys
custody keys rotate         POST /approvals, POST /approvals/{approval_id}/decision, POST /approvals/{approval_id}/do
people add                  POST /people
people list                 GET /people
people reset                POST /people/{person_id}/reset
people case list            GET /cases
people case open            POST /cases
people case people          PUT /cases/{case_id}/people
people case put             POST /cases/{case_id}/belongings
people token list           GET /tokens
people token make           POST /tokens
people token revoke         DELETE /tokens/{token_id}
notify list                 GET /notices
notify preview              GET /notices/{notice_id}/text
notify check                GET /notices/check
notify retry                POST /notices/{notice_id}/retry
notify told                 POST /notices/{notice_id}/told
returns due                 GET /returns
returns to-confirm          GET /returns/to-confirm
returns confirm             POST /returns
returns ready               POST /returns/{confirmation}/ready, POST /returns/claims/{claim_id}/ready
returns offer               POST /returns/{confirmation}/slots
returns update              POST /returns/{confirmation}/update, POST /returns/claims/{claim_id}/update
returns withdraw            POST /returns/{confirmation}/withdraw
returns hand-back           POST /returns/{confirmation}/hand-back, POST /returns/claims/{claim_id}/hand-back
returns messages            GET /returns/messages
returns answer              POST /returns/messages/{message}/answer
returns claim               POST /returns/claims
returns claims              GET /returns/claims
returns decide              POST /returns/claims/{claim_id}/decision
returns one-person          POST /returns/claims/{claim_id}/one-person
returns agree               POST /returns/claims/{claim_id}/collection
"""
"""A command, and the operations that do the same."""

OF_THE_MACHINE = {
    "demo": "Makes an installation of the case that comes with the product, for somebody who tries it.",
    "serve": "It is the server.",
    "backup": "A back-up holds every case, and an administrator may see none: whoever has the machine makes it. "
    "How old it is stands on the page Administration.",
    "restore": "It makes an installation, where nobody has an account yet.",
    "notify send": "The server sends what is due by itself; the command is for a machine that runs none.",
    "witness new-key": "A witness is another organisation's, on a machine of its own, without accounts.",
    "witness add-ledger": "See `witness new-key`.",
    "witness remove-key": "See `witness new-key`.",
    "witness ledgers": "See `witness new-key`.",
    "witness serve": "See `witness new-key`; what it answers is C2SP tlog-witness.",
}


def matched() -> dict[str, list[str]]:
    rows = [re.split(r"\s{2,}", line) for line in MATCHED.strip().splitlines()]
    return {command: operations.replace("ACT ", ACT).replace("BIN ", BIN).split(", ") for command, operations in rows}


def commands(command: object, *words: str) -> Iterator[str]:
    """Every command under this one, as it is typed."""
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(words)
        return
    for name, one in below.items():
        yield from commands(one, *words, name)


def test_every_command_has_its_operation_or_a_reason() -> None:
    there = set(commands(typer.main.get_command(app)))
    said = [*matched(), *OF_THE_MACHINE]
    assert sorted(there - set(said)) == [], "match it with an operation, or say why it is of the machine alone"
    assert sorted(set(said) - there) == []
    assert len(said) == len(set(said))


def test_every_operation_that_is_named_is_described() -> None:
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    described = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, ways in paths.items() for method in ways}
    named = {operation for operations in matched().values() for operation in operations}
    assert sorted(named - described) == []
