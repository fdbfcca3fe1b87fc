"""What all shapes of the API share: names in camel case, values that do not change."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    """Something that is answered."""

    model_config = ConfigDict(frozen=True, from_attributes=True, alias_generator=to_camel, populate_by_name=True)


class Said(BaseModel):
    """Something that is sent. What is not known is refused: a slip in a name must not be passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)
