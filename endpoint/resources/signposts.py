"""What the document about a thing links to beside its text (https://signposting.org/FAIR/)."""

from __future__ import annotations

from pyoxigraph import NamedNode

from endpoint.graph.catalogue import Collection
from endpoint.graph.definitions import SHAPES
from endpoint.graph.descriptions import Description
from endpoint.graph.iris import as_uri
from endpoint.http.links import WebLink
from endpoint.resources.documents import Exchange
from endpoint.resources.things import page_address
from endpoint.site import Site
from ontology.terms import BASE, RDF

TYPES_AT_MOST = 8
_ABOUT_PAGE = "https://schema.org/AboutPage"


def about(topic: NamedNode) -> list[WebLink]:
    """To the topic: a document is about it, and who writes of it cites the topic's IRI."""
    return [WebLink("cite-as", as_uri(topic.value)), WebLink("describes", as_uri(topic.value))]


def places(site: Site, exchange: Exchange, page: int, pages: int) -> list[WebLink]:
    """To the canonical address of the document, and to the pages beside it."""
    address = exchange.address
    links = [WebLink("canonical", site.iris.base.removesuffix("/") + address.in_format(None))]
    for rel, to in [("prev", page - 1), ("next", page + 1)]:
        if 1 <= to <= pages:
            links.append(WebLink(rel, exchange.frame.root + page_address(address, to).in_format(None)))
    return links


def kinds(site: Site, exchange: Exchange, description: Description) -> list[WebLink]:
    """To the list that a thing stands in, to its classes, and to the shapes that its statements conform to."""
    links = []
    if type_ := site.catalogue.type_of(description.topic):
        links.append(WebLink("collection", f"{exchange.frame.root}/doc/{type_}"))
    if SHAPES.graph.value in site.release.manifest.graphs:
        links.append(WebLink("profile", SHAPES.iri.value))
    classes = [q.object.value for q in description.own if q.predicate == RDF.type and isinstance(q.object, NamedNode)]
    ours_first = sorted(dict.fromkeys(classes), key=lambda iri: (not iri.startswith(BASE), iri))
    return links + [WebLink("type", as_uri(iri)) for iri in [_ABOUT_PAGE, *ours_first[:TYPES_AT_MOST]]]


def items(site: Site, exchange: Exchange, collection: Collection) -> list[WebLink]:
    """To the members of a list that stand on this page."""
    root = exchange.frame.root
    return [WebLink("item", root + site.iris.document_path(member.value)) for member in collection.members]
