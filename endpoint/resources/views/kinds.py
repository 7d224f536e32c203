"""Which facts and sections the page of each type has, in their order.

A section is the name of a query in ``queries/``; its heading is the text ``section.{name}``, and those of its columns
are ``column.{variable}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import DCAT, DCTERMS, ELI, FOAF, GA, OA, ORG, PROV, SCHEMA


@dataclass(frozen=True)
class Kind:
    """The facts at the top of a page, by property, and the sections below."""

    facts: tuple[NamedNode, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """The columns of a section whose rows are read one by one, not compared: a text of some length is part of each."""

    title: tuple[str, ...]
    marks: tuple[str, ...]
    text: str
    sources: str | None = None
    record: str | None = None
    """The thing itself, where its name is no title."""


CARDS: Mapping[str, Cards] = {
    "alignments": Cards(
        ("code", "sdg"), ("strength", "basis", "party", "review"), "rationale", "evidence", "alignment"
    ),
    "discrepancies": Cards(("discrepancy",), ("kind",), "resolution"),
}
"""The other sections are tables."""

RECORDS: Mapping[str, str] = {
    "bases": "statement",
    "claims": "claim",
    "discrepancy-claims": "claim",
    "observations": "observation",
    "ratings": "rating",
    "responsibilities": "responsibility",
    "shares": "claim",
}
"""By section, the column of what is named by the other cells of its row: it stands last, as a link."""

_DAYS = (SCHEMA.startDate, SCHEMA.endDate, GA.notBefore, GA.notAfter)
_CLAIMED = ("claims", "discrepancies")
_CONCEPT = Kind((), ("concept-commitments",))

KINDS: Mapping[str, Kind] = {
    "commitment": Kind(
        (
            GA.inPlan,
            GA.number,
            GA.theme,
            GA.principle,
            GA.policyArea,
            GA.leadEntity,
            GA.supportingEntity,
            GA.discussedAt,
            GA.contributesTo,
            GA.completionStatus,
            *_DAYS[:2],
            GA.notKnown,
        ),
        ("origin", "alignments", "responsibilities", "ratings", "findings", *_CLAIMED),
    ),
    "plan": Kind(
        (
            DCTERMS.spatial,
            *_DAYS[:2],
            DCTERMS.issued,
            GA.approvedBy,
            GA.producedBy,
            GA.announcedCommitments,
            GA.follows,
        ),
        ("commitments", "responsibilities", "origin", "findings", *_CLAIMED),
    ),
    "event": Kind(
        (GA.eventType, DCTERMS.isPartOf, SCHEMA.location, GA.theme, *_DAYS, GA.invitationMode),
        ("attendance", "outputs", "responsibilities", "findings", *_CLAIMED),
    ),
    "process": Kind(
        (DCTERMS.isPartOf, GA.stage, *_DAYS),
        ("process-parts", "tables", "responsibilities", "findings", *_CLAIMED),
    ),
    "table": Kind((GA.tableOf, DCTERMS.source), ("observations", "shares", *_CLAIMED)),
    "organization": Kind(
        (ORG.unitOf, GA.acronym, GA.actorType, FOAF.homepage), ("roles", "units", "happenings", *_CLAIMED)
    ),
    "claim": Kind((SCHEMA.about, GA.measure, GA.value, GA.unit, GA.computedBy), ("discrepancies",)),
    "discrepancy": Kind((GA.discrepancyKind, GA.preferredClaim, GA.resolution), ("discrepancy-claims",)),
    "assessment": Kind((GA.assesses, PROV.wasAttributedTo, GA.assessmentYear), ("ratings",)),
    "alignment": Kind(
        (
            GA.alignmentOf,
            GA.alignedWith,
            GA.alignmentStrength,
            GA.alignmentBasis,
            PROV.wasAttributedTo,
            GA.reviewStatus,
            GA.rationale,
        )
    ),
    "decision": Kind((GA.decidesOn, GA.outcome, GA.decisionReason, GA.resultsIn, GA.notBefore, GA.notAfter)),
    "proposal": Kind((GA.theme, PROV.wasAttributedTo), ("decisions",)),
    "recommendation": Kind((SCHEMA.about, PROV.wasAttributedTo), ("decisions",)),
    "finding": Kind((GA.findingKind, SCHEMA.about)),
    "responsibility": Kind((PROV.agent, DCAT.hadRole, GA.responsibilityFor)),
    "passage": Kind((OA.hasSource, GA.section), ("uses",)),
    "document": Kind((DCTERMS.publisher, DCTERMS.issued, DCTERMS.language, FOAF.page)),
    "legal": Kind((ELI.type_document, ELI.number, DCTERMS.issued), ("happenings",)),
    "institutional-event": Kind((GA.institutionalEventType, SCHEMA.about, *_DAYS, GA.legalBasis)),
    "sdg": Kind((GA.code,), ("sdg-alignments",)),
    **dict.fromkeys(("theme", "principle", "policy-area", "scale-completion"), _CONCEPT),
}
"""A type that is not here has its quotes and what single values rest on, as every type has."""
