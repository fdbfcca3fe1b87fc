"""`tracer witness`: sign another organisation's custody ledger. It reads none of this installation's records."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json, say

if TYPE_CHECKING:
    from tracer.custody.note import Verifier
    from tracer.custody.witness_service.memory import Memory

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Where the witness has its key and memory; TRACER_HOME/witness.")
]
Vkey = Annotated[str, typer.Argument(help="A ledger's public key: the line that the ledger's force publishes.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Sign another organisation's ledger, as long as it only grows.")
    group.command("new-key")(new_key)
    group.command("add-ledger")(add_ledger)
    group.command("remove-key")(remove_key)
    group.command("ledgers")(ledgers)
    group.command("serve")(serve)
    app.add_typer(group, name="witness")


def new_key(
    name: Annotated[str, typer.Argument(help="The witness's name for ever, such as witness.court.example/1.")],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Make the witness's key. Its public part is printed: give it to the force whose ledger is to be witnessed."""
    made = _memory(folder).make_key(name)
    _answer(made.verifier, as_json)
    say("Give this line to the force. The folder is the witness's memory: never put an older copy of it back.")


def add_ledger(vkey: Vkey, folder: Folder = None, as_json: Json = False) -> None:
    """Sign for the ledger of this key from now on; after a change of its key, give the new one too."""
    added = _memory(folder).add(vkey)
    _answer(added, as_json)
    say(f"Checkpoints of {added.name} are signed from now on. A witness that runs needs no restart.")


def remove_key(vkey: Vkey, folder: Folder = None, as_json: Json = False) -> None:
    """Take no checkpoint by this key any more. What was seen of its ledger is kept."""
    removed = _memory(folder).remove(vkey)
    _answer(removed, as_json)
    say(f"Nothing that this key of {removed.name} signs is taken from now on.")


def ledgers(folder: Folder = None, as_json: Json = False) -> None:
    """The ledgers it signs for, and how large each was when it was last seen."""
    memory = _memory(folder)
    memory.key()
    found = memory.ledgers()
    for one in found:
        at = one.at.isoformat(timespec="seconds").replace("+00:00", "Z") if one.at else None
        if as_json:
            put_json({"ledger": one.origin, "keys": [key.vkey for key in one.keys], "size": one.size, "seenAt": at})
        else:
            put(f"{one.origin}: " + (f"{one.size:,} entries, seen {at}" if at else "not seen yet"))
    if not found:
        say("It knows no ledger yet. Add one: tracer witness add-ledger VKEY")


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes a free one.")] = 8800,
    certificate: Annotated[Path | None, typer.Option(help="A TLS certificate (PEM) to serve HTTPS with.")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its private key (PEM).")] = None,
    folder: Folder = None,
) -> None:
    """Answer until stopped: POST /add-checkpoint, as C2SP tlog-witness describes it."""
    from api.witnessing import Listening, run_witness

    run_witness(_memory(folder), Listening(host, port, certificate, tls_key), say)


def _memory(folder: Path | None) -> Memory:
    from tracer.custody.witness_service.memory import Memory

    return Memory(folder or Path(os.environ.get("TRACER_HOME") or ".tracer") / "witness")


def _answer(key: Verifier, as_json: bool) -> None:
    if as_json:
        put_json({"name": key.name, "vkey": key.vkey})
    else:
        put(key.vkey)
