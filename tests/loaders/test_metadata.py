"""What a release says of itself is true: recounted with another library, and every file is what it is said to be."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import Quad
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from loaders import release
from loaders.metadata import graph_of
from loaders.release import Release, ReleaseError
from ontology.terms import BASE
from shapes.validation import validate

ALL = rdflib.URIRef(f"{BASE}id/dataset/all")
Graphs = dict[str, rdflib.Graph]
Triples = set[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]
SDG = "http://metadata.un.org/sdg/"


@pytest.fixture(scope="module")
def metadata(shipped: Release) -> rdflib.Graph:
    """What the release says of itself: one graph."""
    lines = gzip.decompress((shipped.path / "metadata.nq.gz").read_bytes()).decode().splitlines()
    quads = [line.removesuffix(" .").rpartition(" ") for line in lines]
    assert {graph for *_, graph in quads} == {f"<{graph_of(BASE).value}>"}
    return rdflib.Graph().parse(data="\n".join(f"{triple} ." for triple, *_ in quads), format="nt")


@pytest.fixture(scope="module")
def graphs(shipped: Release) -> dict[str, rdflib.Graph]:
    """The named graphs, from the lines of the dataset: all but the last term of a quad is a triple."""
    lines: dict[str, list[str]] = {}
    for line in gzip.decompress((shipped.path / "dataset.nq.gz").read_bytes()).decode().splitlines():
        triple, _, graph = line.removesuffix(" .").rpartition(" ")
        lines.setdefault(graph.strip("<>"), []).append(f"{triple} .")
    return {name: rdflib.Graph().parse(data="\n".join(text), format="nt") for name, text in lines.items()}


@pytest.fixture(scope="module")
def triples(graphs: dict[str, rdflib.Graph]) -> Triples:
    return {triple for graph in graphs.values() for triple in graph}


def data_of(one: Release) -> list[Quad]:
    """The statements of a release without what it says of itself."""
    return [quad for quad in one.store if quad.graph_name != graph_of(BASE)]


def test_the_metadata_stand_in_the_store_too(shipped: Release, metadata: rdflib.Graph) -> None:
    held = {quad.triple for quad in shipped.store if quad.graph_name == graph_of(BASE)}
    assert len(held) == len(metadata) == shipped.manifest.metadata
    assert {str(triple.predicate.value) for triple in held} == {str(p) for p in metadata.predicates()}
    assert release.digest_of(release.canonical_lines(data_of(shipped))) == shipped.digest


def test_the_shapes_have_nothing_to_object_to_in_data_and_metadata(shipped: Release) -> None:
    found = [result for result in validate(shipped.store).results if "/dataset/" in str(result.focus)]
    assert found == []
    assert validate(shipped.store).conforms


def test_metadata_that_the_shapes_object_to_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.metadata.TITLE", {"es": "", "en": "Data"})
    with pytest.raises(ReleaseError, match=r"metadata of the release: <.*/catalog>: It has a title in each language"):
        release.write([], BASE, tmp_path, {}, None)
    assert not list((tmp_path / "releases").iterdir())


def test_what_the_plans_are_about_is_covered(metadata: rdflib.Graph) -> None:
    """DCAT 3, sections 6.6.8 and 6.6.9; the first plan of Peru begins in 2012, the last known one ends in 2025."""
    period = metadata.value(ALL, DCTERMS.temporal)
    days = [str(metadata.value(period, prop)) for prop in (DCAT.startDate, DCAT.endDate)]
    assert days == ["2012-01-01", "2025-12-31"]
    assert list(metadata.objects(ALL, DCTERMS.spatial)) == [rdflib.URIRef(f"{BASE}id/place/pe")]
    third = rdflib.URIRef(f"{BASE}id/dataset/pe-2017-2019")
    assert str(metadata.value(metadata.value(third, DCTERMS.temporal), DCAT.endDate)) == "2019-12-31"


def said(metadata: rdflib.Graph, node: rdflib.term.Node, prop: rdflib.URIRef) -> int:
    (value,) = metadata.objects(node, prop)
    assert isinstance(value, rdflib.Literal)
    return int(value)


def test_the_counts_are_those_of_a_recount(metadata: rdflib.Graph, triples: Triples) -> None:
    """VoID, section 4."""
    typed = [(s, o) for s, p, o in triples if p == RDF.type]
    assert said(metadata, ALL, VOID.triples) == len(triples)
    assert said(metadata, ALL, VOID.entities) == len({s for s, _ in typed})
    assert said(metadata, ALL, VOID.classes) == len({o for _, o in typed})
    assert said(metadata, ALL, VOID.properties) == len({p for _, p, _ in triples})
    assert said(metadata, ALL, VOID.distinctSubjects) == len({s for s, _, _ in triples})
    assert said(metadata, ALL, VOID.distinctObjects) == len({o for _, _, o in triples})


def test_the_partitions_are_those_of_a_recount(metadata: rdflib.Graph, triples: Triples) -> None:
    classes = {
        metadata.value(node, VOID["class"]): said(metadata, node, VOID.entities)
        for node in metadata.objects(ALL, VOID.classPartition)
    }
    assert classes == Counter(o for _, p, o in triples if p == RDF.type)
    properties = {
        metadata.value(node, VOID.property): said(metadata, node, VOID.triples)
        for node in metadata.objects(ALL, VOID.propertyPartition)
    }
    assert properties == Counter(p for _, p, _ in triples)


def test_the_linksets_are_those_of_a_recount(metadata: rdflib.Graph, triples: Triples) -> None:
    found = {
        metadata.value(node, VOID.linkPredicate): said(metadata, node, VOID.triples)
        for node in metadata.subjects(RDF.type, VOID.Linkset)
    }
    ours = f"{BASE}id/"
    assert found == Counter(
        p for s, p, o in triples if str(s).startswith(ours) and isinstance(o, rdflib.URIRef) and o.startswith(SDG)
    )
    assert found[rdflib.URIRef(f"{BASE}def#contributesTo")] > 0


def test_each_graph_is_a_dataset_and_the_catalogue_lists_all(
    metadata: rdflib.Graph, graphs: dict[str, rdflib.Graph]
) -> None:
    sizes = {name: len(graph) for name, graph in graphs.items()}
    catalog = rdflib.URIRef(f"{BASE}catalog")
    listed = set(metadata.objects(catalog, DCAT.dataset))
    assert listed == {ALL} | {rdflib.URIRef(name.replace("id/graph/", "id/dataset/")) for name in sizes}
    for name, size in sizes.items():
        assert said(metadata, rdflib.URIRef(name.replace("id/graph/", "id/dataset/")), VOID.triples) == size
    for node in listed:
        titles = list(metadata.objects(node, DCTERMS.title))
        assert {title.language for title in titles if isinstance(title, rdflib.Literal)} == {"es", "en"}
        assert metadata.value(node, DCTERMS.license)


def test_each_file_is_what_is_said_of_it(
    shipped: Release, metadata: rdflib.Graph, graphs: dict[str, rdflib.Graph]
) -> None:
    """DCAT 3, section 6.8: size, checksum, media type; and the file holds its graph."""
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    files = list(metadata.subjects(RDF.type, DCAT.Distribution))
    names = {str(metadata.value(node, DCTERMS.title)) for node in files}
    in_release = {name.removeprefix("downloads/") for name in shipped.manifest.files if name.startswith("downloads/")}
    assert names == in_release - {"CITATION.cff", "datacite.json"} | {"dataset.nq.gz"}
    for node in files:
        name = str(metadata.value(node, DCTERMS.title))
        path = shipped.path / name if name == "dataset.nq.gz" else shipped.path / "downloads" / name
        content = path.read_bytes()
        assert said(metadata, node, DCAT.byteSize) == len(content)
        checksum = metadata.value(node, spdx.checksum)
        assert str(metadata.value(checksum, spdx.checksumValue)) == hashlib.sha256(content).hexdigest()
        assert str(metadata.value(node, DCAT.downloadURL)) == f"{BASE}downloads/{shipped.id}/{name}"
        if name.endswith(".ttl.gz") and name.startswith("pe-2"):
            held = rdflib.Graph().parse(data=gzip.decompress(content), format="turtle")
            assert set(held) == set(graphs[f"{BASE}id/graph/{name.removesuffix('.ttl.gz')}"])


def test_the_json_ld_holds_the_whole_dataset(shipped: Release) -> None:
    """As a JSON-LD processor of other people reads it."""
    document = json.loads(gzip.decompress((shipped.path / "downloads" / "dataset.jsonld.gz").read_bytes()))
    held = jsonld.to_rdf(document)
    assert sum(map(len, held.values())) == shipped.manifest.quads
    assert {name: len(quads) for name, quads in held.items() if quads} == shipped.manifest.graphs


def test_equal_data_are_equal_files(shipped: Release, tmp_path: Path) -> None:
    again = release.write(list(reversed(data_of(shipped))), BASE, tmp_path, {}, None)
    data = [path for path in (shipped.path / "downloads").iterdir() if path.suffix in {".gz", ".zip"}]
    assert len(data) == 14
    for path in data:
        assert (again.path / "downloads" / path.name).read_bytes() == path.read_bytes(), path.name
