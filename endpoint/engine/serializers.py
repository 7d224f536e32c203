"""Triples and quads as bytes of a format; what a format cannot say is refused, never written wrong."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import IO, Protocol, cast

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from endpoint.engine import jsonld
from endpoint.http.formats import Format, Unwritable
from ontology import context
from ontology.terms import PREFIXES

_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
_BINDINGS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_WITH_GRAPHS = frozenset({"nq", "trig"})
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NAME_ENDS = re.compile(r"[^\W\d][\w.\-\u00b7]*\Z")
_XML_PREFIX = re.compile(r"(?!xml|rdf\Z|its\Z)[A-Za-z_][A-Za-z0-9_.\-]*\Z", re.IGNORECASE)


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, piece: bytes, /) -> int: ...

    def flush(self) -> None: ...


class XmlSink:
    """Keeps XML to what XML 1.0 allows: a character that it has no way to write stops the writing, and a carriage
    return, which a parser would turn into a line feed, is written as a reference.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._tail = b""

    def write(self, piece: bytes, /) -> int:
        # The two forbidden characters beyond ASCII are three bytes long and may lie across two pieces.
        if found := _NOT_IN_XML.search(self._tail + piece):
            raise Unwritable(f"XML cannot hold the character U+{ord(found.group().decode()):04X}, which is in the data")
        self._tail = (self._tail + piece)[-2:]
        self._sink.write(piece.replace(b"\r", b"&#xD;"))
        return len(piece)

    def flush(self) -> None:
        self._sink.flush()


def write_bindings(results: QuerySolutions | QueryBoolean, key: str, sink: Sink) -> None:
    """Write the answer to SELECT or ASK in the results format of this key.

    Raises :class:`Unwritable` where the format cannot say one of them.
    """
    results.serialize(_file(XmlSink(sink) if key == "xml" else sink), format=_BINDINGS[key])


def write_triples(
    triples: Iterable[Triple], key: str, prefixes: Mapping[str, str], sink: Sink, terms: jsonld.Terms = jsonld.NO_TERMS
) -> None:
    """Write triples in the graph format of this key, with prefixes and terms where the format has them.

    Raises :class:`Unwritable` where the format cannot say one of them.
    """
    if key == "jsonld":
        sink.write(jsonld.document(triples, prefixes, terms))
    elif key == "rdf":
        named = {prefix: namespace for prefix, namespace in prefixes.items() if _XML_PREFIX.match(prefix)}
        serialize(map(_xml_name_checked, triples), _file(XmlSink(sink)), RdfFormat.RDF_XML, prefixes=named)
    else:
        serialize(triples, _file(sink), _FORMATS[key], prefixes=dict(prefixes))


def quads_as(quads: Sequence[Quad], form: Format) -> bytes:
    """Quads in their order; the formats that know no graphs get their triples, each once."""
    prefixes = used_prefixes(quads)
    if form.key != "jsonld":
        prefixes.pop("id", None)  # id:theme\/health is harder to read than the IRI
    output = io.BytesIO()
    if form.key in _WITH_GRAPHS:
        serialize(dict.fromkeys(quads), output, _FORMATS[form.key], prefixes=prefixes)
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        write_triples(triples, form.key, prefixes, output, context.terms())
    return output.getvalue()


def used_prefixes(quads: Iterable[Quad]) -> dict[str, str]:
    """Those of our prefixes that shorten an IRI of the data."""
    iris: set[str] = set()
    for quad in quads:
        for term in chain((quad.subject, quad.predicate, quad.object, quad.graph_name)):
            if isinstance(term, NamedNode):
                iris.add(term.value)
            elif datatype := getattr(term, "datatype", None):
                iris.add(datatype.value)
    ordered = sorted(iris)

    def shortens(namespace: str) -> bool:
        at = bisect_right(ordered, namespace)  # what begins with it and goes on comes right behind it
        return at < len(ordered) and ordered[at].startswith(namespace)

    return {prefix: namespace for prefix, namespace in PREFIXES.items() if shortens(namespace)}


def _file(sink: Sink) -> IO[bytes]:
    """A sink as the engine's writers are typed; they write and flush only."""
    return cast(IO[bytes], sink)


def _xml_name_checked(triple: Triple) -> Triple:
    if not _NAME_ENDS.search(triple.predicate.value):
        raise Unwritable(f"RDF/XML has no name for the property <{triple.predicate.value}>")
    return triple
