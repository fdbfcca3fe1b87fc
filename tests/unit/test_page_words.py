"""What pages say in words for people: of fields, of one thing, of lists."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError

from api.web.plain_words import list_in, plain_text, wrong_fields
from api.web.view import one_of


class Form(BaseModel):
    """A form."""

    reason: Annotated[str, Field(max_length=3)]
    score: Annotated[float, Field(le=1)] = 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "reason: is not given."),
        ({"reason": "long"}, "reason: is too long, at most 3 characters are taken."),
        ({"reason": "x", "score": 7}, "score: must be at most 1.0."),
        ({"reason": 4}, "reason: input should be a valid string."),
    ],
)
def test_a_field_is_called_by_its_own_name(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Form.model_validate(given)
    assert wrong_fields({**one, "loc": ("body", *one["loc"])} for one in wrong.value.errors()) == said


@pytest.mark.parametrize(
    ("things", "one"),
    [
        ("raids", "raid"),
        ("people", "person"),
        ("entries, the newest first", "entry"),
        ("refused rows", "refused row"),
        ("exhibits of which nobody has said whose they are", "exhibit"),
        ("phones that have not gone back", "phone"),
    ],
)
def test_one_of_some_things_is_called_so(things: str, one: str) -> None:
    assert one_of(things) == one


def test_a_page_says_where_its_list_is_and_no_command() -> None:
    text = plain_text("Register it (tracer custody store add), or write another place as place:NAME.")
    assert text == "Look at the list of stores; an administrator registers new ones."
    assert list_in(text) == ("list of stores", "/stores")
    assert list_in("Ask an administrator.") is None
