"""Raids as the API answers them."""

from __future__ import annotations

from api.schemas.raids import RaidItemTold, RaidStanding, RaidTold
from api.usecases.custody_web.raid_viewing import RaidView
from tracer.records.raids import Raid


def raid_told(raid: Raid) -> RaidTold:
    """A raid as it was opened."""
    return RaidTold(
        seizure=raid.seizure,
        reference=raid.reference,
        place=raid.place,
        address=raid.address,
        power=raid.power,
        expected=raid.counted,
        opened_at=raid.opened_at,
        finished_at=raid.finished_at,
    )


def raid_standing(view: RaidView, cursor: int, limit: int) -> RaidStanding:
    """A raid with some of its exhibits."""
    after = cursor + limit
    return RaidStanding(
        **raid_told(view.raid).model_dump(),
        cases=list(view.cases),
        booked=view.booked,
        unsealed=view.unsealed,
        by_officer=dict(view.by_officer),
        in_graph=view.in_graph,
        items=[RaidItemTold.model_validate(one) for one in view.items[cursor:after]],
        next=str(after) if after < len(view.items) else None,
        of=len(view.items),
    )
