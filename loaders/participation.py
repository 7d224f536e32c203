"""How a plan came about, as triples: processes, events, what was proposed there, what was decided and learned."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Triple

from loaders.identifiers import own_key
from loaders.nodes import Context, Triples, described, lang_texts, many
from loaders.rows import (
    Contribution,
    Decision,
    Event,
    Finding,
    InstitutionalEvent,
    Process,
    Proposal,
    Recommendation,
)
from ontology.terms import DCTERMS, GA, PROV, RDFS, SCHEMA


def processes(rows: Iterable[Process], context: Context) -> Triples:
    for row in rows:
        node = context.mint("process", own_key(context.package, row.key))
        yield from described(node, GA.ParticipationProcess, row, context)
        if row.part_of:
            yield Triple(node, DCTERMS.isPartOf, context.iri("process", row.part_of))
        if row.stage:
            yield Triple(node, GA.stage, context.mint("stage", row.stage))


def events(rows: Iterable[Event], context: Context) -> Triples:
    for row in rows:
        node = context.mint("event", own_key(context.package, row.key))
        yield from described(node, GA.ParticipationEvent, row, context)
        yield Triple(node, GA.eventType, context.mint("event-type", row.event_type))
        if row.part_of:
            yield Triple(node, DCTERMS.isPartOf, context.iri("process", row.part_of))
        yield from many(node, SCHEMA.location, (context.iri("place", each) for each in row.location))
        yield from many(node, GA.theme, (context.mint("theme", each) for each in row.theme))
        if row.invitation_mode:
            yield Triple(node, GA.invitationMode, context.mint("invitation-mode", row.invitation_mode))
        for each in row.discussed:
            yield Triple(context.iri("commitment", each), GA.discussedAt, node)


def institutional_events(rows: Iterable[InstitutionalEvent], context: Context) -> Triples:
    for row in rows:
        node = context.mint("institutional-event", row.key)
        yield from described(node, GA.InstitutionalEvent, row, context)
        type_ = context.mint("institutional-event-type", row.event_type)
        yield Triple(node, GA.institutionalEventType, type_)
        yield from many(node, SCHEMA.about, (context.thing(each) for each in row.about))
        yield from many(node, GA.legalBasis, (context.iri("legal", each) for each in row.legal_basis))
        yield from many(node, PROV.wasAssociatedWith, (context.iri("organization", each) for each in row.agent))
        yield from many(node, RDFS.comment, lang_texts(row.reason))


def proposals(rows: Iterable[Proposal], context: Context) -> Triples:
    for row in rows:
        node = context.mint("proposal", own_key(context.package, row.key))
        yield from described(node, GA.Proposal, row, context)
        yield from many(node, GA.theme, (context.mint("theme", each) for each in row.theme))
        yield from many(node, GA.presentedAt, (context.iri("event", each) for each in row.presented_at))
        yield from many(node, PROV.wasAttributedTo, (context.iri("organization", each) for each in row.proponent))


def contributions(rows: Iterable[Contribution], context: Context) -> Triples:
    for row in rows:
        node = context.mint("contribution", own_key(context.package, row.key))
        yield from described(node, GA.Contribution, row, context)
        yield from many(node, GA.theme, (context.mint("theme", each) for each in row.theme))
        yield from many(node, GA.presentedAt, (context.iri("event", each) for each in row.presented_at))
        if row.channel:
            yield Triple(node, GA.channel, context.mint("channel", row.channel))


def recommendations(rows: Iterable[Recommendation], context: Context) -> Triples:
    for row in rows:
        node = context.mint("recommendation", own_key(context.package, row.key))
        yield from described(node, GA.Recommendation, row, context)
        yield from many(node, SCHEMA.about, (context.thing(each) for each in row.about))
        yield from many(node, PROV.wasAttributedTo, (context.iri("organization", each) for each in row.proponent))


def decisions(rows: Iterable[Decision], context: Context) -> Triples:
    for row in rows:
        node = context.mint("decision", own_key(context.package, row.key))
        yield from described(node, GA.Decision, row, context)
        yield Triple(node, GA.outcome, context.mint("outcome", row.outcome))
        yield from many(node, GA.decidesOn, (context.thing(each) for each in row.decides_on))
        yield from many(node, GA.resultsIn, (context.thing(each) for each in row.results_in))
        yield from many(node, GA.decisionReason, lang_texts(row.reason))
        yield from many(node, PROV.wasAssociatedWith, (context.iri("organization", each) for each in row.agent))


def findings(rows: Iterable[Finding], context: Context) -> Triples:
    for row in rows:
        node = context.mint("finding", own_key(context.package, row.key))
        yield from described(node, GA.Finding, row, context)
        yield Triple(node, GA.findingKind, context.mint("finding-kind", row.kind))
        yield from many(node, RDFS.comment, lang_texts(row.text))
        yield from many(node, SCHEMA.about, (context.thing(each) for each in row.about))
