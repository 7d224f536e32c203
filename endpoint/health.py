"""For operators and crawlers: is the process alive, can it answer, where may a crawler go."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from endpoint.engine import Answer
from endpoint.evaluation import Job
from endpoint.problems import ProblemError
from endpoint.site import Site
from endpoint.validators import FRESH, NOT_STORED

router = APIRouter(tags=["operation"])

READY_WITHIN_S = 5.0
_PROBE = "ASK { ?s ?p ?o }"


@router.get("/health/live", summary="The process runs", response_model=None)
async def live() -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": NOT_STORED})


@router.get("/health/ready", summary="The release answers queries", response_model=None)
async def ready(request: Request) -> Response:
    site = Site.of(request)
    job = Job(_PROBE, "json", site.release.manifest.base, site.settings.query_max_bytes)
    try:
        answer = await asyncio.wait_for(site.engine.run(job), READY_WITHIN_S)
    except TimeoutError:
        answer = None
    if not isinstance(answer, Answer):
        raise ProblemError(503, "The release does not answer queries now.", headers={"Retry-After": "5"})
    body = {"status": "ok", "release": site.release.id, "quads": site.release.manifest.quads}
    return JSONResponse(body, headers={"Cache-Control": NOT_STORED})


@router.get("/robots.txt", summary="Where crawlers may go", response_model=None)
async def robots() -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /sparql\n", headers={"Cache-Control": FRESH})
