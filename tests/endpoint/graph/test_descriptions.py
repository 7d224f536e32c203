"""A description costs what it shows, whatever points at its topic."""

from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint.graph.descriptions import OWN_PAGE_SIZE, PAGE_SIZE, READ_AT_MOST, Description, Descriptions
from ontology.terms import DCAT, RDFS

LEAD = NamedNode("http://e/role/lead")
MANY = 100_000
FEW = 250


class Counted:
    """A store that counts what is read of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reads = self.statements = self.queries = 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        self.reads += 1
        for quad in self._store.quads_for_pattern(*pattern):
            self.statements += 1
            yield quad

    def query(self, *args: Any, **kwargs: Any) -> Any:
        self.queries += 1
        return self._store.query(*args, **kwargs)

    def forget(self) -> None:
        self.reads = self.statements = self.queries = 0


def responsibility(number: int) -> NamedNode:
    return NamedNode(f"http://e/responsibility/{number:06}")


@pytest.fixture(scope="module")
def popular() -> Store:
    """A role that a hundred thousand responsibilities have, and another that a few have."""
    store = Store()
    first, second = NamedNode("http://e/g1"), NamedNode("http://e/g2")
    store.bulk_extend(Quad(responsibility(n), DCAT.hadRole, LEAD, first) for n in range(MANY))
    other = NamedNode("http://e/role/other")
    few = [responsibility(n) for n in range(FEW)]
    store.bulk_extend(Quad(node, DCAT.hadRole, other, graph) for node in few for graph in (first, second))
    store.bulk_extend([Quad(DCAT.hadRole, RDFS.label, Literal("role", language="en"), first)])
    store.bulk_extend([Quad(LEAD, RDFS.label, Literal("Lead", language="en"), first)])
    return store


def known(description: Description | None) -> Description:
    assert description is not None
    return description


def test_a_popular_topic_costs_no_more_than_its_page(popular: Store) -> None:
    """RDFLib/prez#303: thousands of narrower concepts took minutes."""
    counted = Counted(popular)
    descriptions = Descriptions(counted)  # type: ignore[arg-type]
    description = known(descriptions.of(LEAD))
    assert [(link.property, link.count, len(link.quads)) for link in description.incoming] == [
        (DCAT.hadRole, MANY, PAGE_SIZE)
    ]
    assert description.pages == MANY // PAGE_SIZE
    assert counted.queries == 2  # how many, and which
    assert counted.statements <= READ_AT_MOST + 2 * PAGE_SIZE
    counted.forget()
    last = known(descriptions.of(LEAD, description.pages))
    assert counted.queries == 1
    assert counted.statements <= READ_AT_MOST + 2 * PAGE_SIZE
    shown = {quad.subject for page in (description, last) for quad in page.incoming[0].quads}
    assert len(shown) == 2 * PAGE_SIZE
    assert descriptions.of(LEAD, description.pages + 1) is None


def test_names_are_read_once(popular: Store) -> None:
    """RDFLib/prez#178: a look-up for each link that a page has."""
    counted = Counted(popular)
    descriptions = Descriptions(counted)  # type: ignore[arg-type]
    topic = responsibility(MANY - 1)
    descriptions.of(topic)
    assert counted.reads > 3
    counted.forget()
    assert known(descriptions.of(topic)).labels[LEAD] == {"en": "Lead"}
    assert (counted.reads, counted.queries) == (2, 0)


def test_what_several_graphs_say_is_counted_once(popular: Store) -> None:
    descriptions = Descriptions(popular)
    pages = [known(descriptions.of(NamedNode("http://e/role/other"), page)) for page in (1, 2, 3)]
    assert {page.incoming[0].count for page in pages} == {FEW}
    assert pages[0].pages == 3
    subjects = [quad.subject for page in pages for quad in page.incoming[0].quads]
    assert list(dict.fromkeys(subjects)) == [responsibility(n) for n in range(FEW)]
    assert len(subjects) == 2 * FEW


SCHEME = NamedNode("http://e/scheme")


@pytest.fixture(scope="module")
def long_list() -> Store:
    """A list of a hundred thousand members, with a name."""
    store = Store()
    graph = NamedNode("http://e/g1")
    store.bulk_extend(Quad(SCHEME, DCAT.distribution, responsibility(n), graph) for n in range(MANY))
    store.bulk_extend([Quad(SCHEME, RDFS.label, Literal("All", language="en"), graph)])
    store.bulk_extend([Quad(SCHEME, RDFS.seeAlso, responsibility(n), graph) for n in range(3)])
    return store


def test_a_long_list_costs_no_more_than_its_page(long_list: Store) -> None:
    store = Counted(long_list)
    descriptions = Descriptions(store)  # type: ignore[arg-type]
    first = known(descriptions.of(SCHEME))
    assert first.pages == MANY // OWN_PAGE_SIZE
    store.forget()
    second = known(descriptions.of(SCHEME, 2))
    assert store.statements < READ_AT_MOST + 2 * OWN_PAGE_SIZE
    assert len(second.own) == OWN_PAGE_SIZE + 1 + 3, "what fits on a page stands on each"
    assert not set(first.own) & {quad for quad in second.own if quad.predicate == DCAT.distribution}
    assert second.labels[SCHEME] == {"en": "All"}
    assert descriptions.of(SCHEME, first.pages + 1) is None


def test_the_pages_of_a_long_list_together_are_all_of_it(long_list: Store) -> None:
    descriptions = Descriptions(long_list)
    pages = known(descriptions.of(SCHEME)).pages
    members = [
        quad.object
        for page in range(1, pages + 1)
        for quad in known(descriptions.of(SCHEME, page)).own
        if quad.predicate == DCAT.distribution
    ]
    assert len(members) == len(set(members)) == MANY
