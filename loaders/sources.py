"""What statements rest on, as triples: passages of source documents, places where their text is damaged, claims."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from loaders.identifiers import own_key
from loaders.nodes import Context, Triples, described, integer, labelled, lang_texts, many, number, text, typed
from loaders.rows import Claim, Passage, TextDefect
from ontology.terms import GA, OA, SCHEMA

PASSAGE_LABEL = {"es": "«{quote}» ({section})", "en": "“{quote}” ({section})"}
QUOTE_LABEL_WORDS = 8


def passages(rows: Iterable[Passage], context: Context) -> Triples:
    for row in rows:
        document = context.iri("document", row.document)
        section = context.registry.sections[row.document, row.section]
        node = context.mint("passage", f"{row.document}-{row.section}-{row.n}")
        words = (row.reading or row.exact).split()
        quote = " ".join(words[:QUOTE_LABEL_WORDS]) + (" …" if len(words) > QUOTE_LABEL_WORDS else "")
        label = context.sentence(PASSAGE_LABEL, quote=quote, section=section)
        yield from described(node, GA.Passage, row, context, label)
        yield Triple(node, OA.hasSource, document)
        yield Triple(node, GA.section, text(section))
        if row.reading:
            yield Triple(node, GA.reading, text(row.reading))
        selector = NamedNode(f"{node.value}/selector")
        yield Triple(node, OA.hasSelector, selector)
        yield from typed(selector, OA.TextQuoteSelector)
        yield from labelled(selector, label)
        for property_, value in ((OA.exact, row.exact), (OA.prefix, row.prefix), (OA.suffix, row.suffix)):
            if value:
                yield Triple(selector, property_, text(value))
        if row.start is not None and row.end is not None:
            yield from typed(selector, OA.TextPositionSelector)
            yield Triple(selector, OA.start, integer(row.start))
            yield Triple(selector, OA.end, integer(row.end))


def text_defects(rows: Iterable[TextDefect], context: Context) -> Triples:
    for row in rows:
        node = context.mint("text-defect", own_key(context.package, row.key))
        yield from described(node, GA.TextDefect, row, context)
        yield Triple(node, OA.hasSource, context.iri("document", row.document))
        section = context.registry.sections.get((row.document, row.section), row.section)
        yield Triple(node, GA.documentSection, text(section))
        yield from many(node, GA.reading, lang_texts(row.reading))


def claims(rows: Iterable[Claim], context: Context) -> Triples:
    for row in rows:
        about = context.thing(row.about)
        measure = context.mint("measure", row.measure)
        node = context.mint("claim", own_key(context.package, row.key))
        unit = " %" if row.unit == "percent" else ""
        pattern = dict.fromkeys(("es", "en"), f"{{measure}}: {row.value}{unit} · {{about}}")
        label = {**context.sentence(pattern, measure=measure, about=about), **row.label}
        yield from described(node, GA.PublishedClaim, row, context, label)
        yield Triple(node, SCHEMA.about, about)
        yield Triple(node, GA.measure, measure)
        yield Triple(node, GA.value, number(row.value))
        yield Triple(node, GA.unit, context.mint("unit", row.unit))
        yield Triple(node, GA.decimalPlaces, integer(len(row.value.partition(".")[2])))
