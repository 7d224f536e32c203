"""Any legal IRI leads to its own document and to no other's: encoded, beyond ASCII, in upper case, with a slash at its
end (RFC 3986, section 6.2.2; https://www.w3.org/TR/cooluris/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from endpoint.app import create_app
from endpoint.graph.iris import Iris, as_uri, named_node
from endpoint.settings import Settings
from loaders.release import Release
from ontology.terms import BASE, RDFS
from tests.endpoint.client import Client

GRAPH = NamedNode(f"{BASE}id/graph/test")
FORMS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
PIECES = [
    "a",
    "Z",
    "7",
    "%2F",
    "%2f",
    "%41",
    "%C3%BA",
    "%00",
    "%FF",
    "%25",
    "ú",
    "日",
    "\U0001f9f6",
    "/",
    ".",
    ".ttl",
    "'",
]
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.lists(
    st.sampled_from(PIECES), min_size=1, max_size=8
).map("".join)
IRIS = Iris(BASE)


class Served:
    """A release that says one thing of some IRIs, which are others each time."""

    def __init__(self, small: Release) -> None:
        self._store = Store()
        settings_ = Settings(_env_file=None, workers=1, client_cost_ms=0, result_cache_bytes=0)
        self.app = create_app(settings_, replace(small, store=self._store))
        self.client = Client(self.app)

    def say(self, *nodes: NamedNode) -> None:
        self._store.clear()
        self._store.extend(Quad(node, RDFS.comment, Literal(node.value), GRAPH) for node in nodes)

    def documents(self, path: str) -> list[set[str] | int]:
        """Of what each form of a document speaks, or its status where there is none; the path is sent as it is."""
        address, mark, query = path.partition("?")
        found: list[set[str] | int] = []
        for extension, form in FORMS.items():
            status, body = self.client.raw("GET", f"{address}.{extension}{mark}{query}".encode("ascii"))
            quads = parse(body, form) if status == 200 else ()
            said = {quad.subject.value for quad in quads if quad.object == Literal(quad.subject.value)}
            found.append(said or status)
        return found


@pytest.fixture(scope="module")
def served(small: Release) -> Iterator[Served]:
    made = Served(small)
    yield made
    made.app.state.site.close()


@settings(max_examples=60, deadline=None)
@given(KEYS)
def test_any_iri_leads_to_its_document(served: Served, key: str) -> None:
    node = named_node(f"{BASE}id/theme/{key}")
    if node is None:
        return
    served.say(node)
    path = IRIS.document_path(node.value)
    assert served.documents(path) == [{node.value}] * len(FORMS)
    if path.startswith("/doc/"):
        answer = served.client.get(f"/id/{as_uri(node.value.removeprefix(f'{BASE}id/'))}")
        assert answer.status_code == 303
        assert served.documents(answer.headers["location"]) == [{node.value}] * len(FORMS)


@pytest.mark.parametrize(
    "key",
    [
        *("salud-pública", "日本語", "a/", "a/b/", "A", "(a)", "a:b@c;d=e", "x.ttl", "x.jsonld", "it's", "a~b"),
        *("a%2Fb", "a%2fb", "%61", "a%20b", "%C3%BA", "%FF", "%00", "%25", "a%3Fb", "%0A0"),
        *("a?b=c", "a#b", "a//b", "a/../b", "."),
    ],
)
def test_such_an_iri_leads_to_its_document(served: Served, key: str) -> None:
    node = NamedNode(f"{BASE}id/theme/{key}")
    served.say(node)
    assert served.documents(IRIS.document_path(node.value)) == [{node.value}] * len(FORMS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "A"),
        ("a", "a/"),
        ("a/b", "a%2Fb"),
        ("x", "x.ttl"),
        ("a b", "a+b"),
        ("é", "e\u0301"),
        ("a", "a?b"),
        ("a", "a#b"),
    ],
)
def test_alike_iris_keep_apart(served: Served, one: str, other: str) -> None:
    nodes = [NamedNode(f"{BASE}id/theme/{key.replace(' ', '%20')}") for key in (one, other)]
    served.say(*nodes)
    for node in nodes:
        assert served.documents(IRIS.document_path(node.value)) == [{node.value}] * len(FORMS)


@pytest.mark.parametrize("key", ["A", "a/", "%2561", "b"])
def test_a_neighbour_of_an_iri_is_not_known(served: Served, key: str) -> None:
    served.say(NamedNode(f"{BASE}id/theme/a"))
    assert served.documents(f"/doc/theme/{key}") == [404] * len(FORMS)
