"""One query on one store, from the text of a stranger to the bytes of its answer.

Everything happens in the calling thread: the engine's results are bound to the thread that made them, and touching one
from another aborts the process. So what comes out is bytes, or a :class:`Failure`, never an exception that would carry
a result along in its frames. A job is made of plain values, so that it can travel to another process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Protocol, cast

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

from endpoint.engine import serializers
from endpoint.engine.rows import RowCounter, row_counter
from endpoint.http.formats import Unwritable
from endpoint.parsing.prologue import plain
from endpoint.parsing.query import Fault, Form, Query, QueryError, read
from endpoint.parsing.syntax import nearest_place

_Functions = dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]
_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CAUSES = (
    "The place is where the engine noticed; the cause stands at or before it. Common ones: SELECT of a variable that is"
    " neither grouped nor aggregated; AS or BIND to a variable already in use; one blank node label in two groups;"
    " VALUES rows of another length than their variables."
)
_MANY_ROWS = 5_000
"""To count so many takes longer than to read a short query for its ``LIMIT``."""


class Reason(StrEnum):
    """Why a query gave no answer. The first four are those of :class:`~endpoint.parsing.query.Fault`."""

    SYNTAX = Fault.SYNTAX
    TOO_DEEP = Fault.TOO_DEEP
    UPDATE = Fault.UPDATE
    SERVICE = Fault.SERVICE
    NO_FORMAT = "no-format"
    """The client takes no format of such an answer; the message is the form of the query."""
    ELSEWHERE = "elsewhere"
    """It asks other services, and whoever read it has no network."""
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
    UNREADABLE = "unreadable"
    """Of data to be validated: they are not in the format that they are said to be in."""


@dataclass(frozen=True)
class Failure:
    """A query that gave no answer, and where there is one, the place of the fault: line and column count from 1."""

    reason: Reason
    message: str
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    """The line with a mark under the column."""
    hint: str | None = None
    faults: Sequence[Mapping[str, str | int]] = ()
    """What is wrong, one by one, where it is more than one thing."""


class Job(NamedTuple):
    """A query as it was asked, with all that decides its answer. Nobody has read it yet.

    ``default_graphs`` and ``named_graphs`` are the dataset of the request: if either is given, they are the whole
    dataset (SPARQL 1.1 Protocol, section 2.1.4), and the query's own ``FROM`` does not count. With neither in the
    request nor in the query, the default graph is the union of all graphs.
    """

    text: str
    bindings: str | None
    """The key of the format for bindings; none where the client takes none."""
    graph: str | None
    """The key of the format for a graph."""
    base: str
    max_bytes: int
    max_rows: int | None = None
    """Rows of a SELECT, triples of a graph; none for any number."""
    max_depth: int = 50
    """How deeply brackets may be nested."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    """The keys of formats in which the client holds the answer already, if it is one that can be held."""
    hosts: frozenset[str] = frozenset()
    """Those that ``SERVICE`` may ask."""
    has_network: bool = False
    """Whether it may be evaluated where it is read, though it asks others."""


class Head(NamedTuple):
    """What is known of an answer before its first byte."""

    form: Form | None = None
    """None where no query is answered."""
    repeatable: bool = True
    """Whether the same data give the same answer."""
    held: bool = False
    """Whether the client holds the answer, so that none was made."""


class Output(Protocol):
    """What takes an answer: first its head, then its bytes, piece by piece."""

    def begin(self, head: Head) -> None: ...

    def write(self, piece: bytes) -> None: ...


class _Unanswered(Exception):  # noqa: N818 - a signal, through the serialiser too, never seen outside
    """A query that is right and gets no answer, or not all of it."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def evaluate(store: Store, job: Job, output: Output) -> Failure | None:
    """Read a query, evaluate it and hand its answer to ``output``; none means that all of it was written."""
    try:
        _answer(store, job, output)
    except QueryError as error:
        place = error.place
        return Failure(
            Reason(error.fault.value), error.message, place.line, place.column, place.excerpt, hint=error.hint
        )
    except SyntaxError as error:
        return _refusal(str(error), job.text)
    except _Unanswered as error:
        return Failure(error.reason, str(error))
    except Unwritable as error:
        return Failure(Reason.UNWRITABLE, str(error))
    except (RuntimeError, ValueError, OSError) as error:
        return Failure(Reason.ENGINE, f"the query cannot be evaluated: {' '.join(str(error).split())}")
    return None


def _answer(store: Store, job: Job, output: Output) -> None:
    # A client that says by a date what it holds may never have had an answer: the query may be none at all.
    query = (None if job.held else plain(job.text, job.max_depth)) or _read(job)
    key = job.graph if query.form.gives_graph else job.bindings
    if key is None:
        _read(job)  # what is wrong with it goes before what is wrong with the request
        raise _Unanswered(Reason.NO_FORMAT, query.form)
    if query.asks_others and not job.has_network:
        raise _Unanswered(Reason.ELSEWHERE, "it asks other services")
    if query.repeatable and key in job.held:
        _results(Store(), job, query)  # which costs little, and raises where the engine refuses what the grammar allows
        output.begin(Head(query.form, held=True))
        return
    try:
        results = _results(store, job, query)
    except (SyntaxError, RuntimeError):
        if query.is_read:
            raise
        # The grammar says where it is wrong, or which functions it calls that the engine does not know.
        query = _read(job)
        results = _results(store, job, query)
    output.begin(Head(query.form, query.repeatable))
    _serialize(results, job, key, query, output)


def _read(job: Job) -> Query:
    return read(job.text, job.base, job.max_depth, job.hosts)


def _results(store: Store, job: Job, query: Query) -> QuerySolutions | QueryBoolean | QueryTriples:
    unknown: _Functions = {NamedNode(name): _no_value for name in query.functions if not is_known_function(name)}
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
        job.text, base_iri=job.base, use_default_graph_as_union=not query.names_dataset, custom_functions=unknown
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


def _serialize(
    results: QuerySolutions | QueryBoolean | QueryTriples, job: Job, key: str, query: Query, output: Output
) -> None:
    if isinstance(results, QueryTriples):
        triples = iter(cast(Iterable[Triple], results))  # its stub says less than it does
        sink = _Sink(output, job.max_bytes)
        serializers.write_triples(islice(triples, job.max_rows), key, query.prefixes, sink)
        if next(triples, None) is not None:
            raise _too_large(f"has more than {job.max_rows} statements (QUIPU_QUERY_MAX_ROWS)")
    elif isinstance(results, QuerySolutions) and job.max_rows is not None:
        counter = row_counter(key, job.text, [variable.value for variable in results.variables])
        serializers.write_bindings(results, key, _RowSink(output, job, counter, job.max_rows))
    else:
        serializers.write_bindings(results, key, _Sink(output, job.max_bytes))


def _refusal(message: str, text: str) -> Failure:
    found = _POSITION.match(message)
    if not found:
        return Failure(Reason.REFUSED, message)
    said = next((part for part in found[3].split(", ") if re.match(r"[A-Z]\w+ \w", part)), "")
    detail = said or "the query breaks a rule of SPARQL that its grammar cannot express"
    place = nearest_place(text, int(found[1]), int(found[2]))
    return Failure(Reason.REFUSED, detail, place.line, place.column, place.excerpt, _CAUSES)


def _too_large(what: str) -> _Unanswered:
    return _Unanswered(Reason.TOO_LARGE, f"the answer {what}")


class _Sink:
    """What a serialiser writes to: it stops it when the answer grows too large."""

    def __init__(self, output: Output, max_bytes: int) -> None:
        self._write = output.write
        self._max_bytes = max_bytes
        self._left = max_bytes

    def write(self, piece: bytes) -> int:
        size = len(piece)
        self._left -= size
        if self._left < 0:
            raise _too_large(f"is larger than {self._max_bytes} bytes (QUIPU_QUERY_MAX_BYTES)")
        self._write(piece)
        return size

    def flush(self) -> None:
        """Nothing waits here."""


class _RowSink(_Sink):
    """Stops the answer before the piece that goes beyond its number of rows, too."""

    def __init__(self, output: Output, job: Job, counter: RowCounter, max_rows: int) -> None:
        super().__init__(output, job.max_bytes)
        self._job = job
        self._counter: RowCounter | None = counter
        self._max_rows = max_rows
        self._look_at = min(_MANY_ROWS, max_rows)

    def write(self, piece: bytes) -> int:
        if self._counter is not None:
            self._counter.take(piece)
            if self._counter.rows > self._look_at:
                self._look(self._counter.rows)
        return super().write(piece)

    def _look(self, rows: int) -> None:
        """To count goes on for nothing where the query itself asks for no more than it may have."""
        if rows > self._max_rows:
            raise _too_large(f"has more than {self._max_rows} rows (QUIPU_QUERY_MAX_ROWS)")
        self._look_at = self._max_rows
        with suppress(QueryError):  # the engine took it, whatever the grammar says
            limit = _read(self._job).limit
            if limit is not None and limit <= self._max_rows:
                self._counter = None
