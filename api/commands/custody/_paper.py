"""The options of every document, and how it is written: to a file, with what it discloses noted in the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put_json, say
from api.commands.custody._common import opened_custody
from api.commands.custody._options import with_options
from api.commands.custody._said import Seizure

if TYPE_CHECKING:
    from api.custody_house import CustodyHouse
    from tracer.custody.documents._input import Imprint
    from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class Paper:
    """What those options said."""

    out: Annotated[Path, typer.Option(help="The file to write.")]
    by: Annotated[str, typer.Option("--by", envvar="TRACER_OFFICER", help="Who prints it: the officer's initials.")]
    force: Annotated[str, typer.Option(envvar="TRACER_FORCE", help="The force, as it is printed.")] = ""
    case: Annotated[str, typer.Option("--case", help="The case, as it is printed.")] = ""
    notice: Annotated[str, typer.Option(help="A sentence for every page.")] = ""
    seizure: Seizure = None
    as_json: Json = False


Made = Callable[["CustodyHouse", "Asked", "Imprint"], bytes]


def with_paper(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of `Paper` in place of its parameter `paper`."""
    return with_options(command, "paper", Paper)


def write(paper: Paper, what: str, make: Made) -> None:
    """Make a document and write it. `what` is the purpose that the audit notes."""
    from api.usecases.custody.history import asked_by
    from tracer.custody.documents._input import Imprint
    from tracer.custody.safely import write_safely
    from tracer.errors import UsageError

    with opened_custody() as house:
        asked = asked_by(house, paper.by, f"printing {what}")
        imprint = Imprint(house.now.replace(microsecond=0), paper.by, paper.force, paper.case, paper.notice)
        data = make(house, asked, imprint)
    try:
        write_safely(paper.out, data)
    except OSError as error:
        raise UsageError(f"{paper.out} cannot be written ({error.strerror}).", "Name another file.") from error
    if paper.as_json:
        put_json({"file": str(paper.out), "bytes": len(data)})
    else:
        say(f"Written: {paper.out}")
