"""The SDG reference data: the UN's codes, IRIs and hierarchy, with short labels of the project's own."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field
from pyoxigraph import NamedNode, Triple

from loaders.cells import SDGCode
from loaders.identifiers import Minter
from loaders.nodes import Triples, labelled, lang_texts, many, text, typed
from loaders.package import Package
from loaders.rows import Labelled
from ontology.terms import GA, RDFS, SDGO, SKOS

SCHEME = NamedNode("http://metadata.un.org/sdg")
PACKAGE_KEY = "sdg"


class Goal(Labelled):
    table: ClassVar[str] = "goals"
    code: SDGCode = Field(description="1 to 17.")


class Target(Labelled):
    table: ClassVar[str] = "targets"
    code: SDGCode = Field(description="16.7, 6.b.")


TABLES = (Goal, Target)


def codes(package: Package) -> frozenset[str]:
    """The codes of all goals and targets."""
    goals = {line.row.code for line in package.rows(Goal)}
    return frozenset(goals | {line.row.code for line in package.rows(Target)})


def concepts(package: Package) -> Triples:
    """The goals and targets; a goal's short name is its preferred label, a target's label is one of our own."""
    yield from typed(SCHEME, SKOS.ConceptScheme)
    yield from labelled(SCHEME, package.description.label, SKOS.prefLabel)
    yield from many(SCHEME, RDFS.comment, lang_texts(package.description.comment))
    for goal in package.rows(Goal):
        node = Minter.sdg(goal.row.code)
        yield from typed(node, SDGO.Goal)
        yield from labelled(node, goal.row.label, SKOS.prefLabel)
        yield Triple(node, GA.code, text(goal.row.code))
        yield Triple(node, SKOS.inScheme, SCHEME)
        yield Triple(node, SKOS.topConceptOf, SCHEME)
        yield Triple(SCHEME, SKOS.hasTopConcept, node)
    for target in package.rows(Target):
        node = Minter.sdg(target.row.code)
        above = Minter.sdg(target.row.code.partition(".")[0])
        yield from typed(node, SDGO.Target)
        yield from labelled(node, target.row.label, SKOS.altLabel)
        yield Triple(node, GA.code, text(target.row.code))
        yield Triple(node, SKOS.inScheme, SCHEME)
        yield Triple(node, SKOS.broader, above)
        yield Triple(node, SDGO.isTargetOf, above)
