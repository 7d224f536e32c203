"""What a release says of itself: VoID (https://www.w3.org/TR/void/), DCAT (https://www.w3.org/TR/vocab-dcat-3/), PROV.

All of it is counted from the release's own statements. A statement that stands in two graphs is one triple of the
dataset and one of each graph's part. What is said stands in a graph of its own, which is no part of what is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders import statistics
from loaders.about import ABOUT, KEYWORDS, TITLE, About
from loaders.citation_files import CITATIONS
from loaders.csv_tables import ZIP
from loaders.downloads import Download, key_of
from ontology.terms import DCAT, DCTERMS, FOAF, GA, PROV, RDF, RDFS, SCHEMA, SPDX, VOID, XSD

METADATA = "metadata.nq.gz"
_IANA = "https://www.iana.org/assignments/media-types/"
_RDF = ("application/n-quads", "application/ld+json", "text/turtle")
_GRAPH_NAMES = {
    "ontology": {"es": "Vocabulario y listas de códigos", "en": "Vocabulary and code lists"},
    "shapes": {"es": "Formas SHACL", "en": "SHACL shapes"},
    "questions": {"es": "Preguntas", "en": "Questions"},
    "sdg": {"es": "Objetivos de Desarrollo Sostenible", "en": "Sustainable Development Goals"},
}
_GRAPH = {
    "es": "Uno de los grafos con nombre de «{whole}»: {part}.",
    "en": "One of the named graphs of “{whole}”: {part}.",
}
_SERVICE = {
    "es": "Responde a consultas SPARQL 1.1 sobre todas las afirmaciones, y a cada grafo por su nombre.",
    "en": "Answers SPARQL 1.1 queries over all statements, and over each graph by its name.",
}
_COVERAGE = (DCTERMS.spatial, SCHEMA.startDate, SCHEMA.endDate)
"""What a plan says of the place and the time that it is about."""
_PARTS_OF_PLANS = {
    "": {"es": "{}", "en": "{}"},
    "-editorial-alignments": {"es": "{}: alineamientos de los editores", "en": "{}: the editors' alignments"},
    "-rule-alignments": {"es": "{}: alineamientos por regla", "en": "{}: alignments by rule"},
}
"""What the name of a plan's graph ends in, and what that part is called."""


def graph_of(base: str) -> NamedNode:
    """The named graph that what a release says of itself stands in."""
    return NamedNode(f"{base}id/graph/metadata")


def describe(about: About, quads: Sequence[Quad], downloads: Sequence[Download]) -> list[Quad]:
    """The description of a release, in a graph of its own: a catalogue with a dataset for all and one a graph."""
    base = about.base
    catalog, dataset = NamedNode(f"{base}catalog"), NamedNode(f"{base}id/dataset/all")
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    parts: dict[NamedNode, list[Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            parts.setdefault(quad.graph_name, []).append(quad.triple)
    found = [
        *_typed(catalog, DCAT.Catalog, DCAT.Dataset, DCAT.Resource),
        *_named(catalog, TITLE),
        *_texts(catalog, DCTERMS.description, ABOUT),
        *_dated(catalog, about),
        Triple(catalog, DCAT.dataset, dataset),
        *_service(catalog, dataset, about),
        *_typed(dataset, DCAT.Dataset, DCAT.Resource, VOID.Dataset),
        *_named(dataset, TITLE),
        *_texts(dataset, DCTERMS.description, ABOUT),
        *(
            Triple(dataset, DCAT.keyword, Literal(word, language=language))
            for language, words in KEYWORDS.items()
            for word in words
        ),
        *_covered(dataset, triples),
        *_dated(dataset, about),
        Triple(dataset, DCAT.version, Literal(about.id)),
        Triple(dataset, DCTERMS.identifier, Literal(f"sha256:{about.digest}")),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(f"{base}sparql")),
        *(Triple(dataset, RDFS.seeAlso, NamedNode(f"{base}downloads/{about.id}/{name}")) for name in CITATIONS),
        Triple(dataset, VOID.uriSpace, Literal(f"{base}id/")),
        *statistics.counts(dataset, triples),
        *statistics.partitions(dataset, triples),
        *statistics.links(dataset, triples, base),
        *statistics.examples(dataset, triples),
        *_made(dataset, about),
    ]
    labels = _labels(triples)
    for graph, statements in sorted(parts.items(), key=lambda item: item[0].value):
        key = key_of(graph, base)
        part = NamedNode(f"{base}id/dataset/{key}")
        found += [
            Triple(catalog, DCAT.dataset, part),
            Triple(dataset, VOID.subset, part),
            *_typed(part, DCAT.Dataset, DCAT.Resource, VOID.Dataset),
            *_named(part, title := _title(key, base, labels)),
            *_texts(part, DCTERMS.description, _described(title)),
            *_covered(part, statements),
            *_dated(part, about),
            *statistics.counts(part, list(dict.fromkeys(statements))),
        ]
    for download in downloads:
        key = key_of(download.graph, base) if download.graph else "all"
        found += _distribution(NamedNode(f"{base}id/dataset/{key}"), download, about)
    graph = graph_of(base)
    return [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in dict.fromkeys(found)]


def _title(key: str, base: str, labels: Mapping[NamedNode, Mapping[str, str]]) -> Mapping[str, str]:
    """What a graph is called: by what it holds, or else by its key."""
    if key in _GRAPH_NAMES:
        return _GRAPH_NAMES[key]
    for suffix, patterns in _PARTS_OF_PLANS.items():
        plan = labels.get(NamedNode(f"{base}id/plan/{key.removesuffix(suffix)}"))
        if plan and key.endswith(suffix):
            return {language: pattern.format(plan.get(language, key)) for language, pattern in patterns.items()}
    return {"es": key, "en": key}


def _described(title: Mapping[str, str]) -> Mapping[str, str]:
    return {
        language: sentence.format(whole=TITLE[language], part=title.get(language, next(iter(title.values()))))
        for language, sentence in _GRAPH.items()
    }


def _typed(node: NamedNode, *classes: NamedNode) -> Iterable[Triple]:
    """All classes of a node, those above included: nothing should need inference."""
    return (Triple(node, RDF.type, class_) for class_ in classes)


def _covered(dataset: NamedNode, triples: Iterable[Triple]) -> Iterable[Triple]:
    """The places and the time that the plans in a dataset are about; nothing where there are none.

    The period is from the first day of the first plan to the last day of the last one, as far as days are known.
    """
    plans: dict[object, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    is_plan = set()
    for triple in triples:
        if triple.predicate == RDF.type and triple.object == GA.ActionPlan:
            is_plan.add(triple.subject)
        elif triple.predicate in _COVERAGE and isinstance(triple.object, (NamedNode, Literal)):
            plans[triple.subject][triple.predicate].append(triple.object)
    found = {prop: {value for plan in is_plan for value in plans[plan][prop]} for prop in _COVERAGE}
    for place in sorted(found[DCTERMS.spatial], key=str):
        yield Triple(dataset, DCTERMS.spatial, place)
    if found[SCHEMA.startDate] and found[SCHEMA.endDate]:
        period = NamedNode(f"{dataset.value}#period")
        yield Triple(dataset, DCTERMS.temporal, period)
        yield Triple(period, RDF.type, DCTERMS.PeriodOfTime)
        yield Triple(period, DCAT.startDate, min(found[SCHEMA.startDate], key=str))
        yield Triple(period, DCAT.endDate, max(found[SCHEMA.endDate], key=str))


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


def _service(catalog: NamedNode, dataset: NamedNode, about: About) -> Iterable[Triple]:
    service = NamedNode(f"{about.base}sparql")
    yield Triple(catalog, DCAT.service, service)
    yield from _typed(service, DCAT.DataService, DCAT.Resource)
    yield from _texts(service, DCTERMS.description, _SERVICE)
    yield from _dated(service, about)
    yield from _named(service, {"es": "Servicio SPARQL", "en": "SPARQL service"})
    yield Triple(service, DCAT.endpointURL, service)
    yield Triple(service, DCAT.endpointDescription, service)
    yield Triple(service, DCAT.servesDataset, dataset)
    yield Triple(service, DCTERMS.conformsTo, NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


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
        yield from _typed(tool, PROV.Agent, PROV.SoftwareAgent)
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
    yield Triple(node, DCAT.byteSize, Literal(str(download.size), datatype=XSD.nonNegativeInteger))
    yield Triple(node, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(download.sha256, datatype=XSD.hexBinary))


def _labels(triples: Iterable[Triple]) -> dict[NamedNode, dict[str, str]]:
    found: dict[NamedNode, dict[str, str]] = {}
    for triple in triples:
        node, text = triple.subject, triple.object
        if triple.predicate == RDFS.label and isinstance(node, NamedNode) and isinstance(text, Literal):
            found.setdefault(node, {})[text.language or ""] = text.value
    return found
