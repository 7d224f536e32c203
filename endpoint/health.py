"""For operators: is the process alive, can it answer."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from pyoxigraph import Store
from starlette.responses import JSONResponse, Response

from endpoint.http.validators import NOT_STORED
from endpoint.problems import ProblemError
from endpoint.site import Site

router = APIRouter(tags=["operation"])

READY_WITHIN_S = 5.0


@router.get("/health/live", summary="The process runs", response_model=None)
async def live() -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": NOT_STORED})


@router.get("/health/ready", summary="The release answers queries", response_model=None)
async def ready(request: Request) -> Response:
    site = Site.of(request)
    # Read here and not by a worker: strangers' queries that keep all workers busy do not make the service unready.
    try:
        readable = await asyncio.wait_for(site.reader.read(_has_statements, site.release.store), READY_WITHIN_S)
    except (TimeoutError, OSError):
        readable = False
    if not readable:
        raise ProblemError(503, "The release does not answer queries now.", headers={"Retry-After": "5"})
    body = {"status": "ok", "release": site.release.id, "quads": site.release.manifest.quads}
    return JSONResponse(body, headers={"Cache-Control": NOT_STORED})


def _has_statements(store: Store) -> bool:
    """Whether a statement can be read; an empty release is readable too."""
    return len(store) == 0 or next(store.quads_for_pattern(None, None, None), None) is not None
