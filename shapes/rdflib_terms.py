"""Terms of pyoxigraph as terms of rdflib, which pySHACL works on, and back. Lexical forms stay as they are."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ontology.terms import XSD

Term = NamedNode | BlankNode | Literal
RdflibTerm = rdflib.URIRef | rdflib.BNode | rdflib.Literal


def to_graph(triples: Iterable[Triple | Quad]) -> rdflib.Graph:
    """The triples as a graph of rdflib, in memory; without those of RDF 1.2 that hold a triple, which rdflib cannot."""
    graph = rdflib.Graph(bind_namespaces="none")
    known: dict[object, RdflibTerm] = {}

    def convert(term: object) -> RdflibTerm:
        if term not in known:
            known[term] = to_rdflib(term)
        return known[term]

    with quiet():
        for triple in triples:
            if isinstance(triple.object, Triple):
                continue
            nodes = convert(triple.subject), convert(triple.predicate), convert(triple.object)
            graph.store.add(nodes, graph, quoted=False)
    return graph


def to_rdflib(term: object) -> RdflibTerm:
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case Literal() if term.datatype == XSD.string:
            # As rdflib's parsers have it: terms with and without the datatype are not equal to rdflib.
            return rdflib.Literal(term.value)
        case Literal():
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"a triple term is not RDF 1.1: {term}")


def from_rdflib(term: object) -> Term:
    match term:
        case rdflib.URIRef():
            return NamedNode(str(term))
        case rdflib.BNode():
            return BlankNode(str(term))
        case rdflib.Literal() if term.language:
            return Literal(str(term), language=term.language)
        case rdflib.Literal():
            return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else XSD.string)
    raise TypeError(f"not an RDF term: {term!r}")


@contextmanager
def quiet() -> Iterator[None]:
    """Rdflib logs a traceback for each literal that its datatype does not allow; the report is where that is said."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
