"""Sends the notices to owners that are due, beside the pages. Several processes may: a notice is leased to one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from api.beside import beside
from api.desk import Desk
from api.usecases.recovery.send import send_next
from tracer.channels import Channel, channel
from tracer.errors import ConfigurationError, TracerError

_LOOKS_EVERY_S = 2.0
log = structlog.get_logger("tracer.notices")


@contextmanager
def sending(desk: Desk, work: bool) -> Iterator[None]:
    """Sends while the block lasts; then ends the notice that is on its way, and leaves the rest to whoever is next."""
    way = _way(desk) if work else None
    if way is None:
        yield
        return
    with beside("notices", lambda stop: _serve(desk, way, stop)):
        yield


def _way(desk: Desk) -> Channel | None:
    """The channel of the settings, or None where they do not say how notices go out: then they wait."""
    try:
        return channel(desk.settings.delivery)
    except ConfigurationError as error:
        log.warning("notices to owners are not sent", why=error.what, do=error.do)
        return None


def _serve(desk: Desk, way: Channel, stop: threading.Event) -> None:
    house = desk.custody
    while not stop.wait(_LOOKS_EVERY_S):
        try:
            while not stop.is_set() and (done := send_next(house, way, lambda: house.now)) is not None:
                log.info("notice", id=done.notice, state=done.state.value, why=done.why)
        except TracerError as error:
            log.warning("the outbox cannot be worked through", why=type(error).__qualname__)
