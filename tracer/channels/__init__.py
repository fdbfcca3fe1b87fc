"""The ways to notify somebody. One file each, found by being there."""

from __future__ import annotations

from functools import cache

from tracer.channels._base import Channel, ChannelError, Delivery, Letter, RefusedLetterError, Smtp
from tracer.channels._message import checked_address
from tracer.errors import ConfigurationError
from tracer.registry import modules_in

__all__ = [
    "Channel",
    "ChannelError",
    "Delivery",
    "Letter",
    "RefusedLetterError",
    "Smtp",
    "channel",
    "channels",
    "checked_address",
]


def channel(delivery: Delivery) -> Channel:
    """The channel that the settings name, ready to send. Raises `ConfigurationError` for one that cannot be."""
    kinds = channels()
    if delivery.channel not in kinds:
        raise ConfigurationError(
            f"There is no way to notify called {delivery.channel!r}.", f"Choose one of: {', '.join(sorted(kinds))}."
        )
    return kinds[delivery.channel].opened(delivery)


@cache
def channels() -> dict[str, type[Channel]]:
    """Every kind of channel, by its name."""
    found = [value for module in modules_in(__name__) for value in vars(module).values() if isinstance(value, type)]
    return {kind.name: kind for kind in found if issubclass(kind, Channel) and kind is not Channel}
