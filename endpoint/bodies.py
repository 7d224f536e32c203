"""What a request carries: its type as it declares it, and its bytes, read no further than a limit."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator

from starlette.requests import Request

from endpoint.problems import ProblemError

_CHARSET = re.compile(r"charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)


def media_type(request: Request) -> str:
    """The type of the body, without parameters; refuses one that is not UTF-8 or is encoded (415)."""
    name, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    if charset and charset[1].lower() not in {"utf-8", "utf8"}:
        raise ProblemError(415, f"The body must be UTF-8, not {charset[1]}.", {"supported": ["utf-8"]})
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        said = f"The body must not be encoded, as it is by {coding}."
        raise ProblemError(415, said, {"supported": ["identity"]}, {"Accept-Encoding": "identity"})
    return name.strip().lower()


def unsupported(supported: list[str]) -> ProblemError:
    """A body of another type than a resource takes (415)."""
    said = "The body is of a type that is not supported."
    return ProblemError(415, said, {"supported": supported}, {"Accept-Post": ", ".join(supported)})


async def pieces(request: Request, limit: int, setting: str) -> AsyncGenerator[bytes, None]:
    """The body as it comes; refuses one that is declared to be, or turns out to be, larger than the limit (413)."""
    said = f"The body is larger than {limit} bytes ({setting})."
    too_large = ProblemError(413, said, {"limit": limit}, {"Connection": "close"})
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise too_large
        yield piece
