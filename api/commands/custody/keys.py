"""`tracer custody keys`: the keys that sign for the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands._noted import note_command
from api.commands.custody._common import opened_custody

if TYPE_CHECKING:
    from api.usecases.custody.keyring import ListedKey


def register(group: typer.Typer) -> None:
    """Add the group of commands."""
    keys = typer.Typer(no_args_is_help=True, help="The keys that sign checkpoints.")
    keys.command("new")(new)
    keys.command("rotate")(rotate)
    keys.command("list")(list_)
    group.add_typer(keys, name="keys")


def new(as_json: Json = False) -> None:
    """Make the first key. Its public part is printed: publish it, so that anyone can check a bundle."""
    from api.usecases.custody.keyring import new_key
    from tracer.records.audit import Act

    with opened_custody() as house:
        note_command(house.records, "custody keys new", Act.ALTERED)
        made = new_key(house)
    _answer(made, as_json)
    say("Publish this key, and back up the private part apart from the data.")


def rotate(
    by: Annotated[
        str | None, typer.Option("--by", envvar="TRACER_OFFICER", help="Who does it: the officer's initials.")
    ] = None,
    second: Annotated[str | None, typer.Option("--second", help="Another officer, who agrees.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    as_json: Json = False,
) -> None:
    """Make the next key, and have the one that signs now hand over to it.

    That takes two people: one asks for it on the page Administration and another approves it. Where nobody has an
    account, two officers do it with --by, --second and --reason.
    """
    from api.usecases.access.handover import Officers, hand_over

    with opened_custody() as house:
        made = hand_over(house, Officers(by, second, reason))
    _answer(made, as_json)
    say("From the next event on this key signs. Publish it beside the old ones.")


def list_(as_json: Json = False) -> None:
    """The public parts of all keys, oldest first."""
    from api.settings import read_settings
    from api.usecases.custody.keyring import keys

    found = keys(read_settings())
    for one in found:
        _answer(one, as_json)
    if not found:
        say("There is no key yet. Make one: tracer custody keys new")


def _answer(key: ListedKey, as_json: bool) -> None:
    if as_json:
        put_json({"number": key.number, "vkey": key.vkey, "signs": key.signs})
    else:
        put(key.vkey)
