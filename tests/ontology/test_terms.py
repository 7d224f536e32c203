import inspect
import re
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Triple

from ontology import terms, vocabulary
from ontology.terms import GA, PREFIXES, RDFS

NAMESPACES = {name: cls for name, cls in inspect.getmembers(terms, inspect.isclass) if cls.__module__ == terms.__name__}


def constants(cls: type) -> dict[str, NamedNode]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, NamedNode)}


def external_constants() -> Iterator[NamedNode]:
    for name, cls in NAMESPACES.items():
        if name not in ("GA", "GASH"):
            yield from constants(cls).values()


def test_ga_terms_stand_in_the_turtle_and_the_other_way_round(graph: frozenset[Triple]) -> None:
    declared = {
        triple.subject for triple in graph if triple.predicate == RDFS.isDefinedBy and triple.object == GA.ontology
    }
    assert declared == set(constants(GA).values()) - {GA.ontology}


def test_every_ga_term_that_the_turtle_names_is_declared(graph: frozenset[Triple]) -> None:
    named = {
        term
        for triple in graph
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith(PREFIXES["ga"])
    }
    assert named <= set(constants(GA).values())


def test_external_constants_are_declared() -> None:
    assert [term for term in external_constants() if term not in vocabulary.labels()] == []


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_a_constant_is_named_after_its_term(name: str) -> None:
    namespace = PREFIXES[name.lower().replace("_", "-")]
    for constant, term in constants(NAMESPACES[name]).items():
        if constant != "ontology":
            local = term.value.removeprefix(namespace)
            assert constant.rstrip("_") == local.replace("-", "_")


def test_constants_are_sorted_within_their_blocks() -> None:
    blocks = inspect.getsource(terms).split("\n\n")
    names = [re.findall(r"^    (\w+?)_? = _", block, re.MULTILINE) for block in blocks]
    assert [block for block in names if block != sorted(block)] == []
