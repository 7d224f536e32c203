"""What the pages of the vocabulary and of the shapes have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, Quad

from endpoint.graph.definitions import Definitions
from endpoint.pages import Link, pick
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Value, json_ld_script
from endpoint.site import Site
from ontology.terms import DCTERMS


@dataclass(frozen=True)
class Head:
    """What a graph of definitions says of itself; ``title`` is a key of the interface's texts."""

    title: str
    iri: str
    about: Value | None
    version: Link | None
    """The address of the version that is shown."""
    latest: str | None
    """On the page of a version: the address of what is served now."""
    formats: tuple[Link, ...]
    data: Markup


def head_of(quads: list[Quad], definitions: Definitions, site: Site, exchange: Exchange) -> Head:
    frame = exchange.frame
    held = definitions.version(site.release.manifest)
    own = [quad for quad in quads if quad.subject == definitions.iri]
    return Head(
        f"definitions.{definitions.name}",
        definitions.namespace,
        text_of((quad.object for quad in own if quad.predicate == DCTERMS.description), frame.language),
        Link(held, frame.href(f"{definitions.path}/{held}")) if held else None,
        frame.href(definitions.path) if exchange.address.path != definitions.path else None,
        exchange.format_links(),
        json_ld_script(own),
    )


def text_of(terms: Iterable[object], language: str) -> Value | None:
    """The text among some terms that people of a language read best, with its language where that is another."""
    by_language = {term.language or "": term.value for term in terms if isinstance(term, Literal)}
    found = pick(by_language, language)
    return Value(found[0], found[1] if found[1] not in {language, ""} else None) if found else None
