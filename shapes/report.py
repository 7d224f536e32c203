"""A validation report: what was found, as data; RDF, JSON and text are made from it.

Its parts are those of the `SHACL report vocabulary <https://www.w3.org/TR/shacl/#validation-report>`_.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from ontology.terms import RDF, SH, XSD

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

SEVERITIES: Mapping[NamedNode, str] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
"""The severities, the gravest first, by the word that stands for each."""


class JsonTerm(TypedDict, total=False):
    """A term as in `SPARQL 1.1 Query Results JSON <https://www.w3.org/TR/sparql11-results-json/>`_."""

    type: str
    value: str
    datatype: str
    language: str


class JsonResult(TypedDict):
    focus: str
    path: str | None
    value: JsonTerm | None
    severity: str
    shape: str
    component: str
    constraint: str | None
    messages: dict[str, str]


class JsonReport(TypedDict):
    conforms: bool
    counts: dict[str, int]
    results: list[JsonResult]


@dataclass(frozen=True)
class Result:
    """One thing that a constraint found. Two results are equal when all but their messages is."""

    focus: Term
    """What was looked at."""
    path: NamedNode | None
    """The property; none where the node as a whole is at fault, or the path is more than one property."""
    value: Term | None
    severity: NamedNode
    shape: Node
    component: NamedNode
    """The kind of constraint, such as ``sh:MinCountConstraintComponent``."""
    constraint: Node | None = None
    """The node of a SPARQL-based constraint."""
    messages: Mapping[str, str] = field(default_factory=dict, compare=False)
    """By language tag; the tag is empty for a message that has none."""

    def message(self, language: str) -> str:
        """The message in a language; else in English, in none, in any."""
        for tag in (language, "en", ""):
            if tag in self.messages:
                return self.messages[tag]
        return next(iter(self.messages.values()), "")

    @property
    def severity_word(self) -> str:
        return SEVERITIES.get(self.severity, self.severity.value)


@dataclass(frozen=True)
class Report:
    """Results without repetition: violations first, then warnings, then infos, and by shape and focus node in each."""

    results: tuple[Result, ...]

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Report":
        by_key: dict[Result, Result] = {}
        for result in results:
            # Of results that differ by their messages only, the same one stays whatever the order.
            kept = by_key.get(result)
            if kept is None or sorted(result.messages.items()) < sorted(kept.messages.items()):
                by_key[result] = result
        return cls(tuple(sorted(by_key.values(), key=_order)))

    @property
    def conforms(self) -> bool:
        """True where there is no violation: the data may be published. Warnings and infos do not count."""
        return not self.of_severity(SH.Violation)

    @property
    def counts(self) -> dict[str, int]:
        """Number of results by severity; each of the three is there."""
        found = Counter(result.severity_word for result in self.results)
        return {word: found[word] for word in SEVERITIES.values()} | dict(found)

    def of_severity(self, severity: NamedNode) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.severity == severity)

    def json(self) -> JsonReport:
        """The report for JSON; ``conforms`` is :attr:`conforms`."""
        return {"conforms": self.conforms, "counts": self.counts, "results": [_json(each) for each in self.results]}

    def quads(self, report: NamedNode, graph: NamedNode | None = None) -> Iterator[Quad]:
        """The report in the SHACL vocabulary, without blank nodes: result *n* is ``{report}/{n}``.

        ``sh:conforms`` is true only where there is no result at all, as SHACL says (section 3.6.1.1).
        """
        where = graph or DefaultGraph()
        conforms = Literal("false" if self.results else "true", datatype=XSD.boolean)
        yield Quad(report, RDF.type, SH.ValidationReport, where)
        yield Quad(report, SH.conforms, conforms, where)
        for number, result in enumerate(self.results, start=1):
            node = NamedNode(f"{report.value}/{number}")
            yield Quad(report, SH.result, node, where)
            yield Quad(node, RDF.type, SH.ValidationResult, where)
            for predicate, value in (
                (SH.focusNode, result.focus),
                (SH.resultPath, result.path),
                (SH.value, result.value),
                (SH.resultSeverity, result.severity),
                (SH.sourceShape, result.shape),
                (SH.sourceConstraintComponent, result.component),
                (SH.sourceConstraint, result.constraint),
            ):
                if value is not None:
                    yield Quad(node, predicate, _without_blank(value, report), where)
            for tag, text in sorted(result.messages.items()):
                yield Quad(node, SH.resultMessage, Literal(text, language=tag) if tag else Literal(text), where)


def _order(result: Result) -> tuple[object, ...]:
    rank = list(SEVERITIES).index(result.severity) if result.severity in SEVERITIES else len(SEVERITIES)
    rest = (result.shape, result.focus, result.path, result.value, result.component, result.constraint, result.severity)
    return rank, *(str(term or "") for term in rest)


def _without_blank(term: Term, report: NamedNode) -> NamedNode | Literal:
    """A blank node of the data that was validated has a name in the report only."""
    return NamedNode(f"{report.value}/node/{term.value}") if isinstance(term, BlankNode) else term


def _json(result: Result) -> JsonResult:
    return {
        "focus": _plain(result.focus),
        "path": result.path and result.path.value,
        "value": None if result.value is None else _json_term(result.value),
        "severity": result.severity_word,
        "shape": _plain(result.shape),
        "component": result.component.value,
        "constraint": None if result.constraint is None else _plain(result.constraint),
        "messages": dict(result.messages),
    }


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, BlankNode) else term.value


def _json_term(term: Term) -> JsonTerm:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "language": term.language}
    if term.datatype == XSD.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
