"""Style sheets and images of the pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
_files = StaticFiles(packages=[("endpoint", "static")])


@router.get("/static/{path:path}", response_model=None)
async def static_file(request: Request, path: str) -> Response:
    return await _files.get_response(path, request.scope)
