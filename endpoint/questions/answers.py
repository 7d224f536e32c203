"""The answer to a stored question, as values: what its page, its picture and its table are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request

from endpoint.engine.evaluation import Failure, Job
from endpoint.graph.descriptions import labels_of
from endpoint.http.formats import RESULTS_JSON
from endpoint.pages import Frame
from endpoint.questions.drawing import Row
from endpoint.resources.things import Names, Value
from endpoint.site import Site
from endpoint.sparql.asking import evaluated, problem_of, whole
from endpoint.sparql.results import ROWS_SHOWN
from ontology.columns import Column, columns
from ontology.question import Question
from ontology.terms import PREFIXES

_XSD = PREFIXES["xsd"]
_WHOLE = frozenset({f"{_XSD}integer", f"{_XSD}nonNegativeInteger", f"{_XSD}positiveInteger"})
_NUMBERS = frozenset({f"{_XSD}decimal", f"{_XSD}double", f"{_XSD}float"}) | _WHOLE
_BOOLEAN = f"{_XSD}boolean"
_KEY = "Key"

Binding = Mapping[str, Mapping[str, Any]]
"""A row as the SPARQL Query Results JSON Format has it (section 3.2.2)."""


@dataclass(frozen=True)
class Answer:
    """All rows of an answer."""

    variables: tuple[str, ...]
    bindings: tuple[Binding, ...]

    def rows(self) -> list[Row]:
        """The rows for a chart: numbers as numbers, and beside each IRI ``thing`` its last segment, ``thingKey``."""
        found: list[Row] = []
        for binding in self.bindings:
            row: dict[str, str | int | float | bool | None] = {
                name: _plain(binding[name]) if name in binding else None for name in self.variables
            }
            row |= {f"{name}{_KEY}": _key(term["value"]) for name, term in binding.items() if term["type"] == "uri"}
            found.append(row)
        return found


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table."""

    value: Value | None
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """An answer for readers: things by their names, linked. ``more`` counts the rows that are not shown."""

    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    """Of each column: whether it holds numbers only."""
    rows: tuple[tuple[Cell, ...], ...]
    more: int


def job_of(question: Question, values: Mapping[str, str], site: Site, format_key: str) -> Job:
    """The query that asks a question with some values.

    Raises :class:`~ontology.question.QuestionError` where a value does not fit.
    """
    settings, base = site.settings, site.release.manifest.base
    return Job(
        question.with_values(values, base),
        format_key,
        None,
        f"{base}sparql",
        settings.query_max_bytes,
        settings.query_max_rows,
        settings.query_max_depth,
    )


async def ask(request: Request, question: Question, values: Mapping[str, str]) -> Answer:
    """The answer to a question, at the client's cost.

    Refuses as the query service does. Raises :class:`~ontology.question.QuestionError` where a value does not fit.
    """
    site = Site.of(request)
    result = await evaluated(request, site, job_of(question, values, site, RESULTS_JSON.key))
    if isinstance(result, Failure):
        raise problem_of(result)
    found = json.loads(await whole(result))
    return Answer(tuple(found["head"]["vars"]), tuple(found["results"]["bindings"]))


def table(answer: Answer, site: Site, frame: Frame) -> Table:
    """The answer as a table. Reads the store for the names of things that the answer does not name."""
    shown = answer.bindings[:ROWS_SHOWN]
    layout = columns(answer.variables)
    names = Names(labels_of(site.descriptions.label_statements(_unnamed(layout, shown))), site, frame)
    rows = tuple(tuple(_cell(column, binding, names, frame) for column in layout) for binding in shown)
    numeric = tuple(
        any(row[at].is_number for row in rows) and all(row[at].is_number for row in rows if row[at].value)
        for at in range(len(layout))
    )
    headings = tuple(column.heading[frame.language] for column in layout)
    return Table(headings, numeric, rows, len(answer.bindings) - len(shown))


def _unnamed(layout: Sequence[Column], bindings: Iterable[Binding]) -> list[NamedNode]:
    """The things whose names are to be looked up."""
    found = {}
    for binding in bindings:
        for column in layout:
            term = binding.get(column.thing or "")
            if term and term["type"] == "uri" and not (column.name and column.name in binding):
                found[term["value"]] = NamedNode(term["value"])
    return list(found.values())


def _cell(column: Column, binding: Binding, names: Names, frame: Frame) -> Cell:
    thing, name = binding.get(column.thing or ""), binding.get(column.name or "")
    if thing is None:
        return Cell(Value(name["value"]) if name else None)
    if thing["type"] == "uri":
        value = names.node(NamedNode(thing["value"]))
        return Cell(Value(name["value"], None, value.href, value.outside) if name else value)
    if thing["type"] == "bnode":
        return Cell(Value(f"_:{thing['value']}"))
    datatype = thing.get("datatype")
    if datatype == _BOOLEAN:
        return Cell(Value(frame.texts["answer.yes" if thing["value"] in {"true", "1"} else "answer.no"]))
    language = thing.get("xml:lang")
    return Cell(Value(thing["value"], None if language == frame.language else language), datatype in _NUMBERS)


def _plain(term: Mapping[str, Any]) -> str | int | float | bool:
    text, datatype = term["value"], term.get("datatype")
    try:
        if datatype in _WHOLE:
            return int(text)
        if datatype in _NUMBERS:
            return float(text)
    except ValueError:
        return str(text)  # ill-typed: shown as it is
    return text in {"true", "1"} if datatype == _BOOLEAN else str(text)


def _key(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
