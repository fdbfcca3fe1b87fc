"""The same request sent again: told by its idempotency key, and answered as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel

from api.access import Actor
from api.desk import Desk

Key = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Made up by who asks.")
]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what under which key; None: every time anew. `said` is all that the request says."""

    who: Actor
    act: str
    said: BaseModel | Mapping[str, object]
    key: str | None


def once(desk: Desk, asking: Asking, do: Callable[[], str]) -> tuple[str, bool]:
    """The id of what `do` made, and whether it was made before under the same key.

    Only ids are kept: a secret that was shown once is not shown again. What `do` records is of one transaction with the
    key, so it must be short. Raises `AccessError` for a key that stands for another request.
    """
    if asking.key is None:
        return do(), False
    key = f"{asking.who.person.id} {asking.act} {asking.key}"
    said = asking.said.model_dump(mode="json") if isinstance(asking.said, BaseModel) else dict(asking.said)
    wanted = hashlib.sha256(json.dumps(said).encode("utf-8", "replace")).hexdigest()
    return desk.answers.once(key, wanted, do)
