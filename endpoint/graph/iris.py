"""IRIs of the data and paths of this server: which stands for which.

Stored data carry the base's IRIs, wherever they are served from; links in pages stay on the server that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode

from ontology.terms import BASE, PREFIXES

CATALOG = "/catalog"
"""Where the datasets are described, all of them together."""
DATASETS = "dataset"
"""What their IRIs have for a type: they are no things of the data."""
SDG = PREFIXES["sdg"]
SDG_SCHEME = SDG.removesuffix("/")
_DEFINITIONS = re.compile(rf"{re.escape(BASE)}(?:def|shapes)(?:#.*|/[0-9.]+)?$", re.DOTALL)
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ALL = re.compile(r"(?s:.)")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
_PATH_CHARACTERS = "!$%&'()*+,/:;=@~"


def named_node(iri: str) -> NamedNode | None:
    """The node of an IRI; none where it is not a legal absolute IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def as_uri(iri: str) -> str:
    """An IRI in ASCII (RFC 3987, section 3.1), as headers need it."""
    return quote(iri, safe=_URI_CHARACTERS)


def spellings(path: str) -> Iterator[str]:
    """The ways in which the IRI of a requested path may be written in the data, the most likely first.

    What a client must encode and what it may encode look alike on the way; RFC 3986 calls such IRIs equivalent
    (section 6.2.2.2), a store does not.
    """
    as_iri = _ENCODED.sub(lambda run: _decode(run.group(), _BEYOND_ASCII), path)  # what as_uri did, undone
    decoded = _ENCODED.sub(lambda run: _decode(run.group().upper(), _ALL), path)
    yield from dict.fromkeys((as_iri, decoded, as_uri(decoded), path))


def _decode(run: str, kind: re.Pattern[str]) -> str:
    """A run of encoded bytes with the characters of a kind decoded that may stand in an IRI, the others as they are."""
    found, at = [], 0
    for char in bytes.fromhex(run.replace("%", "")).decode("utf-8", "surrogateescape"):
        end = at + len("%00") * len(char.encode("utf-8", "surrogateescape"))
        found.append(char if kind.match(char) and _may_stand(char) else run[at:end])
        at = end
    return "".join(found)


def _may_stand(char: str) -> bool:
    """Whether a character is the same as its encoded form: unreserved, or beyond ASCII and allowed in an IRI."""
    if ord(char) < 0x80:
        return char in _UNRESERVED
    return named_node(f"x:{char}") is not None


class Iris:
    """Maps the IRIs of one base, and those that always stand at the vocabulary's base, to paths and back."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._bases = tuple(dict.fromkeys((base, BASE)))

    def of_things(self, path: str) -> Iterator[NamedNode]:
        """The IRIs that a thing at ``/id/{path}`` may have; none where the path makes no legal IRI."""
        for spelling in spellings(path):
            for base in self._bases:
                if node := named_node(f"{base}id/{spelling}"):
                    yield node

    def of_document(self, path: str) -> Iterator[NamedNode]:
        """The IRIs of what ``/doc/{path}`` may describe: a thing of ours, or an SDG."""
        head, _, code = path.partition("/")
        if head == "sdg":
            for spelling in spellings(code):
                if node := named_node(SDG + spelling if code else SDG_SCHEME):
                    yield node
        yield from self.of_things(path)

    def path_of(self, iri: str) -> str | None:
        """Where this server answers for an IRI; none where it has no path of its own.

        An IRI that no spelling of its path leads back to, such as one with a letter both encoded and not, has none.
        """
        if _DEFINITIONS.match(iri):
            return "/" + as_uri(iri.removeprefix(BASE))
        if iri == SDG_SCHEME:
            return "/doc/sdg"
        if iri.startswith(SDG) and _is_path(code := iri.removeprefix(SDG)) and "/" not in code:
            return f"/doc/sdg/{_as_path(code)}"
        if iri.startswith(f"{self.base}id/{DATASETS}/") and "#" not in iri:
            return CATALOG
        for base in self._bases:
            if iri.startswith(f"{base}id/") and _is_path(path := iri.removeprefix(f"{base}id/")):
                sent = _as_path(path)
                return f"/doc/{sent}" if "%" not in path or path in spellings(sent) else None
        return None

    def document_path(self, iri: str) -> str:
        """Where this server describes an IRI, also one that has no path of its own."""
        return self.path_of(iri) or f"/doc?iri={quote(iri, safe='')}"


def _is_path(path: str) -> bool:
    return bool(path) and not re.search(r"[?#]|//|(?:^|/)\.{1,2}(?:/|$)", path)


def _as_path(path: str) -> str:
    return quote(path, safe=_PATH_CHARACTERS)
