"""The tables of bringing phones back. No name, address or message of an owner stands in them unencrypted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint

from tracer.records.tables import AnyText, metadata


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, AnyText, nullable=False, **options)


def _texts(*names: str) -> list[Column[str]]:
    return [_text(name) for name in names]


def _perhaps(*names: str) -> list[Column[str]]:
    return [Column(name, AnyText, nullable=True) for name in names]


def _report() -> list[Column[str]]:
    """A theft report as it was written, and the opaque id of its owner, which is one to one with it."""
    return _texts("force", "reference", "owner")


def _confirmation() -> Column[str]:
    return Column("confirmation", AnyText, ForeignKey("confirmation.id"), nullable=False)


confirmation = Table(
    "confirmation",
    metadata,
    _text("id", primary_key=True),
    _text("key", unique=True),
    *_report(),
    *_texts("exhibit", "reasons"),
    Column("enhanced", Boolean, nullable=False),
    *_texts("by", "at"),
    *_perhaps("ready_at", "withdrawn_by", "withdrawn_at", "withdrawn_why", "returned_at"),
    Index("confirmation_by_owner", "owner"),
    Index("confirmation_by_exhibit", "exhibit"),
)
"""That an exhibit is the handset of a report: who said so, when, and the reasons they were shown (JSON). It is never
edited: it is withdrawn, or ends with the return. `enhanced`: the owner has enhanced rights under the Victims' Code."""

OPEN = (confirmation.c.withdrawn_at.is_(None), confirmation.c.returned_at.is_(None))
"""Of a confirmation: that it holds, and the phone has not gone back."""

claim = Table(
    "claim",
    metadata,
    _text("id", primary_key=True),
    *_texts("exhibit", "kind", "person"),
    Column("sealed", LargeBinary, nullable=False),
    *_texts("by", "at"),
    *_perhaps("outcome", "decided_by", "decided_at", "decided_why"),
    Column("mailed", Boolean, nullable=True),
    Index("claim_by_exhibit", "exhibit"),
)
"""Somebody says an exhibit is theirs. `sealed` is who and why, under the key of the person of its own, `person`.
`mailed`: an e-mail address is among it."""

claim_decision = Table(
    "claim_decision",
    metadata,
    _text("id", primary_key=True),
    Column("claim", AnyText, ForeignKey("claim.id"), nullable=False),
    *_texts("outcome", "by", "at", "why"),
    Index("claim_decision_by_claim", "claim"),
)
"""A decision on a claim that was changed since, as it had been. The one that holds stands in `claim`."""

one_person = Table(
    "one_person",
    metadata,
    _text("id", primary_key=True),
    Column("claim", AnyText, ForeignKey("claim.id"), nullable=False),
    Column("number", Integer, nullable=False),
    *_report(),
    Column("one", Boolean, nullable=False),
    *_texts("by", "at", "why"),
    UniqueConstraint("claim", "number"),
)
"""That whoever makes a claim is the owner of a report, or is not after all: the last of a claim holds."""

claim_return = Table(
    "claim_return",
    metadata,
    Column("claim", AnyText, ForeignKey("claim.id"), primary_key=True),
    *_texts("ready_by", "ready_at"),
    *_perhaps("begins", "ends", "point"),
    Column("key", AnyText, nullable=True, unique=True),
    *_perhaps("event", "receipt", "by", "at"),
)
"""An accepted claim whose exhibit may be collected: the time agreed on, and once it was handed over the key, the
ledger's event, the receipt's SHA-256, by whom and when."""

notice = Table(
    "notice",
    metadata,
    _text("id", primary_key=True),
    _text("key", unique=True),
    _text("kind"),
    *_report(),
    Column("confirmation", AnyText, ForeignKey("confirmation.id"), nullable=True),
    _text("mark"),
    Column("secret", LargeBinary, nullable=True),
    *_perhaps("due", "until"),
    _text("state"),
    Column("attempts", Integer, nullable=False),
    _text("next_at"),
    *_perhaps("lease", "leased_until", "why"),
    _text("created_at"),
    *_perhaps("sent_at", "channel", "claim"),
    Index("notice_by_state", "state", "next_at"),
    Index("notice_by_mark", "mark"),
    Index("notice_by_owner", "owner"),
)
"""The outbox. `state` is waiting, sent, dead (given up, with `why`) or void (not to be sent). `mark` is a keyed
commitment to its check code, `secret` an encrypted sign-in code until it was sent, `until` when it is of no use.
`claim`: it goes to whom that claim is of; `owner` is their id then, and `reference` the claim's."""

victim_code = Table(
    "victim_code",
    metadata,
    _text("mark", primary_key=True),
    *_report(),
    Column("known", Boolean, nullable=False),
    _text("until"),
    Index("victim_code_by_owner", "owner"),
)
"""One-time codes, by a keyed commitment; `known` is false where the reference is nobody's: such opens nothing."""

victim_session = Table(
    "victim_session",
    metadata,
    _text("id", primary_key=True),
    *_report(),
    *_texts("csrf", "until"),
)
"""Owners who are signed in, apart from staff. `id` is the SHA-256 of what the browser holds."""

victim_message = Table(
    "victim_message",
    metadata,
    _text("id", primary_key=True),
    _text("key", unique=True),
    *_report(),
    _text("kind"),
    Column("sealed", LargeBinary, nullable=False),
    _text("at"),
    Column("answer", LargeBinary, nullable=True),
    *_perhaps("answered_by", "answered_at", "about", "decision"),
    Index("victim_message_by_owner", "owner"),
)
"""What owners wrote, and the answers, encrypted with the owner's own key. `about` is the confirmation of the phone that
they write about; none: all that the report has. `decision`: what was decided where they object."""

collection_slot = Table(
    "collection_slot",
    metadata,
    _text("id", primary_key=True),
    _confirmation(),
    *_texts("begins", "ends", "point", "offered_by"),
    *_perhaps("chosen_at"),
    Index("collection_slot_by_confirmation", "confirmation"),
)
"""Times at which an owner may collect, and the collection point's name. At most one of a confirmation is chosen."""

hand_back = Table(
    "hand_back",
    metadata,
    _text("id", primary_key=True),
    _text("key", unique=True),
    _confirmation(),
    *_texts("event", "receipt", "by", "at"),
    Index("hand_back_by_confirmation", "confirmation", unique=True),
)
"""A phone went back: the ledger's event and the receipt's SHA-256."""
