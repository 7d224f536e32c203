"""What a release says about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from ontology.terms import DCTERMS, RDF, RDFS, SKOS

PAGE_SIZE = 100
"""So many subjects of a property point at the topic on one page."""
OWN_PAGE_SIZE = 1_000
"""So many values of a property stand on one page, where a topic has too many statements for one."""
READ_AT_MOST = 2_000
"""More statements with a topic as their subject, or as their object, than these are counted and paged by the engine."""
NAMED_AT_MOST = 2_000
"""So many nodes of a description get their names; a list that is longer is no longer read by people."""
LABELS_KEPT = 20_000
COUNTS_KEPT = 1_000
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
    commitment's milestone. ``page`` counts from 1 and pages the incoming statements; the topic's own stand on each
    page, but for the values of a property that are too many for one.
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


class Descriptions:
    """What one release says about its things.

    A description costs what it shows, however much is said of its topic or points at it: a page of its own statements,
    those of its parts, a page of the incoming ones, and names, most of which are remembered. Only the first look at a
    topic that has more than ``READ_AT_MOST`` of either counts them all.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._label_statements = lru_cache(LABELS_KEPT)(lambda node: tuple(label_statements(store, node)))
        self._own_counts = lru_cache(COUNTS_KEPT)(lambda topic: _counted(store, f"{topic} ?p ?node"))
        self._incoming_counts = lru_cache(COUNTS_KEPT)(lambda topic: _counted(store, f"?node ?p {topic}"))

    def of(self, topic: NamedNode, page: int = 1) -> Description | None:
        """The description of a thing; none where nothing is known about it, or this page holds nothing."""
        store = self._store
        own, own_pages = self._own(topic, page)
        parts = tuple(
            (part, tuple(in_order(store.quads_for_pattern(part, None, None, None)))) for part in _parts(own, topic)
        )
        incoming, most = self._incoming(topic, page)
        pages = max(own_pages, _pages(most, PAGE_SIZE))
        if not (own or incoming) or not 1 <= page <= pages:
            return None
        named = _named([*own, *(q for _, quads in parts for q in quads), *(q for link in incoming for q in link.quads)])
        label_quads = self.label_statements(named[:NAMED_AT_MOST])
        return Description(topic, own, parts, incoming, label_quads, labels_of(label_quads), page, pages)

    def label_statements(self, nodes: Iterable[NamedNode]) -> tuple[Quad, ...]:
        """The statements that name some nodes."""
        return tuple(quad for node in nodes for quad in self._label_statements(node))

    def _own(self, topic: NamedNode, page: int) -> tuple[tuple[Quad, ...], int]:
        """The statements about a topic on a page, and how many pages they take: one, unless there are very many."""
        found = list(islice(self._store.quads_for_pattern(topic, None, None, None), READ_AT_MOST + 1))
        if len(found) <= READ_AT_MOST:
            return tuple(in_order(found)), 1
        counts = self._own_counts(topic)
        quads = [
            quad
            for prop, count in counts.items()
            for value in self._nodes(f"{topic} {prop} ?node", OWN_PAGE_SIZE, page if count > OWN_PAGE_SIZE else 1)
            for quad in self._store.quads_for_pattern(topic, prop, value, None)
        ]
        return tuple(in_order(quads)), max(_pages(count, OWN_PAGE_SIZE) for count in counts.values())

    def _incoming(self, topic: NamedNode, page: int) -> tuple[tuple[Incoming, ...], int]:
        """A page of the statements that point at a topic, and how many there are of the most frequent property."""
        found = list(islice(self._store.quads_for_pattern(None, None, topic, None), READ_AT_MOST + 1))
        if len(found) > READ_AT_MOST:
            counts = self._incoming_counts(topic)
            incoming = (Incoming(prop, n, self._page_of_many(topic, prop, page)) for prop, n in counts.items())
        else:
            counts, groups = {}, _by_property_and_subject(found)
            for prop, by_subject in groups.items():
                counts[prop] = len(by_subject)
            incoming = (Incoming(prop, len(group), _page_of(group, page)) for prop, group in groups.items())
        return tuple(incoming), max(counts.values(), default=0)

    def _page_of_many(self, topic: NamedNode, prop: NamedNode, page: int) -> tuple[Quad, ...]:
        subjects = self._nodes(f"?node {prop} {topic}", PAGE_SIZE, page)
        return tuple(quad for node in subjects for quad in self._store.quads_for_pattern(node, prop, topic, None))

    def _nodes(self, pattern: str, size: int, page: int) -> list[Any]:
        """A page of what matches, in the store's own order: to sort so many would take longer than to read a page."""
        query = f"SELECT DISTINCT ?node {{ {pattern} }} LIMIT {size} OFFSET {(page - 1) * size}"
        solutions = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, QuerySolutions)
        return [solution["node"] for solution in solutions]


def _pages(count: int, size: int) -> int:
    return max(1, -(-count // size))


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


def _counted(store: Store, pattern: str) -> dict[NamedNode, int]:
    """How many nodes match a pattern, by property."""
    query = f"SELECT ?p (COUNT(DISTINCT ?node) AS ?n) {{ {pattern} }} GROUP BY ?p ORDER BY ?p"
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    counts: dict[NamedNode, int] = {}
    for solution in solutions:
        prop, count = solution["p"], solution["n"]
        assert isinstance(prop, NamedNode)
        assert isinstance(count, Literal)
        counts[prop] = int(count.value)
    return counts


def _by_property_and_subject(quads: Iterable[Quad]) -> dict[NamedNode, dict[str, list[Quad]]]:
    """Statements in order, those of one subject together: the same may stand in several graphs."""
    groups: dict[NamedNode, dict[str, list[Quad]]] = {}
    for quad in sorted(quads, key=lambda quad: (quad.predicate.value, str(quad.subject), str(quad.graph_name))):
        groups.setdefault(quad.predicate, {}).setdefault(str(quad.subject), []).append(quad)
    return groups


def _page_of(group: Mapping[str, list[Quad]], page: int) -> tuple[Quad, ...]:
    shown = islice(group.values(), (page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    return tuple(quad for quads in shown for quad in quads)


def _named(quads: Iterable[Quad]) -> list[NamedNode]:
    """Every IRI that occurs in some statements, each once."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))
