"""A validation report in plain words, in Spanish or English: by severity, and by shape in each."""

from collections.abc import Callable, Iterator, Mapping
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


def report_text(report: Report, language: str = "en", limit: int | None = None, place: Place = nowhere) -> str:
    """The report, with at most ``limit`` results a shape; English where the language is not one of :data:`WORDS`."""
    words = WORDS.get(language, WORDS["en"])
    lines = [words[str(report.conforms).lower()]]
    lines += [f"{words[word]}: {report.counts[word]}" for word in SEVERITIES.values()]
    for severity, results in groupby(report.results, key=lambda result: result.severity_word):
        lines += ["", (words.get(severity) or severity).upper()]
        for _, group in groupby(results, key=lambda result: result.shape):
            lines += ["", *_group(list(group), language, limit, words, place)]
    return "\n".join(lines) + "\n"


def _group(
    results: list[Result], language: str, limit: int | None, words: Mapping[str, str], place: Place
) -> Iterator[str]:
    shape = shapes_graph().shapes.get(results[0].shape)
    rule = _text(shape.messages, language) if shape else results[0].message(language)
    yield f"{abbreviate(results[0].shape)} ({len(results)})"
    yield f"  {rule}"
    for result in results[:limit]:
        where = place(result)
        yield "  - " + (f"{where}: " if where else "") + _line(result, shape, rule, language)
    if limit is not None and len(results) > limit:
        yield "  - " + words["more"].format(n=len(results) - limit)


def _line(result: Result, shape: Shape | None, rule: str, language: str) -> str:
    """Where it is, then what the rule does not say: another property, the value, the message of a query."""
    parts = [abbreviate(result.focus)]
    if result.path is not None and (shape is None or result.path != shape.path):
        parts.append(abbreviate(result.path))
    message = result.message(language)
    if message != rule:
        return f"{' '.join(parts)}: {message}"
    if result.value is not None and result.value != result.focus:
        value = abbreviate(result.value)
        parts.append(value if isinstance(result.value, NamedNode) else f'"{value}"')
    return " ".join(parts)


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
