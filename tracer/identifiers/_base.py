"""What an identifier is, and what each kind of identifier must be able to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from tracer.errors import IdentifierError


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier in its normal form: two texts that mean the same identifier give equal ones."""

    kind: str
    value: str

    @property
    def id(self) -> str:
        """The name used in the graph and in records, such as `imei:490154203237518`."""
        return f"{self.kind}:{self.value}"

    @classmethod
    def from_id(cls, text: str) -> Identifier:
        """The identifier an `id` names. It trusts the value, so it is for ids we wrote: texts from outside are parsed.

        Raises IdentifierError when the text has no kind or no value.
        """
        kind, _, value = text.partition(":")
        if not kind or not value:
            raise IdentifierError(
                "not an identifier's id", "An id is a kind and a value, such as imei:490154203237518."
            )
        return cls(kind, value)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An identifier read from a text, with what was changed on the way ("check digit not sent")."""

    identifier: Identifier
    notes: tuple[str, ...] = ()


class IdentifierKind(ABC):
    """One kind of identifier. Its module is named after it and holds one instance called `KIND`.

    `name` is the prefix of its ids. Kinds with a lower `guess_rank` are asked first when a bare text comes
    without its kind.
    """

    name: ClassVar[str]
    guess_rank: ClassVar[int]

    @abstractmethod
    def parse(self, text: str) -> Parsed:
        """The identifier in its normal form. Raises IdentifierError with the reason and what to do."""

    @abstractmethod
    def mask(self, value: str) -> str:
        """The value for people who may not see it whole: enough to recognise it by, the middle hidden."""

    @abstractmethod
    def recognises(self, text: str) -> bool:
        """Whether a bare text is most likely of this kind, right or mistyped. Never raises."""

    def found(self, value: str, *notes: str) -> Parsed:
        """The result of parsing: a value of this kind, already in its normal form."""
        return Parsed(Identifier(self.name, value), notes)
