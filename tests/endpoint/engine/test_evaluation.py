"""One query on one store: what its answer is, and that nothing in it ends the process."""

import json
import threading

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint.engine.evaluation import Failure, Job, Reason, evaluate, is_known_function
from endpoint.engine.worker import STACK_BYTES
from tests.endpoint.outputs import Pieces

XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for i in range(500):
        subject = NamedNode(f"http://e/{i}")
        store.add(Quad(subject, NamedNode("http://e/p"), Literal(str(i)), NamedNode(f"http://g/{i % 2}")))
    return store


def job(text: str, format_: str = "json", **changes: object) -> Job:
    return Job(text, format_, format_, "http://base.test/sparql", **{"max_bytes": 10_000_000, **changes})  # type: ignore[arg-type]


def run(store: Store, one: Job) -> bytes | Failure:
    """The answer, evaluated in a thread with a stack as deep as a worker's."""
    pieces = Pieces()
    failures: list[Failure | None] = []
    before = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=lambda: failures.append(evaluate(store, one, pieces)))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return failures[0] or pieces.body


def rows(store: Store, one: Job) -> int:
    body = run(store, one)
    assert isinstance(body, bytes)
    return len(json.loads(body)["results"]["bindings"])


def test_the_default_graph_is_the_union(store: Store) -> None:
    assert rows(store, job("SELECT * { ?s ?p ?o }")) == 500


def test_from_is_not_replaced_by_the_union(store: Store) -> None:
    assert rows(store, job("SELECT * FROM <http://g/0> { ?s ?p ?o }")) == 250
    assert rows(store, job("SELECT * FROM NAMED <http://g/0> { ?s ?p ?o }")) == 0
    assert rows(store, job("SELECT * FROM NAMED <http://g/0> { GRAPH ?g { ?s ?p ?o } }")) == 250


def test_the_dataset_of_the_request_is_the_whole_dataset(store: Store) -> None:
    graph = ("http://g/1",)
    everything = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert rows(store, job(everything, default_graphs=graph)) == 250
    assert rows(store, job(everything, named_graphs=graph)) == 250
    assert rows(store, job(everything, default_graphs=graph, named_graphs=graph)) == 500
    named_in_query = "SELECT * FROM <http://g/0> { ?s ?p '1' }"
    assert rows(store, job(named_in_query, default_graphs=graph)) == 1
    assert rows(store, job("SELECT * { ?s ?p ?o }", default_graphs=("http://g/none",))) == 0


def test_an_unknown_function_is_an_error_of_its_expression_only(store: Store) -> None:
    text = f"SELECT ?s (<http://f/x>(1) AS ?y) (<{XSD_INTEGER}>('7') AS ?z) {{ ?s ?p '1' }}"
    answer = run(store, job(text, "csv"))
    assert answer == b"s,y,z\r\nhttp://e/1,,7\r\n"
    assert is_known_function(XSD_INTEGER)
    assert not is_known_function("http://f/x")


def test_what_the_engine_refuses_has_a_place(store: Store) -> None:
    failure = run(store, job("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.REFUSED
    assert failure.line == 1
    assert "unbound" in failure.message


def test_a_large_answer_is_stopped(store: Store) -> None:
    failure = run(store, job("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }", max_bytes=100_000))
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("character", ["\\u0001", "\\uFFFE"])
def test_xml_is_not_written_where_it_cannot_be(store: Store, character: str) -> None:
    select = f"SELECT ('{character}' AS ?x) {{}}"
    failure = run(store, job(select, "xml"))
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.UNWRITABLE
    assert isinstance(run(store, job(select, "json")), bytes)
    assert isinstance(run(store, job(f"CONSTRUCT {{ <a:a> <a:b> '{character}' }} {{}}", "rdf")), Failure)


def test_rdf_xml_needs_a_name_for_each_property(store: Store) -> None:
    failure = run(store, job("CONSTRUCT { <a:a> <http://e/123> 1 } {}", "rdf"))
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.UNWRITABLE


@pytest.mark.parametrize(
    "text",
    [
        "ASK {" + "".join(f"BIND(1 AS ?x{i})" for i in range(1500)) + "}",
        "ASK {" + "MINUS{?s ?p ?o}" * 3000 + "}",
        "SELECT " + "".join(f"(1AS?x{i})" for i in range(1500)) + "{}",
        "ASK {FILTER(1" + "+1" * 2000 + "=1)}",
    ],
    ids=["binds", "minuses", "columns", "sums"],
)
def test_long_queries_do_not_end_the_process(store: Store, text: str) -> None:
    assert isinstance(run(store, job(text)), bytes)
