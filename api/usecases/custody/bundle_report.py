"""What a bundle tells in words: every event of its exhibits, with the doubts and what was said to explain them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracer.custody.events import Entry
from tracer.custody.narrative import Narrative, Sight, narrate
from tracer.custody.sentences import Names
from tracer.custody.telling import history_lines

_HEAD = """\
What the ledger {ledger} tells of {count}, in words.

This is how the force's own program reads the events under entries/, which are what tracer-verify proves. It proves that
they were not altered, not that they are true. Private texts that were not disclosed stand here as withheld.
"""


def bundle_report(
    ledger: str, entries: Sequence[Entry], names: Names, disclosed: Iterable[tuple[int, str, str]]
) -> str:
    """The report on these entries of one or more exhibits.

    `disclosed` are the texts that go into the bundle: the entry's index, the field and the text.
    """
    ids = {entry.index: entry.id for entry in entries}
    sight = Sight(texts={(ids[index], field): text for index, field, text in disclosed})
    of: dict[str, list[Entry]] = {}
    for entry in entries:
        of.setdefault(entry.event.exhibit, []).append(entry)
    told = [narrate(each, names, sight) for each in of.values()]
    count = "1 exhibit" if len(told) == 1 else f"{len(told)} exhibits"
    lines = [_HEAD.format(ledger=ledger, count=count), *_doubts(told)]
    for each in told:
        lines += ["", "", *history_lines(each)]
    return "\n".join(lines) + "\n"


def _doubts(told: Sequence[Narrative]) -> Iterator[str]:
    """What is doubtful in all of them, before anything else."""
    every = [(one.reference, line, doubt) for one in told for line in one.lines for doubt in line.doubts]
    if not every:
        yield "Doubts about the chain of custody: the rules raised none."
        return
    open_ = sum(doubt.explanation is None for _, _, doubt in every)
    yield f"Doubts about the chain of custody: {len(every)}, of which nobody has explained {open_}."
    for reference, line, doubt in every:
        said = "Nobody has explained it." if doubt.explanation is None else "It is explained below."
        yield f"  - {reference}, event {line.number}: {doubt.words} {said}"
