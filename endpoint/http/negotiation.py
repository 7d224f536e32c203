"""Which of several formats or languages a client prefers (RFC 9110, section 12)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import lru_cache

from endpoint.http.formats import Offer

with warnings.catch_warnings():
    # webob's own imports reach for the standard library's cgi, which is deprecated; what is used of it here does not.
    warnings.simplefilter("ignore", DeprecationWarning)
    from webob.acceptparse import AcceptValidHeader, create_accept_header, create_accept_language_header

_STAR = re.compile(r"(?<![^,\s])\*(?=\s*(?:[,;]|$))")
_SHORT_WEIGHT = re.compile(r"(;\s*q=)\.(?=\d)", re.IGNORECASE)
_UTF_8 = frozenset({"utf-8", "utf8"})

LONGEST = 4000
"""Of a header that is read here; browsers' have some 150 letters. To read a long one takes tens of milliseconds, and
what was made of each is remembered."""


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that a client prefers; the first of those it likes equally; none where it accepts none.

    A missing header accepts everything, and so does one that is empty, longer than :data:`LONGEST` or cannot be read
    (see :func:`is_readable`). Weights are the client's times the quality of the offer (RFC 9110, section 12.1: the
    server's own estimate).
    ``charset=utf-8`` is true of every offer, another charset of none; a ``profile`` of an offer with all its parts.
    """
    return _chosen(_of_bearable_length(accept), tuple(offers))


@lru_cache(maxsize=512)
def _chosen(accept: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    """As :func:`choose`; remembered, since clients send the same few headers and reading one takes long."""
    header = create_accept_header(accept)
    if isinstance(header, AcceptValidHeader):
        ranges = [_range(name, quality, parameters, offers) for name, quality, parameters, _ in header.parsed]
        header = create_accept_header(", ".join(ranges) or None)
    by_type = {offer.media_type: offer for offer in reversed(offers)}
    accepted = [(by_type[name], weight) for name, weight in header.acceptable_offers([o.media_type for o in offers])]
    # The first of the best: the library has them in the order of the client's liking.
    return max(accepted, key=lambda one: one[1] * one[0].quality, default=(None, 0.0))[0]


def asks_for_profile(accept: str | None, media_type: str, profile: str) -> bool:
    """Whether a client likes a form in a profile (RFC 6906) at least as much as without it."""
    return _asks_for_profile(_of_bearable_length(accept), media_type, profile)


@lru_cache(maxsize=512)
def _asks_for_profile(accept: str | None, media_type: str, profile: str) -> bool:
    header = create_accept_header(accept)
    if not isinstance(header, AcceptValidHeader):
        return False
    with_it, without = 0.0, 0.0
    for name, weight, parameters, _ in header.parsed:
        if name.partition(";")[0].strip().lower() != media_type:
            continue
        if any(key.lower() == "profile" and profile in value.split() for key, value in parameters):
            with_it = max(with_it, weight)
        else:
            without = max(without, weight)
    return with_it > 0 and with_it >= without


@lru_cache(maxsize=512)
def is_readable(accept: str) -> bool:
    """Whether a header is a list of media ranges (RFC 9110, section 12.5.1): to guess at another helps nobody."""
    return isinstance(create_accept_header(accept), AcceptValidHeader)


@lru_cache(maxsize=512)
def repaired(accept: str) -> str:
    """A header as its client meant it: Java's own sends ``*; q=.2``, which is neither a range nor a weight."""
    return _SHORT_WEIGHT.sub(r"\g<1>0.", _STAR.sub("*/*", accept))


def choose_language(accept_language: str | None, languages: Sequence[str]) -> str:
    """The language that a client prefers (RFC 4647, lookup); the first where it prefers none of them."""
    return _chosen_language(_of_bearable_length(accept_language), tuple(languages))


@lru_cache(maxsize=512)
def _chosen_language(accept_language: str | None, languages: tuple[str, ...]) -> str:
    return str(create_accept_language_header(accept_language).lookup(list(languages), default=languages[0]))


def _of_bearable_length(header: str | None) -> str | None:
    return None if header is not None and len(header) > LONGEST else header


def _range(name: str, quality: float, parameters: Sequence[tuple[str, str]], offers: Sequence[Offer]) -> str:
    """A media range without the parameters that the offers meet; one that is left matches nothing."""
    essence = name.partition(";")[0].strip().lower()
    unmet = [f'{key}="unmet"' for key, value in parameters if not _is_met(essence, key.lower(), value, offers)]
    return ";".join([essence, *unmet, f"q={quality}"])


def _is_met(essence: str, key: str, value: str, offers: Sequence[Offer]) -> bool:
    if key == "charset":
        return value.lower() in _UTF_8
    if key == "profile":
        return any(offer.media_type == essence and set(value.split()) <= offer.profiles for offer in offers)
    return False
