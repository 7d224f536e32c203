"""Counts of a dataset as VoID has them (https://www.w3.org/TR/void/): of all, by class, by property, of links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import GA, PREFIXES, RDF, VOID, XSD

_EXAMPLES = (GA.Commitment, GA.ActionPlan, GA.SDGAlignment, GA.Discrepancy)


def counts(node: NamedNode, triples: Sequence[Triple]) -> Iterable[Triple]:
    """How much of each kind a dataset has (section 4.2), and the vocabularies that it uses (section 4.3)."""
    types = {(triple.subject, triple.object) for triple in triples if triple.predicate == RDF.type}
    yield Triple(node, VOID.triples, _number(len(triples)))
    yield Triple(node, VOID.entities, _number(len({subject for subject, _ in types})))
    yield Triple(node, VOID.classes, _number(len({class_ for _, class_ in types})))
    yield Triple(node, VOID.properties, _number(len({triple.predicate for triple in triples})))
    yield Triple(node, VOID.distinctSubjects, _number(len({triple.subject for triple in triples})))
    yield Triple(node, VOID.distinctObjects, _number(len({triple.object for triple in triples})))
    for namespace in _vocabularies(triples):
        yield Triple(node, VOID.vocabulary, NamedNode(namespace))


def _vocabularies(triples: Iterable[Triple]) -> list[str]:
    used = {triple.predicate.value for triple in triples}
    ours = {PREFIXES["id"], PREFIXES["sdg"]}
    return sorted(
        namespace for namespace in set(PREFIXES.values()) - ours if any(iri.startswith(namespace) for iri in used)
    )


def partitions(dataset: NamedNode, triples: Sequence[Triple]) -> Iterable[Triple]:
    """How many entities there are of each class, and how many triples of each property (section 4.4)."""
    instances = {(triple.subject, triple.object) for triple in triples if triple.predicate == RDF.type}
    classes = Counter(class_ for _, class_ in instances if isinstance(class_, NamedNode))
    properties = Counter(triple.predicate for triple in triples)
    for number, (class_, count) in enumerate(sorted(classes.items(), key=lambda item: item[0].value), 1):
        node = NamedNode(f"{dataset.value}#class-{number}")
        yield Triple(dataset, VOID.classPartition, node)
        yield Triple(node, VOID.class_, class_)
        yield Triple(node, VOID.entities, _number(count))
    for number, (prop, count) in enumerate(sorted(properties.items(), key=lambda item: item[0].value), 1):
        node = NamedNode(f"{dataset.value}#property-{number}")
        yield Triple(dataset, VOID.propertyPartition, node)
        yield Triple(node, VOID.property, prop)
        yield Triple(node, VOID.triples, _number(count))


def links(dataset: NamedNode, triples: Iterable[Triple], base: str) -> Iterable[Triple]:
    """The links from things of ours to the SDGs, a linkset a property (section 5)."""
    goals = NamedNode(f"{base}id/dataset/sdg")
    found = Counter(
        triple.predicate
        for triple in triples
        if isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
        and triple.subject.value.startswith(f"{base}id/")
        and triple.object.value.startswith(PREFIXES["sdg"])
    )
    for number, (prop, count) in enumerate(sorted(found.items(), key=lambda item: item[0].value), 1):
        node = NamedNode(f"{dataset.value}#links-to-sdg-{number}")
        yield Triple(dataset, VOID.subset, node)
        yield Triple(node, RDF.type, VOID.Linkset)
        yield Triple(node, RDF.type, VOID.Dataset)
        yield Triple(node, VOID.linkPredicate, prop)
        yield Triple(node, VOID.subjectsTarget, dataset)
        yield Triple(node, VOID.objectsTarget, goals)
        yield Triple(node, VOID.triples, _number(count))


def examples(dataset: NamedNode, triples: Iterable[Triple]) -> Iterable[Triple]:
    """The first thing of each of a few classes (section 4.1)."""
    first: dict[NamedNode, str] = {}
    for triple in triples:
        if triple.predicate == RDF.type and triple.object in _EXAMPLES and isinstance(triple.subject, NamedNode):
            class_, iri = triple.object, triple.subject.value
            assert isinstance(class_, NamedNode)
            first[class_] = min(iri, first.get(class_, iri))
    for iri in sorted(first.values()):
        yield Triple(dataset, VOID.exampleResource, NamedNode(iri))


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=XSD.integer)
