"""The same request sent again: told by its idempotency key, and answered as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel

from api.access import Actor
from api.desk import Desk
from tracer.records.access.answers import Answer

Key = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Made up by who asks.")
]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what under which key; None: every time anew."""

    who: Actor
    act: str
    said: BaseModel
    key: str | None


def once(desk: Desk, asking: Asking, do: Callable[[], str]) -> tuple[str, bool]:
    """The id of what `do` made, and whether it was made before under the same key.

    Only ids are kept: a secret that was shown once is not shown again. Raises `AccessError` for a key that stands for
    another request.
    """
    if asking.key is None:
        return do(), False
    key = f"{asking.who.person.id} {asking.act} {asking.key}"
    wanted = hashlib.sha256(json.dumps(asking.said.model_dump(mode="json")).encode("utf-8", "replace")).hexdigest()
    given = desk.answers.given(key, wanted)
    if given is not None:
        return given.body, True
    made = do()
    desk.answers.keep(key, wanted, Answer(201, made))
    return made, False
