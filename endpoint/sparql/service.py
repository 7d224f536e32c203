"""The SPARQL service described in RDF (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from loaders.metadata import graph_of
from loaders.release import Manifest
from ontology.terms import RDF, SD, VOID, XSD

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "N-Quads",
    "TriG",
)


def service_description(manifest: Manifest, endpoint: str) -> list[Quad]:
    """The description of the service at an address: its formats and its dataset, whose default graph is the union of
    its named graphs. Nodes inside it are fragments of the service's IRI.
    """
    service = NamedNode(f"{manifest.base}sparql")
    dataset = NamedNode(f"{service.value}#dataset")
    union = NamedNode(f"{service.value}#default-graph")
    quads = [
        Quad(service, RDF.type, SD.Service),
        Quad(service, SD.endpoint, NamedNode(endpoint)),
        Quad(service, SD.supportedLanguage, SD.SPARQL11Query),
        Quad(service, SD.feature, SD.UnionDefaultGraph),
        *(Quad(service, SD.resultFormat, NamedNode(_FORMATS + name)) for name in _RESULT_FORMATS),
        Quad(service, SD.defaultDataset, dataset),
        Quad(dataset, RDF.type, SD.Dataset),
        Quad(dataset, SD.defaultGraph, union),
        *_graph(union, manifest.quads + manifest.metadata),
    ]
    described = {graph_of(manifest.base).value: manifest.metadata} if manifest.metadata else {}
    for number, (name, size) in enumerate(sorted({**manifest.graphs, **described}.items()), start=1):
        named = NamedNode(f"{service.value}#named-graph-{number}")
        graph = NamedNode(f"{service.value}#graph-{number}")
        quads += [
            Quad(dataset, SD.namedGraph, named),
            Quad(named, RDF.type, SD.NamedGraph),
            Quad(named, SD.name, NamedNode(name)),
            Quad(named, SD.graph, graph),
            *_graph(graph, size),
        ]
    return quads


def _graph(node: NamedNode, triples: int) -> list[Quad]:
    return [
        Quad(node, RDF.type, SD.Graph),
        Quad(node, VOID.triples, Literal(str(triples), datatype=XSD.integer)),
    ]
