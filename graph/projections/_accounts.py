"""Accounts and handlers as several kinds name them."""

from __future__ import annotations

from graph.ids import account_id, handler_id, parts_of
from graph.projections._drawing import Drawing


def account(drawing: Drawing, own_id: str, platform: str, name: str) -> tuple[str, str]:
    """An account by its id, its platform and the name as written."""
    return drawing.node("Account", own_id, platform=platform.strip().casefold(), name=_plain(own_id, name))


def account_named(drawing: Drawing, text: str) -> tuple[str, str]:
    """An account from the one text a link or a payment names it by."""
    own_id = account_id(None, text)
    platform = parts_of(own_id)[0]
    written = text.partition(":")[2] if text.partition(":")[2] and platform not in ("phone", "email", "name") else text
    return account(drawing, own_id, platform, written)


def sender(drawing: Drawing, kind: str, text: str, name: str | None = None) -> tuple[str, str]:
    """A handler or an account, whichever `kind` says."""
    if kind == "account":
        return account_named(drawing, text)
    own_id = handler_id(text)
    drawing.node("Handler", own_id, weak=True, name=text)
    return drawing.node("Handler", own_id, name=name)


def _plain(own_id: str, name: str) -> str:
    """A phone number or e-mail address is one account however it is written, and is named in its one form."""
    platform, *rest = parts_of(own_id)
    return rest[-1] if platform in ("phone", "email") else name.strip()
