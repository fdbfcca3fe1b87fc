"""What proves the record: the check of the ledger, checkpoints, keys and bundles, as JSON or as lines."""

from __future__ import annotations

from collections.abc import Iterator

from api.usecases.custody.checkpoints import Made
from api.usecases.custody.export import Exported
from api.usecases.custody.verify import Verified
from tracer.times import iso

MOST_SHOWN = 20
_NOT_PROVEN = "That what was recorded is true, and that everything that happened was recorded, no ledger can prove."


def verified_json(found: Verified) -> dict[str, object]:
    """The object `tracer custody verify --json` prints."""
    return {
        "verified": not found.problems,
        "size": found.ledger.size,
        "root": found.ledger.root.hex(),
        "checkpoints": found.ledger.checkpoints,
        "opened": found.ledger.opened,
        "erased": found.ledger.erased,
        "attachments": found.attachments,
        "attachmentsErased": found.erased,
        "problems": [{"where": problem.where, "what": problem.what} for problem in found.problems],
    }


def verified_lines(found: Verified) -> Iterator[str]:
    """What is proven and what is not; or what is wrong and where."""
    ledger = found.ledger
    if found.problems:
        yield f"NOT VERIFIED: {len(found.problems)} things are not as they were recorded."
        yield from (f"  {problem.where}: {problem.what}" for problem in found.problems[:MOST_SHOWN])
        if len(found.problems) > MOST_SHOWN:
            yield f"  and {len(found.problems) - MOST_SHOWN} more (--json has all)"
        yield "Stop recording, keep the database as it is, and compare it with a backup and the witnesses' checkpoints."
        return
    yield f"VERIFIED: {ledger.size:,} entries are as they were recorded. Root {ledger.root.hex()}."
    erased = f", {ledger.erased:,} were erased" if ledger.erased else ""
    yield f"  {ledger.opened:,} private texts are what was committed to{erased}."
    yield f"  {ledger.checkpoints:,} checkpoints fit; {found.attachments:,} attached files are unchanged."
    if found.erased:
        yield f"  {found.erased:,} receipts are erased: whom they name was erased, and their key with them."
    if not ledger.checkpoints:
        yield "  No checkpoint was ever made, so a ledger set back as a whole would not show: tracer custody checkpoint"
    yield _NOT_PROVEN


def made_json(made: Made) -> dict[str, object]:
    """The object `tracer custody checkpoint --json` prints."""
    point = made.checkpoint
    return {
        "size": point.size,
        "root": point.root.hex(),
        "note": point.note.decode("utf-8"),
        "keptAt": iso(point.kept_at),
        "given": [{"witness": one.witness, "failed": one.failed} for one in made.given],
    }


def made_lines(made: Made) -> Iterator[str]:
    """The note itself, then who took it."""
    yield from made.checkpoint.note.decode("utf-8").splitlines()
    yield from (f"{one.witness}: {one.failed or 'taken'}" for one in made.given)


def exported_json(done: Exported) -> dict[str, object]:
    """The object `tracer custody export --json` prints."""
    return {
        "file": str(done.file),
        "exhibits": list(done.exhibits),
        "events": done.events,
        "disclosed": done.disclosed,
        "attachments": done.attachments,
        "size": done.size,
        "witnesses": list(done.witnesses),
        "checkpoints": done.checkpoints,
    }
