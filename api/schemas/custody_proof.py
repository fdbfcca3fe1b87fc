"""What proves the record: the check of the ledger, checkpoints, and what goes into a bundle."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas._wire import Said, Wire


class ProblemTold(Wire):
    """Something that is not as it was recorded, and where."""

    where: str
    what: str


class VerifiedTold(Wire):
    """What a check of the ledger found."""

    verified: bool
    size: int
    root: str
    checkpoints: int
    opened: int
    erased: int
    attachments: int
    attachments_erased: int
    problems: list[ProblemTold]


class GivenTold(Wire):
    """A witness that a checkpoint was given to, and why that failed (nothing: it took it)."""

    witness: str
    failed: str | None


class CheckpointTold(Wire):
    """A signed checkpoint: what the ledger was, and who else keeps it."""

    size: int
    root: str
    note: str
    kept_at: datetime
    given: list[GivenTold]


class BundleSaid(Said):
    """Exhibits, the private fields that the recipient may see (or "all"), and what for."""

    exhibits: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=500)]
    seizure: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    disclose: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)] = Field(default_factory=list)
    attachments: bool = True
    purpose: Annotated[str, Field(max_length=200, description="Needed as soon as anything private is disclosed.")] = ""
