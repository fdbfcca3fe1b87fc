"""The cells of one row, read as what they should be; every fault says which column and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.identifiers._text import is_not_given
from tracer.identifiers.imei import split_dual
from tracer.model import JsonValue, PhoneSet, canonical_json
from tracer.positions import parse_number, parse_position
from tracer.times import Instant, iso, parse_day, parse_instant

_COUNTRY = re.compile(r"[A-Z]{2}", re.IGNORECASE | re.ASCII)
_COUNTRY_CODES = {"UK": "GB"}
"""What people write for ISO 3166-1 codes; ISO keeps UK free for the United Kingdom, so it means nothing else."""
_ONLY_A_PREFIX = re.compile("(account|consignment|handler|place|seizure):")
_GRADE = re.compile(r"([1-3])-?([A-E])-?([PC])")


def read_country(text: str) -> str:
    """An ISO 3166-1 alpha-2 code in capitals. Raises ValueError."""
    if not _COUNTRY.fullmatch(text.strip()):
        raise ValueError(f"{text[:20]!r} is not a two-letter ISO 3166-1 country code")
    code = text.strip().upper()
    return _COUNTRY_CODES.get(code, code)


def read_grade(text: str) -> str:
    """A 3x5x2 grade as `2CP`. Raises ValueError."""
    match = _GRADE.fullmatch(text.upper().replace(" ", ""))
    if match is None:
        raise ValueError(f"{text[:20]!r} is not a 3x5x2 grade such as 2CP (source 1-3, information A-E, P or C)")
    return "".join(match.groups())


class RowFaultError(ValueError):
    """Why a row is refused, in words for the person who will mend it."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row that are not blank, trimmed, by the kind's column names."""

    given: Mapping[str, str]
    known: frozenset[str]
    latest: datetime

    def text(self, name: str) -> str | None:
        """The cell, or None."""
        return self.given.get(name)

    def thing(self, name: str) -> str | None:
        """The name or id of something in a cell, or None; an id that stops after its prefix (`handler:`) is a fault."""
        value = self.given.get(name)
        if value is not None and _ONLY_A_PREFIX.fullmatch(value):
            raise RowFaultError(f"{name}: {value[:40]!r} names nothing after the colon")
        return value

    def need(self, name: str) -> str:
        """The cell, or a fault where it is empty."""
        value = self.text(name)
        if value is None:
            raise RowFaultError(f"{name}: nothing there, and it is required")
        return value

    def time(self, name: str) -> str | None:
        """An instant as ISO 8601 UTC text, or None. London time is taken where no zone is named."""
        value = self.text(name)
        return None if value is None else iso(self._instant(name, value).at)

    def need_time(self, name: str) -> str:
        """As `time`, with a fault where it is empty."""
        self.need(name)
        return self.time(name) or ""

    def span(self, start: str, end: str) -> tuple[str | None, str | None]:
        """Two instants that bound something; a date without a time means some moment of that day."""
        first, last = self.text(start), self.text(end)
        began = self._day(start, first) if first else None
        ended = self._day(end, last) if last else None
        since = iso(began[0].at) if began else None
        until = iso(ended[1].at) if ended else (iso(began[1].at) if began and began[0] != began[1] else None)
        if since and until and until < since:
            raise RowFaultError(f"{end}: {last} is before {start} {first}")
        return since, until

    def zone(self, *names: str) -> str:
        """`assumed` when any of the times named no zone, otherwise `stated`."""
        values = [(name, self.text(name)) for name in names]
        assumed = any(self._day(name, value)[0].assumed for name, value in values if value)
        return "assumed" if assumed else "stated"

    def position(self) -> dict[str, JsonValue]:
        """`lat` and `lon`, or nothing where both are empty."""
        if self.text("lat") is None and self.text("lon") is None:
            return {}
        try:
            position = parse_position(self.text("lat"), self.text("lon"))
        except ValueError as error:
            raise RowFaultError(str(error)) from None
        return {"lat": position.lat, "lon": position.lon}

    def number(self, name: str) -> float | None:
        """A finite number that is not negative, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            number = parse_number(value, name)
        except ValueError as error:
            raise RowFaultError(str(error)) from None
        if number < 0:
            raise RowFaultError(f"{name} {value!r} is negative")
        return number

    def country(self, name: str) -> str | None:
        """An ISO 3166-1 alpha-2 code in capitals, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return read_country(value)
        except ValueError as error:
            raise RowFaultError(f"{name}: {error}") from None

    def grade(self, name: str = "grade") -> str | None:
        """A 3x5x2 grade as `2CP`, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return read_grade(value)
        except ValueError as error:
            raise RowFaultError(f"{name}: {error}") from None

    def one_of(self, name: str, allowed: frozenset[str]) -> str:
        """The cell in lower case, which must be one of the allowed."""
        value = self.need(name).casefold().replace(" ", "_")
        if value not in allowed:
            raise RowFaultError(f"{name}: {value[:30]!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def identifier(self, name: str, kind: str | None = None) -> str | None:
        """The id (`imei:…`) of the identifier in a cell, or None.

        "Unknown" and the like say nothing in a column for one kind, and are a fault where any kind may stand, since
        there the row is about the identifier.
        """
        value = self.text(name)
        if value is None or (kind is not None and is_not_given(value)):
            return None
        try:
            return parse(value, kind).identifier.id
        except IdentifierError as error:
            raise RowFaultError(f"{name}: {error.what}") from None

    def phone(self, imeis: tuple[str, ...] = ("imei", "imei2"), serial: str | None = "serial") -> PhoneSet | None:
        """The identifiers of the row's phone with its make and model, or None where there are none."""
        found: list[str] = []
        for name in imeis:
            written = self.text(name)
            if written is None or is_not_given(written):
                continue
            for part in (written,) if written.isdigit() else split_dual(written):
                try:
                    found.append(parse(part, "imei").identifier.id)
                except IdentifierError as error:
                    raise RowFaultError(f"{name}: {error.what}") from None
        if serial:
            value = self.identifier(serial, "serial")
            found.extend([value] if value else [])
        return PhoneSet(tuple(found), self._known("make"), self._known("model")) if found else None

    def others(self) -> dict[str, str]:
        """The cells of columns the kind does not know."""
        return {name: value for name, value in self.given.items() if name not in self.known}

    def rest(self, but: frozenset[str] = frozenset()) -> dict[str, JsonValue]:
        """Columns the kind does not know, kept with the record; `but` are left out."""
        extra = {name: value for name, value in self.others().items() if name not in but}
        return {"extra": canonical_json(extra)} if extra else {}

    def texts(self, *names: str) -> dict[str, JsonValue]:
        """The named cells that are not empty."""
        return {name: value for name in names if (value := self.text(name)) is not None}

    def _known(self, name: str) -> str | None:
        """The cell, or None where it only says that nothing is known."""
        value = self.text(name)
        return None if value is None or is_not_given(value) else value

    def _instant(self, name: str, value: str) -> Instant:
        try:
            return parse_instant(value, self.latest)
        except ValueError as error:
            raise RowFaultError(f"{name}: {error}") from None

    def _day(self, name: str, value: str) -> tuple[Instant, Instant]:
        try:
            return parse_day(value, self.latest)
        except ValueError as error:
            raise RowFaultError(f"{name}: {error}") from None
