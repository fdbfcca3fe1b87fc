"""Which place a raid is at: a mistyped name must not become a place of its own without a word."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from api.usecases.custody.raid_joining import same_words
from graph.ids import place_id
from tracer.errors import NotFoundError
from tracer.records.known_places import KnownPlace
from tracer.records.raids import Raid

_NEAR, _ALIKE = 5, 0.8


class PlaceNotKnownError(NotFoundError):
    """No place has this name or id, and some that are known are written much like it: `places` are those."""

    def __init__(self, said: str, places: tuple[KnownPlace, ...]) -> None:
        ids = tuple(one.id for one in places)
        do = "Take one of these, or say that it is a new place."
        super().__init__(f"No place is known as {said}, and some are written much like it.", do, ids)
        self.places = places


def with_raids(known: Sequence[KnownPlace], raids: Sequence[Raid]) -> tuple[KnownPlace, ...]:
    """The places that files tell of, and those of raids, which may not be told of yet."""
    return (*known, *(KnownPlace(place_id(one.place), one.place) for one in raids))


def as_known(place: str, known: Sequence[KnownPlace]) -> str:
    """A place by its short id where its name was said; otherwise as it was said."""
    if any(one.id == place_id(place) for one in known):
        return place
    named = {one.id for one in known if same_words(one.name, place)}
    return named.pop().removeprefix("place:") if len(named) == 1 else place


def is_new(place: str, known: Sequence[KnownPlace], said_new: bool) -> bool:
    """Whether nothing tells of a place yet.

    Raises `PlaceNotKnownError` where known places are written much like it and nobody said that it is a new one.
    """
    if any(one.id == place_id(place) for one in known):
        return False
    near = () if said_new else _nearest(place, known)
    if near:
        raise PlaceNotKnownError(place, near)
    return True


def _nearest(place: str, known: Sequence[KnownPlace]) -> tuple[KnownPlace, ...]:
    """Known places by how they are written, the most alike first, each once and with its name."""
    written: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for one in known:
        names[one.id] = names.get(one.id) or one.name
        for text in filter(None, (one.id, one.name)):
            written.setdefault(_bare(place_id(text)), set()).add(one.id)
    alike = get_close_matches(_bare(place_id(place)), written, n=2 * _NEAR, cutoff=_ALIKE)
    ids = dict.fromkeys(id_ for one in alike for id_ in sorted(written[one]))
    return tuple(KnownPlace(one, names[one]) for one in list(ids)[:_NEAR])


def _bare(id_: str) -> str:
    return id_.removeprefix("place:")
