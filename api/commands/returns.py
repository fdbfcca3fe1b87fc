"""`tracer returns`: whose an exhibit is, what is owed to its owner, and giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._claims import (
    agree,
    claim,
    claims,
    decide,
    one_person,
    ready_for_claimant,
    stays_for_claimant,
    time_to_come,
)
from api.commands._common import Json, put, put_json
from api.commands._letters import answer, messages
from api.commands.custody._common import opened_custody
from api.commands.custody._said import Exhibit, Said, Seizure, with_said
from api.commands.notify import By

if TYPE_CHECKING:
    from tracer.records.recovery.values import HandBack, Told

Confirmation = Annotated[str, typer.Argument(help="The exhibit (JT/12), or the confirmation's id.")]
OrClaim = Annotated[str, typer.Argument(help="The exhibit (JT/12), or the id of a confirmation or accepted claim.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Returns: whose each phone is, what is due, and giving it back.")
    of_owners = (due, confirm, withdraw, ready, update, offer, messages, answer)
    for command in (*of_owners, claim, claims, decide, one_person, agree):
        group.command()(command)
    group.command("to-confirm")(to_confirm)
    group.command("hand-back")(with_said(hand_back))
    app.add_typer(group, name="returns")


def due(as_json: Json = False) -> None:
    """Who has to be told by when, what is late, what is open, and the claims that wait."""
    from api.show.recovery import claim_json, claim_line, confirmation_json, due_json, due_line, open_line
    from api.usecases.recovery.due import returns
    from tracer.records.recovery.claims import Claims

    with opened_custody() as house:
        found = returns(house)
        claimed = house.records.part(Claims).waiting()
    if as_json:
        said = {
            "untold": [due_json(one) for one in found.untold],
            "open": [confirmation_json(one) for one in found.open],
        }
        put_json({**said, "claims": [claim_json(one) for one in claimed], "notices": found.counts})
        return
    lines = [due_line(one) for one in found.untold] + [open_line(one) for one in found.open]
    for line in lines + [claim_line(one) for one in claimed]:
        put(line)
    for report in found.unanswered:
        put(f"{report.reference} ({report.force}): the owner waits for an answer")


def to_confirm(as_json: Json = False) -> None:
    """Exhibits in custody that may be a reported phone, and of which nobody has said whose they are."""
    from api.show.recovery import to_confirm_json, to_confirm_line
    from api.usecases.custody.blocks import graph_of
    from api.usecases.recovery.to_confirm import to_confirm
    from graph.queries.reported import reported

    with opened_custody() as house:
        with graph_of(house) as graph:
            known = reported(graph)
        for one in to_confirm(house, known):
            put_json(to_confirm_json(one)) if as_json else put(to_confirm_line(one))


def confirm(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    reference: Annotated[str, typer.Option(help="The crime reference of the report.")],
    force: Annotated[str, typer.Option(help="The force whose reference it is.")],
    because: Annotated[list[str], typer.Option(help="What shows it; may be given several times.")],
    by: By,
    enhanced: Annotated[bool, typer.Option("--enhanced", help="The owner has enhanced rights.")] = False,
    despite_identifiers: Annotated[
        str, typer.Option(help="Why it is this phone although none of its identifiers is the report's. Kept private.")
    ] = "",
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
        report = Report(force, reference)
        said = Confirming(exhibit, report, tuple(because), enhanced, key, seizure, despite_identifiers)
        done = usecase(house, said, asked_by(house, by, "returning a phone to its owner"))
    _answer(done, as_json)


def withdraw(confirmation: Confirmation, by: By, reason: Reason, as_json: Json = False) -> None:
    """Take a confirmation back. An owner who was told is told of the mistake."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import withdraw as usecase

    with opened_custody() as house:
        _answer(usecase(house, confirmation, asked_by(house, by, reason)), as_json)


def ready(confirmation: OrClaim, by: By, as_json: Json = False) -> None:
    """Say that the phone may be collected. The owner, or the claimant, is told. A block that stands on it is named."""
    from api.usecases.custody.blocks import standing_blocks
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import ready as usecase

    with opened_custody() as house:
        asked = asked_by(house, by, "returning a phone to its owner")
        if confirmation.startswith("claim:"):
            exhibit = ready_for_claimant(house, confirmation, asked, as_json)
        else:
            done = usecase(house, confirmation, asked)
            exhibit = done.confirmation.exhibit
            _answer(done, as_json)
        blocks = standing_blocks(house, exhibit, by)
    for block in blocks:
        typer.echo(f"Note: {block}. A block has to be lifted before the phone goes back.", err=True)


def update(confirmation: OrClaim, by: By, as_json: Json = False) -> None:
    """Have the owner told that the phone is still here, as they were promised; or a claimant that they have to wait."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.confirm import update as usecase

    with opened_custody() as house:
        asked = asked_by(house, by, "returning a phone to its owner")
        if confirmation.startswith("claim:"):
            stays_for_claimant(house, confirmation, asked, as_json)
        else:
            _answer(usecase(house, confirmation, asked), as_json)


def offer(  # noqa: PLR0913, PLR0917 - each is an option of the command
    confirmation: Confirmation,
    begins: Annotated[str, typer.Option(help="From when, such as 2023-10-24T10:00.")],
    ends: Annotated[str, typer.Option(help="Until when.")],
    point: Annotated[str, typer.Option(help="Where they collect it. The owner sees this.")],
    by: By,
    minutes: Annotated[int, typer.Option(help="How long each time is.", min=5, max=240)] = 30,
    as_json: Json = False,
) -> None:
    """Offer an owner times to collect, one after the other. They choose one on their page. None is offered twice."""
    from api.show.recovery import slot_json
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery import desk_acts
    from api.usecases.recovery.confirm import confirmation_id
    from api.usecases.recovery.slot_words import in_words
    from tracer.records.recovery.slots import Slots

    with opened_custody() as house:
        first, last = time_to_come("begins", begins, house.now), time_to_come("ends", ends, house.now)
        times, asked = desk_acts.times_between(first, last, minutes), asked_by(house, by, desk_acts.PURPOSE)
        offered = desk_acts.offer(house, confirmation_id(house, confirmation), times, point, asked)
        also = house.records.part(Slots).also(offered)
    for one in offered:
        put_json(slot_json(one, also.get(one.id))) if as_json else put(f"{in_words(one)}, {one.point}")
        if one.id in also and not as_json:
            typer.echo(f"Note: another phone's collection is {also[one.id]} there at that time.", err=True)


def hand_back(  # noqa: PLR0913, PLR0917 - each is an option of the command
    confirmation: OrClaim,
    said: Said,
    identity: Annotated[str, typer.Option(help="How you checked who they are. Kept private.")],
    name: Annotated[str, typer.Option(help="Their name, for the receipt. Kept private.")],
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
    despite_block: Annotated[
        str | None, typer.Option(help="Why it goes back although a block stands on it. Kept private.")
    ] = None,
) -> None:
    """Give the phone to its owner, or to whom a claim was accepted of: receipt, custody, report, notice, or nothing."""
    from api.show.recovery import claim_return_json, hand_back_json
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.hand_back import HandingBack, hand_to_claimant
    from api.usecases.recovery.hand_back import hand_back as usecase
    from tracer.records.recovery.values import ClaimReturn

    handing = HandingBack(confirmation, said.statement(), identity, name, seal, despite_block)
    done: HandBack | ClaimReturn
    with opened_custody() as house:
        asked = asked_by(house, said.by, "returning a phone to its owner")
        if confirmation.startswith("claim:"):
            done = hand_to_claimant(house, handing, asked)
        else:
            done = usecase(house, handing, asked)
    if said.as_json:
        put_json(claim_return_json(done) if isinstance(done, ClaimReturn) else hand_back_json(done))
    else:
        put(f"Handed back. Receipt {done.receipt}: tracer custody receipt prints one to sign.")


def _answer(done: Told, as_json: bool) -> None:
    from api.show.recovery import told_json, told_lines

    if as_json:
        put_json(told_json(done))
        return
    for line in told_lines(done):
        put(line)
