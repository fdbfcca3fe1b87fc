"""What requests about exhibits have in common: how an exhibit is named, keys, and what was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response

from api.access import Actor, Permission
from api.schemas.custody import ActSaid, RecordedTold
from api.show.custody_answers import etag_of, recorded_told
from api.signing_in import desk_of, needs
from api.usecases.custody_web.acts import Act, Words, do, pass_on
from tracer.records.audit import Act as Noted

Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ))]
Acts = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Noted.ALTERED))]
Passes = Annotated[Actor, Depends(needs(Permission.CUSTODY_HOLD, Noted.ALTERED, Permission.CUSTODY_WRITE))]
"""Whoever may record anything, and whoever may accept or hand on what they hold: which of them, the act says."""
Seizure = Annotated[
    str | None, Query(min_length=1, max_length=100, description="The seizure, where several have the reference.")
]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")
]
Match = Annotated[
    str | None, Header(alias="If-Match", pattern=r'^(\*|(W/)?"[0-9]{1,9}")$', description="The ETag that was seen.")
]


def last_seen(seen: Match = None) -> int | None:
    """The exhibit's last sequence as whoever asks saw it."""
    return None if seen is None or seen == "*" else int(seen.removeprefix("W/").strip('"'))


Seen = Annotated[int | None, Depends(last_seen)]


def given(expect: Seen, key: Key = None, seizure: Seizure = None) -> tuple[str | None, int | None, str | None]:
    """The key, the sequence that was seen, and the seizure."""
    return key, expect, seizure


Given = Annotated[tuple[str | None, int | None, str | None], Depends(given)]


def words_of(said: ActSaid, key: str | None, expect: int | None) -> Words:
    """What is said with any event."""
    return Words(said.at, said.undated, said.reason, said.note, said.on_behalf, key, expect)


@dataclass(frozen=True, slots=True)
class About:
    """A request to record an act of an exhibit: who asks, which exhibit, under which key, and what was seen before."""

    request: Request
    response: Response
    who: Actor
    exhibit: str
    given: tuple[str | None, int | None, str | None]
    passing: bool = False

    @property
    def key(self) -> str | None:
        """The key under which the same request is done once."""
        return self.given[0]

    def recorded(self, said: ActSaid, act: Act) -> RecordedTold:
        """Records an act and answers it, with the exhibit's new ETag."""
        key, expect, seizure = self.given
        words, named = words_of(said, key, expect), (self.exhibit, seizure)
        done = (pass_on if self.passing else do)(desk_of(self.request), self.who, named, words, act)
        self.response.headers["ETag"] = etag_of(done.state)
        return recorded_told(done)


def about(request: Request, response: Response, who: Acts, exhibit: str, given: Given) -> About:
    """What each act is told."""
    return About(request, response, who, exhibit, given)


def passing(request: Request, response: Response, who: Passes, exhibit: str, given: Given) -> About:
    """What each act is told by which it is accepted or handed on."""
    return About(request, response, who, exhibit, given, passing=True)


Asked = Annotated[About, Depends(about)]
Passing = Annotated[About, Depends(passing)]
