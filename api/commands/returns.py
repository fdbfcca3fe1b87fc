"""`tracer returns`: whose an exhibit is, what is owed to its owner, and giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Exhibit, Said, Seizure, with_said
from api.commands.notify import By

if TYPE_CHECKING:
    from tracer.records.recovery.values import Told

Confirmation = Annotated[str, typer.Argument(help="The exhibit (JT/12), or the confirmation's id.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Returns: whose each phone is, what is due, and giving it back.")
    for command in (due, confirm, withdraw, ready, update, claim, decide):
        group.command()(command)
    group.command("hand-back")(with_said(hand_back))
    app.add_typer(group, name="returns")


def due(as_json: Json = False) -> None:
    """Who has to be told by when, what is late, and what is open."""
    from api.show.recovery import confirmation_json, due_json, due_line, open_line
    from api.usecases.recovery.due import returns

    with opened_custody() as house:
        found = returns(house)
    if as_json:
        said = {
            "untold": [due_json(one) for one in found.untold],
            "open": [confirmation_json(one) for one in found.open],
        }
        put_json({**said, "notices": found.counts})
        return
    for line in [due_line(one) for one in found.untold] + [open_line(one) for one in found.open]:
        put(line)
    for report in found.unanswered:
        put(f"{report.reference} ({report.force}): the owner waits for an answer")


def confirm(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    reference: Annotated[str, typer.Option(help="The crime reference of the report.")],
    force: Annotated[str, typer.Option(help="The force whose reference it is.")],
    because: Annotated[list[str], typer.Option(help="What shows it; may be given several times.")],
    by: By,
    enhanced: Annotated[bool, typer.Option("--enhanced", help="The owner has enhanced rights.")] = False,
    key: Annotated[str | None, typer.Option(help="The same key again confirms nothing twice.")] = None,
    seizure: Seizure = None,
    as_json: Json = False,
) -> None:
    """Confirm that an exhibit is the phone of a report. The owner is told."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import Confirming
    from api.usecases.recovery.confirm import confirm as usecase
    from tracer.recovery.report import Report

    with opened_custody() as house:
        said = Confirming(exhibit, Report(force, reference), tuple(because), enhanced, key, seizure)
        done = usecase(house, said, asked_by(house, by, "returning a phone to its owner"))
    _answer(done, as_json)


def withdraw(confirmation: Confirmation, by: By, reason: Reason, as_json: Json = False) -> None:
    """Take a confirmation back. An owner who was told is told of the mistake."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import withdraw as usecase

    with opened_custody() as house:
        _answer(usecase(house, confirmation, asked_by(house, by, reason)), as_json)


def ready(confirmation: Confirmation, by: By, as_json: Json = False) -> None:
    """Say that the phone may be collected. The owner is told. A block that stands on it is named."""
    from api.usecases.custody.blocks import standing_blocks
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import ready as usecase

    with opened_custody() as house:
        done = usecase(house, confirmation, asked_by(house, by, "returning a phone to its owner"))
        blocks = standing_blocks(house, done.confirmation.exhibit, by)
    _answer(done, as_json)
    for block in blocks:
        typer.echo(f"Note: {block}. It has to be lifted before the phone goes back.", err=True)


def update(confirmation: Confirmation, by: By, as_json: Json = False) -> None:
    """Have the owner told that the phone is still here, as they were promised."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import update as usecase

    with opened_custody() as house:
        _answer(usecase(house, confirmation, asked_by(house, by, "returning a phone to its owner")), as_json)


def claim(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    kind: Annotated[str, typer.Option(help="owner, insurer or innocent buyer.")],
    who: Annotated[str, typer.Option(help="Who claims it, and how to reach them. Kept private.")],
    why: Annotated[str, typer.Option(help="On what they rest it. Kept private.")],
    by: By,
    seizure: Seizure = None,
    as_json: Json = False,
) -> None:
    """Record that somebody says an exhibit is theirs. Until it is decided nobody is given it."""
    from api.show.recovery import claim_json
    from api.usecases.custody.history import asked_by
    from api.usecases.custody.naming import find_exhibit
    from tracer.errors import UsageError
    from tracer.records.recovery.claims import Claims
    from tracer.records.recovery.values import ClaimKind

    if kind not in list(ClaimKind):
        raise UsageError(f"{kind!r} is nobody who may claim.", f"Choose one of: {', '.join(ClaimKind)}.")
    with opened_custody() as house:
        found = find_exhibit(house.ledger, exhibit, seizure).exhibit
        asked = asked_by(house, by, "a claim to an exhibit")
        done = house.records.part(Claims).add(found, ClaimKind(kind), {"who": who, "why": why}, asked)
    put_json(claim_json(done)) if as_json else put(done.id)


def decide(
    claim: Annotated[str, typer.Argument(help="The claim's id.")],
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="What is decided.")],
    by: By,
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Decide a claim. Who decided and why is kept."""
    from api.show.recovery import claim_json
    from api.usecases.custody.history import asked_by
    from tracer.records.recovery.claims import Claims

    with opened_custody() as house:
        done = house.records.part(Claims).decide(claim, accept, asked_by(house, by, reason))
    put_json(claim_json(done)) if as_json else put(f"{done.id}: {done.outcome}")


def hand_back(  # noqa: PLR0913, PLR0917 - each is an option of the command
    confirmation: Confirmation,
    said: Said,
    identity: Annotated[str, typer.Option(help="How you checked who they are. Kept private.")],
    name: Annotated[str, typer.Option(help="Their name, for the receipt. Kept private.")],
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
    despite_block: Annotated[
        str | None, typer.Option(help="Why it goes back although a block stands on it. Kept private.")
    ] = None,
) -> None:
    """Give the phone back: receipt, custody, report and notice in one, or none of it."""
    from api.show.recovery import hand_back_json
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.hand_back import HandingBack
    from api.usecases.recovery.hand_back import hand_back as usecase

    with opened_custody() as house:
        asked = asked_by(house, said.by, "returning a phone to its owner")
        done = usecase(house, HandingBack(confirmation, said.statement(), identity, name, seal, despite_block), asked)
    if said.as_json:
        put_json(hand_back_json(done))
    else:
        put(f"Handed back. Receipt {done.receipt}: tracer custody receipt prints one to sign.")


def _answer(done: Told, as_json: bool) -> None:
    from api.show.recovery import told_json, told_lines

    if as_json:
        put_json(told_json(done))
        return
    for line in told_lines(done):
        put(line)
