"""Accounts and handlers as several kinds name them."""

from __future__ import annotations

from graph.batch import Value
from graph.ids import account_id, handler_id, parts_of, place_id
from graph.projections._drawing import Drawing, Rank, shown


def account(drawing: Drawing, own_id: str, name: str) -> tuple[str, str]:
    """An account by its id and the name as written."""
    return drawing.node("Account", own_id, platform=parts_of(own_id)[0], name=_plain(own_id, name))


def account_named(drawing: Drawing, text: str) -> tuple[str, str]:
    """An account from the one text a link or a payment names it by."""
    own_id = account_id(None, text)
    written = shown(text, "account")
    before, _, after = written.partition(":")
    named = after if after and account_id(before, after) == own_id else written
    return account(drawing, own_id, named)


def sender(drawing: Drawing, kind: str, text: str, name: str | None = None) -> tuple[str, str]:
    """A handler or an account, whichever `kind` says."""
    if kind == "account":
        return account_named(drawing, text)
    own_id = handler_id(text)
    drawing.node("Handler", own_id, Rank.NAMED, name=shown(text, "handler"))
    return drawing.node("Handler", own_id, name=name)


def place(drawing: Drawing, text: str, **told: Value) -> tuple[str, str]:
    """A place from the text a row names it by, and what else the row tells of it."""
    own_id = place_id(text)
    drawing.node("Place", own_id, Rank.NAMED, name=shown(text, "place"))
    return drawing.node("Place", own_id, Rank.TOLD, **told)


def _plain(own_id: str, name: str) -> str:
    """A phone number or e-mail address is one account however it is written, and is named in its one form."""
    platform, *rest = parts_of(own_id)
    return rest[-1] if platform in ("phone", "email") else name.strip()
