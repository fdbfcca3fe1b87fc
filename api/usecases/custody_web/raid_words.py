"""What a raid says to do, for those who have buttons in place of commands."""

from __future__ import annotations

import re

_INSTEAD = (
    (
        re.compile(r"A seal: \.seal .*", re.DOTALL),
        "If it is a seal or a serial, choose that and scan it again. Where nothing can be read, describe it.",
    ),
    (re.compile(r", then \.finish again\."), ", then count again."),
    (re.compile(r"Count again \(\.count NUMBER\), or take a booking back \(\.undo\)\."), "Count it, or take one back."),
    (re.compile(r"To leave as it is, say why: \.finish REASON"), "To leave it as it is, say why, and finish again."),
    (re.compile(r"check the reference with \.list"), "check the reference in the list."),
    (re.compile(r" ?\(tracer [^)]*\)"), ""),
    (re.compile(r"Book a SIM as a part: \.sub SIM NUMBER"), "Book a SIM as something out of it."),
)


def with_buttons(detail: str) -> str:
    """A detail of an answer without the commands of the terminal."""
    for command, words in _INSTEAD:
        detail = command.sub(words, detail)
    return detail
