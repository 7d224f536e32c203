"""The questions as nodes of the graph: stored queries that anyone can list and run (SHACL-AF, section 6)."""

from __future__ import annotations

from pyoxigraph import Triple

from loaders.identifiers import Minter
from loaders.nodes import Triples, labelled, lang_texts, many, text, typed
from ontology.question import questions
from ontology.terms import GA, RDFS, SCHEMA, SH


def nodes(minter: Minter) -> Triples:
    for name, question in questions().items():
        node = minter.thing("question", name)
        yield from typed(node, GA.Question)
        yield from typed(node, SH.SPARQLSelectExecutable)
        yield from labelled(node, question.header.title)
        yield from many(node, RDFS.comment, lang_texts(question.header.summary))
        yield from many(node, SCHEMA.keywords, (text(tag) for tag in question.header.tags))
        yield Triple(node, SH.select, text(question.text))
