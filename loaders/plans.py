"""Plans, their commitments and milestones, and who is responsible for what, as triples."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from loaders.cells import LangText
from loaders.identifiers import dependent_key, own_key
from loaders.nodes import (
    Context,
    Triples,
    boolean,
    day,
    described,
    integer,
    labelled,
    lang_texts,
    many,
    text,
    typed,
)
from loaders.package import PlanDescription
from loaders.rows import Commitment, Milestone, Responsibility
from ontology.terms import DCAT, DCTERMS, GA, PROV, RDFS, SCHEMA

NOT_KNOWN = {"title": DCTERMS.title, "theme": GA.theme, "lead": GA.leadEntity}
DIRECT_ROLES = {"lead": GA.leadEntity, "support": GA.supportingEntity}
"""Roles that a commitment has a direct link for, besides the qualified node."""

UNTITLED = {"es": "Compromiso {number} (título no conocido)", "en": "Commitment {number} (title not known)"}


def plan(description: PlanDescription, context: Context) -> Triples:
    node = context.mint("plan", description.key)
    yield from typed(node, GA.ActionPlan)
    yield from labelled(node, description.label)
    yield from many(node, RDFS.comment, lang_texts(description.comment))
    yield from many(node, DCTERMS.title, lang_texts(description.title))
    yield from many(node, DCTERMS.language, (text(tag) for tag in description.title))
    yield from many(node, GA.evidence, (context.iri("passage", each) for each in description.evidence))
    yield from many(node, GA.knownFrom, (context.iri("document", each) for each in description.known_from))
    yield Triple(node, DCTERMS.spatial, context.iri("place", description.country))
    for property_, value in (
        (SCHEMA.startDate, description.start_date),
        (SCHEMA.endDate, description.end_date),
        (GA.notBefore, description.not_before),
        (GA.notAfter, description.not_after),
        (DCTERMS.issued, description.issued),
    ):
        if value is not None:
            yield Triple(node, property_, day(value))
    yield from many(node, GA.approvedBy, (context.iri("legal", each) for each in description.approved_by))
    if description.produced_by:
        yield Triple(node, GA.producedBy, context.iri("process", description.produced_by))
    if description.follows:
        yield Triple(node, GA.follows, context.iri("plan", description.follows))
    if description.announced_commitments is not None:
        yield Triple(node, GA.announcedCommitments, integer(description.announced_commitments))
    if description.ogp_id:
        yield Triple(node, GA.ogpIdentifier, text(description.ogp_id))


def commitment_label(row: Commitment, languages: Iterable[str]) -> LangText:
    """The label given, else the title, else that the title is not known."""
    made = {**row.title, **row.label}
    for tag in languages:
        if tag not in made and not row.title and tag in UNTITLED:
            made[tag] = UNTITLED[tag].format(number=row.number)
    return made


def commitments(rows: Iterable[Commitment], plan_: NamedNode, context: Context) -> Triples:
    for row in rows:
        node = context.mint("commitment", own_key(context.package, row.local_key))
        label = commitment_label(row, context.package.description.languages)
        yield from described(node, GA.Commitment, row, context, label)
        yield Triple(node, GA.inPlan, plan_)
        yield Triple(plan_, GA.hasCommitment, node)
        yield Triple(node, GA.number, text(row.number))
        yield Triple(node, GA.position, integer(row.position))
        if row.ogp_id:
            yield Triple(node, GA.ogpIdentifier, text(row.ogp_id))
        if row.is_cross_cutting is not None:
            yield Triple(node, GA.isCrossCutting, boolean(row.is_cross_cutting))
        yield from many(node, DCTERMS.title, lang_texts(row.title))
        yield from many(node, DCTERMS.description, lang_texts(row.description))
        yield from many(node, GA.theme, (context.mint("theme", each) for each in row.theme))
        yield from many(node, GA.principle, (context.mint("principle", each) for each in row.principle))
        yield from many(node, GA.policyArea, (context.mint("policy-area", each) for each in row.policy_area))
        yield from many(node, GA.notKnown, (NOT_KNOWN[each] for each in row.not_known))


def milestones(rows: Iterable[Milestone], context: Context) -> Triples:
    for row in rows:
        whole = context.iri("commitment", row.commitment)
        node = NamedNode(f"{whole.value}/milestone-{row.n}")
        yield from described(node, GA.Milestone, row, context)
        yield Triple(node, GA.milestoneNumber, integer(row.n))
        yield Triple(whole, GA.hasMilestone, node)


def responsibilities(rows: Iterable[Responsibility], context: Context) -> Triples:
    for row in rows:
        thing = context.thing(row.thing)
        made = dependent_key(row, context.key("", row.thing).replace("/", "-"))
        assert made is not None
        node = context.mint(*made)
        agent = context.iri("organization", row.organization)
        role = context.mint("role", row.role)
        pattern = {"es": "{agent}: {role} · {thing}", "en": "{agent}: {role} · {thing}"}
        label = context.sentence(pattern, agent=agent, role=role, thing=thing)
        yield from described(node, GA.Responsibility, row, context, label)
        yield Triple(node, GA.responsibilityFor, thing)
        yield Triple(node, PROV.agent, agent)
        yield Triple(node, DCAT.hadRole, role)
        if row.role in DIRECT_ROLES and row.thing.startswith("commitment/"):
            yield Triple(thing, DIRECT_ROLES[row.role], agent)
