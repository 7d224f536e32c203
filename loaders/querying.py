"""Runs a query on a release's own store, for the command line, and writes its result."""

from __future__ import annotations

import io
import re
import sys

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)
from rich.console import Console
from rich.table import Table

from ontology.terms import PREFIXES

RESULT_FORMATS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
TABLE = "table"


MAX_NESTING = 200
"""Brackets in brackets; the engine reads them with its own stack, and where that ends so does the process."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal would obey."""


class QueryError(Exception):
    """A query that does not parse or run, or a format that its result does not have."""


def run_query(store: Store, query: str, output: str = TABLE) -> str:
    """The result of a query as text. The union of the named graphs is the default graph.

    ``output`` is ``table`` or a key of :data:`RESULT_FORMATS` or :data:`GRAPH_FORMATS`, whichever fits the query's
    form. Raises :class:`QueryError`.
    """
    if output not in {TABLE, *RESULT_FORMATS, *GRAPH_FORMATS}:
        raise QueryError(
            f"unknown format {output!r}; expected one of: {', '.join([TABLE, *RESULT_FORMATS, *GRAPH_FORMATS])}"
        )
    if _nesting(query) > MAX_NESTING:
        raise QueryError(f"query: brackets nested deeper than {MAX_NESTING}")
    try:
        result = store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise QueryError(f"query: {error}") from error
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"query: {' '.join(str(error).split())}") from error
    try:
        return _write(result, output)
    except (RuntimeError, OSError) as error:
        raise QueryError(f"query: {' '.join(str(error).split())}") from error


def _write(result: QuerySolutions | QueryBoolean | QueryTriples, output: str) -> str:
    if isinstance(result, QueryTriples):
        graph_format = GRAPH_FORMATS.get("ttl" if output == TABLE else output)
        if graph_format is None:
            raise QueryError(f"the result is a graph; expected one of: {', '.join(GRAPH_FORMATS)}")
        return (serialize(result, format=graph_format, prefixes=PREFIXES) or b"").decode()
    if output == TABLE:
        return _table(result)
    result_format = RESULT_FORMATS.get(output)
    if result_format is None:
        raise QueryError(f"the result is a table; expected one of: {', '.join([TABLE, *RESULT_FORMATS])}")
    return (result.serialize(format=result_format) or b"").decode()


def _table(result: QuerySolutions | QueryBoolean) -> str:
    if isinstance(result, QueryBoolean):
        return f"{str(bool(result)).lower()}\n"
    table = Table(show_lines=False)
    for variable in result.variables:
        table.add_column(variable.value, overflow="fold")
    for solution in result:
        table.add_row(*(CONTROL.sub("\ufffd", shown(term)) for term in solution))
    text = io.StringIO()
    # A file has no width: lines are only broken for a terminal.
    width = None if sys.stdout.isatty() else sys.maxsize
    Console(file=text, width=width, markup=False, highlight=False, emoji=False).print(table)
    return text.getvalue()


def _nesting(query: str) -> int:
    """How deep brackets stand in brackets at most, those inside texts and comments too."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[({})\]]", query):
        depth += 1 if bracket in "[({" else -1
        deepest = max(deepest, depth)
    return deepest


def shown(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term for a reader's eyes: IRIs with prefixes where one fits, literals as their text."""
    if isinstance(term, NamedNode):
        for prefix, namespace in sorted(PREFIXES.items(), key=lambda each: -len(each[1])):
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
        return term.value
    if isinstance(term, Literal):
        return term.value
    return "" if term is None else str(term)
