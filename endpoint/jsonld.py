"""Triples as JSON-LD 1.1: one object a subject, names shortened by prefixes, the context inside the document.

The engine's writer knows no context. Numbers, dates and booleans stay ``@value`` strings with their type: JSON's own
numbers would not keep their digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from endpoint.formats import Unwritable
from ontology.terms import RDF

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*(?=:)")
_GEN_DELIMS = tuple(":/?#[]@")


def document(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> bytes:
    """The document of some triples, subjects in the order in which they first come."""
    return json.dumps(compact(triples, prefixes), ensure_ascii=False, separators=(",", ":")).encode()


def compact(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """The document as a Python value: ``@context`` with the prefixes that were used, and ``@graph``."""
    triples = list(triples)
    names = _Names(triples, prefixes)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in dict.fromkeys(triples):
        subject = names.node(triple.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate == RDF.type and not isinstance(triple.object, Literal):
            node.setdefault("@type", []).append(names.node(triple.object))
        else:
            node.setdefault(names.short(triple.predicate.value), []).append(names.value(triple.object))
    return {"@context": names.context(), "@graph": list(nodes.values())}


class _Names:
    def __init__(self, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> None:
        # An IRI whose scheme is also a prefix, sh:x, would be read as that prefix: the prefix is not used then.
        schemes = {found.group() for iri in _iris(triples) if (found := _SCHEME.match(iri))}
        self._prefixes = {
            prefix: namespace
            for prefix, namespace in sorted(prefixes.items(), key=lambda item: -len(item[1]))
            if prefix and prefix not in schemes and namespace.endswith(_GEN_DELIMS)
        }
        self._used: set[str] = set()
        self._known: dict[str, str] = {}

    def context(self) -> dict[str, str]:
        return {prefix: self._prefixes[prefix] for prefix in sorted(self._used)}

    def short(self, iri: str) -> str:
        if iri not in self._known:
            self._known[iri] = self._shorten(iri)
        return self._known[iri]

    def node(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self.short(term.value)
        if isinstance(term, BlankNode):
            return f"_:{term.value}"
        raise Unwritable("JSON-LD has no way to write a triple as a term")

    def value(self, term: object) -> Any:
        if not isinstance(term, Literal):
            return {"@id": self.node(term)}
        if term.language is None:
            plain = term.datatype.value == _STRING
            return term.value if plain else {"@type": self.short(term.datatype.value), "@value": term.value}
        value = {"@language": term.language, "@value": term.value}
        return value if term.direction is None else {**value, "@direction": term.direction.value}

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            # A colon and two slashes would make it an IRI again.
            if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
                self._used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _iris(triples: Iterable[Triple]) -> Iterable[str]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term.value
            elif isinstance(term, Literal):
                yield term.datatype.value
