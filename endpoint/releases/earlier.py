"""Documents as they were in an earlier release: ``/releases/{id}/doc/...``, ``/releases/{id}/def`` (Memento, RFC 7089).

A release is mounted: its documents are made by the handlers that make today's, with the statements of that release and
links that stay in it. What only today's service has, such as queries, is a redirect away.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from endpoint.graph.archive import Contents
from endpoint.http.targets import path_of, query_of, root_of
from endpoint.http.validators import FRESH, http_date
from endpoint.pages import EARLIER, Earlier
from endpoint.problems import ProblemError, on_problem
from endpoint.site import SITE, Site, folder_of
from loaders.release import RELEASE_ID, ReleaseError

_ADDRESS = re.compile(rf"/releases/({RELEASE_ID.pattern})(/(?!changes(?:[.?]|$)).*)")
_KEPT = re.compile(r"/(?:doc|id|def|shapes)(?:[/.]|$)")
_ANY_RELEASE = "/static/"


class EarlierReleases:
    """Answers the addresses of documents in a release."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(path_of(scope)) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        release_id, path = found.groups()
        root, query = root_of(scope), query_of(scope)
        today = root + path + (f"?{query}" if query else "")
        mounted = {**scope, "root_path": f"{root}/releases/{release_id}"}
        if path.startswith(_ANY_RELEASE):
            await self._app(mounted, receive, send)
            return
        if not _KEPT.match(path):
            await Response(None, 302, {"Location": today, "Cache-Control": FRESH})(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            contents = await _contents(Site.of(request), release_id)
        except ProblemError as error:
            await (await on_problem(request, error))(scope, receive, send)
            return
        created = contents.release.manifest.created
        mounted[SITE] = replace(Site.of(request), contents=contents)
        mounted[EARLIER] = Earlier(f"{created:%Y-%m-%d %H:%M} UTC", today, root)

        async def dated(message: Message) -> None:
            # A redirect or a refusal is no state of the document.
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                MutableHeaders(scope=message)["Memento-Datetime"] = http_date(created)
            await send(message)

        await self._app(mounted, receive, dated)


async def _contents(site: Site, release_id: str) -> Contents:
    path = folder_of(site, release_id)
    if release_id == site.release.id:
        return site.contents
    try:
        return await asyncio.to_thread(site.archive.contents, path.name)
    except ReleaseError as error:
        raise ProblemError(500, "This release is damaged.") from error
