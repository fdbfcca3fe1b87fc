"""Stores: what lies in one, what stands still, and a stock-take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas._wire import Said, Wire
from api.schemas.custody import ExhibitTold
from api.usecases.custody.unaccounted import Unlike


class StoreTold(Wire):
    """A store or laboratory."""

    id: str
    kind: str
    name: str
    active: bool


class StoreList(Wire):
    """Stores and laboratories."""

    items: list[StoreTold]
    next: str | None
    of: int


class UnaccountedTold(Wire):
    """An exhibit that was missing in a store, or found there and not recorded there, when it was counted last."""

    exhibit: ExhibitTold
    unlike: Unlike
    store: str
    at: datetime


class StaleTold(Wire):
    """What has not moved for so many days, the longest first, loans past their day, and what counts did not find."""

    days: int
    not_moved: list[ExhibitTold]
    overdue: list[ExhibitTold]
    unaccounted: list[UnaccountedTold]
    shown: int
    of: int


class StockTakeSaid(Said):
    """Labels or seals as they were scanned."""

    scans: Annotated[list[Annotated[str, Field(min_length=1, max_length=300)]], Field(min_length=1, max_length=20_000)]
    reason: Annotated[str | None, Field(max_length=2_000)] = None
    note: Annotated[str | None, Field(max_length=2_000)] = None


class ReportKept(Wire):
    """The report of a stock-take, as it is kept."""

    sha256: str
    size: int


class AmbiguousTold(Wire):
    """A scan that names several exhibits, of which not all were scanned otherwise."""

    text: str
    exhibits: list[ExhibitTold]


class StockTakeTold(Wire):
    """What a stock-take found, against what should be there.

    Of what an `ambiguous` scan names nothing is recorded: whether it is there is said by its seal or its label.
    """

    store: str
    agrees: bool
    found: list[str]
    missing: list[ExhibitTold]
    unexpected: list[ExhibitTold]
    unknown: list[str]
    ambiguous: list[AmbiguousTold] = Field(default=[])
    repeated: int
    report: ReportKept
    recorded: list[int]
    not_recorded: list[str]


class ScanTold(Wire):
    """What one scan in a stock-take is: found, unexpected, several or unknown.

    `standing` says where it is and who holds it. `among` are the exhibits that it may be, where it names several.
    """

    text: str
    outcome: str
    exhibit: ExhibitTold | None
    standing: str | None = None
    among: list[ExhibitTold] = Field(default=[])
