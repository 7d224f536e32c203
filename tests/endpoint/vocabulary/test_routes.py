"""The vocabulary and the shapes, for people and for machines."""

import pytest
import rdflib
from rdflib.compare import isomorphic

from endpoint.app import create_app
from endpoint.http.formats import GRAPHS
from endpoint.settings import Settings
from loaders import release
from ontology.terms import BASE
from tests.endpoint.client import Client, thing
from tests.endpoint.graphs import parsed


@pytest.mark.parametrize("path", ["/def", "/shapes", "/def/1.0.0", "/shapes/1.0.0"])
@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.key)
def test_every_format_says_the_same(client: Client, path: str, form: object) -> None:
    key, media_type = form.key, form.media_type  # type: ignore[attr-defined]
    by_extension = client.get(f"{path}.{key}")
    assert by_extension.headers["content-type"].startswith(media_type)
    negotiated = client.get(path, media_type)
    assert negotiated.content == by_extension.content
    assert negotiated.headers["content-location"] == f"{path}.{key}"
    assert isomorphic(parsed(negotiated), parsed(client.get(f"{path}.nt")))


def test_the_vocabulary_is_its_graph(client: Client) -> None:
    graph = parsed(client.get("/def", "text/turtle"))
    sizes = client.app.state.site.release.manifest.graphs
    assert len(graph) == sizes[f"{BASE}id/graph/ontology"]
    assert (rdflib.URIRef(f"{BASE}def"), rdflib.RDF.type, rdflib.OWL.Ontology) in graph


def test_validators(client: Client) -> None:
    tag = client.get("/def", "text/turtle").headers["etag"]
    assert client.get("/def", "text/turtle", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/shapes", "text/turtle", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/def", "/shapes"])
def test_a_version_has_an_address(client: Client, path: str) -> None:
    """What OWL asks of a version IRI (https://www.w3.org/TR/owl2-syntax/#Ontology_Documents)."""
    version = client.get(f"{path}/1.0.0", "text/turtle")
    assert version.content == client.get(path, "text/turtle").content
    assert version.links["latest-version"]["url"] == path
    assert version.links["canonical"]["url"] == f"{BASE}{path[1:]}/1.0.0"
    assert version.headers["content-disposition"] == f'inline; filename="{path[1:]}-1.0.0.ttl"'
    page = client.get(f"{path}/1.0.0?lang=en", "text/html").text
    assert f'href="{path}/1.0.0?lang=en"' in page
    assert f'href="{path}?lang=en">What is served today' in page
    assert "What is served today" not in client.get(f"{path}?lang=en", "text/html").text


@pytest.mark.parametrize(
    "path", ["/def/", "/def/1", "/def/1.0", "/def/1.0.0/", "/def/2.0.0", "/def/1.0.0.exe", "/def/%00", "/shapes/..."]
)
def test_a_version_that_there_is_not(client: Client, path: str) -> None:
    answer = client.get(path, "text/turtle")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["detail"].endswith("there are: 1.0.0.")


def test_labels_are_looked_up_once_a_release(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/def?lang=en", "text/html").text.partition("<main")[2]
    monkeypatch.setattr("endpoint.graph.descriptions.label_statements", None)
    assert client.get("/def?lang=en&again", "text/html").text.partition("<main")[2] == first != ""


def test_bad_requests(client: Client) -> None:
    assert client.get("/def", "image/png").status_code == 406
    assert client.get("/def.exe").status_code == 404
    assert client.request("POST", "/def").headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_release_without_a_vocabulary(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    from pyoxigraph import Quad

    quads = [Quad(thing("a/b"), thing("p/q"), thing("c/d"), thing("graph/x"))]
    app = create_app(settings, release.write(quads, BASE, tmp_path_factory.mktemp("var"), {}, None))
    client = Client(app)
    assert client.get("/def").status_code == 404
    assert client.get("/", "text/html").status_code == 200
    assert client.get("/doc/a/b.rdf").status_code == 200
    app.state.site.close()
