"""All things of a release by their type: what stands under ``id/{type}/`` and is no part of another thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store

from endpoint.graph.descriptions import Descriptions, Labels, in_order, labels_of
from endpoint.graph.iris import DATASETS, SDG
from ontology.terms import BASE, RDF

PAGE_SIZE = 100
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Collection:
    """One page of the things of a type. ``own`` are statements about the collection itself: a code list's, say."""

    type: str
    topic: NamedNode
    own: tuple[Quad, ...]
    members: tuple[NamedNode, ...]
    member_quads: tuple[Quad, ...]
    labels: Labels
    count: int
    page: int
    pages: int

    def quads(self) -> list[Quad]:
        return list(dict.fromkeys([*self.own, *self.member_quads]))


class Catalogue:
    """The things of one release by type, found by one pass over it when first asked for."""

    def __init__(self, store: Store, base: str, descriptions: Descriptions) -> None:
        self._store = store
        self._descriptions = descriptions
        self._base = base
        self._prefixes = tuple(dict.fromkeys((f"{base}id/", f"{BASE}id/")))
        self._members: dict[str, list[NamedNode]] | None = None

    def counts(self) -> dict[str, int]:
        """How many things there are of each type."""
        return {type_: len(members) for type_, members in sorted(self._all().items())}

    def members(self, type_: str) -> list[NamedNode]:
        """All things of a type, in their order."""
        return self._all().get(type_, [])

    def collection(self, type_: str, topic: NamedNode, page: int = 1) -> Collection | None:
        """A page of the things of a type; none where there are none, or this page holds none."""
        members = self.members(type_)
        pages = max(1, -(-len(members) // PAGE_SIZE))
        description = self._descriptions.of(topic)
        own = description.own if description else ()
        if not (members or own) or not 1 <= page <= pages:
            return None
        shown = members[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        quads = [quad for member in shown for quad in self._summary(member)]
        names = self._descriptions.label_statements(_predicates_and_objects(own))
        return Collection(
            type_, topic, own, tuple(shown), tuple(quads), labels_of([*quads, *own, *names]), len(members), page, pages
        )

    def _summary(self, member: NamedNode) -> list[Quad]:
        return [
            *in_order(self._store.quads_for_pattern(member, RDF.type, None, None)),
            *self._descriptions.label_statements([member]),
        ]

    def _all(self) -> dict[str, list[NamedNode]]:
        if self._members is None:
            found: dict[str, set[NamedNode]] = {}
            for quad in self._store.quads_for_pattern(None, RDF.type, None, None):
                if isinstance(quad.subject, NamedNode) and (type_ := self.type_of(quad.subject)):
                    found.setdefault(type_, set()).add(quad.subject)
            self._members = {type_: sorted(members, key=natural) for type_, members in found.items()}
        return self._members

    def type_of(self, node: NamedNode) -> str | None:
        """The type of a thing; none for a part of a thing and for what does not stand under ``id/``."""
        iri = node.value
        if iri.startswith(SDG) and "#" not in iri:
            return "sdg" if "/" not in iri.removeprefix(SDG) else None
        for prefix in self._prefixes:
            if iri.startswith(prefix):
                type_, _, key = iri.removeprefix(prefix).partition("/")
                return type_ if key and "/" not in key and type_ != DATASETS else None
        return None


def natural(node: NamedNode) -> list[tuple[int, str]]:
    """A sort key that puts 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(node.value)]


def _predicates_and_objects(quads: Iterable[Quad]) -> list[NamedNode]:
    terms = (term for quad in quads for term in (quad.predicate, quad.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))
