from collections.abc import Mapping

from pyoxigraph import NamedNode, Triple

from ontology.terms import PREFIXES, RDFS, SKOS


def test_alignments_are_loose_and_lead_out(graphs: Mapping[str, frozenset[Triple]]) -> None:
    for triple in graphs["alignments.ttl"]:
        assert triple.predicate in (SKOS.closeMatch, RDFS.seeAlso)
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode)
        assert triple.subject.value.startswith(PREFIXES["ga"])
        assert not triple.object.value.startswith(PREFIXES["ga"])
