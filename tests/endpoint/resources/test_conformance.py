"""Two hundred documents of all types: each form says the same, and every address that they give answers.

Sampled evenly from the shipped data, so that each type is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urljoin

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import ORIGIN, Client
from tests.endpoint.graphs import graph_of
from tests.endpoint.pages import Page

NUMBER = 200
FORMS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "trig": "trig"}
OTHERS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
Triples = set[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]


@pytest.fixture(scope="module")
def served(shipped: Release) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, workers=1, client_cost_ms=0), shipped)
    yield Client(app)
    app.state.site.close()


@pytest.fixture(scope="module")
def paths(served: Client) -> list[str]:
    """Of each type its first thing, then so many of all as are wanting, and some lists."""
    site = served.app.state.site
    by_type = {type_: site.catalogue.members(type_) for type_ in site.catalogue.counts()}
    first = [members[0] for members in by_type.values()]
    rest = [node for members in by_type.values() for node in members[1:]]
    step = len(rest) / (NUMBER - len(first))
    chosen = [*first, *(rest[int(n * step)] for n in range(NUMBER - len(first)))]
    found = [site.iris.document_path(node.value) for node in chosen if isinstance(node, NamedNode)]
    assert len(set(found)) == NUMBER
    return [*found, "/doc/commitment", "/doc/sdg", "/doc/theme"]


def triples(content: str, form: str) -> Triples:
    """There are no blank nodes, so sets of triples compare."""
    found = set(graph_of(content, form))
    assert not any(isinstance(term, rdflib.BNode) for triple in found for term in triple)
    return found


def test_every_form_says_the_same(served: Client, paths: list[str]) -> None:
    """Read with two parsers that have nothing in common; the JSON-LD in the page too."""
    different = []
    for path in paths:
        texts = [(form, served.get(f"{path}.{form}").text) for form in FORMS]
        texts.append(("jsonld", Page(served.get(path, "text/html").text).data))
        first, *others = (triples(text, FORMS[form]) for form, text in texts)
        again, *others_again = ({quad.triple for quad in parse(text, OTHERS[form])} for form, text in texts)
        if len(first) != len(again) or any(first != each for each in others) or any(again != e for e in others_again):
            different.append(path)
    assert different == []


def test_every_address_answers(served: Client, paths: list[str]) -> None:
    """Those in pages, their heads, and in the headers of RDF; where they lead away from the service, they are left."""
    statuses = cache(lambda address: served.get(address.removeprefix(ORIGIN), "*/*").status_code)
    anchors = cache(lambda address: Page(served.get(address.removeprefix(ORIGIN), "text/html").text).ids)
    broken = []
    for path in paths:
        page, turtle = served.get(path, "text/html"), served.get(path, "text/turtle")
        read = Page(page.text)
        links = [*read.links, *read.loaded, *(href for _, href, _ in read.head), turtle.headers["content-location"]]
        links += [link["url"] for link in turtle.links.values()]
        found = {urljoin(f"{ORIGIN}{path}", link) for link in links}
        ours = {address.partition("#")[0] for address in found if address.startswith(f"{ORIGIN}/")}
        broken += [(path, address) for address in ours if statuses(address) not in {200, 302, 303}]
        for address, _, anchor in (link.partition("#") for link in found if "#" in link and link.startswith(ORIGIN)):
            ids = read.ids if address == f"{ORIGIN}{path}" else anchors(address)
            broken += [] if unquote(anchor) in ids else [(path, f"{address}#{anchor}")]
    assert broken == []


def test_every_iri_of_ours_leads_to_its_document(served: Client, paths: list[str]) -> None:
    """Cool URIs for the Semantic Web, section 4.2."""
    for path in paths:
        if path.count("/") > 2 and not path.startswith("/doc/sdg"):
            answer = served.get(path.replace("/doc/", "/id/", 1), "text/turtle")
            assert (answer.status_code, answer.headers["location"]) == (303, path)
