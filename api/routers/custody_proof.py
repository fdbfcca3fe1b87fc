"""What proves the record: the check of the whole ledger, checkpoints, bundles, and the files kept with an exhibit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.routers._custody_given import Acts, Given, Reads, Seizure
from api.schemas.custody import RecordedTold
from api.schemas.custody_proof import BundleSaid, CheckpointTold, VerifiedTold
from api.show.custody_answers import etag_of, recorded_told
from api.show.custody_proof import made_json, verified_json
from api.signing_in import desk_of, needs
from api.usecases.custody.checkpoints import checkpoint
from api.usecases.custody.export import Wish
from api.usecases.custody.verify import verify
from api.usecases.custody_web.acts import Words
from api.usecases.custody_web.files import attach_files, read_attachment
from api.usecases.custody_web.proof import bundle
from api.usecases.custody_web.reach import reached
from api.usecases.loading.incoming import forget, receive
from tracer.records.audit import Act

router = APIRouter(prefix="/custody", tags=["custody"])
Discloses = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ, Act.DISCLOSED))]
_BODY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/verify")
def check(request: Request, who: Reads, attachments: bool = True) -> VerifiedTold:  # noqa: ARG001
    """Derive everything again from the stored bytes, and read every attached file again unless that is left out."""
    return VerifiedTold.model_validate(verified_json(verify(desk_of(request).custody, attachments)))


@router.post("/checkpoint", status_code=201)
def sign(request: Request, who: Acts) -> CheckpointTold:  # noqa: ARG001
    """Sign what the ledger is now, and give that to the witnesses that are remembered."""
    return CheckpointTold.model_validate(made_json(checkpoint(desk_of(request).custody, ())))


@router.post("/export", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
def export(request: Request, who: Discloses, said: BundleSaid) -> FileResponse:
    """A bundle of events, proofs, checkpoint, keys and disclosures, for anybody's own check with tracer-verify."""
    wish = Wish(tuple(said.exhibits), said.seizure, tuple(said.disclose), said.attachments)
    out = bundle(desk_of(request), who, wish, said.purpose)
    return FileResponse(
        out.path, media_type="application/zip", filename="bundle.zip", background=BackgroundTask(out.remove)
    )


@router.post("/exhibits/{exhibit:path}/attach", status_code=201, openapi_extra=_BODY)
@takes_files
async def attach(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request,
    response: Response,
    who: Acts,
    exhibit: str,
    given: Given,
    name: Annotated[str, Query(min_length=1, max_length=200, description="The file's name.")],
    note: Annotated[str | None, Query(max_length=2_000)] = None,
) -> RecordedTold:
    """Send a file as the body, to be kept with an exhibit. What acts when it is opened is refused, as is a bomb."""
    desk = desk_of(request)
    key, expect, seizure = given
    # Nobody sends what they may not keep.
    await run_in_threadpool(reached, desk, who, Permission.CUSTODY_WRITE, exhibit, seizure)
    arrived = await receive(desk.settings.incoming, name, request.stream())
    try:
        words = Words(note=note, key=key, expect=expect)
        done = await run_in_threadpool(attach_files, desk, who, (exhibit, seizure), words, [arrived.path])
    finally:
        forget(arrived.path)
    response.headers["ETag"] = etag_of(done.state)
    return recorded_told(done)


@router.get("/attachments/{sha256}", response_class=StreamingResponse)
def attachment(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request,
    who: Discloses,
    sha256: str,
    exhibit: Annotated[str, Query(min_length=1, max_length=200)],
    seizure: Seizure = None,
    purpose: Annotated[str, Query(max_length=200, description="What a receipt that names somebody is read for.")] = "",
) -> StreamingResponse:
    """A file that is kept with an exhibit, to be saved: nothing of it is shown here.

    The receipt of a hand-back names who took it: it is for those who return phones, and for a purpose.
    """
    found, chunks = read_attachment(desk_of(request), who, (exhibit, seizure), sha256, purpose)
    headers = {"Content-Disposition": f'attachment; filename="{sha256[:16]}"', "Content-Security-Policy": "sandbox"}
    return StreamingResponse(chunks, media_type=found.type, headers=headers)
