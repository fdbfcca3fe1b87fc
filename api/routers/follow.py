"""The story of one handset, as JSON and as GeoJSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from api.access import Actor, Permission
from api.graph_header import told_of_the_graph
from api.paging import Cursor
from api.schemas.story import EventView, FeaturesView, StayList, StoryView
from api.show.geojson import features_json
from api.show.left_out import left_out_told
from api.show.story_json import event_json, story_json
from api.signing_in import desk_of, needs
from api.usecases.masked import masked
from api.usecases.seen import seen_story

router = APIRouter(tags=["follow"], dependencies=[Depends(told_of_the_graph)])
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
Asked = Annotated[
    str, Query(min_length=1, max_length=300, description="An identifier, seal, exhibit, crime reference or waybill.")
]
ObservedOnly = Annotated[bool, Query(description="Leave out what was worked out.")]
Masked = Annotated[bool, Query(alias="masked", description="Hide the middle of every identifier.")]
GEOJSON = "application/geo+json"


@router.get("/follow", response_model_exclude_unset=True)
def follow(
    request: Request, who: Traces, q: Asked, observed_only: ObservedOnly = False, hide: Masked = False
) -> StoryView:
    """The whole story of one handset, as far as it is open to who asks."""
    seen = seen_story(desk_of(request), who, q, observed_only)
    story = masked(seen.story) if hide else seen.story
    return StoryView.model_validate({**story_json(story), "leftOut": left_out_told(seen.left_out)})


@router.get("/follow.geojson", response_model=FeaturesView, responses={200: {"content": {GEOJSON: {}}}})
def geojson(
    request: Request, who: Traces, q: Asked, observed_only: ObservedOnly = False, hide: Masked = False
) -> JSONResponse:
    """The story as GeoJSON (RFC 7946): a feature for each event."""
    story = seen_story(desk_of(request), who, q, observed_only).story
    answer = JSONResponse(features_json(masked(story) if hide else story), media_type=GEOJSON)
    told_of_the_graph(request, answer)
    return answer


@router.get("/stays", response_model_exclude_unset=True)
def stays(
    request: Request,
    who: Traces,
    q: Asked,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> StayList:
    """Where the handset rested, worked out from its pings."""
    seen = seen_story(desk_of(request), who, q)
    found = [event for event in seen.story.events if event.kind == "stay"]
    after = cursor + limit
    return StayList(
        items=[EventView.model_validate(event_json(event)) for event in found[cursor:after]],
        next=str(after) if after < len(found) else None,
        of=len(found),
        leftOut=left_out_told(seen.left_out),
    )
