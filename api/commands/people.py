"""`tracer people`: accounts, for the machine's administrator; the first one is made here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import _people_more
from api.commands._common import Json, put, put_json, say

if TYPE_CHECKING:
    from api.usecases.access.accounts import Accounts


def register(app: typer.Typer) -> None:
    """Add the commands."""
    people = typer.Typer(no_args_is_help=True, help="Who works here.")
    people.command("add")(add)
    people.command("list")(every)
    people.command("reset")(reset)
    _people_more.register(people)
    app.add_typer(people, name="people")


def add(  # noqa: PLR0913, PLR0917 - each is an option of the command
    username: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[list[str], typer.Option("--role", help="What they are here; may be given more than once.")],
    name: Annotated[str, typer.Option(help="Their name as others see it.")] = "",
    force: Annotated[str, typer.Option(envvar="TRACER_FORCE", help="The force they work for.")] = "",
    initials: Annotated[str | None, typer.Option(help="Their officer's initials in the custody ledger.")] = None,
    as_json: Json = False,
) -> None:
    """Make an account. Its first password is shown once, and nowhere kept."""
    from api.custody_house import custody_house
    from api.settings import read_settings
    from api.usecases.access.accounts import NewAccount, add_account
    from api.usecases.access.staff import tie_officer

    with _opened() as accounts:
        made = add_account(accounts, NewAccount(username, name or username, force, tuple(role), initials))
    if made.person.initials:
        with custody_house(read_settings()) as house:
            tie_officer(house.ledger, made.person)
    if as_json:
        put_json({"id": made.person.id, "username": made.person.username, "password": made.password})
        return
    put(made.password)
    say(f"{made.person.username} signs in with the password above. It is shown this once: they should change it.")


def every(as_json: Json = False) -> None:
    """All accounts."""
    with _opened() as accounts:
        for one in accounts.people.every():
            told = {"username": one.username, "name": one.name, "roles": sorted(one.roles), "active": one.active}
            if as_json:
                put_json(told)
            else:
                put(f"{one.username}: {one.name}, {', '.join(sorted(one.roles))}{'' if one.active else ' (closed)'}")


def reset(username: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Give an account a new password and take away its one-time codes, for somebody who lost them."""
    from api.usecases.access.accounts import reset_account

    with _opened() as accounts:
        put(reset_account(accounts, username))
    say("The new password is shown this once. One-time codes have to be set up again.")


def _opened() -> AbstractContextManager[Accounts]:
    from api.usecases.access.accounts import opened_accounts

    return opened_accounts()
