"""What all shapes of the API share: names in camel case, values that do not change."""

from __future__ import annotations

from datetime import datetime
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticKnownError

_Wrong = Literal["bool_type", "int_type", "float_type", "datetime_type"]
_WRITTEN: Final[dict[Any, tuple[tuple[type, ...], _Wrong]]] = {
    bool: ((bool,), "bool_type"),
    int: ((int,), "int_type"),
    float: ((int, float), "float_type"),
    datetime: ((str,), "datetime_type"),
}
"""How JSON writes each kind of value, and what is wrong with any other."""


class Wire(BaseModel):
    """Something that is answered."""

    model_config = ConfigDict(frozen=True, from_attributes=True, alias_generator=to_camel, populate_by_name=True)


class Said(BaseModel):
    """Something that is sent. What is not known is refused: a slip in a name must not be passed over.

    Nor is one kind of value taken for another: `false` is no number, and a number no time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    @field_validator("*", mode="before")
    @classmethod
    def _as_it_is_written(cls, said: Any, field: ValidationInfo) -> Any:
        wanted = cls.model_fields[field.field_name or ""].annotation
        kinds = get_args(wanted) if get_origin(wanted) in (Union, UnionType) else (wanted,)
        for kind in kinds:
            written, wrong = _WRITTEN.get(kind, ((), None))
            if wrong and said is not None and (type(said) not in written or _is_number_in_words(said)):
                raise PydanticKnownError(wrong)
        return said


def _is_number_in_words(said: Any) -> bool:
    """Whether a text is a number, which would be taken for the seconds since 1970."""
    if not isinstance(said, str):
        return False
    try:
        float(said)
    except ValueError:
        return False
    return True
