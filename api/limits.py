"""How much a request may bring: files as much as the setting says, anything else far less."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_ELSE_BYTES = 32 << 20
"""What may be sent to where no files are taken: it is read into memory."""
_AROUND_FILES_BYTES = 64 << 10
"""What a form has beside its files."""
_TAKES_FILES = "takes_files"
_Route = TypeVar("_Route", bound=Callable[..., object])


class TooLargeError(HTTPException):
    """More was sent than is taken; `do` says what to do instead.

    A kind of `HTTPException`, since whatever reads a body turns every other error into one that says nothing.
    """

    def __init__(self, most: int, do: str) -> None:
        super().__init__(413, f"More than {most >> 20} MB were sent, which is the most that is taken at once here.")
        self.do = do


def takes_files(route: _Route) -> _Route:
    """Says of a route that files are sent to it."""
    setattr(route, _TAKES_FILES, True)
    return route


class Limits:
    """Counts what comes in, and stops where it is too much: before it is kept, and whatever its headers promise."""

    def __init__(self, app: ASGIApp, largest_upload: int) -> None:
        self._app = app
        self._largest_upload = largest_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            # Which route it is for is known by now: nothing reads a body before.
            files = getattr(scope.get("endpoint"), _TAKES_FILES, False)
            most = self._largest_upload if files else MOST_ELSE_BYTES
            if came > most + _AROUND_FILES_BYTES * files:
                await _read_off(receive, message, most)
                raise TooLargeError(most, "Load it on the machine itself: tracer load FILE" if files else "Send less.")
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)


async def _read_off(receive: Receive, message: Message, most: int) -> None:
    """Reads as much again and keeps nothing: a browser shows no answer before it has sent what it is sending."""
    while message["type"] == "http.request" and message.get("more_body") and most > 0:
        message = await receive()
        most -= len(message.get("body", b""))
