"""What a release says about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from ontology.terms import DCTERMS, RDF, RDFS, SKOS

PAGE_SIZE = 100
SORTED_AT_MOST = 10_000
_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title)

Labels = Mapping[NamedNode, Mapping[str, str]]
"""Names of things by language; the empty language for names that have none."""


@dataclass(frozen=True)
class Incoming:
    """The statements of one property that point at the topic: how many, and those of this page."""

    property: NamedNode
    count: int
    quads: tuple[Quad, ...]


@dataclass(frozen=True)
class Description:
    """The statements about a topic, about its direct parts, those that point at it, and the names of all that occurs.

    A part is a thing that the topic points at and whose IRI begins with the topic's: a passage's selector, a
    commitment's milestone. ``page`` counts from 1 and pages the incoming statements only.
    """

    topic: NamedNode
    own: tuple[Quad, ...]
    parts: tuple[tuple[NamedNode, tuple[Quad, ...]], ...]
    incoming: tuple[Incoming, ...]
    label_quads: tuple[Quad, ...]
    labels: Labels
    page: int
    pages: int

    def quads(self) -> list[Quad]:
        """All of it, the topic's own first."""
        quads = [*self.own]
        for _, statements in self.parts:
            quads.extend(statements)
        for incoming in self.incoming:
            quads.extend(incoming.quads)
        return list(dict.fromkeys([*quads, *self.label_quads]))


def is_known(store: Store, node: NamedNode) -> bool:
    """Whether a statement has this node as its subject or object."""
    return has_statements(store, node) or any(True for _ in store.quads_for_pattern(None, None, node, None))


def has_statements(store: Store, node: NamedNode) -> bool:
    """Whether a statement has this node as its subject."""
    return any(True for _ in store.quads_for_pattern(node, None, None, None))


def describe(store: Store, topic: NamedNode, page: int = 1) -> Description | None:
    """The description of a thing; none where nothing is known about it, or this page holds nothing."""
    own = tuple(in_order(store.quads_for_pattern(topic, None, None, None)))
    parts = tuple(
        (part, tuple(in_order(store.quads_for_pattern(part, None, None, None)))) for part in _parts(own, topic)
    )
    counts = _count_incoming(store, topic)
    pages = max([1, *(-(-count // PAGE_SIZE) for count in counts.values())])
    if not (own or counts) or not 1 <= page <= pages:
        return None
    incoming = tuple(
        Incoming(prop, count, _incoming(store, topic, prop, count, page)) for prop, count in counts.items()
    )
    named = _named([*own, *(q for _, quads in parts for q in quads), *(q for link in incoming for q in link.quads)])
    label_quads = tuple(quad for node in named for quad in label_statements(store, node))
    return Description(topic, own, parts, incoming, label_quads, labels_of(label_quads), page, pages)


def label_statements(store: Store, node: NamedNode) -> list[Quad]:
    """The statements that name a node: its labels, or else its preferred labels, or else its titles."""
    for prop in _LABELS:
        if found := list(store.quads_for_pattern(node, prop, None, None)):
            return in_order(found)
    return []


def labels_of(quads: Iterable[Quad]) -> Labels:
    """The names that label statements give, by node and language."""
    labels: dict[NamedNode, dict[str, str]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            labels.setdefault(quad.subject, {}).setdefault(quad.object.language or "", quad.object.value)
    return labels


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Statements in an order that depends on nothing else: classes first, then by property and value."""
    return sorted(quads, key=lambda quad: (str(quad.subject), quad.predicate != RDF.type, str(quad)))


def _parts(own: Iterable[Quad], topic: NamedNode) -> Iterator[NamedNode]:
    prefix = topic.value + "/"
    found = {quad.object for quad in own if isinstance(quad.object, NamedNode) and quad.object.value.startswith(prefix)}
    yield from sorted(found, key=lambda node: node.value)


def _count_incoming(store: Store, topic: NamedNode) -> dict[NamedNode, int]:
    query = f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p {topic} }} GROUP BY ?p ORDER BY ?p"
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    counts: dict[NamedNode, int] = {}
    for solution in solutions:
        prop, count = solution["p"], solution["n"]
        assert isinstance(prop, NamedNode)
        assert isinstance(count, Literal)
        counts[prop] = int(count.value)
    return counts


def _incoming(store: Store, topic: NamedNode, prop: NamedNode, count: int, page: int) -> tuple[Quad, ...]:
    quads: Iterable[Quad] = store.quads_for_pattern(None, prop, topic, None)
    if count <= SORTED_AT_MOST:
        quads = in_order(quads)  # beyond that, the store's own order must do
    return tuple(islice(quads, (page - 1) * PAGE_SIZE, page * PAGE_SIZE))


def _named(quads: Iterable[Quad]) -> list[NamedNode]:
    """Every IRI that occurs in some statements, each once."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))
