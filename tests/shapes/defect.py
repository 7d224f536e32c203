"""A defect: a small change to the valid example, and the shape that must find it.

Changes are Turtle. Relative IRIs stand for things of the example (``<commitment/xx-2020-2021-01>``), prefixes for
vocabularies and code lists (``theme:total``). In what is removed, ``[]`` stands for any value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ontology import codelists, vocabulary
from ontology.terms import BASE, GA, PREFIXES, QB, RDF, RDFS, SH, SKOS
from shapes.core_constraints import core_results
from shapes.report import Report
from shapes.shapes_graph import TARGETS, ShapesGraph, shapes_graph
from shapes.sparql_constraints import sparql_results

THINGS = "https://xx.example/id/"
"""Where the things of the example stand: not at the project's base, as a publisher's own."""
GASH = PREFIXES["gash"]
V, W, I = "violation", "warning", "info"  # noqa: E741 - the three severities, in a table


@dataclass(frozen=True)
class Defect:
    shape: str
    """The name in ``gash:`` of the shape that finds it."""
    severity: str
    what: str
    """What is wrong, in a few words."""
    remove: str = ""
    add: str = ""

    def __str__(self) -> str:
        return f"{self.shape}: {self.what}"

    def added(self) -> set[Triple]:
        return set(turtle(self.add))

    def removed(self) -> set[Triple]:
        """The triples to remove; each pattern must match one, so that no defect goes stale."""
        found: set[Triple] = set()
        for pattern in turtle(self.remove):
            matches = {triple for triple in example() | reference() if _matches(triple, pattern)}
            assert matches, f"{self}: nothing to remove: {pattern}"
            found |= matches
        return found


def _matches(triple: Triple, pattern: Triple) -> bool:
    same = triple.subject == pattern.subject and triple.predicate == pattern.predicate
    return same and (isinstance(pattern.object, BlankNode) or triple.object == pattern.object)


def turtle(text: str) -> list[Triple]:
    prefixes = PREFIXES | {scheme: f"{BASE}id/{scheme}/" for scheme in (*codelists.schemes(), "structure")}
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    return [quad.triple for quad in parse(head + text, RdfFormat.TURTLE, base_iri=THINGS)]


@cache
def example() -> frozenset[Triple]:
    """The valid example."""
    data = (Path(__file__).parent / "examples" / "valid.ttl").read_bytes()
    return frozenset(quad.triple for quad in parse(data, RdfFormat.TURTLE))


@cache
def reference() -> frozenset[Triple]:
    """What the example is judged by: of the vocabulary and the code lists as much as the example leads to."""
    everything: dict[object, list[Triple]] = {}
    for file in vocabulary.turtle_files():
        for quad in parse(file.read_bytes(), RdfFormat.TURTLE):
            everything.setdefault(quad.subject, []).append(quad.triple)
    waiting: list[object] = [term for triple in example() for term in (triple.predicate, triple.object)]
    waiting += [triple.object for triple in turtle(ALSO)]
    found: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node not in found and node in everything:
            found.add(node)
            waiting += [triple.predicate for triple in everything[node]]
            waiting += [triple.object for triple in everything[node] if triple.predicate in LEADS_ON]
    return frozenset(triple for node in found for triple in everything[node])


ALSO = """
[] skos:member principle:accountability, principle:citizen-participation, channel:forum, stage:preparatory,
    event-type:total, theme:total, actor-type:total, actor-type:ngo, place:total, role:monitoring, basis:inferred,
    irm-criterion:starred, scale-starred:yes, scale-completion:not-reviewed, scale-completion:substantial,
    alignment-basis:third-party, alignment-strength:context, review-status:rejected .
"""
"""Codes that only changes to the example name."""
LEADS_ON = {RDF.type, RDFS.subClassOf, SKOS.inScheme, SKOS.broader, GA.hasScale, QB.component, QB.dimension}


def store(triples: Iterable[Triple]) -> Store:
    made = Store()
    made.extend(quads(triples))
    return made


def quads(triples: Iterable[Triple]) -> list[Quad]:
    return [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in triples]


@contextmanager
def changed(data: Store, defect: Defect) -> Iterator[None]:
    """The defect made in the store, and undone at the end."""
    removed, added = defect.removed() - defect.added(), defect.added() - example() - reference()
    for quad in quads(removed):
        data.remove(quad)
    data.extend(quads(added))
    yield
    for quad in quads(added):
        data.remove(quad)
    data.extend(quads(removed))


@cache
def only(name: str) -> ShapesGraph:
    """The shapes graph, cut down to one shape with its targets and all that it names."""
    node = NamedNode(GASH + name)
    assert node in shapes_graph().shapes, f"there is no shape {name}"
    by_subject = _shapes_by_subject()
    holders = [each for each, triples in by_subject.items() if Triple(each, SH.property, node) in triples]  # type: ignore[arg-type]
    kept = {
        triple
        for holder in holders
        for triple in by_subject[holder]
        if triple.predicate in {RDF.type, *TARGETS} or triple.object == node
    }
    waiting: list[object] = [node]
    found: set[object] = set()
    while waiting:
        each = waiting.pop()
        if each not in found and each in by_subject:
            found.add(each)
            kept |= by_subject[each]
            waiting += [triple.object for triple in by_subject[each]]
    return ShapesGraph(kept)


@cache
def _shapes_by_subject() -> dict[object, set[Triple]]:
    by_subject: dict[object, set[Triple]] = {}
    for triple in shapes_graph().triples:
        by_subject.setdefault(triple.subject, set()).add(triple)
    return by_subject


def found_by(shapes: ShapesGraph, data: Store) -> Report:
    """What the shapes find, in the fast way."""
    return Report.of([*core_results(data, shapes), *sparql_results(data, shapes)])
