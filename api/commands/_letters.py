"""What owners write and are answered, as commands of `tracer returns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._common import opened_custody
from api.commands.notify import By

if TYPE_CHECKING:
    from tracer.records.recovery.values import Settled


def messages(
    reference: Annotated[str, typer.Argument(help="The crime reference of the report.")],
    force: Annotated[str, typer.Option(help="The force whose reference it is.")],
    by: By,
    as_json: Json = False,
) -> None:
    """What the owner of a report wrote and was answered. The audit notes who read it."""
    from api.show.recovery import message_json, message_lines
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.one_return import READING
    from tracer.records.recovery.messages import Messages
    from tracer.recovery.report import Report

    with opened_custody() as house:
        found = house.records.part(Messages).read(Report(force, reference), asked_by(house, by, READING))
    for one in found:
        if as_json:
            put_json(message_json(one))
            continue
        for line in message_lines(one):
            put(line)


def answer(
    message: Annotated[str, typer.Argument(help="The message's id, as `messages` shows it.")],
    text: Annotated[str, typer.Option(help="The answer. The owner reads it: name no person and no place.")],
    by: By,
    decided: Annotated[
        str | None,
        typer.Option(
            help="theirs or not-theirs, where they say that it is not theirs or that somebody else claims it. The "
            "latter takes the confirmation back. claim-stands, where they say that it is theirs and a claim was "
            "accepted."
        ),
    ] = None,
) -> None:
    """Answer an owner, who is told that there is an answer. An objection is answered with what was decided."""
    from api.usecases.custody.history import asked_by
    from api.usecases.recovery.desk_acts import PURPOSE
    from tracer.records.recovery.replies import Replies

    decision = _decision(decided)
    with opened_custody() as house:
        house.records.part(Replies).answer(message, text, asked_by(house, by, PURPOSE), decision)
    put(f"{message}: answered{f', and decided: {decision.words}' if decision else ''}.")


def _decision(text: str | None) -> Settled | None:
    from tracer.errors import UsageError
    from tracer.records.recovery.values import Settled

    if text is None:
        return None
    known = {one.replace(" ", "-"): one for one in Settled}
    if text not in known:
        raise UsageError(f"--decided: {text!r} is none.", f"Choose one of: {', '.join(known)}.")
    return known[text]
