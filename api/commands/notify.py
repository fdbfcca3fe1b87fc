"""`tracer notify`: the outbox of notices to owners and claimants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._common import opened_custody

if TYPE_CHECKING:
    from api.usecases.recovery.send import Outcome

By = Annotated[str, typer.Option("--by", envvar="TRACER_OFFICER", help="Who does it: the officer's initials.")]
NoticeId = Annotated[str, typer.Argument(help="The notice's id, as `list` shows it.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        no_args_is_help=True, help="Notices to owners and claimants: what waits, what went out, what was given up."
    )
    group.command("list")(list_)
    for command in (send, retry, told, preview, check):
        group.command()(command)
    app.add_typer(group, name="notify")


def list_(
    state: Annotated[str | None, typer.Option(help="Only these: waiting, sent, dead or void.")] = None,
    as_json: Json = False,
) -> None:
    """The notices, newest first. Those given up (dead) say why."""
    from api.show.recovery import notice_json, notice_line
    from tracer.errors import UsageError
    from tracer.records.recovery.outbox import Outbox
    from tracer.records.recovery.values import NoticeState

    if state is not None and state not in list(NoticeState):
        raise UsageError(f"There is no state {state!r}.", f"Choose one of: {', '.join(NoticeState)}.")
    with opened_custody() as house:
        outbox = house.records.part(Outbox)
        found = outbox.every(None if state is None else NoticeState(state))
        counts = outbox.counts()
    for one in found:
        put_json(notice_json(one)) if as_json else put(notice_line(one))
    say("; ".join(f"{number} {name}" for name, number in counts.items()))


def send(
    watch: Annotated[float, typer.Option(help="Go on, and look again after so many seconds.", min=0)] = 0,
    as_json: Json = False,
) -> None:
    """Send what is due. Several may run at once. A notice goes out at least once; exit 1 where one did not."""
    import time

    from api.usecases.recovery.send import send_due
    from tracer.channels import channel

    with opened_custody() as house:
        way = channel(house.settings.delivery)
        outcomes = send_due(house, way, lambda: house.now, lambda one: _told(one, as_json))
        while watch:
            time.sleep(watch)
            send_due(house, way, lambda: house.now, lambda one: _told(one, as_json))
    say(f"{sum(one.state == 'sent' for one in outcomes)} sent of {len(outcomes)} that were due.")
    if any(one.state != "sent" for one in outcomes):
        raise typer.Exit(1)


def retry(
    notice: NoticeId,
    by: By,
    reason: Annotated[str, typer.Option(help="What was mended.")],
    as_json: Json = False,
) -> None:
    """Put a notice that was given up back into the queue."""
    from api.show.recovery import notice_json, notice_line
    from api.usecases.custody.history import asked_by
    from tracer.records.recovery.outbox import Outbox

    with opened_custody() as house:
        done = house.records.part(Outbox).retry(notice, house.now, asked_by(house, by, reason))
    put_json(notice_json(done)) if as_json else put(notice_line(done))


def told(  # noqa: PLR0913, PLR0917 - each is an option of the command
    notice: NoticeId,
    how: Annotated[str, typer.Option(help="telephone, post or in person.")],
    by: By,
    at: Annotated[str | None, typer.Option(help="When, such as 2023-10-20T10:00; now where it is left out.")] = None,
    reason: Annotated[str, typer.Option(help="Why, where the notice was not given up and still waits.")] = "",
    as_json: Json = False,
) -> None:
    """Note that they were told otherwise what a notice says. It is owed no more, and does not go out."""
    from api.show.recovery import notice_json, notice_line
    from api.usecases.custody.history import asked_by
    from api.usecases.custody.naming import read_time
    from api.usecases.recovery.desk_acts import TELLING
    from tracer.errors import UsageError
    from tracer.records.recovery.outbox import Outbox
    from tracer.records.recovery.values import ToldBy

    if how not in list(ToldBy):
        raise UsageError(f"{how!r} is no way to tell them.", f"Choose one of: {', '.join(ToldBy)}.")
    with opened_custody() as house:
        when = read_time(at, None, house.now).at or house.now
        asked = asked_by(house, by, TELLING)
        done = house.records.part(Outbox).told(notice, ToldBy(how), when, asked, reason)
    put_json(notice_json(done)) if as_json else put(notice_line(done))


def preview(notice: NoticeId, as_json: Json = False) -> None:
    """What a notice says, without whom it goes to."""
    from api.usecases.recovery.send import preview as usecase

    with opened_custody() as house:
        text = usecase(house, notice)
    put_json({"subject": text.subject, "body": text.body}) if as_json else put(f"{text.subject}\n\n{text.body}")


def check(
    code: Annotated[str, typer.Argument(help="The check code, as the owner reads it out.")], as_json: Json = False
) -> None:
    """Whether a check code is of a notice of ours; exit 1 when it is not."""
    from api.show.recovery import notice_json, subject
    from tracer.records.recovery.outbox import Outbox

    with opened_custody() as house:
        found = house.records.part(Outbox).of_check_code(code)
    if as_json:
        put_json({"ours": found is not None, "notice": None if found is None else notice_json(found)})
    elif found is not None:
        put(f"Ours: {found.kind}, about {subject(found)}.")
    if found is None:
        say("No notice of ours has that code. Tell the owner to answer nothing and to open no link in it.")
        raise typer.Exit(1)


def _told(one: Outcome, as_json: bool) -> None:
    if as_json:
        put_json({"notice": one.notice, "state": one.state.value, "why": one.why})
    else:
        put(f"{one.notice}: {one.state.value}{f' ({one.why})' if one.why else ''}")
