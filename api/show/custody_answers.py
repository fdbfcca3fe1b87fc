"""Exhibits and events in the shapes that the API promises; the commands print the same."""

from __future__ import annotations

from collections.abc import Sequence

from api.schemas.custody import DisposalTold, ExhibitList, ExhibitTold, HistoryTold, RecordedTold
from api.scope import LeftOut
from api.show.custody import recorded_json, state_json
from api.show.custody_history import history_json
from api.show.left_out import left_out_told
from api.usecases.custody.record import Recorded
from tracer.custody.events import ExhibitState
from tracer.custody.narrative import Narrative
from tracer.records.access.values import Approval


def exhibit_told(state: ExhibitState) -> ExhibitTold:
    """An exhibit as it stands."""
    return ExhibitTold.model_validate(state_json(state))


def recorded_told(done: Recorded) -> RecordedTold:
    """What was recorded."""
    return RecordedTold.model_validate(recorded_json(done))


def history_told(told: Narrative) -> HistoryTold:
    """A history."""
    return HistoryTold.model_validate(history_json(told))


def etag_of(state: ExhibitState) -> str:
    """What changes whenever something is recorded of the exhibit."""
    return f'"{state.sequence}"'


def exhibits_page(found: Sequence[ExhibitState], cursor: int, limit: int, left_out: LeftOut) -> ExhibitList:
    """Some of the exhibits."""
    after = cursor + limit
    items = [exhibit_told(one) for one in found[cursor:after]]
    following = str(after) if after < len(found) else None
    return ExhibitList(items=items, next=following, of=len(found), left_out=left_out_told(left_out))


def disposal_told(one: Approval) -> DisposalTold:
    """A disposal."""
    return DisposalTold(
        id=one.id,
        exhibit=one.subject,
        reason=one.reason,
        despite=one.details,
        state=one.state,
        asked_by=one.asked_by,
        asked_at=one.asked_at,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
    )
