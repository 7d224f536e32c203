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


@pytest.mark.parametrize("path", ["/def", "/shapes"])
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


def test_every_term_has_an_anchor(client: Client) -> None:
    page = client.get("/def?lang=en", "text/html").text
    for term in ("Commitment", "Theme", "theme", "hasCommitment"):
        assert f'id="{term}"' in page
    assert "A &lt;public&gt; promise." in page
    assert "Una promesa &lt;pública&gt;." in page
    assert 'id="CommitmentShape"' in client.get("/shapes", "text/html").text


def test_validators(client: Client) -> None:
    tag = client.get("/def", "text/turtle").headers["etag"]
    assert client.get("/def", "text/turtle", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/shapes", "text/turtle", headers={"If-None-Match": tag}).status_code == 200


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
