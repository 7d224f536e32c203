"""What the vocabulary says about its terms: the classes above a class, the names of classes and properties."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology.terms import RDFS


def turtle_files() -> list[Traversable]:
    """All Turtle that goes into the graph ``ontology``, in the order of names, code lists last."""
    folder = files("ontology")
    return [
        file
        for place in (folder, folder.joinpath("concepts"))
        for file in sorted(place.iterdir(), key=lambda entry: entry.name)
        if file.name.endswith(".ttl")
    ]


@cache
def superclasses(cls: NamedNode) -> tuple[NamedNode, ...]:
    """The classes above a class, without itself, sorted by IRI; none where nothing is said about it."""
    above = _direct_superclasses()
    found: set[NamedNode] = set()
    waiting = [cls]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return tuple(sorted(found - {cls}, key=lambda node: node.value))


@cache
def labels() -> Mapping[NamedNode, Mapping[str, str]]:
    """The name of each declared term by language tag."""
    found: dict[NamedNode, dict[str, str]] = {}
    for file in _declarations():
        for triple in parse(file.read_bytes(), RdfFormat.TURTLE):
            if triple.predicate == RDFS.label and isinstance(triple.object, Literal) and triple.object.language:
                assert isinstance(triple.subject, NamedNode)
                found.setdefault(triple.subject, {})[triple.object.language] = triple.object.value
    return {term: MappingProxyType(by_language) for term, by_language in found.items()}


def class_label(cls: NamedNode) -> Mapping[str, str]:
    """The name of a class by language tag; raises :exc:`KeyError` where it is not declared."""
    return labels()[cls]


def property_label(prop: NamedNode) -> Mapping[str, str]:
    """The name of a property by language tag; raises :exc:`KeyError` where it is not declared."""
    return labels()[prop]


@cache
def _direct_superclasses() -> Mapping[NamedNode, set[NamedNode]]:
    above: dict[NamedNode, set[NamedNode]] = {}
    for file in _declarations():
        for triple in parse(file.read_bytes(), RdfFormat.TURTLE):
            if triple.predicate == RDFS.subClassOf:
                assert isinstance(triple.subject, NamedNode)
                assert isinstance(triple.object, NamedNode)
                above.setdefault(triple.subject, set()).add(triple.object)
    return above


def _declarations() -> list[Traversable]:
    folder = files("ontology")
    return [folder.joinpath("gobierno-abierto.ttl"), folder.joinpath("external.ttl")]
