"""Whether the ledger only grew since others saw it: roll-back and fork show here, even with the ledger's own key."""

from __future__ import annotations

from datetime import UTC, datetime

from tracer.custody import checkpoint as checkpoints
from tracer.custody import layout
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.checks.contents import Contents
from tracer.custody.checks.growth import require_growth
from tracer.custody.checks.signatures import Cosigned, Signed, Trust, cosignatures, opened
from tracer.custody.note import NoteError, Verifier
from tracer.custody.report import NotVerifiedError, Report

_LINES_PRINTED = 3


def check(contents: Contents, signed: Signed, trust: Trust, report: Report) -> None:
    """Holds each kept checkpoint, in the bundle or brought along, to this one; witnesses asked for must have signed."""
    seen = list(signed.cosigned)
    for label, data in contents.files[layout.WITNESS].items():
        seen += _consistent(layout.WITNESS.format(label), data, signed.keys, contents, signed.checkpoint)
    for number, data in enumerate(trust.witness_notes, start=1):
        keys = {*signed.keys, *trust.keys, *trust.witness_keys}
        name = f"The checkpoint you gave (number {number})"
        if (printed := _printed(name, data)) is not None:
            require_growth(name, printed, contents, signed.checkpoint)
        else:
            seen += _consistent(name, data, tuple(keys), contents, signed.checkpoint)
        report.proven.append("The ledger still holds all that it held at the checkpoint you gave, unaltered.")
    here = max(contents.numbered(layout.ENTRY)) + 1
    for wanted in trust.witness_keys:
        _require_witness(wanted, seen, signed.checkpoint.size)
    report.proven += [_words(item, signed.checkpoint.size, here) for item in seen]
    _say_limits(seen, trust, report)


def _printed(name: str, data: bytes) -> Checkpoint | None:
    """The checkpoint that stands on a receipt, as its QR code gives it: three lines and no signature; else None.

    Who has the paper needs nobody's word for it: what it says is compared.
    """
    lines = data.decode("utf-8", errors="replace").split()
    if len(lines) != _LINES_PRINTED:
        return None
    try:
        return checkpoints.parse("".join(f"{line}\n" for line in lines))
    except NoteError as error:
        raise NotVerifiedError(f"{name}: {error}") from None


def _require_witness(wanted: Verifier, seen: list[Cosigned], size: int) -> None:
    """An earlier signature does not vouch for what came since, or was left out: it has to be on this checkpoint."""
    sizes = [item.size for item in seen if item.witness == wanted]
    if size not in sizes:
        reach = f"only for the first {max(sizes)} of {size} entries" if sizes else "nothing in this bundle"
        raise NotVerifiedError(
            f"The witness {wanted.name} signed {reach}.", "Ask for an export with a checkpoint that it signed."
        )


def _consistent(
    name: str, data: bytes, keys: tuple[Verifier, ...], contents: Contents, head: Checkpoint
) -> tuple[Cosigned, ...]:
    """Who signed a kept checkpoint, once it is known to be the beginning of the bundle's ledger."""
    note = opened(name, data, keys)
    kept = checkpoints.parse(note.text)
    require_growth(name, kept, contents, head)
    return cosignatures(note, kept.size)


def _words(item: Cosigned, size: int, here: int) -> str:
    try:
        at = datetime.fromtimestamp(item.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        raise NotVerifiedError(f"The witness {item.witness.name} gives an impossible time.") from None
    what = "this very checkpoint" if item.size == size else f"the first {item.size} entries"
    covers = "all events here are among them" if item.size >= here else "not all events here are among them"
    return f"The witness {item.witness.name} signed for {what} at {at} by its own clock: {covers}."


def _say_limits(seen: list[Cosigned], trust: Trust, report: Report) -> None:
    if not seen and not trust.witness_notes:
        report.limits.append(
            "That the ledger shows everyone the same history: no witness signed. Whoever holds its key could have "
            "written another one. A checkpoint kept elsewhere shows it: give it with --witness."
        )
    elif seen and not trust.witness_keys:
        report.limits.append("That the witnesses are who they say: name the keys you know with --witness-key.")
