"""The answer to a query as a page: a table with links, and the box to change the query in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from endpoint.graph.iris import Iris
from endpoint.http.formats import BINDINGS
from endpoint.pages import Frame, Link
from endpoint.problems import Problem
from endpoint.resources.things import Value, short_name
from endpoint.sparql.operation import Operation
from ontology.question import questions
from ontology.terms import PREFIXES

ROWS_SHOWN = 1000
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_STARTING_PREFIXES = ("ga", "id", "rdfs")


@dataclass(frozen=True)
class Table:
    """Rows of bindings; none where a variable is not bound. ``more`` counts the rows that are not shown."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    more: int


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


def results_page(body: bytes, query: str, operation: Operation, iris: Iris, frame: Frame) -> EditorPage:
    """The page of an answer that was written as SPARQL results in JSON."""
    answer = json.loads(body)
    graphs = graphs_of(operation)
    downloads = tuple(
        Link(form.label, f"{frame.root}/sparql?{urlencode([('query', query), *graphs, ('format', form.key)])}")
        for form in BINDINGS
    )
    if "boolean" in answer:
        return EditorPage(query, graphs, boolean=answer["boolean"], downloads=downloads)
    return EditorPage(query, graphs, table=_table(answer, iris, frame), downloads=downloads)


def _table(answer: Mapping[str, Any], iris: Iris, frame: Frame) -> Table:
    variables = tuple(answer["head"]["vars"])
    bindings = answer["results"]["bindings"]
    rows = tuple(
        tuple(_value(row[name], iris, frame) if name in row else None for name in variables)
        for row in bindings[:ROWS_SHOWN]
    )
    return Table(variables, rows, max(0, len(bindings) - ROWS_SHOWN))


def _value(term: Mapping[str, Any], iris: Iris, frame: Frame) -> Value:
    text = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    if term["type"] == "uri":
        if path := iris.path_of(text):
            return Value(short_name(text), href=frame.href(path))
        outside = text if text.startswith(("http://", "https://")) else None
        return Value(short_name(text), href=outside, outside=outside is not None)
    if term["type"] == "bnode":
        return Value(f"_:{text}")
    datatype = term.get("datatype")
    return Value(text, term.get("xml:lang"), datatype=short_name(datatype) if datatype not in {None, _STRING} else None)
