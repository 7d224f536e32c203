"""What every node has, as triples: classes, labels, dates, what it rests on. Literals in the form the store keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from loaders.cells import LangText
from loaders.package import Package
from loaders.references import Registry
from loaders.rows import Dated, Row
from ontology import codelists, vocabulary
from ontology.terms import GA, RDF, RDFS, SCHEMA, XSD

Triples = Iterator[Triple]


def text(value: str) -> Literal:
    return Literal(unicodedata.normalize("NFC", value))


def lang_texts(value: Mapping[str, str]) -> list[Literal]:
    return [Literal(unicodedata.normalize("NFC", words), language=tag) for tag, words in sorted(value.items())]


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def number(printed: str) -> Literal:
    """A printed number: an integer where it has no decimal point; else a decimal with no zeros at its end."""
    if "." not in printed:
        return integer(int(printed))
    digits = printed.rstrip("0").rstrip(".")
    return Literal(digits if digits not in ("", "-", "-0") else "0", datatype=XSD.decimal)


def boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=XSD.boolean)


def day(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=XSD.date)


@dataclass(frozen=True)
class Context:
    """A package with what its rows name; :attr:`names` holds the labels of everything by IRI."""

    package: Package
    registry: Registry
    names: dict[NamedNode, LangText]

    def iri(self, type_: str, reference: str) -> NamedNode:
        return self.registry.iri(self.package, type_, reference)

    def thing(self, reference: str) -> NamedNode:
        """What a cell names as type/key."""
        return self.registry.iri(self.package, "", reference)

    def key(self, type_: str, reference: str) -> str:
        """The whole key of what a cell names."""
        found = self.registry.find(self.package, type_, reference)
        if found is None:
            raise KeyError(reference)
        return found[1]

    def mint(self, type_: str, key: str) -> NamedNode:
        return self.registry.minter.thing(type_, key)

    def name(self, node: NamedNode) -> LangText:
        """The labels of a node; of a part with none the labels of its whole; at last the IRI's end."""
        found = self.names.get(node)
        if found is None and "/id/" in node.value:
            scheme, _, code = node.value.partition("/id/")[2].partition("/")
            if self.registry.minter.is_code(scheme, code):
                found = dict(codelists.code_list(scheme).concepts[code].label)
                self.names[node] = found
        return found or {"es": node.value.rpartition("/")[2], "en": node.value.rpartition("/")[2]}

    def short_name(self, node: NamedNode) -> LangText:
        """The labels of a node, cut at a word: titles of commitments run over several lines."""
        return {tag: shorten(words) for tag, words in self.name(node).items()}

    def sentence(self, pattern: Mapping[str, str], **nodes: NamedNode | str) -> LangText:
        """A label made from the labels of others: ``{"en": "{who}: {role}"}`` filled in each language."""
        made = {}
        for tag, words in pattern.items():
            filled = {
                name: part if isinstance(part, str) else pick(self.short_name(part), tag)
                for name, part in nodes.items()
            }
            made[tag] = words.format(**filled)
        return made


def shorten(words: str, width: int = 80) -> str:
    """A text of at most so many characters, cut between words."""
    if len(words) <= width:
        return words
    return words[: width - 1].rpartition(" ")[0].rstrip(" ,;:.") + " …"


def pick(label: Mapping[str, str], tag: str) -> str:
    """The text in a language; else in English, in Spanish, in any."""
    return next((label[each] for each in (tag, "en", "es") if each in label), next(iter(label.values()), ""))


def typed(node: NamedNode, class_: NamedNode) -> Triples:
    """The class and the classes above it, so that nothing needs inference."""
    yield Triple(node, RDF.type, class_)
    for above in vocabulary.superclasses(class_):
        yield Triple(node, RDF.type, above)


def labelled(node: NamedNode, label: Mapping[str, str], *properties: NamedNode) -> Triples:
    for literal in lang_texts(label):
        for property_ in (RDFS.label, *properties):
            yield Triple(node, property_, literal)


def many(node: NamedNode, property_: NamedNode, values: Iterable[NamedNode | Literal]) -> Triples:
    for value in values:
        yield Triple(node, property_, value)


def rests_on(node: NamedNode, row: Row, context: Context) -> Triples:
    yield from many(node, GA.evidence, (context.iri("passage", reference) for reference in row.evidence))
    yield from many(node, GA.knownFrom, (context.iri("document", reference) for reference in row.known_from))


def dates(node: NamedNode, row: Dated) -> Triples:
    for property_, value in (
        (SCHEMA.startDate, row.start_date),
        (SCHEMA.endDate, row.end_date),
        (GA.notBefore, row.not_before),
        (GA.notAfter, row.not_after),
    ):
        if value is not None:
            yield Triple(node, property_, day(value))


def described(
    node: NamedNode, class_: NamedNode, row: Row, context: Context, label: Mapping[str, str] | None = None
) -> Triples:
    """What all nodes that come from a row have. Where no label is given the row has one."""
    yield from typed(node, class_)
    yield from labelled(node, label if label is not None else getattr(row, "label", {}))
    yield from many(node, RDFS.comment, lang_texts(row.comment))
    yield from rests_on(node, row, context)
    if isinstance(row, Dated):
        yield from dates(node, row)
