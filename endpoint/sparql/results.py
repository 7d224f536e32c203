"""The answer to a query as a page: a table with links, and the box to change the query in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from endpoint.graph.descriptions import NAMED_AT_MOST, labels_of
from endpoint.graph.iris import named_node
from endpoint.http.formats import BINDINGS
from endpoint.pages import Frame, Link
from endpoint.problems import Problem
from endpoint.resources.things import Names, Value, short_name
from endpoint.site import Site
from endpoint.sparql.operation import Operation
from ontology.question import questions
from ontology.terms import PREFIXES

ROWS_SHOWN = 1000
_BARS_AT_MOST = 200
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NUMBERS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float")}
_STARTING_PREFIXES = ("ga", "id", "rdfs")


@dataclass(frozen=True)
class Bound:
    """What a variable is bound to, as the query gives it, and beside an IRI the name of the thing."""

    value: Value
    name: Value | None = None


@dataclass(frozen=True)
class Row:
    """Bindings, none where a variable is not bound, and the length of the row's bar, in hundredths of the longest."""

    cells: tuple[Bound | None, ...]
    bar: str | None = None


@dataclass(frozen=True)
class Table:
    """An answer to a SELECT; ``more`` counts the rows that are not shown."""

    variables: tuple[str, ...]
    numeric: tuple[bool, ...]
    """Of each column: whether it holds numbers only."""
    rows: tuple[Row, ...]
    more: int

    @property
    def has_bars(self) -> bool:
        return any(row.bar is not None for row in self.rows)


@dataclass(frozen=True)
class EditorPage:
    """All that the page of the query service shows. ``boolean`` is the answer to an ASK, ``table`` that to a SELECT."""

    query: str
    graphs: tuple[tuple[str, str], ...] = ()
    boolean: bool | None = None
    table: Table | None = None
    downloads: tuple[Link, ...] = ()
    problem: Problem | None = None
    """Why the query has no answer."""
    examples: tuple[Link, ...] = ()

    @property
    def editor(self) -> bool:
        """Whether the editor was made when this was set up; without it, the text area stands alone."""
        return has_editor()


POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What the browser may do on the page with the editor: run our own script, which may ask us."""


@cache
def has_editor() -> bool:
    return files("endpoint").joinpath("static/editor.js").is_file()


def examples_of(frame: Frame) -> tuple[Link, ...]:
    """The questions as queries to begin with."""
    return tuple(
        Link(question.header.title[frame.language], frame.href(f"/sparql?{urlencode({'query': question.text})}"))
        for question in questions().values()
    )


def graphs_of(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The graphs that a request names, as parameters."""
    return (
        *(("default-graph-uri", graph) for graph in operation.default_graphs),
        *(("named-graph-uri", graph) for graph in operation.named_graphs),
    )


def starting_query() -> str:
    """The query that stands in the box at first: the commitments by their names."""
    prefixes = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _STARTING_PREFIXES)
    body = "SELECT ?commitment ?label WHERE {\n  ?commitment a ga:Commitment ;\n    rdfs:label ?label .\n}\nLIMIT 100\n"
    return f"{prefixes}\n{body}"


def results_page(body: bytes, query: str, operation: Operation, site: Site, frame: Frame) -> EditorPage:
    """The page of an answer that was written as SPARQL results in JSON. Reads the store for the names of things."""
    answer = json.loads(body)
    graphs = graphs_of(operation)
    downloads = tuple(
        Link(form.label, f"{frame.root}/sparql?{urlencode([('query', query), *graphs, ('format', form.key)])}")
        for form in BINDINGS
    )
    if "boolean" in answer:
        return EditorPage(query, graphs, boolean=answer["boolean"], downloads=downloads)
    return EditorPage(query, graphs, table=_table(answer, site, frame), downloads=downloads)


def _table(answer: Mapping[str, Any], site: Site, frame: Frame) -> Table:
    variables = tuple(answer["head"]["vars"])
    bindings = answer["results"]["bindings"]
    shown = bindings[:ROWS_SHOWN]
    terms = (term for row in shown for term in row.values() if term["type"] == "uri")
    nodes = list(dict.fromkeys(node for term in terms if (node := named_node(term["value"]))))
    names = Names(labels_of(site.descriptions.label_statements(nodes[:NAMED_AT_MOST])), site, frame)
    numeric = tuple(_is_numeric([row[name] for row in shown if name in row]) for name in variables)
    cells = [tuple(_bound(row[name], names) if name in row else None for name in variables) for row in shown]
    bars = _bars(
        [[row.get(name) for row in shown] for name, numbers in zip(variables, numeric, strict=True) if numbers]
    )
    rows = tuple(Row(row, bars[at] if bars else None) for at, row in enumerate(cells))
    return Table(variables, numeric, rows, len(bindings) - len(shown))


def _is_numeric(terms: Sequence[Mapping[str, Any]]) -> bool:
    return bool(terms) and all(_number(term) is not None for term in terms)


def _number(term: Mapping[str, Any]) -> float | None:
    """What a number is worth; none for what is none, or has no size."""
    if term.get("datatype") not in _NUMBERS:
        return None
    try:
        number = float(term["value"])
    except ValueError:
        return None  # ill-typed
    return number if math.isfinite(number) else None


def _bars(columns: Sequence[Sequence[Mapping[str, Any] | None]]) -> list[str | None] | None:
    """A bar for each row of an answer with one column of numbers, none of them negative: else none would say which."""
    if len(columns) != 1 or not 1 < len(columns[0]) <= _BARS_AT_MOST:
        return None
    numbers = [None if term is None else _number(term) for term in columns[0]]
    longest = max((number for number in numbers if number is not None), default=0)
    if longest <= 0 or any(number is not None and number < 0 for number in numbers):
        return None
    return [None if number is None else f"{100 * number / longest:.1f}" for number in numbers]


def _bound(term: Mapping[str, Any], names: Names) -> Bound:
    text = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    if term["type"] == "uri":
        node = named_node(text)
        if node is None:
            return Bound(Value(text))
        found, iri = names.node(node), short_name(text)
        said = Value(found.text, found.lang) if found.text != iri else None
        return Bound(Value(iri, href=found.href, outside=found.outside), said)
    if term["type"] == "bnode":
        return Bound(Value(f"_:{text}"))
    datatype = term.get("datatype", _STRING)
    plain = datatype == _STRING or _number(term) is not None
    return Bound(Value(text, term.get("xml:lang"), datatype=None if plain else short_name(datatype)))
