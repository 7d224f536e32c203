"""The JSON-LD context at its own address: a version of it never changes, so that documents may rest on it for good."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.http.formats import JSON_LD
from endpoint.http.validators import IMMUTABLE, etag, is_not_modified
from endpoint.problems import ProblemError
from ontology import context

router = APIRouter(tags=["linked data"])


@router.get("/context/{version}.jsonld", summary="The JSON-LD context of a version", response_model=None)
async def versioned(request: Request, version: str) -> Response:
    if version != context.version():
        raise ProblemError(404, f"There is no such version of the context; {context.version()} is the one in use.")
    headers = {"ETag": etag("context", context.document().decode()), "Cache-Control": IMMUTABLE}
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(context.document(), headers=headers, media_type=JSON_LD.media_type)
