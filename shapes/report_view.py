"""A validation report as people are shown it: in one language, by severity, and by shape in each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from shapes.abbreviation import abbreviate
from shapes.report import SEVERITIES, Report, Result
from shapes.shapes_graph import Shape, shapes_graph

WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "true": "Conforme: no hay violaciones.",
        "false": "No conforme: hay violaciones.",
        "violation": "Violaciones",
        "warning": "Advertencias",
        "info": "Informaciones",
        "more": "y {n} más",
    },
    "en": {
        "true": "Conforms: there are no violations.",
        "false": "Does not conform: there are violations.",
        "violation": "Violations",
        "warning": "Warnings",
        "info": "Infos",
        "more": "and {n} more",
    },
}
Place = Callable[[Result], str]
"""Where in a file a result's focus node stands; empty where that is not known."""


def nowhere(_: Result) -> str:
    return ""


@dataclass(frozen=True)
class Shown:
    """How much of a report people are shown."""

    limit: int | None = None
    """Of the results of a shape; none for all."""
    severities: Collection[str] | None = None
    """By their words; none for all."""

    def includes(self, severity: str) -> bool:
        return self.severities is None or severity in self.severities


@dataclass(frozen=True)
class Finding:
    """A result: what its shape's rule does not say already. What is not known is empty."""

    focus: str
    """An IRI, or a blank node or literal as N-Triples has it."""
    name: str
    """The same, short."""
    path: str
    """The property, short, where it is not the shape's own."""
    value: str
    message: str
    """Where it is not the rule; it then says what the value is."""
    place: str


@dataclass(frozen=True)
class Group:
    """The results of a shape, of which some are shown."""

    shape: str
    name: str
    rule: str
    count: int
    findings: tuple[Finding, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.findings)


@dataclass(frozen=True)
class Severity:
    """The results of a severity; ``word`` is its name, or the IRI of one of somebody's own."""

    word: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class ReportView:
    """All that is shown of a report."""

    conforms: bool
    conclusion: str
    counts: tuple[tuple[str, int], ...]
    """Number of results by the title of their severity, all of them."""
    severities: tuple[Severity, ...]


def view(report: Report, language: str = "en", shown: Shown | None = None, place: Place = nowhere) -> ReportView:
    """What is shown of a report; English where the language is not one of :data:`WORDS`."""
    words, shown, counts = WORDS.get(language, WORDS["en"]), shown or Shown(), report.counts
    return ReportView(
        report.conforms,
        words[str(report.conforms).lower()],
        tuple((words[word], counts[word]) for word in SEVERITIES.values()),
        tuple(
            Severity(word, words.get(word) or word, _groups(list(results), language, shown.limit, place))
            for word, results in groupby(report.results, key=lambda result: result.severity_word)
            if shown.includes(word)
        ),
    )


def _groups(results: list[Result], language: str, limit: int | None, place: Place) -> tuple[Group, ...]:
    by_shape = (list(group) for _, group in groupby(results, key=lambda result: result.shape))
    return tuple(_group(group, language, limit, place) for group in by_shape)


def _group(results: list[Result], language: str, limit: int | None, place: Place) -> Group:
    node = results[0].shape
    shape = shapes_graph().shapes.get(node)
    rule = _text(shape.messages, language) if shape else results[0].message(language)
    findings = tuple(_finding(result, shape, rule, language, place) for result in results[:limit])
    return Group(_written(node), abbreviate(node), rule, len(results), findings)


def _finding(result: Result, shape: Shape | None, rule: str, language: str, place: Place) -> Finding:
    path, value, message = "", "", result.message(language)
    if result.path is not None and (shape is None or result.path != shape.path):
        path = abbreviate(result.path)
    if message == rule and result.value is not None and result.value != result.focus:
        text = abbreviate(result.value)
        value = text if isinstance(result.value, NamedNode) else f'"{text}"'
    said = "" if message == rule else message
    return Finding(_written(result.focus), abbreviate(result.focus), path, value, said, place(result))


def _written(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
