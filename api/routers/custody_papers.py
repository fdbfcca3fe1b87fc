"""Documents about exhibits, as PDF, and a case file for other tools. Each is noted in the audit as a disclosure."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import Actor, Permission
from api.signing_in import desk_of, needs
from api.usecases.custody_web.printing import CASE_FILE, Wish, printed_paper
from tracer.records.audit import Act

router = APIRouter(prefix="/custody/papers", tags=["custody"])
Prints = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ, Act.DISCLOSED))]
Names = Annotated[list[str], Query(max_length=500, description="The exhibits; with a seizure alone, all of it.")]
Name = Annotated[str | None, Query(min_length=1, max_length=200)]
JSON_LD = "application/ld+json"


@router.get("/{kind}", response_class=Response, responses={200: {"content": {"application/pdf": {}, JSON_LD: {}}}})
def paper(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Prints,
    kind: Literal["label", "seal-label", "receipt", "mg11", "mg12", "case-uco"],
    exhibit: Names = [],  # noqa: B006 - FastAPI copies it
    seizure: Name = None,
    taken_from: Annotated[Name, Query(alias="from", description="From whom it was taken, for a receipt.")] = None,
    counted: Annotated[int | None, Query(ge=0, le=999_999, description="What was counted, for an MG12.")] = None,
    witness: Annotated[str, Query(max_length=200, description="Whose statement an MG11 is to be.")] = "",
    occupation: Annotated[str, Query(max_length=100)] = "Police officer",
    first: Annotated[int, Query(ge=0, le=24, description="The first free label of an A4 sheet; 0: no sheet.")] = 0,
    purpose: Annotated[
        str, Query(max_length=200, description="What a receipt is to name whoever took it for: for who returns phones.")
    ] = "",
) -> Response:
    """A label, a seal label, a receipt, a continuity statement (MG11), an exhibit list (MG12), or CASE/UCO."""
    wish = Wish(tuple(exhibit), seizure, taken_from, counted, witness, occupation, first, purpose)
    data = printed_paper(desk_of(request), who, kind, wish)
    if kind == CASE_FILE:
        headers = {"Content-Disposition": f'attachment; filename="{kind}.jsonld"'}
        return Response(data, media_type=JSON_LD, headers=headers)
    headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)
