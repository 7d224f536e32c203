"""Things and their documents over HTTP."""

import json
import re
from urllib.parse import quote, unquote

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from endpoint.app import create_app
from endpoint.http.formats import GRAPHS
from endpoint.settings import Settings
from loaders import release
from loaders.release import Release
from ontology.terms import BASE, RDF
from tests.endpoint.client import Client
from tests.endpoint.graphs import parsed
from tests.endpoint.pages import Page

COMMITMENT = "commitment/pe-2017-2019-1"
FORMATS = [(form.key, form.media_type) for form in GRAPHS]
HARD = {
    "theme/salud-p%C3%BAblica": "Salud pública",
    "theme/caf%C3%A9": "Café",
    "theme/a%20b": "con espacio",
    "theme/a%2Fb": "con barra",
    "theme/(x)": "con paréntesis",
    "theme/%28x%29": None,
    "theme/v1.2": "con punto",
    "theme/notes.ttl": "como una extensión",
    "theme/%68ealth": "Salud",
}


def links(header: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="(\w[\w-]*)"', header):
        found.setdefault(relation, []).append(target)
    return found


class TestThings:
    def test_a_thing_is_not_its_document(self, client: Client) -> None:
        response = client.get(f"/id/{COMMITMENT}", "text/turtle")
        assert response.status_code == 303
        assert response.headers["location"] == f"/doc/{COMMITMENT}"
        assert response.headers["vary"] == "Accept"
        assert response.content == b""

    def test_the_query_is_kept(self, client: Client) -> None:
        assert client.get("/id/theme/health?lang=en&page=1").headers["location"] == "/doc/theme/health?lang=en&page=1"

    @pytest.mark.parametrize("path", ["theme/nope", "nope", "", "theme/", "theme/health/", "a%7Bb", "theme/%00"])
    def test_unknown(self, client: Client, path: str) -> None:
        for kind in ("id", "doc"):
            response = client.get(f"/{kind}/{path}")
            assert response.status_code == 404
            assert response.headers["content-type"] == "application/problem+json"

    def test_withdrawn(self, client: Client) -> None:
        for path in (
            "/id/theme/gone",
            "/doc/theme/gone",
            "/doc/theme/gone.ttl",
            f"/doc?iri={quote(BASE)}id/theme/gone",
        ):
            response = client.get(path)
            if response.status_code == 303:
                response = client.get(response.headers["location"])
            assert response.status_code == 410
            assert "It was a mistake." in response.json()["detail"]

    def test_a_thing_that_is_only_named_by_others(self, client: Client) -> None:
        assert client.get("/doc?iri=javascript%3Aalert(1)", "text/turtle").status_code == 200

    @pytest.mark.parametrize("type_", ["theme", "commitment"])
    def test_all_of_a_type(self, client: Client, type_: str) -> None:
        assert client.get(f"/id/{type_}").headers["location"] == f"/doc/{type_}"

    @pytest.mark.parametrize(("path", "label"), HARD.items())
    def test_names_that_are_hard_to_carry(self, client: Client, path: str, label: str | None) -> None:
        found = client.get(f"/id/{path}")
        if label is None:  # another IRI than the one with the brackets themselves
            assert found.status_code == 404
            return
        assert found.status_code == 303
        assert found.headers["location"] == f"/doc/{path}"
        document = client.get(found.headers["location"], "text/turtle")
        assert document.status_code == 200
        assert label in {str(o) for o in parsed(document).objects(None, rdflib.RDFS.label)}
        assert client.get(f"/doc/{path}.nt").status_code == 200

    def test_raw_bytes_in_a_path(self, client: Client) -> None:
        assert client.raw("GET", "/id/theme/salud-pública".encode())[0] == 303
        assert client.raw("GET", b"/id/theme/\xff\xfe")[0] == 404
        assert client.raw("GET", b"/id/theme/a{b}")[0] == 404
        assert client.raw("GET", b"/doc/theme/health?page=\xff")[0] == 400


class TestDocuments:
    @pytest.mark.parametrize(("key", "media_type"), FORMATS)
    def test_every_format(self, client: Client, key: str, media_type: str) -> None:
        by_extension = client.get(f"/doc/{COMMITMENT}.{key}", "text/html")
        assert by_extension.headers["content-type"].partition(";")[0] == media_type
        assert by_extension.headers["vary"] == "Accept-Encoding"
        negotiated = client.get(f"/doc/{COMMITMENT}", media_type)
        assert negotiated.headers["content-location"] == f"/doc/{COMMITMENT}.{key}"
        assert negotiated.headers["vary"] == "Accept, Accept-Encoding"
        assert negotiated.content == by_extension.content
        assert isomorphic(parsed(negotiated), parsed(client.get(f"/doc/{COMMITMENT}.ttl")))

    def test_what_a_description_says(self, client: Client) -> None:
        graph = parsed(client.get(f"/doc/{COMMITMENT}.ttl"))
        topic = rdflib.URIRef(f"{BASE}id/{COMMITMENT}")
        label = rdflib.RDFS.label
        ga = rdflib.Namespace(f"{BASE}def#")
        assert (topic, ga.theme, rdflib.URIRef(f"{BASE}id/theme/health")) in graph
        assert (rdflib.URIRef(f"{BASE}id/theme/health"), label, rdflib.Literal("Health", "en")) in graph
        assert (rdflib.URIRef(f"{BASE}id/plan/pe-2017-2019"), ga.hasCommitment, topic) in graph
        assert (ga.theme, label, rdflib.Literal("tema", "es")) in graph
        milestone = rdflib.URIRef(f"{BASE}id/{COMMITMENT}/milestone-1")
        assert (milestone, ga.milestoneNumber, rdflib.Literal(1)) in graph
        peace = rdflib.URIRef("http://metadata.un.org/sdg/16.7")
        assert (peace, rdflib.SKOS.prefLabel, rdflib.Literal("Participatory decisions", "en")) in graph

    def test_data_carry_the_bases_iris(self, client: Client) -> None:
        for key, _ in FORMATS:
            assert "quipu.test" not in client.get(f"/doc/{COMMITMENT}.{key}").text

    def test_json_ld_has_its_context_inside(self, client: Client) -> None:
        document = json.loads(client.get(f"/doc/{COMMITMENT}.jsonld").content)
        assert document["@context"]["ga"] == f"{BASE}def#"
        topic = document["@graph"][0]
        assert topic["@id"] == f"id:{COMMITMENT}"
        assert document["@context"]["position"] == {"@id": "ga:position", "@type": "xsd:integer"}
        assert topic["position"] == ["1"]
        assert topic["number"] == ["1"]
        assert set(topic["@type"]) == {"Commitment", "prov:Entity"}

    def test_quads_keep_their_graphs(self, client: Client) -> None:
        quads = list(pyoxigraph.parse(client.get(f"/doc/{COMMITMENT}.nq").content, pyoxigraph.RdfFormat.N_QUADS))
        graphs = {str(quad.graph_name) for quad in quads}
        assert f"<{BASE}id/graph/pe-2017-2019>" in graphs
        assert f"<{BASE}id/graph/ontology>" in graphs

    def test_the_default_is_the_page(self, client: Client) -> None:
        response = client.get(f"/doc/{COMMITMENT}")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
        assert response.headers["content-language"] == "es"

    def test_head(self, client: Client) -> None:
        head = client.request("HEAD", f"/doc/{COMMITMENT}.ttl")
        assert head.content == b""
        assert dict(head.headers) == dict(client.get(f"/doc/{COMMITMENT}.ttl").headers)

    def test_not_offered(self, client: Client) -> None:
        response = client.get(f"/doc/{COMMITMENT}", "image/png")
        assert response.status_code == 406
        assert "text/turtle" in response.json()["offers"]
        assert len(links(response.headers["link"])["alternate"]) == 7

    @pytest.mark.parametrize("key", [key for key, _ in FORMATS])
    def test_a_file_has_a_name(self, client: Client, key: str) -> None:
        """zazuko/trifid#169: the browser downloaded a file that it should have shown."""
        disposition = client.get(f"/doc/{COMMITMENT}.{key}").headers["content-disposition"]
        assert disposition == f'inline; filename="commitment-pe-2017-2019-1.{key}"'

    def test_a_files_name_is_plain(self, client: Client) -> None:
        hard = client.get("/doc/theme/a%2Fb.ttl").headers["content-disposition"]
        assert hard == 'inline; filename="theme-a-2Fb.ttl"'
        assert "content-disposition" not in client.get(f"/doc/{COMMITMENT}", "text/html").headers

    def test_validators(self, client: Client) -> None:
        path = f"/doc/{COMMITMENT}"
        answers = [client.get(path, media_type) for _, media_type in FORMATS]
        answers += [client.get(path, "text/html"), client.get(f"{path}?lang=en"), client.get(f"{path}?lang=es")]
        assert len({answer.headers["etag"] for answer in answers}) == len(answers)
        first = answers[0]
        again = client.get(path, "text/turtle", headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["vary"] == "Accept, Accept-Encoding"
        modified = first.headers["last-modified"]
        assert client.get(path, "text/turtle", headers={"If-Modified-Since": modified}).status_code == 304
        older = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
        assert client.get(path, "text/turtle", headers=older).status_code == 200
        assert client.get(path, "text/turtle", headers={"If-Modified-Since": "rubbish"}).status_code == 200
        mixed = {"If-None-Match": '"other"', "If-Modified-Since": modified}
        assert client.get(path, "text/turtle", headers=mixed).status_code == 200
        star = {"If-None-Match": "*"}
        assert client.get(path, headers=star).status_code == 304
        assert client.get(f"{path}?page=2", headers=star).status_code == 404
        assert client.get("/doc/theme/nope", headers=star).status_code == 404

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "9" * 5000, "\uff11"])
    def test_a_page_is_a_number(self, client: Client, page: str) -> None:
        assert client.get(f"/doc/{COMMITMENT}", params={"page": page}).status_code == 400

    def test_a_page_that_is_not(self, client: Client) -> None:
        assert client.get(f"/doc/{COMMITMENT}?page=2").status_code == 404
        assert client.get("/doc/theme?page=2").status_code == 404

    def test_writing_is_not_allowed(self, client: Client) -> None:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            response = client.request(method, f"/doc/{COMMITMENT}")
            assert response.status_code == 405
            assert response.headers["allow"] == "GET, HEAD, OPTIONS"


class TestGoals:
    @pytest.mark.parametrize("code", ["16", "16.7"])
    def test_a_goal_has_its_document(self, client: Client, code: str) -> None:
        graph = parsed(client.get(f"/doc/sdg/{code}", "application/rdf+xml"))
        assert rdflib.URIRef(f"http://metadata.un.org/sdg/{code}") in set(graph.subjects())

    def test_keys_may_hold_dots(self, client: Client) -> None:
        assert client.get("/doc/sdg/16.7.ttl").headers["content-type"].startswith("text/turtle")
        assert client.get("/doc/sdg/16.7", "text/turtle").headers["content-location"] == "/doc/sdg/16.7.ttl"

    def test_all_goals(self, client: Client) -> None:
        graph = parsed(client.get("/doc/sdg.ttl"))
        assert rdflib.URIRef("http://metadata.un.org/sdg/16") in set(graph.subjects())

    def test_unknown(self, client: Client) -> None:
        assert client.get("/doc/sdg/99").status_code == 404


class TestAnyIri:
    OUTSIDE = "http://example.org/thing?a=1&b=ñ"

    def test_description(self, client: Client) -> None:
        response = client.get("/doc", "text/turtle", params={"iri": self.OUTSIDE})
        assert (rdflib.URIRef(self.OUTSIDE), None, None) in parsed(response)

    def test_alternates_lead_back(self, client: Client) -> None:
        """prez: the alternates dropped the IRI, so they led nowhere."""
        response = client.get("/doc", "text/turtle", params={"iri": self.OUTSIDE})
        for target in links(response.headers["link"])["alternate"]:
            assert client.get(target).status_code == 200
        assert client.get(response.headers["content-location"]).content == response.content

    @pytest.mark.parametrize(
        ("iri", "location"),
        [
            (f"{BASE}id/theme/health", "/doc/theme/health"),
            ("http://quipu.test/id/theme/health", "/doc/theme/health"),
            ("http://metadata.un.org/sdg/16.7", "/doc/sdg/16.7"),
            (f"{BASE}def#Theme", "/def#Theme"),
        ],
    )
    def test_what_has_a_path_is_there(self, client: Client, iri: str, location: str) -> None:
        response = client.get("/doc", params={"iri": iri})
        assert response.status_code == 303
        assert response.headers["location"] == location

    def test_a_format_goes_along(self, client: Client) -> None:
        location = client.get("/doc.ttl", params={"iri": f"{BASE}id/theme/health"}).headers["location"]
        assert location == "/doc/theme/health.ttl"

    def test_bad_requests(self, client: Client) -> None:
        assert client.get("/doc").status_code == 400
        assert client.get("/doc?iri=a:b&iri=a:c").status_code == 400
        assert client.get("/doc?iri=not%20an%20iri").status_code == 400
        assert client.get("/doc?iri=http://example.org/nope").status_code == 404
        assert client.get("/doc.exe?iri=a:b").status_code == 404


class TestCollections:
    def test_members(self, client: Client) -> None:
        graph = parsed(client.get("/doc/theme.ttl"))
        members = {str(s) for s in graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{BASE}def#Theme"))}
        assert members >= {f"{BASE}id/theme/health", f"{BASE}id/theme/education", f"{BASE}id/theme/salud-pública"}
        assert (rdflib.URIRef(f"{BASE}id/theme"), rdflib.RDF.type, rdflib.SKOS.ConceptScheme) in graph

    def test_parts_are_not_members(self, client: Client) -> None:
        assert "milestone" not in client.get("/doc/commitment.nt").text

    def test_numbers_are_in_order(self, client: Client) -> None:
        page = Page(client.get("/doc/commitment", "text/html").text)
        shown = [link for link in page.links if link.startswith("/doc/commitment/")]
        assert [link.rpartition("-")[2] for link in shown] == ["1", "2", "10"]

    def test_pages(self, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
        theme = pyoxigraph.NamedNode(f"{BASE}def#Theme")
        graph = pyoxigraph.NamedNode(f"{BASE}id/graph/x")
        nodes = [pyoxigraph.NamedNode(f"{BASE}id/theme/t{i}") for i in range(150)]
        related = pyoxigraph.NamedNode(f"{BASE}def#theme")
        quads = [pyoxigraph.Quad(node, RDF.type, theme, graph) for node in nodes]
        quads += [pyoxigraph.Quad(node, related, nodes[0], graph) for node in nodes]
        app = create_app(settings, release.write(quads, BASE, tmp_path_factory.mktemp("var"), {}, None))
        client = Client(app)
        for path in ("/doc/theme", "/doc/theme/t0"):
            first = client.get(path, "text/turtle")
            second = client.get(links(first.headers["link"])["next"][0], "text/turtle")
            assert links(second.headers["link"])["prev"] == [path]
            assert "next" not in links(second.headers["link"])
            assert second.headers["content-location"] == f"{path}.ttl?page=2"
            subjects = [set(parsed(page).subjects()) for page in (first, second)]
            assert len({str(s) for s in subjects[0] | subjects[1] if "/theme/t" in str(s)}) == 150
            assert first.headers["etag"] != second.headers["etag"]
        text = client.get("/doc/theme/t0?lang=en", "text/html").text
        assert 'rel="next"' in text
        assert "(150)" in text
        app.state.site.close()


class TestPages:
    def test_links_stay_on_this_server(self, client: Client) -> None:
        page = Page(client.get(f"/doc/{COMMITMENT}?lang=en", "text/html").text)
        assert "/doc/theme/health?lang=en" in page.links
        assert "/doc/sdg/16.7?lang=en" in page.links
        assert "/def?lang=en#theme" in page.links
        assert not [link for link in page.links if link.startswith(BASE)]
        assert "http://example.org/outside?a=1&b=2" in page.links
        for link in page.links:
            if link.startswith("/"):
                assert client.get(link.partition("#")[0], "text/html").status_code == 200, link

    def test_a_script_address_is_never_a_link(self, client: Client) -> None:
        """Only web addresses become links, or links to our own document about the thing."""
        page = Page(client.get(f"/doc/{COMMITMENT}", "text/html").text)
        assert not [link for link in page.links if link.lower().startswith("javascript")]

    def test_text_is_escaped(self, client: Client) -> None:
        text = client.get("/doc/commitment/pe-2017-2019-2", "text/html").text
        assert "Salud para &lt;todos&gt; &amp; todas" in text
        assert "<todos>" not in text

    def test_data_cannot_end_its_element(self, client: Client) -> None:
        response = client.get("/doc/passage/doc-1", "text/html")
        assert "</script><b>" not in response.text
        data = json.loads(Page(response.text).data)
        texts = [node.get("exact") for node in data["@graph"]]
        assert [{"@language": "es", "@value": "una </script><b>cita</b>"}] in texts

    def test_the_page_carries_the_same_graph(self, client: Client) -> None:
        data = Page(client.get(f"/doc/{COMMITMENT}", "text/html").text).data
        graph = rdflib.Graph()
        for triple in pyoxigraph.parse(data, pyoxigraph.RdfFormat.JSON_LD):
            graph.parse(data=f"{triple.triple} .", format="nt")
        assert isomorphic(graph, parsed(client.get(f"/doc/{COMMITMENT}.ttl")))

    @pytest.mark.parametrize(
        ("header", "query", "language"),
        [
            (None, "", "es"),
            ("en", "", "en"),
            ("en", "?lang=es", "es"),
            ("es-PE,en;q=0.5", "", "es"),
            (None, "?lang=en", "en"),
            ("en", "?lang=xx", "en"),
        ],
    )
    def test_languages(self, client: Client, header: str | None, query: str, language: str) -> None:
        headers = {"Accept-Language": header} if header else {}
        response = client.get(f"/doc/theme/health{query}", "text/html", headers=headers)
        assert response.headers["content-language"] == language
        assert Page(response.text).lang == language
        assert ("<h1>Salud</h1>" if language == "es" else "<h1>Health</h1>") in response.text

    def test_nothing_comes_from_a_third_party(self, client: Client) -> None:
        for path in ("/", f"/doc/{COMMITMENT}", "/doc/theme", "/def", "/shapes", "/sparql"):
            for address in Page(client.get(path, "text/html").text).loaded:
                assert address.startswith("/")
                assert client.get(unquote(address), "*/*").status_code == 200


def test_behind_a_proxy_that_mounts_it_elsewhere(client: Client) -> None:
    async def mounted(scope: dict[str, object], receive: object, send: object) -> None:
        raw = scope["raw_path"]
        assert isinstance(raw, bytes)
        inner = {**scope, "root_path": "/og", "path": f"/og{scope['path']}", "raw_path": b"/og" + raw}
        await client.app(inner, receive, send)  # type: ignore[arg-type]

    behind = Client(mounted)  # type: ignore[arg-type]
    assert behind.get(f"/id/{COMMITMENT}").headers["location"] == f"/og/doc/{COMMITMENT}"
    response = behind.get(f"/doc/{COMMITMENT}?lang=en", "text/html")
    assert response.headers["content-location"] == f"/og/doc/{COMMITMENT}.html"
    found = Page(response.text).links
    assert [link for link in found if not link.startswith(("/og/", "http://", "https://", "#"))] == []
    assert "http://quipu.test/og/sparql" in behind.get("/sparql", "text/turtle").text


def test_a_page_says_where_an_error_is_reported(small: Release, client: Client) -> None:
    address = "mailto:datos@example.org?subject={iri}"
    app = create_app(Settings(_env_file=None, workers=1, error_report_address=address), small)
    try:
        page = Client(app).get("/doc/theme/health", "text/html").text
    finally:
        app.state.site.close()
    assert f'<a href="mailto:datos@example.org?subject={quote(f"{BASE}id/theme/health", safe="")}">' in page
    assert "mailto:" not in client.get("/doc/theme/health", "text/html").text
