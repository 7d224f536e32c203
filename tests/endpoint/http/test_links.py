"""What documents link to beside their text, after FAIR Signposting (https://signposting.org/FAIR/)."""

import re
from urllib.parse import quote

import pytest

from endpoint.http.links import HEADER_BYTES, WebLink, link_header
from ontology.terms import BASE
from tests.endpoint.client import Client
from tests.endpoint.pages import Page

COMMITMENT = "commitment/pe-2017-2019-1"
LINK = re.compile(r'<([^>]*)>; rel="([a-z-]+)"(?:; type="([^"]*)")?(?:, |\Z)')


def links(header: str) -> dict[str, list[tuple[str, str]]]:
    """The targets of a header and their media types, by relation; all of the header must be read."""
    assert LINK.sub("", header) == ""
    found: dict[str, list[tuple[str, str]]] = {}
    for target, relation, media_type in LINK.findall(header):
        found.setdefault(relation, []).append((target, media_type))
    return found


@pytest.fixture(scope="module")
def found(client: Client) -> dict[str, list[tuple[str, str]]]:
    return links(client.get(f"/doc/{COMMITMENT}", "text/html").headers["link"])


def test_what_to_cite_is_the_thing(found: dict[str, list[tuple[str, str]]]) -> None:
    assert found["cite-as"] == found["describes"] == [(f"{BASE}id/{COMMITMENT}", "")]
    assert found["canonical"] == [(f"{BASE}doc/{COMMITMENT}", "")]


def test_where_it_is_described(client: Client, found: dict[str, list[tuple[str, str]]]) -> None:
    expected = [(f"/doc/{COMMITMENT}.ttl", "text/turtle"), (f"/doc/{COMMITMENT}.jsonld", "application/ld+json")]
    assert found["describedby"] == expected
    assert len(found["alternate"]) == 7
    for target, media_type in found["alternate"] + found["describedby"]:
        assert client.get(target).headers["content-type"].partition(";")[0] == media_type


def test_what_it_is(found: dict[str, list[tuple[str, str]]]) -> None:
    types = [target for target, _ in found["type"]]
    assert types == ["https://schema.org/AboutPage", f"{BASE}def#Commitment", "http://www.w3.org/ns/prov#Entity"]
    assert found["license"] == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert found["profile"] == [(f"{BASE}shapes", "")]


def test_a_thing_is_in_its_list_and_the_list_holds_it(client: Client, found: dict[str, list[tuple[str, str]]]) -> None:
    assert found["collection"] == [("/doc/commitment", "")]
    header = client.get("/doc/commitment.ttl").headers["link"]
    assert (f"/doc/{COMMITMENT}", "") in links(header)["item"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_every_form_links_to_the_same(client: Client, found: dict[str, list[tuple[str, str]]], accept: str) -> None:
    assert links(client.get(f"/doc/{COMMITMENT}", accept).headers["link"]) == found
    head = client.request("HEAD", f"/doc/{COMMITMENT}", headers={"Accept": accept})
    assert links(head.headers["link"]) == found


def test_the_page_has_the_links_in_its_head(client: Client, found: dict[str, list[tuple[str, str]]]) -> None:
    """knowledgepixels/nanodash#710: a crawler that sees no headers finds the forms too."""
    page = Page(client.get(f"/doc/{COMMITMENT}", "text/html").text)
    in_head = [(rel, href, type_) for rel, href, type_ in page.head if rel in found]
    expected = [(rel, href, type_) for rel, targets in found.items() for href, type_ in targets]
    in_other_languages = [("alternate", f"/doc/{COMMITMENT}?lang=en", "")]
    assert sorted(in_head) == sorted(expected + in_other_languages)


def test_the_thing_itself_says_where_it_is_described(client: Client) -> None:
    response = client.get(f"/id/{COMMITMENT}", "text/turtle")
    assert links(response.headers["link"]) == {"describedby": [(f"/doc/{COMMITMENT}", "")]}


def test_other_pages_are_before_and_after(client: Client) -> None:
    header = client.get("/doc?iri=" + quote("http://example.org/outside?a=1&b=2", safe="")).headers["link"]
    assert "prev" not in links(header)


def test_a_header_has_its_bound() -> None:
    items = [WebLink("item", f"/doc/proposal/{number}") for number in range(1000)]
    header = link_header([WebLink("canonical", "/x" * HEADER_BYTES), WebLink("cite-as", "http://e/x"), *items])
    assert len(header) <= HEADER_BYTES
    assert list(links(header)) == ["cite-as", "item"]


def test_a_long_key_makes_no_long_header(client: Client) -> None:
    response = client.get(f"/doc/theme/{'x' * 10_000}", "image/png")
    assert response.status_code == 404
    assert len(response.headers.get("link", "")) <= HEADER_BYTES
