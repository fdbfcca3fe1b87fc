"""Serial: the maker's serial number of a handset or a part, which has no common form and no check."""

from __future__ import annotations

import re

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import hide_middle, tidy

_LABEL = re.compile(r"(?:s/?n|serial(?:\s(?:no\.?|number))?)\s*[:#=]\s*", re.IGNORECASE)
_ALLOWED = re.compile(r"[A-Z0-9/\-.]", re.ASCII)
_LEAST, _MOST = 5, 40
# What a handset says when its maker never set one.
_DEFAULTS = frozenset({"0123456789ABCDEF", "0123456789", "123456789", "1234567890", "DEFAULT", "DEFAULTSTRING"})


class SerialKind(IdentifierKind):
    """A serial number in upper case."""

    name = "serial"
    guess_rank = 90

    def parse(self, text: str) -> Parsed:
        """5 to 40 letters, digits, strokes, hyphens and full stops. Raises IdentifierError."""
        value = _LABEL.sub("", tidy(text), count=1).upper()
        do = "Read it again from the handset's settings or its box."
        odd = next((c for c in value if not _ALLOWED.match(c)), None)
        if odd is not None:
            raise IdentifierError(f"holds {odd!r}, which serial numbers do not", do)
        if not _LEAST <= len(value) <= _MOST:
            raise IdentifierError(f"{len(value)} characters, and a serial number has {_LEAST} to {_MOST}", do)
        if value in _DEFAULTS or len(set(value)) == 1:
            raise IdentifierError("a placeholder and not a serial number", do)
        return self.found(value)

    def mask(self, value: str) -> str:
        """The first three and last two characters are shown."""
        return hide_middle(value, 3, 2)

    def recognises(self, text: str) -> bool:
        """Only a text with both letters and digits: bare digits are more likely something else, mistyped."""
        try:
            value = self.parse(text).identifier.value
        except IdentifierError:
            return False
        return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


KIND = SerialKind()
