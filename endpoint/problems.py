"""What goes wrong, as data (RFC 9457), and its three faces: JSON, text, HTML."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from endpoint import pages
from endpoint.http.formats import HTML, TEXT, Format, offers
from endpoint.http.negotiation import choose
from endpoint.http.validators import NOT_STORED

_log = logging.getLogger("quipu")

_JSON = Format("json", "application/problem+json", "JSON")
_OFFERS = offers((_JSON, HTML, TEXT))


@dataclass(frozen=True)
class Problem:
    """A refusal or failure, for people and programs.

    ``members`` are further members of the document, such as ``line`` and ``column``.
    """

    status: int
    detail: str
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return HTTPStatus(self.status).phrase

    def document(self) -> dict[str, Any]:
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }

    def text(self) -> str:
        members = [
            f"{name}:\n{value}" if "\n" in str(value) else f"{name}: {_plain(value)}"
            for name, value in self.members.items()
        ]
        return "\n".join([f"{self.status} {self.title}", "", self.detail, *members, ""])


class ProblemError(Exception):
    """Raised by a handler, the problem becomes the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(status, detail, members or {}, headers or {})


def wants_page(request: Request) -> bool:
    """Whether the client prefers a problem as a page."""
    offer = choose(", ".join(request.headers.getlist("accept")) or None, _OFFERS)
    return offer is not None and offer.format is HTML


def answer(request: Request, problem: Problem) -> Response:
    """A problem in the form that the client prefers; JSON where it accepts none of them."""
    offer = choose(", ".join(request.headers.getlist("accept")) or None, _OFFERS)
    headers = {"Vary": "Accept", "Cache-Control": NOT_STORED, **problem.headers}
    if offer is None or offer.format is _JSON:
        body = json.dumps(problem.document(), ensure_ascii=False, indent=2).encode("utf-8", "replace")
        return Response(body, problem.status, headers, _JSON.media_type)
    if offer.format is TEXT:
        return Response(problem.text().encode("utf-8", "replace"), problem.status, headers, offer.content_type)
    frame = pages.Frame.of(request)
    headers |= {"Vary": "Accept, Accept-Language", "Content-Language": frame.language}
    return Response(pages.render("problem.html", frame, problem), problem.status, headers, offer.content_type)


async def on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return answer(request, error.problem)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """The framework's own refusals: no such path, no such method."""
    assert isinstance(error, HTTPException)
    details = {404: "There is nothing at this address.", 405: f"{request.method} is not allowed here."}
    detail = details.get(error.status_code, str(error.detail))
    return answer(request, Problem(error.status_code, detail, headers=error.headers or {}))


async def on_invalid_parameters(request: Request, error: Exception) -> Response:
    """What the framework itself finds wrong with a request's parameters."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return answer(request, Problem(400, "The request's parameters are not as they should be.", {"faults": faults}))


def unforeseen(scope: Scope) -> Response:
    """The answer to a request that failed by the exception being handled, which is logged."""
    _log.exception("%s %r failed", scope["method"], scope["path"])
    return answer(Request(scope), Problem(500, "Something failed that should not have; it has been logged."))


class Failures:
    """Turns whatever a handler did not foresee into a log entry and a plain problem.

    Once an answer has begun, nothing true can be added to it: the failure goes on to the server, which aborts the
    connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            _log.debug("the client left before its request was read")
        except Exception:
            if begun:
                raise
            await unforeseen(scope)(scope, receive, send)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
