"""One query on one store, from its text to the bytes of its answer.

Everything happens in the calling thread: the engine's results are bound to the thread that made them, and touching one
from another aborts the process. So what comes out is bytes, or a :class:`Failure`, never an exception that would carry
a result along in its frames. A job is made of plain values, so that it can travel to another process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from endpoint import serializers
from endpoint.formats import GRAPHS, Unwritable
from endpoint.rows import RowCounter, row_counter

_Functions = dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]
_GRAPH_KEYS = frozenset(form.key for form in GRAPHS)
_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)


class Reason(StrEnum):
    """Why a query gave no answer."""

    REFUSED = "refused"
    """The engine found a fault that the grammar does not know of."""
    UNWRITABLE = "unwritable"
    """The answer has no form in the format asked for."""
    TOO_LARGE = "too-large"
    ENGINE = "engine"
    TIMEOUT = "timeout"
    LOST = "lost"
    """Its process ended, most likely for want of memory."""
    BUSY = "busy"
    """Too many queries were waiting."""


@dataclass(frozen=True)
class Failure:
    """A query that gave no answer. Line and column count from 1, where the engine gave a place."""

    reason: Reason
    message: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Job:
    """A query with all that decides its answer. ``format`` is the key of a format, ``prefixes`` those to write with.

    ``default_graphs`` and ``named_graphs`` are the dataset of the request: if either is given, they are the whole
    dataset (SPARQL 1.1 Protocol, section 2.1.4), and the query's own ``FROM`` does not count. With neither in the
    request nor in the query, the default graph is the union of all graphs.
    """

    text: str
    format: str
    base: str
    max_bytes: int
    names_dataset: bool = False
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    functions: frozenset[str] = frozenset()
    max_rows: int | None = None
    """Rows of a SELECT, triples of a graph; none for any number."""
    asks_others: bool = False
    """Whether it needs the network."""


class _Full(Exception):  # noqa: N818 - a signal through the serialiser, never seen outside
    """The answer outgrows a limit; the message says which."""


def evaluate(store: Store, job: Job, write: Callable[[bytes], None]) -> Failure | None:
    """Evaluate a query and hand its answer to ``write`` piece by piece; none means that all of it was written."""
    sink = _Sink(write, job.max_bytes)
    try:
        _serialize(_query(store, job), job, sink)
    except SyntaxError as error:
        return _refusal(str(error))
    except _Full as error:
        return Failure(Reason.TOO_LARGE, str(error))
    except Unwritable as error:
        return Failure(Reason.UNWRITABLE, str(error))
    except (RuntimeError, ValueError, OSError) as error:
        return Failure(Reason.ENGINE, " ".join(str(error).split()))
    return None


def _query(store: Store, job: Job) -> QuerySolutions | QueryBoolean | QueryTriples:
    unknown: _Functions = {NamedNode(name): _no_value for name in job.functions if not is_known_function(name)}
    if job.default_graphs or job.named_graphs:
        return store.query(
            job.text,
            base_iri=job.base,
            default_graph=[NamedNode(name) for name in job.default_graphs],
            named_graphs=[NamedNode(name) for name in job.named_graphs],
            custom_functions=unknown,
        )
    # The union would silently replace the dataset that the query names.
    return store.query(
        job.text, base_iri=job.base, use_default_graph_as_union=not job.names_dataset, custom_functions=unknown
    )


def _no_value(*_: object) -> None:
    """An unknown function: its expression is an error, not the query (SPARQL 1.1 Query, section 17.2)."""


@lru_cache(maxsize=1024)
def is_known_function(iri: str) -> bool:
    """Whether the engine has a function of this name, such as a cast; it says so only by failing on a call."""
    try:
        NamedNode(iri)
        return any(_answers(f"SELECT (<{iri}>({arguments}) AS ?x) {{}}") for arguments in ("", "1", "1,1", "1,1,1"))
    except (SyntaxError, ValueError):
        return True  # the query itself will say what is wrong with it


def _answers(query: str) -> bool:
    try:
        answer = Store().query(query)
        assert isinstance(answer, QuerySolutions)
        answer.serialize(format=QueryResultsFormat.CSV)
    except RuntimeError:
        return False
    return True


def _serialize(results: QuerySolutions | QueryBoolean | QueryTriples, job: Job, sink: _Sink) -> None:
    if isinstance(results, QueryTriples):
        triples = iter(cast(Iterable[Triple], results))  # its stub says less than it does
        serializers.write_triples(islice(triples, job.max_rows), job.format, dict(job.prefixes), sink)
        if next(triples, None) is not None:
            raise _Full(_too_many(job))
    elif isinstance(results, QuerySolutions) and job.max_rows is not None:
        counter = row_counter(job.format, job.text, [variable.value for variable in results.variables])
        serializers.write_bindings(results, job.format, _RowSink(sink, counter, job))
    else:
        serializers.write_bindings(results, job.format, sink)


def _too_many(job: Job) -> str:
    what = "statements" if job.format in _GRAPH_KEYS else "rows"
    return f"the answer has more than {job.max_rows} {what} (QUIPU_QUERY_MAX_ROWS)"


def _refusal(message: str) -> Failure:
    found = _POSITION.match(message)
    if not found:
        return Failure(Reason.REFUSED, message)
    said = next((part for part in found[3].split(", ") if re.match(r"[A-Z]\w+ \w", part)), "")
    detail = said or "the query breaks a rule of SPARQL that its grammar cannot express"
    return Failure(Reason.REFUSED, detail, int(found[1]), int(found[2]))


class _Sink:
    """What a serialiser writes to: counts, and stops it when the answer grows too large."""

    def __init__(self, write: Callable[[bytes], None], max_bytes: int) -> None:
        self._write = write
        self._max_bytes = max_bytes
        self._left = max_bytes

    def write(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise _Full(f"the answer is larger than {self._max_bytes} bytes (QUIPU_QUERY_MAX_BYTES)")
        self._write(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""


class _RowSink:
    """Stops the answer before the piece that goes beyond its number of rows."""

    def __init__(self, sink: _Sink, counter: RowCounter, job: Job) -> None:
        self._sink = sink
        self._counter = counter
        self._job = job

    def write(self, piece: bytes) -> int:
        self._counter.take(piece)
        assert self._job.max_rows is not None
        if self._counter.rows > self._job.max_rows:
            raise _Full(_too_many(self._job))
        return self._sink.write(piece)

    def flush(self) -> None:
        self._sink.flush()
