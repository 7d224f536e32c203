"""The page of the vocabulary: its classes by subject, what instances of each have, a picture, and the code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad

from endpoint.graph.definitions import SHAPES, VOCABULARY
from endpoint.graph.descriptions import NAMED_AT_MOST, labels_of
from endpoint.graph.examples import COUNTED_AT_MOST
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Names, Value, short_name
from endpoint.site import Site
from endpoint.vocabulary.diagram import Diagram, diagram
from endpoint.vocabulary.groups import grouped
from endpoint.vocabulary.head import Head, head_of
from endpoint.vocabulary.ontology_graph import CLASSES, DATATYPES, PROPERTIES, Code, OntologyGraph, anchor
from endpoint.vocabulary.outline import Outline
from endpoint.vocabulary.profile import Profile, Use
from endpoint.vocabulary.shown import example_value, shortly, text_of
from ontology.terms import DCAM, OWL, RDFS, SKOS

EXAMPLES_SHOWN = 3


@dataclass(frozen=True)
class PropertyRow:
    """A property as instances of a class have it. Where it has its anchor it is defined; elsewhere it leads there."""

    anchor: str
    name: Value
    code: str
    definition: Value | None
    also: tuple[Value, ...]
    """The other classes that have it."""
    inverse: Value | None
    used: str
    """How many statements have it; empty where that is said elsewhere."""
    count: str
    """How many values there may be: ``0..1``, ``1..n``, ...; empty where no shape says."""
    kinds: tuple[Value, ...]
    example: Value | None


@dataclass(frozen=True)
class ClassSection:
    """A class; ``shape`` leads to what the shapes ask of it, ``count`` is of the instances in the release."""

    anchor: str
    name: Value
    code: str
    definition: Value | None
    count: int
    examples: tuple[Value, ...]
    above: tuple[Value, ...]
    shape: str | None
    rows: tuple[PropertyRow, ...]


@dataclass(frozen=True)
class Group:
    """The classes of a subject; ``definitions.group.{name}`` is its title."""

    name: str
    sections: tuple[ClassSection, ...]


@dataclass(frozen=True)
class Datatype:
    anchor: str
    name: Value
    definition: Value | None


@dataclass(frozen=True)
class ShownCode:
    name: Value
    narrower: tuple[ShownCode, ...]


@dataclass(frozen=True)
class CodeList:
    """A code list; ``size`` counts all its codes."""

    name: Value
    definition: Value | None
    size: int
    codes: tuple[ShownCode, ...]


@dataclass(frozen=True)
class VocabularyPage:
    """All that the page of the vocabulary shows. ``counts`` are of classes, properties and lists."""

    head: Head
    counts: tuple[int, int, int]
    diagram: Diagram
    groups: tuple[Group, ...]
    anywhere: tuple[PropertyRow, ...]
    """Properties that belong to no class that is shown."""
    index: tuple[Value, ...]
    """All properties by name."""
    datatypes: tuple[Datatype, ...]
    lists: tuple[CodeList, ...]


def vocabulary_page(quads: list[Quad], site: Site, exchange: Exchange) -> VocabularyPage:
    """The page of the vocabulary of a release, with what its shapes say."""
    return _Maker(quads, site, exchange).page(head_of(quads, VOCABULARY, site, exchange))


class _Maker:
    """Turns terms into what is shown of them."""

    def __init__(self, quads: list[Quad], site: Site, exchange: Exchange) -> None:
        frame = exchange.frame
        self._ontology = OntologyGraph(quads)
        outline = Outline(site.release.store.quads_for_pattern(None, None, None, SHAPES.graph))
        self._profile = Profile(self._ontology, outline)
        self._language = frame.language
        self._counts = site.release.manifest.counts
        self._examples = site.contents.examples
        self._homes = self._first_classes()
        self._shapes = {cls: frame.href(f"{SHAPES.path}#{shape}") for cls, shape in outline.shape_of_classes().items()}
        self._names = Names(labels_of(site.descriptions.label_statements(self._named(quads))), site, frame)

    def page(self, head: Head) -> VocabularyPage:
        ontology, profile = self._ontology, self._profile
        properties = ontology.terms(PROPERTIES)
        anywhere = [Use(prop, None, None, profile.ranges(prop)) for prop in properties if prop not in self._homes]
        sections = [(self._section(cls), (cls,)) for cls in profile.classes]
        return VocabularyPage(
            head,
            (len(ontology.terms(CLASSES)), len(properties), len(ontology.schemes())),
            diagram(profile, self._term),
            tuple(Group(name, tuple(found)) for name, found in grouped(sections).items()),
            tuple(self._row(use, None) for use in anywhere),
            tuple(sorted(map(self._term, properties), key=lambda name: name.text.casefold())),
            tuple(
                Datatype(anchor(node), Value(*self._names.label(node)), self._definition(node))
                for node in ontology.terms(DATATYPES)
            ),
            tuple(map(self._list, ontology.schemes())),
        )

    def _section(self, cls: NamedNode) -> ClassSection:
        above = [one for one in self._ontology.nodes(cls, RDFS.subClassOf) if one != cls]
        return ClassSection(
            anchor_of(cls),
            Value(*self._names.label(cls)),
            short_name(cls.value),
            self._definition(cls),
            self._counts.get(cls.value, 0),
            tuple(shortly(self._names, one) for one in self._examples.of(cls)[:EXAMPLES_SHOWN]),
            tuple(map(self._term, above)),
            self._shapes.get(cls),
            tuple(self._row(use, cls) for use in self._profile.uses(cls)),
        )

    def _row(self, use: Use, cls: NamedNode | None) -> PropertyRow:
        """A property at a class; none for one that belongs to no class in particular."""
        prop = use.property
        at_home = bool(anchor(prop)) and self._homes.get(prop) == cls
        example = self._examples.value([cls], prop) if cls else None
        row = PropertyRow(
            "",
            self._term(prop),
            short_name(prop.value),
            None,
            (),
            None,
            "",
            _count(use),
            tuple(map(self._term, use.kinds)),
            example_value(self._names, example, self._language) if example else None,
        )
        if not at_home:
            return row
        inverse = next(iter(self._ontology.nodes(prop, OWL.inverseOf)), None)
        uses = self._examples.uses(prop)
        return replace(
            row,
            anchor=anchor(prop),
            name=Value(*self._names.label(prop)),
            definition=self._definition(prop),
            also=tuple(self._term(one) for one in self._ontology.nodes(prop, DCAM.domainIncludes) if one != cls),
            inverse=self._term(inverse) if inverse else None,
            used=f"> {COUNTED_AT_MOST}" if uses > COUNTED_AT_MOST else str(uses),
        )

    def _list(self, scheme: NamedNode) -> CodeList:
        codes = self._ontology.codes(scheme)
        size = sum(code.size() for code in codes)
        return CodeList(self._names.node(scheme), self._definition(scheme), size, tuple(map(self._code, codes)))

    def _code(self, code: Code) -> ShownCode:
        return ShownCode(self._names.node(code.node), tuple(map(self._code, code.narrower)))

    def _term(self, node: NamedNode) -> Value:
        """The name of a term, which leads to where it stands on this page, if it does."""
        if anchor(node) or node in self._profile.classes:
            return Value(*self._names.label(node), f"#{anchor_of(node)}")
        return self._names.node(node)

    def _definition(self, node: NamedNode) -> Value | None:
        return text_of(self._ontology.values(node, SKOS.definition), self._language)

    def _first_classes(self) -> Mapping[NamedNode, NamedNode]:
        """The class at which each property of ours is defined: the first that the vocabulary gives it to."""
        found: dict[NamedNode, NamedNode] = {}
        for cls in self._profile.classes:
            for prop in self._ontology.properties(cls):
                found.setdefault(prop, cls)
        return found

    def _named(self, quads: Iterable[Quad]) -> list[NamedNode]:
        """What is shown by its name: the terms and what they are said with, examples, codes."""
        classes = self._profile.classes
        shown = [one for cls in classes for one in self._examples.of(cls)[:EXAMPLES_SHOWN]]
        for cls in classes:
            for use in self._profile.uses(cls):
                example = self._examples.value([cls], use.property)
                shown += [use.property, *use.kinds, *(example.values[:1] if example else ())]  # type: ignore[list-item]
        said = (term for quad in quads for term in (quad.subject, quad.object))
        found = dict.fromkeys(term for group in (classes, shown, said) for term in group)
        return [term for term in found if isinstance(term, NamedNode)][:NAMED_AT_MOST]


def anchor_of(node: NamedNode) -> str:
    """Where a term stands on the page: under its name, those of other vocabularies with their prefix."""
    return anchor(node) or short_name(node.value)


def _count(use: Use) -> str:
    """``1..1``, ``0..n``, and so on; empty where no shape speaks of the property."""
    return "" if use.least is None else f"{use.least}..{'n' if use.most is None else use.most}"
