"""The subjects by which classes and shapes are shown: someone who reads of plans finds their parts beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pyoxigraph import NamedNode

from ontology.terms import ELI, GA, OA, ORG, QB, SCHEMA, SDGO, SKOS

_T = TypeVar("_T")

GROUPS: Mapping[str, tuple[NamedNode, ...]] = {
    "plans": (GA.ActionPlan, GA.Commitment, GA.Milestone, ELI.LegalResource, GA.InstitutionalEvent),
    "organizations": (
        ORG.Organization,
        ORG.FormalOrganization,
        ORG.OrganizationalUnit,
        ORG.OrganizationalCollaboration,
        GA.Responsibility,
    ),
    "participation": (
        GA.ParticipationProcess,
        GA.ParticipationEvent,
        GA.Proposal,
        GA.Contribution,
        GA.Recommendation,
        GA.Decision,
        GA.Finding,
    ),
    "assessment": (GA.SDGAlignment, GA.Assessment, GA.SMARTAssessment, GA.IRMAssessment, GA.Rating),
    "sources": (GA.SourceDocument, GA.Passage, OA.TextQuoteSelector, GA.Statement, GA.TextDefect),
    "figures": (
        GA.Claim,
        GA.PublishedClaim,
        GA.DerivedFigure,
        GA.Discrepancy,
        GA.Question,
        QB.DataSet,
        QB.Observation,
    ),
    "codes": (
        GA.Theme,
        GA.Principle,
        SCHEMA.Place,
        SDGO.Goal,
        SDGO.Target,
        SDGO.Indicator,
        SKOS.ConceptScheme,
        SKOS.Concept,
    ),
}
"""Classes by subject, each in the order in which it is read; ``definitions.group.{subject}`` names it."""
OTHERS = "others"
_PLACES = {cls: (group, at) for group, classes in GROUPS.items() for at, cls in enumerate(classes)}


def grouped(things: Iterable[tuple[_T, tuple[NamedNode, ...]]]) -> dict[str, list[_T]]:
    """Things by the subject of the first of their classes that has one, in order; the others last."""
    placed = []
    for thing, classes in things:
        known = [_PLACES[cls] for cls in classes if cls in _PLACES]
        placed.append((min(known, key=lambda place: place[1]) if known else (OTHERS, 0), thing))
    order = [*GROUPS, OTHERS]
    placed.sort(key=lambda one: (order.index(one[0][0]), one[0][1]))
    found: dict[str, list[_T]] = {}
    for (group, _), thing in placed:
        found.setdefault(group, []).append(thing)
    return found
