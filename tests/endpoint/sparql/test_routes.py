"""The SPARQL 1.1 Protocol, read with other people's parsers."""

import csv
import io
import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from endpoint.http.formats import GRAPHS
from ontology.terms import BASE
from tests.endpoint.client import Client, thing
from tests.endpoint.graphs import parsed

ALL = "SELECT ?c ?label WHERE { ?c a <https://w3id.org/gobierno-abierto/def#Commitment> ; <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label"  # noqa: E501
EXISTS = "ASK { ?s ?p ?o }"
GRAPH = f"CONSTRUCT WHERE {{ <{BASE}id/commitment/pe-2017-2019-1> ?p ?o }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
RESULTS = "{http://www.w3.org/2005/sparql-results#}"


def post(client: Client, body: str | bytes, headers: dict[str, str], path: str = "/sparql") -> httpx.Response:
    return client.request("POST", path, content=body, headers=headers)


def problem(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert "Traceback" not in response.text
    return document


class TestAsking:
    def test_by_get(self, client: Client) -> None:
        assert len(client.query(ALL).json()["results"]["bindings"]) == 6

    def test_by_form(self, client: Client) -> None:
        response = post(client, "query=" + quote(ALL), FORM | {"Accept": "text/csv"})
        assert response.text.startswith("c,label\r\n")

    def test_directly(self, client: Client) -> None:
        assert post(client, EXISTS, DIRECT).json()["boolean"] is True

    def test_a_form_is_decoded_once(self, client: Client) -> None:
        query = "SELECT ('%2B+%41' AS ?x) {}"
        response = post(client, "query=" + quote(query), FORM | {"Accept": "text/csv"})
        assert response.text == "x\r\n%2B+%41\r\n"

    def test_head_is_get_without_a_body(self, client: Client) -> None:
        got = client.query(ALL)
        head = client.request("HEAD", "/sparql", params={"query": ALL})
        assert head.content == b""
        assert dict(head.headers) == dict(got.headers)

    def test_options(self, client: Client) -> None:
        response = client.request("OPTIONS", "/sparql")
        assert response.status_code == 204
        assert response.headers["allow"] == "GET, POST, HEAD, OPTIONS"

    def test_other_methods(self, client: Client) -> None:
        response = client.request("PUT", "/sparql")
        problem(response, 405)
        assert response.headers["allow"] == "GET, POST, HEAD, OPTIONS"

    def test_text_beyond_ascii(self, client: Client) -> None:
        query = "SELECT ?c { ?c ?p 'Salud pública'@es }"
        assert len(client.query(query).json()["results"]["bindings"]) == 1
        assert len(post(client, query.encode(), DIRECT).json()["results"]["bindings"]) == 1
        status, body = client.raw("GET", b"/sparql?query=" + query.encode().replace(b" ", b"+"))
        assert status == 200
        assert len(json.loads(body)["results"]["bindings"]) == 1

    def test_the_parameters_that_sparqlwrapper_adds(self, client: Client) -> None:
        response = client.query(ALL, format="json", output="json", results="json")
        assert response.headers["content-type"] == "application/sparql-results+json"

    def test_relative_iris_are_the_bases(self, client: Client) -> None:
        assert client.query("ASK { <id/theme/health> ?p ?o }").json()["boolean"] is True


class TestDatasets:
    SDG = f"{BASE}id/graph/sdg"
    COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

    def count(self, client: Client, query: str, **parameters: str) -> int:
        return int(client.query(query, **parameters).json()["results"]["bindings"][0]["n"]["value"])

    def test_the_default_graph_is_the_union(self, client: Client) -> None:
        union = self.count(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        manifest = client.app.state.site.release.manifest
        assert union == manifest.quads + manifest.metadata

    def test_what_a_release_says_of_itself_is_a_graph(self, client: Client) -> None:
        query = """PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n {
            GRAPH ?metadata { ?dataset void:triples ?n ; void:sparqlEndpoint ?endpoint }
        }"""
        manifest = client.app.state.site.release.manifest
        assert self.count(client, query) == manifest.quads
        counted = "SELECT (COUNT(*) AS ?n) { GRAPH <%sid/graph/metadata> { ?s ?p ?o } }"
        assert self.count(client, counted % BASE) == manifest.metadata

    def test_the_request_names_the_dataset(self, client: Client) -> None:
        size = client.app.state.site.release.manifest.graphs[self.SDG]
        assert self.count(client, self.COUNT, **{"default-graph-uri": self.SDG}) == size
        assert self.count(client, self.COUNT, **{"named-graph-uri": self.SDG}) == size
        assert self.count(client, self.COUNT, **{"default-graph-uri": "http://nowhere.test/"}) == 0

    def test_the_request_goes_before_the_query(self, client: Client) -> None:
        query = f"SELECT (COUNT(*) AS ?n) FROM <{BASE}id/graph/ontology> {{ ?s ?p ?o }}"
        graphs = client.app.state.site.release.manifest.graphs
        assert self.count(client, query) == graphs[f"{BASE}id/graph/ontology"]
        assert self.count(client, query, **{"default-graph-uri": self.SDG}) == graphs[self.SDG]

    def test_the_dataset_of_a_direct_post_is_in_its_address(self, client: Client) -> None:
        response = post(client, self.COUNT, DIRECT, f"/sparql?default-graph-uri={quote(self.SDG)}")
        size = client.app.state.site.release.manifest.graphs[self.SDG]
        assert int(response.json()["results"]["bindings"][0]["n"]["value"]) == size

    def test_a_graph_must_be_an_iri(self, client: Client) -> None:
        problem(client.query(EXISTS, **{"default-graph-uri": "not an iri"}), 400)
        problem(client.query(EXISTS, **{"named-graph-uri": "relative"}), 400)


class TestBindings:
    LABELS = ("Educación", "Education", "Environmental information", "Health for <all> & everyone")

    def test_json(self, client: Client) -> None:
        """prez: JSON bindings keep language and datatype."""
        response = client.query(ALL, "application/sparql-results+json")
        assert response.headers["content-type"] == "application/sparql-results+json"
        bindings = response.json()["results"]["bindings"]
        labels = [row["label"] for row in bindings]
        assert {"type": "literal", "value": "Education", "xml:lang": "en"} in labels
        typed = client.query("SELECT (1.5 AS ?x) {}").json()["results"]["bindings"][0]["x"]
        assert typed["datatype"] == "http://www.w3.org/2001/XMLSchema#decimal"

    def test_xml(self, client: Client) -> None:
        response = client.query(ALL, "application/sparql-results+xml")
        assert response.headers["content-type"] == "application/sparql-results+xml"
        root = ET.fromstring(response.content)  # it comes from our own application
        found = {element.text for element in root.iter(f"{RESULTS}literal")}
        assert found >= set(self.LABELS)

    def test_a_carriage_return_survives_xml(self, client: Client) -> None:
        response = client.query("SELECT ('a\\r\\nb' AS ?x) {}", "application/sparql-results+xml")
        literal = next(ET.fromstring(response.content).iter(f"{RESULTS}literal"))
        assert literal.text == "a\r\nb"

    def test_csv(self, client: Client) -> None:
        response = client.query(ALL, "text/csv")
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(response.text)))
        assert rows[0] == ["c", "label"]
        assert {row[1] for row in rows[1:]} >= set(self.LABELS)

    def test_tsv(self, client: Client) -> None:
        response = client.query(ALL, "text/tab-separated-values")
        assert response.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
        assert response.text.split("\n")[0] == "?c\t?label"

    def test_a_boolean(self, client: Client) -> None:
        assert client.query(EXISTS, "application/sparql-results+json").json()["boolean"] is True
        root = ET.fromstring(client.query("ASK { <a:a> ?p ?o }", "application/sparql-results+xml").content)
        assert root.findtext(f"{RESULTS}boolean") == "false"
        assert client.query("ASK { FILTER(false) }", "text/csv").text == "false"

    def test_html(self, client: Client) -> None:
        response = client.query(ALL, "text/html", lang="en")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "Health for &lt;all&gt; &amp; everyone" in response.text
        assert "<all>" not in response.text
        assert 'href="/doc/commitment/pe-2017-2019-1?lang=en"' in response.text
        assert "format=csv" in response.text
        assert "6 rows" in response.text

    def test_xml_that_cannot_be(self, client: Client) -> None:
        query = "SELECT ('\\u0001' AS ?x) {}"
        problem(client.query(query, "application/sparql-results+xml"), 406)
        assert client.query(query, "application/sparql-results+json").status_code == 200


class TestGraphs:
    FORMATS = (
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig", "application/trig"),
    )

    @pytest.mark.parametrize(("accept", "content_type"), FORMATS)
    def test_the_same_graph_in_every_format(self, client: Client, accept: str, content_type: str) -> None:
        response = client.query(GRAPH, accept)
        assert response.headers["content-type"] == content_type
        turtle = parsed(client.query(GRAPH, "text/turtle"))
        assert len(turtle) == 15
        assert isomorphic(parsed(response), turtle)

    def test_html_is_not_offered(self, client: Client) -> None:
        assert client.query(GRAPH, "text/html").status_code == 406

    def test_the_prefixes_are_the_querys(self, client: Client) -> None:
        described = client.query(f"PREFIX my: <{BASE}def#> CONSTRUCT {{ ?s a my:Theme }} {{ ?s a my:Theme }}")
        assert "my:Theme" in described.text

    def test_describe(self, client: Client) -> None:
        graph = parsed(client.query(f"DESCRIBE <{BASE}id/theme/health>", "text/turtle"))
        assert len(graph) == 8

    def test_blank_nodes_survive(self, client: Client) -> None:
        query = "CONSTRUCT { [] <a:p> 'x' ; <a:q> (1 2) } {}"
        turtle = parsed(client.query(query, "text/turtle"))
        assert len(turtle) == 6
        assert isomorphic(turtle, parsed(client.query(query, "application/ld+json")))

    def test_a_wider_type_is_said_as_it_was_asked(self, client: Client) -> None:
        response = client.query(GRAPH, "application/json")
        assert response.headers["content-type"] == "application/json"
        assert parsed(response)


class TestForm:
    @pytest.mark.parametrize(
        ("query", "accept"),
        [(ALL, "text/turtle"), (ALL, "image/png"), (GRAPH, "text/csv"), (EXISTS, "text/turtle")],
    )
    def test_what_is_not_offered(self, client: Client, query: str, accept: str) -> None:
        document = problem(client.query(query, accept), 406)
        offered = document["offers"]
        assert isinstance(offered, list)
        assert accept not in offered
        assert ("text/turtle" in offered) is (query is GRAPH)

    @pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv", "html"])
    def test_a_format_may_be_named(self, client: Client, name: str) -> None:
        response = client.query(ALL, "text/turtle", format=name)
        assert response.status_code == 200
        assert name in response.headers["content-type"].replace("tab-separated-values", "tsv")

    @pytest.mark.parametrize("name", [form.key for form in GRAPHS])
    def test_a_format_of_a_graph_may_be_named(self, client: Client, name: str) -> None:
        expected = next(form.media_type for form in GRAPHS if form.key == name)
        assert client.query(GRAPH, "image/png", format=name).headers["content-type"].startswith(expected)

    def test_a_format_that_is_none(self, client: Client) -> None:
        assert problem(client.query(ALL, format="ttl"), 400)["formats"] == ["json", "xml", "csv", "tsv", "html"]

    def test_vary(self, client: Client) -> None:
        assert client.query(ALL).headers["vary"] == "Accept, Accept-Encoding"
        assert client.query(ALL, "text/html").headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
        assert "Accept" in client.query(ALL, "image/png").headers["vary"]


class TestSparql12:
    """The engine knows it in part; what it is not known to do right is refused."""

    @pytest.mark.parametrize(
        ("query", "column"),
        [
            ("SELECT * { << ?s ?p ?o >> ?a ?b }", 12),
            ("SELECT * { <<( ?s ?p ?o )>> ?a ?b }", 12),
            ("SELECT * { ?s ?p ?o {| ?a ?b |} }", 22),
            ("SELECT * { ?s ?p ?o ~ ?r }", 21),
            ('VERSION "1.2" ASK {}', 1),
            ("SELECT (TRIPLE(<a:a>, <a:b>, 1) AS ?x) {}", 9),
            ('SELECT (LANGDIR("x") AS ?x) {}', 9),
            ('ASK { ?s ?p "x"@ar--rtl }', 19),
            ("SELECT * { ?s ?p ?o LATERAL { ?o ?x ?y } }", 21),
        ],
    )
    def test_is_refused_at_its_place(self, client: Client, query: str, column: int) -> None:
        document = problem(client.query(query), 400)
        assert (document["line"], document["column"]) == (1, column)


class TestValidators:
    def test_an_answer_is_not_sent_twice(self, client: Client) -> None:
        first = client.query(ALL)
        tag = first.headers["etag"]
        assert tag.startswith('"')
        again = client.get("/sparql", params={"query": ALL}, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept, Accept-Encoding"

    def test_what_only_the_engine_refuses_is_not_unchanged(self, client: Client) -> None:
        since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        assert client.get("/sparql", params={"query": ALL}, headers=since).status_code == 304
        wrong = "SELECT ?x { ?s ?p ?x } GROUP BY ?s"
        problem(client.get("/sparql", params={"query": wrong}, headers=since), 400)

    def test_a_tag_is_of_one_form_and_one_dataset(self, client: Client) -> None:
        answers = [
            client.query(ALL),
            client.query(ALL, "text/csv"),
            client.query(ALL, "text/html"),
            client.query(ALL, "text/html", lang="en"),
            client.query(ALL + " "),
            client.query(ALL, **{"default-graph-uri": f"{BASE}id/graph/sdg"}),
            client.query(ALL, **{"named-graph-uri": f"{BASE}id/graph/sdg"}),
        ]
        assert len({answer.headers["etag"] for answer in answers}) == len(answers)

    @pytest.mark.parametrize("query", ["SELECT (NOW() AS ?x) {}", "CONSTRUCT { [] a <a:b> } {}"])
    def test_what_changes_has_no_tag(self, client: Client, query: str) -> None:
        headers = client.query(query).headers
        assert "etag" not in headers
        assert headers["cache-control"] == "no-store"

    def test_a_wrong_query_is_never_unchanged(self, client: Client) -> None:
        for query in ("SELECT", "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }"):
            response = client.get("/sparql", params={"query": query}, headers={"If-None-Match": "*"})
            assert response.status_code == 400


class TestBadRequests:
    def test_syntax(self, client: Client) -> None:
        document = problem(client.query("SELECT ?s\nWHERE { ?s ?p }"), 400)
        assert (document["line"], document["column"]) == (2, 15)
        assert document["excerpt"] == "WHERE { ?s ?p }\n              ^"
        assert "found '}'" in str(document["detail"])

    def test_syntax_that_only_the_engine_knows(self, client: Client) -> None:
        document = problem(client.query("SELECT ?s (COUNT(*) AS ?n)\nWHERE { ?s ?p ?o }"), 400)
        assert document["line"] == 2
        assert "hint" in document

    def test_missing_query(self, client: Client) -> None:
        problem(client.get("/sparql?default-graph-uri=http://x/"), 400)
        problem(post(client, "", FORM), 400)
        problem(post(client, "format=csv", FORM), 400)

    def test_empty_query(self, client: Client) -> None:
        assert problem(client.get("/sparql?query="), 400)["hint"] == "The query is empty."
        problem(post(client, "", DIRECT), 400)

    def test_repeated_query(self, client: Client) -> None:
        problem(client.get("/sparql?query=ASK{}&query=ASK{}"), 400)
        problem(post(client, "query=ASK{}&query=ASK{}", FORM), 400)
        problem(post(client, "ASK{}", DIRECT, "/sparql?query=ASK{}"), 400)

    def test_unknown_parameter(self, client: Client) -> None:
        assert "timeout" in str(problem(client.query(EXISTS, timeout="1"), 400)["detail"])

    @pytest.mark.parametrize(
        "target", [b"/sparql?query=ASK%7", b"/sparql?query=%zz", b"/sparql?query=%FF", b"/sparql?query=\xff"]
    )
    def test_malformed_parameters(self, client: Client, target: bytes) -> None:
        status, body = client.raw("GET", target)
        assert status == 400, body

    def test_too_many_parameters(self, client: Client) -> None:
        problem(client.get("/sparql?" + "&".join(["named-graph-uri=a:b"] * 1001)), 400)

    def test_nested_too_deep(self, client: Client) -> None:
        document = problem(client.query("ASK " + "{" * 51 + "}" * 51), 400)
        assert "50" in str(document["detail"])

    def test_too_long(self, client: Client) -> None:
        query = "ASK {} #" + "x" * 20_000
        problem(client.query(query), 414)
        assert problem(post(client, query, DIRECT), 413)["limit"] == 20_000

    def test_body_too_large(self, client: Client) -> None:
        response = post(client, "x" * 30_001, DIRECT)
        assert problem(response, 413)["limit"] == 30_000
        assert response.headers["connection"] == "close"

    def test_body_of_unknown_length_is_read_no_further_than_the_limit(self, client: Client) -> None:
        read = 0

        async def endless() -> object:
            nonlocal read
            while True:
                read += 1000
                yield b" " * 1000

        response = client.request("POST", "/sparql", content=endless(), headers=DIRECT)
        problem(response, 413)
        assert read <= 40_000

    def test_update(self, client: Client) -> None:
        update = "INSERT DATA { <a:a> <a:b> <a:c> }"
        problem(client.query(update), 403)
        problem(post(client, update, DIRECT), 403)
        problem(post(client, update, {"Content-Type": "application/sparql-update"}), 403)
        problem(post(client, "update=" + quote(update), FORM), 403)

    def test_service(self, client: Client) -> None:
        problem(client.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 403)

    @pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
    def test_unsupported_type(self, client: Client, content_type: str) -> None:
        headers = {"Content-Type": content_type} if content_type else {}
        document = problem(post(client, EXISTS, headers), 415)
        assert "application/sparql-query" in str(document["supported"])

    def test_unsupported_charset(self, client: Client) -> None:
        problem(post(client, EXISTS, {"Content-Type": "application/sparql-query; charset=latin-1"}), 415)
        assert post(client, EXISTS, {"Content-Type": "application/sparql-query; charset=UTF-8"}).status_code == 200

    def test_body_that_is_not_utf_8(self, client: Client) -> None:
        problem(post(client, b"ASK { ?s ?p '\xff' }", DIRECT), 400)

    def test_an_unknown_function_is_no_failure(self, client: Client) -> None:
        response = client.query("SELECT (<http://f.test/x>(1) AS ?x) {}", "text/csv")
        assert response.text == "x\r\n\r\n"

    def test_a_function_called_wrongly(self, client: Client) -> None:
        problem(client.query("SELECT (<http://www.w3.org/2001/XMLSchema#integer>(1, 2) AS ?x) {}"), 400)

    def test_problems_as_text_and_as_a_page(self, client: Client) -> None:
        text = client.query("SELECT * {", "text/plain")
        assert text.headers["content-type"] == "text/plain; charset=utf-8"
        assert "SELECT * {\n          ^" in text.text
        page = client.query("SELECT * { ?s ?p '<script>", "text/html", lang="en")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.status_code == 400
        assert "<script>" not in page.text
        assert "not well formed" in page.text


class TestService:
    def test_description(self, client: Client) -> None:
        graph = parsed(client.get("/sparql", "text/turtle"))
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
        assert str(graph.value(service, sd.endpoint)) == "http://quipu.test/sparql"
        assert (service, sd.feature, sd.UnionDefaultGraph) in graph
        assert len(list(graph.objects(service, sd.resultFormat))) == 10
        dataset = graph.value(service, sd.defaultDataset)
        named = {str(graph.value(node, sd.name)) for node in graph.objects(dataset, sd.namedGraph)}
        assert named == {*client.app.state.site.release.manifest.graphs, f"{BASE}id/graph/metadata"}

    @pytest.mark.parametrize(("accept", "content_type"), TestGraphs.FORMATS)
    def test_formats(self, client: Client, accept: str, content_type: str) -> None:
        response = client.get("/sparql", accept)
        assert response.headers["content-type"] == content_type
        assert isomorphic(parsed(response), parsed(client.get("/sparql", "text/turtle")))

    def test_what_a_client_without_wishes_gets(self, client: Client) -> None:
        assert client.get("/sparql").headers["content-type"] == "text/turtle; charset=utf-8"

    def test_page(self, client: Client) -> None:
        page = client.get("/sparql?lang=es", "text/html")
        assert page.headers["content-language"] == "es"
        assert "<textarea" in page.text
        assert "ga:Commitment" in page.text

    def test_not_offered(self, client: Client) -> None:
        problem(client.get("/sparql", "image/png"), 406)

    def test_unchanged(self, client: Client) -> None:
        tag = client.get("/sparql").headers["etag"]
        assert client.get("/sparql", headers={"If-None-Match": tag}).status_code == 304


def test_things_are_found_by_their_iris(client: Client) -> None:
    query = f"SELECT ?o {{ {thing('theme/salud-pública')} <http://www.w3.org/2000/01/rdf-schema#label> ?o }}"
    assert client.query(query, "text/csv").text == "o\r\nSalud pública\r\n"
