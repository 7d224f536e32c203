"""The page of a thing and the page of all things of a type: what they show, as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.engine import jsonld
from endpoint.engine.serializers import used_prefixes
from endpoint.graph.catalogue import Collection
from endpoint.graph.described import graph_titles
from endpoint.graph.descriptions import Description, Labels, has_statements, labels_of
from endpoint.pages import Frame, Link, pick, script_data
from endpoint.resources.documents import Address, Exchange
from endpoint.site import Site
from ontology import context
from ontology.terms import DCTERMS, PREFIXES, RDF, RDFS, SKOS

VALUES_SHOWN = 200
_FIRST = (RDFS.label, SKOS.prefLabel, DCTERMS.title, DCTERMS.description, SKOS.definition, RDFS.comment)
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_GA = PREFIXES["ga"]


@dataclass(frozen=True)
class Value:
    """A value as shown: its text and language, where it links to, its datatype where that says something."""

    text: str
    lang: str | None = None
    href: str | None = None
    outside: bool = False
    datatype: str | None = None


@dataclass(frozen=True)
class Property:
    """A property with its values; ``more`` counts those that are not shown."""

    name: Value
    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a thing, shown with it."""

    name: Value
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Pager:
    """Links to the pages before and after."""

    page: int
    pages: int
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class ThingPage:
    """All that the page of a thing shows."""

    title: Value
    iri: str
    classes: tuple[Value, ...]
    properties: tuple[Property, ...]
    parts: tuple[Part, ...]
    incoming: tuple[Property, ...]
    pager: Pager
    formats: tuple[Link, ...]
    collection: Link | None
    data: Markup
    """The statements as JSON-LD, ready to stand in a script element."""


@dataclass(frozen=True)
class CollectionPage:
    """All that the page of a type shows."""

    title: Value
    iri: str
    count: int
    properties: tuple[Property, ...]
    members: tuple[Value, ...]
    pager: Pager
    formats: tuple[Link, ...]
    data: Markup
    """The statements as JSON-LD, ready to stand in a script element."""


class Names:
    """How nodes are named and linked on one page."""

    def __init__(self, labels: Labels, site: Site, frame: Frame) -> None:
        self._labels = labels
        self._store = site.release.store
        self._iris = site.iris
        self._frame = frame

    @property
    def language(self) -> str:
        """That of the page."""
        return self._frame.language

    def value(self, term: object) -> Value:
        if isinstance(term, NamedNode):
            return self.node(term)
        if isinstance(term, Literal):
            plain = term.language is not None or term.datatype.value == _STRING
            return Value(term.value, term.language, datatype=None if plain else short_name(term.datatype.value))
        return Value(str(term))

    def node(self, node: NamedNode) -> Value:
        text, lang = self.label(node)
        if path := self._iris.path_of(node.value):
            return Value(text, lang, self._frame.href(path))
        if has_statements(self._store, node):
            return Value(text, lang, self._frame.href(self._iris.document_path(node.value)))
        # Only web addresses become links: an IRI such as javascript:... must not.
        outside = node.value if node.value.startswith(("http://", "https://")) else None
        return Value(text, lang, outside, outside=outside is not None)

    def label(self, node: NamedNode) -> tuple[str, str | None]:
        """The name of a node, with its language where that is not the page's."""
        found = pick(self._labels.get(node, {}), self._frame.language)
        if found is None:
            return short_name(node.value), None
        return found[0], found[1] if found[1] != self._frame.language else None

    def properties(self, quads: Iterable[Quad]) -> tuple[Property, ...]:
        """Statements of one subject, grouped by property; without its classes."""
        by_property: dict[NamedNode, list[object]] = {}
        for quad in quads:
            if quad.predicate != RDF.type:
                by_property.setdefault(quad.predicate, []).append(quad.object)
        return tuple(
            Property(
                self.node(prop),
                tuple(self.value(term) for term in terms[:VALUES_SHOWN]),
                max(0, len(terms) - VALUES_SHOWN),
            )
            for prop, terms in sorted(by_property.items(), key=lambda item: self._rank(item[0]))
        )

    def classes(self, quads: Iterable[Quad]) -> tuple[Value, ...]:
        """The classes that a subject's statements name, ours first."""
        nodes = {quad.object for quad in quads if quad.predicate == RDF.type and isinstance(quad.object, NamedNode)}
        return tuple(self.node(node) for node in sorted(nodes, key=lambda n: (not n.value.startswith(_GA), n.value)))

    def _rank(self, prop: NamedNode) -> tuple[int, str]:
        if prop in _FIRST:
            return _FIRST.index(prop), ""
        return len(_FIRST) + (not prop.value.startswith(_GA)), self.label(prop)[0].casefold()


def short_name(iri: str) -> str:
    """An IRI as prefix and name where it has a short form, or else as it is."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and name and "/" not in name and "#" not in name:
            return f"{prefix}:{name}"
    return iri


def graph_name(graph: NamedNode, site: Site, language: str) -> Value:
    """A named graph by the title of the dataset that it is."""
    titles = graph_titles(site.release.path, site.release.manifest.base, graph)
    text, tag = pick(titles, language) or (short_name(graph.value), language)
    return Value(text, tag if tag != language else None)


def type_name(type_: str, site: Site, frame: Frame) -> str:
    """What the things of a type are called together: by the interface, or by the code list that they stand in."""
    if name := frame.texts.get(f"list.{type_}"):
        return name
    for topic in site.iris.of_document(type_):
        if found := pick(labels_of(site.descriptions.label_statements([topic])).get(topic, {}), frame.language):
            return found[0]
    return f"id/{type_}"


def thing_page(description: Description, site: Site, exchange: Exchange) -> ThingPage:
    """The page of a description. Reads the store only to see which nodes it knows."""
    frame = exchange.frame
    names = Names(description.labels, site, frame)
    type_ = site.catalogue.type_of(description.topic)
    incoming = tuple(
        Property(
            names.node(link.property),
            tuple(map(names.value, dict.fromkeys(quad.subject for quad in link.quads))),
            link.count,
        )
        for link in description.incoming
    )
    return ThingPage(
        Value(*names.label(description.topic)),
        description.topic.value,
        names.classes(description.own),
        names.properties(description.own),
        tuple(Part(names.node(part), names.properties(quads)) for part, quads in description.parts),
        incoming,
        pager(exchange.address, frame, description.page, description.pages),
        exchange.format_links(),
        Link(type_name(type_, site, frame), frame.href(f"/doc/{type_}")) if type_ else None,
        json_ld_script(description.quads()),
    )


def collection_page(collection: Collection, site: Site, exchange: Exchange) -> CollectionPage:
    """The page of a type."""
    names = Names(collection.labels, site, exchange.frame)
    named = collection.topic in collection.labels
    return CollectionPage(
        Value(*names.label(collection.topic)) if named else Value(type_name(collection.type, site, exchange.frame)),
        collection.topic.value,
        collection.count,
        names.properties(collection.own),
        tuple(names.node(member) for member in collection.members),
        pager(exchange.address, exchange.frame, collection.page, collection.pages),
        exchange.format_links(),
        json_ld_script(collection.quads()),
    )


def page_address(address: Address, page: int) -> Address:
    """The address of a page of a document; the first page has no number."""
    parameters = [part for part in address.query.split("&") if part and not part.startswith("page=")]
    return Address(address.path, "&".join([*parameters, f"page={page}"] if page > 1 else parameters))


def pager(address: Address, frame: Frame, page: int, pages: int) -> Pager:
    """Links from a page of a document to its neighbours."""
    previous, following = (
        frame.href(page_address(address, to).in_format(None)) if 1 <= to <= pages else None
        for to in (page - 1, page + 1)
    )
    return Pager(page, pages, previous, following)


def json_ld_script(quads: Sequence[Quad]) -> Markup:
    """Statements as JSON-LD, ready to stand in a script element."""
    return script_data(jsonld.document((quad.triple for quad in quads), used_prefixes(quads), context.terms()).decode())
