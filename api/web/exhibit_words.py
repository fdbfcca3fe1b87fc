"""What every list of exhibits says of each: where it is and who holds it, and what somebody has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from fastapi import Request

from api.signing_in import desk_of
from api.usecases.custody.names import names_of
from api.usecases.custody.unaccounted import unaccounted
from api.usecases.custody_web.looking import unsealed
from tracer.custody.doubts import doubt_words
from tracer.custody.events import ExhibitState
from tracer.custody.narrative import standing


def words_of(request: Request) -> dict[str, Any]:
    """The names of officers and places, and what templates ask of exhibits."""
    desk = desk_of(request)
    names = names_of(desk.ledger, officers=True, records=desk.records)

    @cache
    def counted() -> dict[str, str]:
        return {exhibit: one.words(names.place(one.store)) for exhibit, one in unaccounted(desk.custody).items()}

    def to_look_at(states: Sequence[ExhibitState]) -> dict[str, str]:
        bare, unlike = unsealed(desk, states), counted() if states else {}
        found = {state.exhibit: _problems(state, state.exhibit in bare) for state in states}
        first = {exhibit: [unlike[exhibit]] if exhibit in unlike else [] for exhibit in found}
        return {exhibit: ", ".join([*first[exhibit], *problems]) for exhibit, problems in found.items()}

    return {
        "names": names,
        "doubt_words": doubt_words,
        "standing": lambda state: standing(state, names),
        "to_look_at": to_look_at,
    }


def _problems(state: ExhibitState, bare: bool) -> list[str]:
    found = list(dict.fromkeys(doubt_words(flag.code) for flag in state.unexplained))
    if state.awaiting is not None:
        found.append("not accepted")
    return [*found, "not sealed"] if bare else found
