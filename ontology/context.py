"""The project's JSON-LD context: short names for classes and properties, with the types of their values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology.terms import BASE, OWL, PREFIXES


@dataclass(frozen=True)
class Term:
    """A short name. ``type`` is what its values are when they are plain strings: ``@id``, a datatype, or nothing."""

    name: str
    iri: str
    type: str | None = None


@cache
def document() -> bytes:
    """The context as it is published."""
    return files("ontology").joinpath("context.jsonld").read_bytes()


@cache
def terms() -> Mapping[str, Term]:
    """The short names of the context by the IRI that each stands for."""
    context: dict[str, Any] = json.loads(document())["@context"]
    found = {}
    for name, entry in context.items():
        if name in PREFIXES or name.startswith("@"):
            continue
        definition = {"@id": entry} if isinstance(entry, str) else entry
        type_ = definition.get("@type")
        iri = _expanded(definition["@id"])
        found[iri] = Term(name, iri, type_ if type_ is None or type_.startswith("@") else _expanded(type_))
    return MappingProxyType(found)


@cache
def version() -> str:
    """The version of the vocabulary, and with it that of the context."""
    data = files("ontology").joinpath("gobierno-abierto.ttl").read_bytes()
    ontology = NamedNode(f"{BASE}def")
    for triple in parse(data, RdfFormat.TURTLE):
        if triple.subject == ontology and triple.predicate == OWL.versionInfo:
            assert isinstance(triple.object, Literal)
            return triple.object.value
    raise LookupError("the vocabulary names no version")


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
