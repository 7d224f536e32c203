"""Triples as JSON-LD 1.1: one object a subject, names shortened by the context, which is inside the document.

The engine's writer knows no context. Numbers, dates and booleans stay ``@value`` strings with their type: JSON's own
numbers would not keep their digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from endpoint.http.formats import Unwritable
from ontology.context import Term
from ontology.terms import RDF

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_GEN_DELIMS = tuple(":/?#[]@")

Terms = Mapping[str, Term]
"""Short names by the IRI that each stands for."""
NO_TERMS: Terms = MappingProxyType({})


def document(triples: Iterable[Triple], prefixes: Mapping[str, str], terms: Terms = NO_TERMS) -> bytes:
    """The document of some triples, subjects in the order in which they first come."""
    return json.dumps(compact(triples, prefixes, terms), ensure_ascii=False, separators=(",", ":")).encode()


def compact(triples: Iterable[Triple], prefixes: Mapping[str, str], terms: Terms = NO_TERMS) -> dict[str, Any]:
    """The document as a Python value: ``@context`` with what is used of the prefixes and terms, and ``@graph``."""
    triples = list(triples)
    names = _Names(triples, prefixes, terms)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in dict.fromkeys(triples):
        subject = names.node(triple.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate == RDF.type and not isinstance(triple.object, Literal):
            node.setdefault("@type", []).append(names.type(triple.object))
        else:
            term = names.term(triple.predicate.value)
            key = term.name if term else names.short(triple.predicate.value)
            node.setdefault(key, []).append(names.value(triple.object, term.type if term else None))
    return {"@context": names.context(), "@graph": list(nodes.values())}


class _Names:
    def __init__(self, triples: Iterable[Triple], prefixes: Mapping[str, str], terms: Terms) -> None:
        # An IRI whose scheme is also a prefix, sh:x, would be read as that prefix: the prefix is not used then. Older
        # processors take any name for a prefix.
        schemes = {iri.partition(":")[0] for iri in set(_iris(triples))}
        self._prefixes = {
            prefix: namespace
            for prefix, namespace in sorted(prefixes.items(), key=lambda item: -len(item[1]))
            if prefix and prefix not in schemes and namespace.endswith(_GEN_DELIMS)
        }
        self._terms = terms
        self._schemes = schemes
        self._used: set[str] = set()
        self._used_terms: dict[str, Term] = {}
        self._known: dict[str, str] = {}

    def context(self) -> dict[str, Any]:
        entries = {name: self._entry(term) for name, term in sorted(self._used_terms.items())}
        return {prefix: self._prefixes[prefix] for prefix in sorted(self._used)} | entries

    def _entry(self, term: Term) -> str | dict[str, str]:
        iri = self.short(term.iri)
        if term.type is None:
            return iri
        return {"@id": iri, "@type": term.type if term.type.startswith("@") else self.short(term.type)}

    def term(self, iri: str) -> Term | None:
        term = self._terms.get(iri)
        if term is None or term.name in self._schemes:
            return None
        self._used_terms[term.name] = term
        return term

    def type(self, node: object) -> str:
        term = self.term(node.value) if isinstance(node, NamedNode) else None
        return term.name if term else self.node(node)

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

    def value(self, term: object, coerced: str | None = None) -> Any:
        """A value; one of the type that the context gives to its property is a plain string."""
        if not isinstance(term, Literal):
            node = self.node(term)
            return node if coerced == "@id" else {"@id": node}
        if term.language is None:
            datatype = term.datatype.value
            if datatype == (coerced or _STRING):
                return term.value
            if datatype == _STRING:
                return {"@value": term.value}
            return {"@type": self.short(datatype), "@value": term.value}
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
