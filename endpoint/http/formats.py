"""The forms in which answers are written, and the media types that name them.

Only registered media types. Text types say ``charset=utf-8``; the others are UTF-8 by their own definition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

COMPACTED = "http://www.w3.org/ns/json-ld#compacted"
EXPANDED = "http://www.w3.org/ns/json-ld#expanded"
FRAMED = "http://www.w3.org/ns/json-ld#framed"
FLATTENED = "http://www.w3.org/ns/json-ld#flattened"


class Unwritable(Exception):  # noqa: N818 - a fact about data and format
    """Data that a format has no way to say; the message says which."""


@dataclass(frozen=True, eq=False)
class Format:
    """A way to write an answer. ``key`` names it in a document's extension and in ``?format=``."""

    key: str
    media_type: str
    label: str
    other_types: tuple[str, ...] = ()
    """Wider media types that clients ask for and that are true of the bytes."""
    other_keys: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Offer:
    """A format under one of its media types."""

    media_type: str
    format: Format
    profiles: frozenset[str] = frozenset()
    """What may be asked of JSON-LD by its ``profile`` parameter."""
    quality: float = 1.0
    """How well the form serves a client that likes several: its own weights are multiplied by it."""

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


HTML = Format("html", "text/html", "HTML")
TEXT = Format("txt", "text/plain", "text")
JSON = Format("json", "application/json", "JSON")

RESULTS_JSON = Format("json", "application/sparql-results+json", "JSON", ("application/json",))
RESULTS_XML = Format("xml", "application/sparql-results+xml", "XML", ("application/xml", "text/xml"))
RESULTS_CSV = Format("csv", "text/csv", "CSV")
RESULTS_TSV = Format("tsv", "text/tab-separated-values", "TSV")

TURTLE = Format("ttl", "text/turtle", "Turtle", (), ("turtle",))
N_TRIPLES = Format("nt", "application/n-triples", "N-Triples", (), ("ntriples", "n-triples"))
RDF_XML = Format("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"), ("xml", "rdf+xml"))
JSON_LD = Format("jsonld", "application/ld+json", "JSON-LD", ("application/json",), ("json-ld", "json"))
N_QUADS = Format("nq", "application/n-quads", "N-Quads", (), ("nquads",))
TRIG = Format("trig", "application/trig", "TriG")

BINDINGS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, N_QUADS, TRIG)


def offers(formats: Iterable[Format], lesser: Collection[Format] = (), quality: float = 0.5) -> tuple[Offer, ...]:
    """All media types of some formats, the formats' own first: so ``application/*`` never gives the wider name.

    ``lesser`` are those of a lower quality.
    """
    formats = tuple(formats)
    own = [
        Offer(form.media_type, form, frozenset({COMPACTED, FLATTENED} if form is JSON_LD else ())) for form in formats
    ]
    wider = [Offer(name, form) for form in formats for name in form.other_types]
    return tuple(replace(offer, quality=quality) if offer.format in lesser else offer for offer in (*own, *wider))


def by_key(key: str, formats: Iterable[Format]) -> Format | None:
    """The format that a ``?format=`` or an extension names, in any case."""
    key = key.lower()
    return next((form for form in formats if key == form.key or key in form.other_keys), None)
