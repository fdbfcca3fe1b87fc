"""What is said later about an earlier event, which itself never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.custody_house import CustodyHouse
from api.usecases.custody.give_back import require_reason
from api.usecases.custody.names import names_of
from api.usecases.custody.naming import Time, find_place, find_receiver
from api.usecases.custody.record import Recorded, Statement, asking
from api.usecases.custody.reread import Reading, checked, hints
from tracer.custody.events import Entry, EventKind, ExhibitState, FlagCode
from tracer.errors import NotFoundError, UsageError


@dataclass(frozen=True, slots=True)
class Right:
    """What is right, where it was wrong: holder, place, the seal put on, the seal found, what was read off it."""

    holder: str | None = None
    location: str | None = None
    seal: str | None = None
    found: str | None = None
    read: Reading = field(default_factory=Reading)


def correct(house: CustodyHouse, exhibit: str, said: Statement, event: str, right: Right) -> Recorded:
    """Records what is right, and points at the event that said otherwise. A time given is the right time of that.

    Raises `NotFoundError` for an event that the exhibit does not have, and `UsageError` without a reason, with --for,
    and for an identifier that cannot be right.
    """
    require_reason(said.reason, "A correction")
    if said.on_behalf is not None:
        raise UsageError(
            "--for says for whom somebody acts on the thing, and a correction is about the record.",
            "Leave it out; who rightly held it is said with --holder.",
        )
    asked = asking(house, exhibit, said)
    if said.at is None and said.undated is None:
        asked = replace(asked, time=Time(None))
    wrong = _event(house, asked.state.exhibit, event)
    texts = checked(house, right.read, wrong)
    done = asked.record(
        asked.event(
            EventKind.CORRECT,
            texts,
            corrects=wrong.id,
            holder=find_receiver(house.ledger, right.holder) if right.holder else None,
            location=find_place(house.ledger, right.location) if right.location else None,
            seal_after=right.seal,
            seal_before=right.found,
        )
    )
    return replace(done, hints=hints(house, done.entry, texts))


def explain(
    house: CustodyHouse, exhibit: str, said: Statement, codes: Sequence[str], event: str | None = None
) -> Recorded:
    """Records an explanation of doubts: of those that `event` raised, where that is named.

    Raises `NotFoundError` for an event that the exhibit does not have, and `UsageError` for a code that no doubt has,
    without a reason, and where several events raised a doubt of the code and none is named.
    """
    require_reason(said.reason, "An explanation")
    known = [code.value for code in FlagCode]
    explained = [code.replace("-", "_") for code in codes]
    for code in explained:
        if code not in known:
            raise UsageError(f"No doubt is called {code!r}.", f"Use one of {', '.join(known)}.")
    asked = asking(house, exhibit, said)
    doubted = None if event is None else _event(house, asked.state.exhibit, event).id
    if doubted is None:
        _require_one(house, asked.state, explained)
    return asked.record(asked.event(EventKind.EXPLAIN, explains=tuple(dict.fromkeys(explained)), doubted=doubted))


def _require_one(house: CustodyHouse, state: ExhibitState, codes: Sequence[str]) -> None:
    names, numbers = names_of(house.ledger), {one.id: one.sequence for one in house.ledger.history(state.exhibit)}
    for code in codes:
        found = [flag for flag in state.unexplained if flag.code == code]
        if len({flag.event for flag in found}) > 1:
            listed = " ".join(f"Event {numbers[flag.event]}: {names.in_words(flag.what)}" for flag in found)
            raise UsageError(
                f"Several events raised a doubt called {code}. {listed}",
                "Say which event's doubt this explains (--event, with its number), and explain each by itself.",
            )


def _event(house: CustodyHouse, exhibit: str, event: str) -> Entry:
    history = house.ledger.history(exhibit)
    for entry in history:
        if event in (entry.id, str(entry.sequence), f"#{entry.sequence}"):
            return entry
    raise NotFoundError(
        f"The exhibit has no event {event}.", f"It has events 1 to {len(history)}: see tracer custody history."
    )
