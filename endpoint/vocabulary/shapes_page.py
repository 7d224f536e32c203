"""The page of the shapes: what each asks in plain words, how severe that is, and a value of the data that meets it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad

from endpoint.graph.definitions import SHAPES
from endpoint.graph.descriptions import NAMED_AT_MOST, labels_of
from endpoint.graph.examples import Example
from endpoint.pages import Frame
from endpoint.resources.documents import Exchange
from endpoint.resources.things import Names, Value
from endpoint.site import Site
from endpoint.vocabulary.groups import grouped
from endpoint.vocabulary.head import Head, head_of
from endpoint.vocabulary.outline import Outline, anchor, sh
from endpoint.vocabulary.shown import EXAMPLE_LENGTH, example_value, shortly, text_of
from ontology.terms import BASE, RDFS, SH
from shapes.shapes_graph import Node

_SEVERITIES = (SH.Violation, SH.Warning, SH.Info)
_PLACEHOLDER = re.compile(r"\{[?$]\w+\}\.?")


@dataclass(frozen=True)
class Report:
    """What is reported where a query of a shape finds something; what the query found is left out."""

    anchor: str
    text: Value | None


@dataclass(frozen=True)
class Rule:
    """One thing that a shape asks. ``of`` is whose value the example is, where that is not the section's example."""

    anchor: str
    name: Value
    asks: Value | None
    severity: str
    reports: tuple[Report, ...] = ()
    of: Value | None = None
    example: Value | None = None


@dataclass(frozen=True)
class Section:
    """The shapes of the same things. ``common`` are anchors and names of shapes whose rules they have too."""

    anchor: str
    name: Value
    about: Value | None
    classes: tuple[Value, ...]
    example: Value | None
    rules: tuple[Rule, ...]
    common: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Group:
    """The sections of a subject; ``definitions.group.{name}`` is its title."""

    name: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class ShapesPage:
    """All that the page of the shapes shows."""

    head: Head
    counts: tuple[tuple[str, int], ...]
    """How many rules there are by severity."""
    groups: tuple[Group, ...]
    shared: tuple[Section, ...]
    """Shapes without a target of their own, whose rules others have."""
    parts: tuple[Rule, ...]
    """Shapes that rules of others name: a code of a list, an instance of a class."""
    lists: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]
    """Lists of properties: the anchor of the first cell, and each member with the anchor of its cell."""
    prefixes: tuple[tuple[str, str, str], ...]
    """Prefixes of the queries: anchor, prefix, namespace."""


def shapes_page(quads: list[Quad], site: Site, exchange: Exchange) -> ShapesPage:
    """The page of a graph of shapes."""
    return _Maker(quads, site, exchange.frame).page(head_of(quads, SHAPES, site, exchange))


class _Maker:
    """Turns nodes of the graph into what is shown of them."""

    def __init__(self, quads: list[Quad], site: Site, frame: Frame) -> None:
        self._outline = Outline(quads)
        self._graph = self._outline.graph
        self._language = frame.language
        self._texts = frame.texts
        self._examples = site.contents.examples
        self._found = {rule: self._example(rule) for rule in self._outline.rules}
        self._names = Names(labels_of(site.descriptions.label_statements(self._named(quads))), site, frame)

    def page(self, head: Head) -> ShapesPage:
        outline = self._outline
        shared, parts = outline.without_target()
        sections = [(self._section(nodes), outline.classes(nodes[0])) for nodes in outline.about_the_same()]
        common = [self._section([node]) for node in shared]
        severities = [rule.severity for one in (*(one for one, _ in sections), *common) for rule in one.rules]
        names = [self._names.node(one).text for one in _SEVERITIES]
        return ShapesPage(
            head,
            tuple((name, severities.count(name)) for name in names),
            tuple(Group(name, tuple(found)) for name, found in grouped(sections).items()),
            tuple(common),
            tuple(self._part(node) for node in parts),
            tuple(
                (anchor(first), tuple((anchor(cell), self._names.value(member)) for cell, member in members))
                for first, members in outline.lists()
            ),
            tuple(
                (anchor(node), prefix.value, namespace.value)
                for node in outline.ours
                for prefix in outline.literals(node, SH.prefix)
                for namespace in outline.literals(node, SH.namespace)
            ),
        )

    def _section(self, nodes: list[NamedNode]) -> Section:
        """The shapes of the same things; the section has the name of the first."""
        main, *others = nodes
        classes = self._outline.classes(main)
        focus = next((one for cls in classes for one in self._examples.of(cls)), None)
        rules = [self._rule(rule, focus) for node in nodes for rule in self._outline.own_rules(node)]
        if self._outline.literals(main, SH.message):
            rules.append(replace(self._whole(main, focus), anchor=""))
        rules += [self._whole(node, focus) for node in others]
        return Section(
            anchor(main),
            self._name(main),
            self._text(main, RDFS.comment),
            tuple(map(self._names.node, classes)),
            shortly(self._names, focus, EXAMPLE_LENGTH) if focus else None,
            tuple(rules),
            tuple((anchor(node), self._name(node)) for node in self._outline.borrowed(main)),
        )

    def _rule(self, node: NamedNode, focus: NamedNode | None = None) -> Rule:
        """A property shape as a rule."""
        name, path = self._name(node), self._outline.path(node)
        if path is not None:
            linked = self._names.node(path)
            name = replace(name, href=linked.href, outside=linked.outside)
        rule = Rule(anchor(node), name, self._text(node, SH.message), self._severity(node), self._reports(node))
        found = self._found.get(node)
        if found is None:
            return rule
        of = shortly(self._names, found.focus) if found.focus != focus else None
        return replace(rule, of=of, example=example_value(self._names, found, self._language))

    def _whole(self, node: NamedNode, focus: NamedNode | None) -> Rule:
        """What a node shape asks of its nodes themselves."""
        closed = self._outline.literals(node, sh("closed"))
        of_iri = focus and self._outline.literals(node, sh("pattern"))
        return Rule(
            anchor(node),
            Value(self._texts["shapes.closed" if closed else "shapes.itself"]),
            self._text(node, SH.message),
            self._severity(node),
            self._reports(node),
            example=Value(focus.value.removeprefix(BASE)) if focus and of_iri else None,
        )

    def _part(self, node: NamedNode) -> Rule:
        """A shape that others name: what it asks is said by its only rule, or by its class, datatype or pattern."""
        rules = self._outline.own_rules(node)
        said = [self._rule(rule) for rule in rules]
        kinds = [*self._graph.nodes(node, sh("class")), *self._graph.nodes(node, sh("datatype"))]
        codes = [code for rule in rules for code in self._graph.nodes(rule, sh("hasValue"))]
        asked = [*(one.asks for one in said), *map(self._names.value, kinds), self._text(node, sh("pattern"))]
        return Rule(
            anchor(node),
            self._name(node),
            next(filter(None, asked), None),
            said[0].severity if said else self._severity(node),
            tuple(Report(one.anchor, None) for one in said),
            example=next(map(self._names.value, codes), None),
        )

    def _example(self, rule: NamedNode) -> Example | None:
        path, classes = self._outline.path(rule), self._outline.classes_of_rule(rule)
        return self._examples.value(classes, path) if path and classes else None

    def _severity(self, node: NamedNode) -> str:
        """A shape that says none is a violation (SHACL, section 2.1.4)."""
        return self._names.value(next(iter(self._graph.nodes(node, SH.severity)), SH.Violation)).text

    def _reports(self, node: NamedNode) -> tuple[Report, ...]:
        found = []
        for query in self._graph.nodes(node, sh("sparql")):
            text = self._text(query, SH.message)
            found.append(Report(anchor(query), text and replace(text, text=_PLACEHOLDER.sub("…", text.text))))
        return tuple(found)

    def _name(self, node: NamedNode) -> Value:
        return self._text(node, SH.name) or self._text(node, RDFS.label) or Value(anchor(node))

    def _text(self, node: Node, predicate: NamedNode) -> Value | None:
        return text_of(self._graph.values(node, predicate), self._language)

    def _named(self, quads: Iterable[Quad]) -> list[NamedNode]:
        """What is shown by its name: severities, examples, and what the shapes mention."""
        found = [term for one in self._found.values() if one for term in (one.focus, *one.values[:1])]
        classes = (cls for node in self._outline.shapes for cls in self._outline.classes(node))
        first = (one for cls in classes for one in self._examples.of(cls)[:1])
        terms = dict.fromkeys([*_SEVERITIES, *found, *first, *(quad.object for quad in quads)])
        return [term for term in terms if isinstance(term, NamedNode) and not anchor(term)][:NAMED_AT_MOST]
