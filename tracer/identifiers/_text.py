"""What every kind of identifier does to a text before it looks at it, and the refusals they share.

Unicode: a text is put in NFKC form, so full-width digits (as East Asian input methods type them) become plain
ones. Digits of other scripts are refused, not converted: a label that mixes scripts is worth a second look.
"""

from __future__ import annotations

import re
import unicodedata

from tracer.errors import IdentifierError

MAX_CHARS = 200
DIGITS = frozenset("0123456789")
_SEPARATORS = str.maketrans("", "", " \t-/.")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"))
_NOT_GIVEN = frozenset({
    "n/a", "#n/a", "na", "n.a.", "none", "nil", "null", "nan", "unknown", "unk", "n/k", "nk", "tbc", "tba",
    "#ref!", "#value!", "#name?", "not known", "not given", "not provided", "not available", "not applicable",
    "not recorded", "no imei", "no serial",
})  # fmt: skip
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s?e[+-]?\d+", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?\d{9,}[.,]\d{1,8}", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", re.ASCII)
_FORCED_TEXT = re.compile(r"""=?(["'])(.*)\1|'(.*)""", re.DOTALL)


def tidy(text: str) -> str:
    """The text as plain characters without what surrounds it: spaces, quotes, invisible marks.

    A spreadsheet's ways of forcing text (`="…"`, a leading apostrophe) are taken off. Raises IdentifierError for a
    text that is empty, too long, holds a control character, or says that nothing was given ("N/A").
    """
    if len(text) > MAX_CHARS:
        raise IdentifierError(f"{len(text)} characters, too long for an identifier", "Give one identifier alone.")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _unwrap(text.strip())
    if not text:
        raise IdentifierError("empty", "Give the identifier, or leave the row out.")
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs") and not char.isspace():
            raise IdentifierError(
                f"holds a control character (U+{ord(char):04X})", "The file may be damaged: export it again."
            )
    if is_not_given(text):
        raise IdentifierError("not given", "Fill it in if it becomes known.")
    return text


def _unwrap(text: str) -> str:
    wrapped = _FORCED_TEXT.fullmatch(text)
    if wrapped is None:
        return text
    return str(wrapped.group(2) if wrapped.group(3) is None else wrapped.group(3)).strip()


def is_not_given(text: str) -> bool:
    """Whether the text only says that there is nothing: "N/A", "unknown", "-"."""
    return not any(c.isalnum() for c in text) or " ".join(text.casefold().split()) in _NOT_GIVEN


def is_number_cell(text: str) -> bool:
    """Whether the text looks like a number that a spreadsheet or a program wrote, rather than an identifier."""
    return any(p.fullmatch(text) for p in (_EXPONENT, _DECIMAL, _THOUSANDS))


def refuse_number_cell(text: str) -> None:
    """Raise IdentifierError where digits are lost or in doubt because the cell was a number."""
    do = "Set the column to text in the spreadsheet and type the identifier again from its source."
    if _EXPONENT.fullmatch(text):
        raise IdentifierError("a spreadsheet turned it into a number and lost digits", do)
    if _DECIMAL.fullmatch(text):
        raise IdentifierError("written as a decimal number, so its last digits are in doubt", do)
    if _THOUSANDS.fullmatch(text):
        raise IdentifierError("written as a number with thousands separators", do)


def without_separators(text: str) -> str:
    """The text without the separators people group digits with: space, tab, hyphen, stroke, full stop."""
    return text.translate(_SEPARATORS)


def is_digits(text: str) -> bool:
    """Whether every character is one of the ASCII digits; false for an empty text."""
    return text.isascii() and text.isdigit()


def digits_only(text: str, name: str) -> str:
    """The digits of a tidied text, separators dropped. Raises IdentifierError when anything else is in it."""
    refuse_number_cell(text)
    digits = without_separators(text)
    odd = next((c for c in digits if c not in DIGITS), None)
    if odd is None:
        return digits
    if odd.isdigit():
        raise IdentifierError(f"holds a digit of another script (U+{ord(odd):04X})", f"Type the {name} in digits 0-9.")
    raise IdentifierError(
        f"holds {odd!r}, where only digits belong", "Read it again: letters are often misread digits (O is 0)."
    )


def hide_middle(value: str, head: int, tail: int) -> str:
    """The value with its middle replaced by asterisks; at least half of it is hidden, however short it is."""
    shown = min(head + tail, len(value) // 2)
    tail = min(tail, shown)
    head = shown - tail
    return value[:head] + "*" * (len(value) - shown) + value[len(value) - tail :]
