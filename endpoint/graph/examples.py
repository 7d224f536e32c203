"""Examples from a release: instances of classes, and values that their properties have.

What is read is bounded, however many instances there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from endpoint.graph.catalogue import natural
from ontology.terms import RDF

SEEN_AT_MOST = 1_000
"""Instances of a class among which its examples are chosen."""
CHOSEN = 8
"""Examples of a class whose values are looked at."""
COUNTED_AT_MOST = 1_000
KEPT = 2_000
STATEMENTS_AT_MOST = 100
"""Statements of a property that are looked at where no example of the class has it."""


@dataclass(frozen=True)
class Example:
    """What one instance has for a property."""

    focus: NamedNode
    values: tuple[NamedNode | Literal, ...]


class Examples:
    """The examples of one release; what was read is remembered for as long as it is open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chosen = lru_cache(KEPT)(self._choose)
        self._counted = lru_cache(KEPT)(self._count)
        self._found = lru_cache(KEPT)(self._find)

    def of(self, cls: NamedNode) -> tuple[NamedNode, ...]:
        """Instances of a class from all over it, the one of which most is said first."""
        return self._chosen(cls)

    def value(self, classes: Iterable[NamedNode], path: NamedNode) -> Example | None:
        """What the first instance that has a property has for it; none where nothing that was looked at has it."""
        return self._found(tuple(classes), path)

    def uses(self, path: NamedNode) -> int:
        """How many statements have a property, counted no further than one beyond ``COUNTED_AT_MOST``."""
        return self._counted(path)

    def _count(self, path: NamedNode) -> int:
        return sum(1 for _ in islice(self._store.quads_for_pattern(None, path, None, None), COUNTED_AT_MOST + 1))

    def _choose(self, cls: NamedNode) -> tuple[NamedNode, ...]:
        found = islice(self._store.quads_for_pattern(None, RDF.type, cls, None), SEEN_AT_MOST)
        instances = sorted({q.subject for q in found if isinstance(q.subject, NamedNode)}, key=natural)
        chosen = instances[:: max(1, len(instances) // CHOSEN)][:CHOSEN]
        return tuple(sorted(chosen, key=self._statements, reverse=True))

    def _find(self, classes: tuple[NamedNode, ...], path: NamedNode) -> Example | None:
        for focus in (instance for cls in classes for instance in self.of(cls)):
            if values := self._values(focus, path):
                return Example(focus, values)
        for quad in islice(self._store.quads_for_pattern(None, path, None, None), STATEMENTS_AT_MOST):
            subject = quad.subject
            if not isinstance(subject, NamedNode) or not any(self._is_a(subject, cls) for cls in classes):
                continue
            if values := self._values(subject, path):
                return Example(subject, values)
        return None

    def _values(self, focus: NamedNode, path: NamedNode) -> tuple[NamedNode | Literal, ...]:
        found = {quad.object for quad in self._store.quads_for_pattern(focus, path, None, None)}
        return tuple(sorted((term for term in found if not isinstance(term, (BlankNode, Triple))), key=str))

    def _is_a(self, node: NamedNode, cls: NamedNode) -> bool:
        return any(True for _ in self._store.quads_for_pattern(node, RDF.type, cls, None))

    def _statements(self, node: NamedNode) -> int:
        return sum(1 for _ in islice(self._store.quads_for_pattern(node, None, None, None), STATEMENTS_AT_MOST))
