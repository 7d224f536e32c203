"""What instances of a class have: properties of the vocabulary and of others, with the values that the shapes allow."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from endpoint.vocabulary.groups import GROUPS
from endpoint.vocabulary.ontology_graph import OntologyGraph, anchor
from endpoint.vocabulary.outline import Outline
from ontology.terms import DCAM, OWL, RDF, RDFS, SKOS

_UNTOLD = frozenset({RDF.type, RDFS.label, RDFS.comment})
_ANY_CODE = SKOS.Concept


@dataclass(frozen=True)
class Use:
    """A property of a class. ``kinds`` are classes, datatypes and code lists of its values.

    ``least`` and ``most`` are how many values the shapes allow; nothing where no shape speaks of it.
    """

    property: NamedNode
    least: int | None
    most: int | None
    kinds: tuple[NamedNode, ...]


class Profile:
    """The classes that are shown, ours and those of others that the data are about, with their uses of properties."""

    def __init__(self, ontology: OntologyGraph, outline: Outline) -> None:
        self.ontology = ontology
        self._outline = outline
        named = [cls for classes in GROUPS.values() for cls in classes if ontology.is_class(cls)]
        ours = [node for node in ontology.terms((OWL.Class,)) if node not in named]
        self.classes = (*named, *ours)
        self._uses = {cls: self._read(cls) for cls in self.classes}

    def uses(self, cls: NamedNode) -> tuple[Use, ...]:
        """The properties of a class: ours first, by name."""
        return self._uses[cls]

    def ranges(self, prop: NamedNode) -> tuple[NamedNode, ...]:
        """What the vocabulary says that the values of a property are."""
        return self._kinds(prop, [])

    def _read(self, cls: NamedNode) -> tuple[Use, ...]:
        rules = self._outline.rules_of(cls)
        found = dict.fromkeys([*self.ontology.properties(cls), *(path for path in rules if path not in _UNTOLD)])
        uses = []
        for prop in sorted(found, key=lambda node: (not anchor(node), node.value.casefold())):
            least, most = self._outline.counts(rules[prop]) if prop in rules else (None, None)
            if most != 0:
                uses.append(Use(prop, least, most, self._kinds(prop, rules.get(prop, []))))
        return tuple(uses)

    def _kinds(self, prop: NamedNode, rules: list[NamedNode]) -> tuple[NamedNode, ...]:
        """What the vocabulary and the shapes say; a code list says more than that it is a code."""
        found = dict.fromkeys([*self.ontology.nodes(prop, DCAM.rangeIncludes), *self._outline.kinds(rules)])
        schemes = [kind for kind in found if SKOS.ConceptScheme in self.ontology.values(kind, RDF.type)]
        return tuple(kind for kind in found if not (schemes and kind == _ANY_CODE))
