"""MAC: the address of a Wi-Fi or Bluetooth radio (IEEE 802), in lower case with colons.

Handsets show most networks a made-up address that changes. Its second-lowest bit of the first byte is set
("locally administered"), so such an address is taken with a note: it does not name a handset for long.
"""

from __future__ import annotations

import re

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import tidy

_OCTETS = re.compile(r"[0-9a-f]{1,2}(?:([:\-])[0-9a-f]{1,2})(?:\1[0-9a-f]{1,2}){4}", re.IGNORECASE)
_SPACED = re.compile(r"[0-9a-f]{2}(?: [0-9a-f]{2}){5}", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9a-f]{4}([.\-])[0-9a-f]{4}\1[0-9a-f]{4}", re.IGNORECASE)
_BARE = re.compile(r"[0-9a-f]{12}", re.IGNORECASE)
_MULTICAST, _LOCAL = 0x01, 0x02
# What Android answers to programs that may not know the real address.
_HIDDEN = "020000000000"
_DO = "Read it again from Settings, About: six pairs such as 3c:2e:f9:12:34:56."


def _hexadecimal(text: str) -> str | None:
    if _OCTETS.fullmatch(text):
        return "".join(octet.zfill(2) for octet in re.split(r"[:\-]", text)).lower()
    if any(p.fullmatch(text) for p in (_SPACED, _DOTTED, _BARE)):
        return re.sub(r"[ .\-]", "", text).lower()
    return None


class MacKind(IdentifierKind):
    """A MAC address."""

    name = "mac"
    guess_rank = 50

    def parse(self, text: str) -> Parsed:
        """48 bits in any usual notation. Raises IdentifierError for what cannot be one radio's address."""
        digits = _hexadecimal(tidy(text))
        if digits is None:
            raise IdentifierError("not twelve hexadecimal digits of a MAC address", _DO)
        if digits in ("0" * 12, _HIDDEN):
            raise IdentifierError("a placeholder and not a MAC address", _DO)
        first = int(digits[:2], 16)
        if first & _MULTICAST:
            raise IdentifierError("a multicast or broadcast address, which no radio has", _DO)
        value = ":".join(digits[i : i + 2] for i in range(0, 12, 2))
        return self.found(value, *(["locally administered, so probably randomised"] if first & _LOCAL else []))

    def mask(self, value: str) -> str:
        """The maker's half of the first three bytes and the last byte are shown."""
        return value[:8] + ":**:**:" + value[-2:]

    def recognises(self, text: str) -> bool:
        """Only with its separators: twelve bare hexadecimal digits are some makers' serials, or a telephone number."""
        try:
            tidied = tidy(text)
        except IdentifierError:
            return False
        return _hexadecimal(tidied) is not None and not _BARE.fullmatch(tidied)


KIND = MacKind()
