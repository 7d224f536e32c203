"""What the pages of the vocabulary and of the shapes have in common."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Quad

from endpoint.graph.definitions import Definitions
from endpoint.pages import Link
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Value, json_ld_script
from endpoint.site import Site
from endpoint.vocabulary.shown import text_of
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
