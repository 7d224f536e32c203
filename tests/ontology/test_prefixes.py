from collections.abc import Mapping

from pyoxigraph import Literal, Triple

from ontology.terms import BASE, PREFIXES, SH, XSD


def test_the_turtle_declares_the_same_prefixes(graphs: Mapping[str, frozenset[Triple]]) -> None:
    triples = graphs["prefixes.ttl"]
    declared = {triple.object for triple in triples if triple.predicate == SH.declare}
    found: dict[str, str] = {}
    for node in declared:
        values = {triple.predicate: triple.object for triple in triples if triple.subject == node}
        prefix, namespace = values[SH.prefix], values[SH.namespace]
        assert isinstance(prefix, Literal)
        assert isinstance(namespace, Literal)
        assert namespace.datatype == XSD.anyURI
        assert str(node) == f"<{BASE}id/prefix/{prefix.value}>"
        found[prefix.value] = namespace.value
    assert found == PREFIXES


def test_prefixes_are_sorted_and_end_where_a_name_can_follow() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    assert all(namespace[-1] in "#/" for namespace in PREFIXES.values())
    assert len(set(PREFIXES.values())) == len(PREFIXES)
