"""What a release says of itself: VoID (https://www.w3.org/TR/void/), DCAT (https://www.w3.org/TR/vocab-dcat-3/), PROV.

All of it is counted from the release's own statements. A statement that stands in two graphs is one triple of the
dataset and one of each graph's part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.about import ABOUT, TITLE, About
from loaders.citation_files import CITATIONS
from loaders.csv_tables import ZIP
from loaders.downloads import Download, key_of
from ontology.terms import DCAT, DCTERMS, FOAF, GA, PREFIXES, PROV, RDF, RDFS, VOID, XSD

METADATA = "metadata.nq.gz"
_IANA = "https://www.iana.org/assignments/media-types/"
_SPDX = "http://spdx.org/rdf/terms#"
_RDF = ("application/n-quads", "application/ld+json", "text/turtle")
_EXAMPLES = (GA.Commitment, GA.ActionPlan, GA.SDGAlignment, GA.Discrepancy)
_GRAPH_NAMES = {
    "ontology": {"es": "Vocabulario y listas de códigos", "en": "Vocabulary and code lists"},
    "shapes": {"es": "Formas SHACL", "en": "SHACL shapes"},
    "questions": {"es": "Preguntas", "en": "Questions"},
    "sdg": {"es": "Objetivos de Desarrollo Sostenible", "en": "Sustainable Development Goals"},
}
_PARTS_OF_PLANS = {
    "": {"es": "{}", "en": "{}"},
    "-editorial-alignments": {"es": "{}: alineamientos de los editores", "en": "{}: the editors' alignments"},
    "-rule-alignments": {"es": "{}: alineamientos por regla", "en": "{}: alignments by rule"},
}
"""What the name of a plan's graph ends in, and what that part is called."""


def describe(about: About, quads: Sequence[Quad], downloads: Sequence[Download]) -> list[Triple]:
    """The description of a release: a catalogue with a dataset for all and one a graph, in a fixed order."""
    base = about.base
    catalog, dataset = NamedNode(f"{base}catalog"), NamedNode(f"{base}id/dataset/all")
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    parts: dict[NamedNode, list[Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            parts.setdefault(quad.graph_name, []).append(quad.triple)
    found = [
        Triple(catalog, RDF.type, DCAT.Catalog),
        *_named(catalog, TITLE),
        *_texts(catalog, DCTERMS.description, ABOUT),
        *_dated(catalog, about),
        Triple(catalog, DCAT.dataset, dataset),
        *_service(catalog, dataset, base),
        Triple(dataset, RDF.type, DCAT.Dataset),
        Triple(dataset, RDF.type, VOID.Dataset),
        *_named(dataset, TITLE),
        *_texts(dataset, DCTERMS.description, ABOUT),
        *_dated(dataset, about),
        Triple(dataset, DCAT.version, Literal(about.id)),
        Triple(dataset, DCTERMS.identifier, Literal(f"sha256:{about.digest}")),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(f"{base}sparql")),
        *(Triple(dataset, RDFS.seeAlso, NamedNode(f"{base}downloads/{about.id}/{name}")) for name in CITATIONS),
        Triple(dataset, VOID.uriSpace, Literal(f"{base}id/")),
        *_counts(dataset, triples),
        *_partitions(dataset, triples),
        *_links(dataset, triples, base),
        *_examples(dataset, triples),
        *_made(dataset, about),
    ]
    labels = _labels(triples)
    for graph, statements in sorted(parts.items(), key=lambda item: item[0].value):
        key = key_of(graph, base)
        part = NamedNode(f"{base}id/dataset/{key}")
        found += [
            Triple(catalog, DCAT.dataset, part),
            Triple(dataset, VOID.subset, part),
            Triple(part, RDF.type, DCAT.Dataset),
            Triple(part, RDF.type, VOID.Dataset),
            *_named(part, _title(key, base, labels)),
            *_dated(part, about),
            *_counts(part, list(dict.fromkeys(statements))),
        ]
    for download in downloads:
        key = key_of(download.graph, base) if download.graph else "all"
        found += _distribution(NamedNode(f"{base}id/dataset/{key}"), download, about)
    return list(dict.fromkeys(found))


def _title(key: str, base: str, labels: Mapping[NamedNode, Mapping[str, str]]) -> Mapping[str, str]:
    """What a graph is called: by what it holds, or else by its key."""
    if key in _GRAPH_NAMES:
        return _GRAPH_NAMES[key]
    for suffix, patterns in _PARTS_OF_PLANS.items():
        plan = labels.get(NamedNode(f"{base}id/plan/{key.removesuffix(suffix)}"))
        if plan and key.endswith(suffix):
            return {language: pattern.format(plan.get(language, key)) for language, pattern in patterns.items()}
    return {"es": key, "en": key}


def _named(node: NamedNode, texts: Mapping[str, str]) -> Iterable[Triple]:
    yield from _texts(node, DCTERMS.title, texts)
    yield from _texts(node, RDFS.label, texts)


def _texts(node: NamedNode, prop: NamedNode, texts: Mapping[str, str]) -> Iterable[Triple]:
    for language, text in sorted(texts.items()):
        yield Triple(node, prop, Literal(text, language=language) if language else Literal(text))


def _dated(node: NamedNode, about: About) -> Iterable[Triple]:
    yield Triple(node, DCTERMS.license, NamedNode(about.licence))
    yield Triple(node, DCTERMS.modified, _time(about))
    yield Triple(node, DCTERMS.publisher, NamedNode(f"{about.base}id/organization/quipu-editors"))


def _time(about: About) -> Literal:
    return Literal(about.created.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)


def _service(catalog: NamedNode, dataset: NamedNode, base: str) -> Iterable[Triple]:
    service = NamedNode(f"{base}sparql")
    yield Triple(catalog, DCAT.service, service)
    yield Triple(service, RDF.type, DCAT.DataService)
    yield from _named(service, {"es": "Servicio SPARQL", "en": "SPARQL service"})
    yield Triple(service, DCAT.endpointURL, service)
    yield Triple(service, DCAT.endpointDescription, service)
    yield Triple(service, DCAT.servesDataset, dataset)
    yield Triple(service, DCTERMS.conformsTo, NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


def _counts(node: NamedNode, triples: Sequence[Triple]) -> Iterable[Triple]:
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


def _partitions(dataset: NamedNode, triples: Sequence[Triple]) -> Iterable[Triple]:
    """How many entities there are of each class, and how many triples of each property (VoID, section 4.4)."""
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


def _links(dataset: NamedNode, triples: Iterable[Triple], base: str) -> Iterable[Triple]:
    """The links from things of ours to the SDGs, a linkset a property (VoID, section 5)."""
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
        yield Triple(node, VOID.linkPredicate, prop)
        yield Triple(node, VOID.subjectsTarget, dataset)
        yield Triple(node, VOID.objectsTarget, goals)
        yield Triple(node, VOID.triples, _number(count))


def _examples(dataset: NamedNode, triples: Iterable[Triple]) -> Iterable[Triple]:
    first: dict[NamedNode, str] = {}
    for triple in triples:
        if triple.predicate == RDF.type and triple.object in _EXAMPLES and isinstance(triple.subject, NamedNode):
            class_, iri = triple.object, triple.subject.value
            assert isinstance(class_, NamedNode)
            first[class_] = min(iri, first.get(class_, iri))
    for iri in sorted(first.values()):
        yield Triple(dataset, VOID.exampleResource, NamedNode(iri))


def _made(dataset: NamedNode, about: About) -> Iterable[Triple]:
    """How the release came about (https://www.w3.org/TR/prov-o/)."""
    build = NamedNode(f"{dataset.value}#build")
    yield Triple(dataset, PROV.wasGeneratedBy, build)
    yield Triple(dataset, PROV.generatedAtTime, _time(about))
    yield Triple(build, RDF.type, PROV.Activity)
    yield Triple(build, PROV.endedAtTime, _time(about))
    for name, version in sorted(about.tools.items()):
        tool = NamedNode(f"{dataset.value}#{name}")
        yield Triple(build, PROV.wasAssociatedWith, tool)
        yield Triple(tool, RDF.type, PROV.SoftwareAgent)
        yield Triple(tool, FOAF.name, Literal(f"{name} {version}"))


def _distribution(dataset: NamedNode, download: Download, about: About) -> Iterable[Triple]:
    address = NamedNode(f"{about.base}downloads/{about.id}/{download.name}")
    node = NamedNode(f"{dataset.value}#{download.name}")
    checksum = NamedNode(f"{node.value}-checksum")
    yield Triple(dataset, DCAT.distribution, node)
    if download.media_type in _RDF:
        yield Triple(dataset, VOID.dataDump, address)
    yield Triple(node, RDF.type, DCAT.Distribution)
    yield Triple(node, DCTERMS.title, Literal(download.name))
    yield Triple(node, DCTERMS.license, NamedNode(about.licence))
    yield Triple(node, DCAT.downloadURL, address)
    yield Triple(node, DCAT.accessURL, address)
    yield Triple(node, DCAT.mediaType, NamedNode(_IANA + download.media_type))
    if download.is_compressed:
        yield Triple(node, DCAT.compressFormat, NamedNode(f"{_IANA}application/gzip"))
    if download.name == ZIP:
        yield Triple(node, DCAT.packageFormat, NamedNode(f"{_IANA}application/zip"))
    natural = NamedNode(f"{PREFIXES['xsd']}nonNegativeInteger")
    yield Triple(node, DCAT.byteSize, Literal(str(download.size), datatype=natural))
    yield Triple(node, NamedNode(f"{_SPDX}checksum"), checksum)
    yield Triple(checksum, RDF.type, NamedNode(f"{_SPDX}Checksum"))
    yield Triple(checksum, NamedNode(f"{_SPDX}algorithm"), NamedNode(f"{_SPDX}checksumAlgorithm_sha256"))
    hexadecimal = NamedNode(f"{PREFIXES['xsd']}hexBinary")
    yield Triple(checksum, NamedNode(f"{_SPDX}checksumValue"), Literal(download.sha256, datatype=hexadecimal))


def _labels(triples: Iterable[Triple]) -> dict[NamedNode, dict[str, str]]:
    found: dict[NamedNode, dict[str, str]] = {}
    for triple in triples:
        node, text = triple.subject, triple.object
        if triple.predicate == RDFS.label and isinstance(node, NamedNode) and isinstance(text, Literal):
            found.setdefault(node, {})[text.language or ""] = text.value
    return found


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=XSD.integer)
