"""Exhibits and events in the shapes that the API promises; the commands print the same."""

from __future__ import annotations

from api.schemas.custody import ExhibitTold, HistoryTold, RecordedTold
from api.show.custody import recorded_json, state_json
from api.show.custody_history import history_json
from api.usecases.custody.record import Recorded
from tracer.custody.events import ExhibitState
from tracer.custody.narrative import Narrative


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
