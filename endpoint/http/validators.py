"""Validators and freshness: ``ETag``, ``Last-Modified``, ``304`` (RFC 9110, section 13), ``Cache-Control`` (RFC 9111).

A release never changes, so an answer is known by what it is made from: nothing needs to be evaluated to compare.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from importlib.metadata import version

from starlette.datastructures import Headers

FRESH = "public, max-age=60"
IMMUTABLE = "public, max-age=31536000, immutable"
NOT_STORED = "no-store"
CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
"""The headers by which a client says what it holds."""

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_VERSION = version("quipu")


def etag(digest: str, *parts: str) -> str:
    """A strong entity tag from a release's digest, the software's version and whatever else an answer depends on."""
    material = "\0".join([digest, _VERSION, *parts]).encode("utf-8", "surrogatepass")
    return f'"{hashlib.sha256(material).hexdigest()[:32]}"'


def validator_headers(tag: str, modified: datetime) -> dict[str, str]:
    return {
        "ETag": tag,
        "Last-Modified": http_date(modified),
        "Cache-Control": FRESH,
    }


@lru_cache(maxsize=16)
def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110, section 5.6.7), in whole seconds."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_not_modified(request: Headers, answer: Mapping[str, str], *, exists: bool = True) -> bool:
    """Whether the client holds this answer already. A date counts only where no tag is given.

    A star is met by whatever there is; ``exists`` says whether it is known already that there is something.
    """
    tags = request.get("if-none-match")
    if tags is not None:
        return (exists and tags.strip() == "*") or answer["ETag"] in _TAG.findall(tags)
    since = request.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(answer["Last-Modified"])
    except (KeyError, TypeError, ValueError):
        return False
