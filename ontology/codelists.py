"""The code lists: one SKOS concept scheme a file in ``concepts/``, named after the scheme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology.terms import GA, RDFS, SKOS


@dataclass(frozen=True)
class Concept:
    """One code of a list."""

    code: str
    iri: NamedNode
    label: Mapping[str, str] = field(hash=False)
    """Name by language tag."""
    broader: str | None
    """The code above it in the same list."""
    scale: str | None = None
    """Of a criterion: the code list of its values."""


@dataclass(frozen=True)
class CodeList:
    """A concept scheme; its concepts in the order of their codes."""

    scheme: str
    iri: NamedNode
    label: Mapping[str, str] = field(hash=False)
    concepts: Mapping[str, Concept] = field(hash=False)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self.concepts)


@cache
def schemes() -> tuple[str, ...]:
    """The names of all code lists, sorted: ``actor-type``, ``alignment-basis``, ..."""
    names = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".ttl") for name in names if name.endswith(".ttl")))


@cache
def code_list(scheme: str) -> CodeList:
    """The code list of that name; raises :exc:`KeyError` where there is none.

    A concept belongs to the list by ``skos:inScheme``, and its code is the last segment of its IRI.
    """
    if scheme not in schemes():
        raise KeyError(f"no code list {scheme}; there are: {', '.join(schemes())}")
    return parse_code_list(scheme, _folder().joinpath(f"{scheme}.ttl").read_bytes())


def parse_code_list(scheme: str, turtle: bytes) -> CodeList:
    """A code list from its Turtle."""
    labels: dict[NamedNode, dict[str, str]] = {}
    broader: dict[NamedNode, NamedNode] = {}
    scales: dict[NamedNode, NamedNode] = {}
    members: set[NamedNode] = set()
    iris: set[NamedNode] = set()
    for triple in parse(turtle, RdfFormat.TURTLE):
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode):
            continue
        if predicate == RDFS.label and isinstance(value, Literal) and value.language:
            labels.setdefault(subject, {})[value.language] = value.value
        elif predicate == SKOS.broader and isinstance(value, NamedNode):
            broader[subject] = value
        elif predicate == GA.hasScale and isinstance(value, NamedNode):
            scales[subject] = value
        elif predicate == SKOS.inScheme and isinstance(value, NamedNode) and _last_segment(value) == scheme:
            members.add(subject)
            iris.add(value)
    if len(iris) != 1:
        raise ValueError(f"code list {scheme}: expected concepts of one scheme, found {len(iris)}")
    concepts = {
        _last_segment(concept): Concept(
            code=_last_segment(concept),
            iri=concept,
            label=MappingProxyType(labels.get(concept, {})),
            broader=_last_segment(broader[concept]) if concept in broader else None,
            scale=_last_segment(scales[concept]) if concept in scales else None,
        )
        for concept in sorted(members, key=_last_segment)
    }
    iri = iris.pop()
    return CodeList(scheme, iri, MappingProxyType(labels.get(iri, {})), MappingProxyType(concepts))


def _folder() -> Traversable:
    return files("ontology").joinpath("concepts")


def _last_segment(iri: NamedNode) -> str:
    return iri.value.rpartition("/")[2]
