"""A story as a person reads it in a terminal."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.views import Event, Person, Story
from tracer.model import Basis
from tracer.times import LONDON

SIGNS = {Basis.OBSERVED: "●", Basis.ASSERTED: "◆", Basis.INFERRED: "○"}
PINGS_SHOWN = 3
"""Of a longer run of pings the first and last are printed, and how many lie between; JSON and map have all."""

WIDTH_OF_A_FILE = 120
"""Columns, where the answer goes to a file or another program rather than to a terminal."""


def print_story(story: Story) -> None:
    """Print who it belongs to, what it is, and what happened to it in order."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH_OF_A_FILE
    for line in _heading(story):
        console.print(Text(line))
    console.print(_table(story))
    for line in _footing(story):
        console.print(Text(line))


def _heading(story: Story) -> list[str]:
    model = " ".join(part for part in (story.make, story.model) if part) or "make and model unknown"
    lines = [f"{story.handset or 'No handset yet: no row says which phone this identifier is in'}   {model}"]
    lines += [
        f"  identifier  {known.id}" + (f"   CONTESTED: {known.contested}" if known.contested else "")
        for known in story.identifiers
    ]
    for report in story.reports:
        owner = f"owner known ({report.owner_id})" if report.owner_id else "owner not known"
        lines.append(f"  report      {report.force} {report.reference}, {owner}")
    if not story.reports:
        lines.append("  report      none: no loaded report concerns it")
    lines += [
        f"  exhibit     {e.reference} of {e.seizure}, seal {e.seal or 'not given'}{e.standing and f', {e.standing}'}"
        for e in story.exhibits
    ]
    lines += [f"  also names  {other}" for other in story.others]
    return lines


def _table(story: Story) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("When (London)", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("What", overflow="fold")
    table.add_column("Source", no_wrap=True)
    several = sum(known.kind == "imei" for known in story.identifiers) > 1
    for event in _shortened(story.events):
        if isinstance(event, int):
            table.add_row("", "", Text(f"… {event:,} more pings", style="dim"), "")
            continue
        of = f" (of …{event.identifier[-6:]})" if event.identifier and several else ""
        what = Text(event.summary + of + (f", until {_local(event.until)}" if event.until else ""))
        for note in event.notes:
            what.append(f"\n{note}", style="dim")
        for doubt in event.doubts:
            what.append(f"\n! {doubt}", style="bold")
        source = f"{event.source.id[:8]} row {event.source.row}" if event.source else "worked out"
        sign = SIGNS[event.basis] + (f" {event.grade}" if event.grade else "")
        table.add_row(_when(event), sign, what, source)
    return table


def _shortened(events: tuple[Event, ...]) -> list[Event | int]:
    """Long runs of observed and undoubted pings become their first, a count, and their last."""
    shown: list[Event | int] = []
    run: list[Event] = []
    for event in (*events, None):
        if event is not None and event.kind == "ping" and event.basis is Basis.OBSERVED and not event.doubts:
            run.append(event)
            continue
        shown += [run[0], len(run) - 2, run[-1]] if len(run) > PINGS_SHOWN else run
        run = []
        if event is not None:
            shown.append(event)
    return shown


def _footing(story: Story) -> list[str]:
    lines = ["● observed  ◆ asserted, with its 3x5x2 grade  ○ inferred, worked out  ! in doubt"]
    for person in story.handlers:
        lines.append(f"  handler     {person.name} ({person.id}): {person.how} {_sign(person)}")
    for place in story.places:
        lines.append(f"  place       {place.name} ({place.id}), {place.kind}")
    if story.countries:
        lines.append(f"  countries   {', '.join(story.countries)}")
    lines += [f"  showing part of what there is: {n:,} of kind {what}" for what, n in story.shown_of.items()]
    return lines


def _sign(person: Person) -> str:
    score = "" if person.score is None else f"{person.score:.2f}"
    return " ".join(part for part in (SIGNS[person.basis], person.grade, score) if part)


def _when(event: Event) -> str:
    return _local(event.at) if event.at else "undated"


def _local(at: datetime) -> str:
    return at.astimezone(LONDON).strftime("%d %b %Y %H:%M")
