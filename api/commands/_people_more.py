"""`tracer people token` and `tracer people case`: keys of programs, and who sees what, from the machine itself."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say

Force = Annotated[str, typer.Option(envvar="TRACER_FORCE", help="The force whose case it is.")]


def register(people: typer.Typer) -> None:
    """Add both groups."""
    token = typer.Typer(no_args_is_help=True, help="Keys of programs.")
    token.command("make")(make)
    token.command("list")(tokens)
    token.command("revoke")(revoke)
    people.add_typer(token, name="token")
    case = typer.Typer(no_args_is_help=True, help="Cases, and who works on them.")
    case.command("open")(begin)
    case.command("list")(cases)
    case.command("people")(members)
    case.command("put")(belongs)
    people.add_typer(case, name="case")


def make(
    name: Annotated[str, typer.Argument(help="Which program it is for.")],
    username: Annotated[str, typer.Option("--for", help="The user name of the person it acts for.")],
    scope: Annotated[list[str], typer.Option("--scope", help="What it may do; may be given more than once.")],
    days: Annotated[int, typer.Option(help="For how many days.")] = 90,
    as_json: Json = False,
) -> None:
    """Make a token. Its secret is shown once, and nowhere kept."""
    from api.usecases.access.accounts import account_of, opened_accounts
    from api.usecases.access.keys import NewToken, make_token

    with opened_accounts() as accounts:
        new = NewToken(name, account_of(accounts, username).id, tuple(scope), days)
        token_id, secret = make_token(accounts.people, accounts.tokens, new, accounts.asked)
    put_json({"id": token_id, "secret": secret}) if as_json else put(secret)
    say("The token above is shown this once.")


def tokens(as_json: Json = False) -> None:
    """All tokens, those that ended too."""
    from api.usecases.access.accounts import opened_accounts

    with opened_accounts() as accounts:
        for one in accounts.tokens.every():
            told: dict[str, object] = {
                "id": one.id,
                "name": one.name,
                "for": one.person.username,
                "scopes": sorted(one.scopes),
                "until": one.until.isoformat(),
                "revoked": one.revoked_at is not None,
            }
            put_json(told) if as_json else put(
                f"{one.id}: {one.name}, for {one.person.username}, to {one.until:%d %b %Y}"
            )


def revoke(token: Annotated[str, typer.Argument(help="The token's id, as `list` shows it.")]) -> None:
    """End a token at once."""
    from api.usecases.access.accounts import opened_accounts

    with opened_accounts() as accounts:
        accounts.tokens.revoke(token, accounts.asked)
    say("It is worth nothing from now on.")


def begin(name: Annotated[str, typer.Argument(help="The case's name.")], force: Force = "") -> None:
    """Open a case."""
    from api.usecases.access.accounts import opened_accounts
    from api.usecases.access.casework import open_case

    with opened_accounts() as accounts:
        put(open_case(accounts.cases, name, force, accounts.asked).id)


def cases(as_json: Json = False) -> None:
    """All cases, with who works on each."""
    from api.usecases.access.accounts import opened_accounts

    with opened_accounts() as accounts:
        names = {one.id: one.username for one in accounts.people.every()}
        for one in accounts.cases.every():
            working = sorted(names[person] for person in accounts.cases.members(one.id))
            told = {"id": one.id, "name": one.name, "force": one.force, "people": working}
            put_json(told) if as_json else put(f"{one.id}: {one.name}, {one.force}: {', '.join(working) or 'nobody'}")


def members(
    case: Annotated[str, typer.Argument(help="The case's id.")],
    usernames: Annotated[list[str], typer.Argument(help="The user names of all who work on it.")],
) -> None:
    """Say who works on a case: these, and nobody else."""
    from api.usecases.access.accounts import account_of, opened_accounts
    from api.usecases.access.casework import set_people

    with opened_accounts() as accounts:
        ids = [account_of(accounts, username).id for username in usernames]
        set_people(accounts.cases, accounts.people, case, ids, accounts.asked)


def belongs(
    case: Annotated[str, typer.Argument(help="The case's id.")],
    source: Annotated[list[str] | None, typer.Option(help="A file's id; may be given more than once.")] = None,
    seizure: Annotated[list[str] | None, typer.Option(help="A seizure's reference; may be given again.")] = None,
) -> None:
    """Say which files and seizures belong to a case."""
    from api.usecases.access.accounts import opened_accounts
    from api.usecases.access.case_seizures import unknown_among
    from api.usecases.access.casework import put_file, put_seizure

    with opened_accounts() as accounts:
        for one in source or ():
            put_file(accounts.records, case, one)
        for one in seizure or ():
            put_seizure(accounts.cases, case, one)
        for unknown in unknown_among(accounts.records, seizure or ()):
            say(unknown.words)
