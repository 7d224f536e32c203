"""A document as one tree (https://www.w3.org/TR/json-ld11-framing/): its topic, and in it all that is known of what it
names.

A program that walks JSON finds a commitment's plan, themes and their names where it looks for them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from pyld import jsonld
from pyoxigraph import NamedNode, Quad

from endpoint.engine.jsonld import compact
from endpoint.engine.serializers import used_prefixes
from ontology import context


def framed(quads: Sequence[Quad], topic: NamedNode) -> bytes:
    """The tree; each thing is described where it first comes, and named by its IRI from then on."""
    triples = dict.fromkeys(quad.triple for quad in quads)
    document = compact(triples, used_prefixes(quads), context.terms())
    frame = {"@context": document["@context"], "@id": topic.value}
    options = {"embed": "@once", "omitGraph": True, "omitDefault": True, "documentLoader": _load_nothing}
    return json.dumps(jsonld.frame(document, frame, options), ensure_ascii=False, separators=(",", ":")).encode()


def _load_nothing(address: str, *_: Any) -> NoReturn:
    """The context is in the document: nothing is ever to be fetched."""
    raise jsonld.JsonLdError("no document is loaded", "jsonld.LoadDocumentError", {"url": address})
