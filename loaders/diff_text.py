"""A difference between releases as text: for people, as JSON, and as RDF Patch, each written as it is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict

from pyoxigraph import Literal, NamedNode, Quad

from loaders.diff import Change, Totals, graph_of, statements
from ontology.terms import PREFIXES

Writer = Callable[[str, str, Iterable[Change]], Iterator[str]]
"""From two releases, by id or IRI, and the changes between them, to pieces of text."""


def as_text(old: str, new: str, found: Iterable[Change]) -> Iterator[str]:
    """For people: a block a thing, names in short, totals at the end."""
    yield f"{old} → {new}\n"
    totals = Totals()
    for change in found:
        totals.add(change)
        yield f"\n{short(change.thing)} ({change.kind})\n"
        for sign, lines in (("-", change.removed), ("+", change.added)):
            for quad in statements(lines):
                yield f"{sign} {short(quad.predicate.value)} {_term(quad.object)}  [{short(graph_of(quad))}]\n"
    yield (
        f"\n{totals.new} things new, {totals.gone} gone, {totals.changed} changed;"
        f" {totals.added} statements added, {totals.removed} removed\n"
    )


def as_json(old: str, new: str, found: Iterable[Change]) -> Iterator[str]:
    """One object: ``old``, ``new``, ``things`` with their N-Quads lines, ``totals``."""
    yield f'{{"old": {json.dumps(old)}, "new": {json.dumps(new)}, "things": ['
    totals = Totals()
    separator = "\n"
    for change in found:
        totals.add(change)
        yield separator + json.dumps(asdict(change), ensure_ascii=False)
        separator = ",\n"
    yield f'\n], "totals": {json.dumps(asdict(totals))}}}\n'


def as_patch(old: str, new: str, found: Iterable[Change]) -> Iterator[str]:
    """RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html): makes the new dataset of the old."""
    yield f"H id <{new}> .\nH prev <{old}> .\nTX .\n"
    for change in found:
        for sign, lines in (("D", change.removed), ("A", change.added)):
            for line in lines:
                yield f"{sign} {line}\n"
    yield "TC .\n"


WRITERS: Mapping[str, Writer] = {"text": as_text, "json": as_json, "patch": as_patch}


def short(iri: str) -> str:
    """An IRI as prefix and name; what is no name after a prefix in Turtle still reads better so."""
    best = max((space for space in PREFIXES.values() if iri.startswith(space)), key=len, default="")
    prefix = next((prefix for prefix, space in PREFIXES.items() if space == best), "")
    return f"{prefix}:{iri.removeprefix(best)}" if best else iri


def _term(term: Quad | object) -> str:
    if isinstance(term, NamedNode):
        return short(term.value)
    if isinstance(term, Literal):
        text = json.dumps(term.value, ensure_ascii=False)
        if term.language:
            return f"{text}@{term.language}"
        datatype = short(term.datatype.value)
        return text if datatype == "xsd:string" else f"{text}^^{datatype}"
    return str(term)
