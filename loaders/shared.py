"""What plans share, as triples: organisations, legal instruments, documents, places."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from loaders.nodes import Context, Triples, day, described, lang_texts, many, text, typed
from loaders.rows import Document, Legal, Organization, Place
from ontology.terms import DCTERMS, ELI, FOAF, GA, ORG, SCHEMA, SKOS

ORGANIZATION_CLASSES = {
    "formal": ORG.FormalOrganization,
    "unit": ORG.OrganizationalUnit,
    "collaboration": ORG.OrganizationalCollaboration,
}


def organizations(rows: Iterable[Organization], context: Context) -> Triples:
    for row in rows:
        node = context.mint("organization", row.key)
        yield from described(node, ORGANIZATION_CLASSES[row.kind], row, context)
        if row.unit_of:
            yield Triple(node, ORG.unitOf, context.iri("organization", row.unit_of))
        if row.acronym:
            yield Triple(node, GA.acronym, text(row.acronym))
        if row.actor_type:
            yield Triple(node, GA.actorType, context.mint("actor-type", row.actor_type))
        if row.homepage:
            yield Triple(node, FOAF.homepage, NamedNode(row.homepage))


def legal(rows: Iterable[Legal], context: Context) -> Triples:
    for row in rows:
        node = context.mint("legal", row.key)
        yield from described(node, ELI.LegalResource, row, context)
        yield Triple(node, ELI.type_document, context.mint("legal-type", row.legal_type))
        yield Triple(node, ELI.number, text(row.number))
        yield from many(node, DCTERMS.title, lang_texts(row.title))
        if row.issued:
            yield Triple(node, DCTERMS.issued, day(row.issued))
        if row.issued_by:
            yield Triple(node, ELI.passed_by, context.iri("organization", row.issued_by))


def documents(rows: Iterable[Document], context: Context) -> Triples:
    for row in rows:
        node = context.mint("document", row.key)
        yield from described(node, GA.SourceDocument, row, context)
        yield from many(node, DCTERMS.title, lang_texts(row.title))
        if row.url:
            yield Triple(node, FOAF.page, NamedNode(row.url))
        if row.publisher:
            yield Triple(node, DCTERMS.publisher, context.iri("organization", row.publisher))
        if row.issued:
            yield Triple(node, DCTERMS.issued, day(row.issued))
        for property_, value in (
            (DCTERMS.language, row.language),
            (GA.sha256, row.sha256),
            (GA.textFile, row.text_file),
        ):
            if value:
                yield Triple(node, property_, text(value))


def places(rows: Iterable[Place], context: Context) -> Triples:
    scheme = context.registry.minter.scheme("place")
    for row in rows:
        node = context.mint("place", row.key)
        yield from described(node, SCHEMA.Place, row, context)
        yield from typed(node, SKOS.Concept)
        yield Triple(node, SKOS.inScheme, scheme)
        yield Triple(node, SKOS.notation, text(row.key))
        yield from many(node, SKOS.prefLabel, lang_texts(row.label))
        yield from many(node, SKOS.definition, lang_texts(row.definition))
        if row.broader:
            yield Triple(node, SKOS.broader, context.iri("place", row.broader))
        else:
            yield Triple(node, SKOS.topConceptOf, scheme)
        for datatype, value in (
            (GA.ISO3166_2, row.iso_3166_2),
            (GA.UBIGEO_INEI, row.ubigeo_inei),
            (GA.UBIGEO_RENIEC, row.ubigeo_reniec),
        ):
            if value:
                yield Triple(node, SKOS.notation, Literal(value, datatype=datatype))
