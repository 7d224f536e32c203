"""The benchmark's own parts: its dataset is always the same, its table says what was measured."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from bench import generate
from bench.client import Load, drive
from bench.loads import QUERIES
from bench.report import Bound, Result, number, table
from ontology import vocabulary
from ontology.terms import BASE, GA, RDF
from shapes.validation import validate

COMMITMENTS = 30
RUNAWAY = QUERIES / "runaway.rq"
"""It would run for hours."""


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.extend(quad for quad in generate.quads(COMMITMENTS))
    return made


def test_the_same_number_gives_the_same_statements_in_the_same_order() -> None:
    assert generate.quads(COMMITMENTS) == generate.quads(COMMITMENTS)


def test_more_commitments_leave_the_first_ones_as_they_are() -> None:
    key = generate.commitment_keys(1)[0]
    alike = [
        [line for line in generate.n_triples(generate.quads(number)) if f"<{BASE}id/commitment/{key}>" in line]
        for number in (40, 60)
    ]
    assert alike[0] == alike[1]


def test_the_commitments_are_those_of_the_keys(store: Store) -> None:
    found = {str(quad.subject)[1:-1] for quad in store.quads_for_pattern(None, RDF.type, GA.Commitment)}
    assert found == {f"{BASE}id/commitment/{key}" for key in generate.commitment_keys(COMMITMENTS)}


def test_a_commitment_has_about_80_triples() -> None:
    small, large = (len(generate.quads(number)) for number in (100, 200))
    assert 75 <= (large - small) / 100 <= 85


def test_the_dataset_is_valid(store: Store) -> None:
    """What is measured is what the software is for."""
    judged = Store()
    judged.extend(store)
    for file in vocabulary.turtle_files():
        judged.extend(parse(file.read_bytes(), RdfFormat.TURTLE))
    assert validate(judged).results == ()


def test_identifiers_of_the_ogp_stay_unique_past_ten_thousand() -> None:
    keys = [generate.ogp_identifier(number) for number in (0, 9_999, 10_000, 29_999)]
    assert keys == ["XX0000", "XX9999", "XXA0000", "XXB9999"]


def test_the_dataset_survives_the_store(store: Store) -> None:
    assert set(store) == set(generate.quads(COMMITMENTS))


@pytest.mark.parametrize("path", sorted(set(QUERIES.glob("*.rq")) - {RUNAWAY}), ids=lambda path: path.stem)
def test_every_query_has_an_answer(store: Store, path: Path) -> None:
    answer = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert answer if path.stem == "ask" else next(iter(answer), None) is not None  # type: ignore[arg-type]


def test_a_table_is_markdown_and_keeps_bars_in_cells() -> None:
    assert table(("a", "b"), [("1", "x|y")]) == "| a | b |\n| --- | --- |\n| 1 | x\\|y |\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.03014, "0.0301"), (1.2, "1.2"), (15017.4, "15,017"), (0, "0"), (100.0, "100"), (math.inf, "∞")],
)
def test_numbers_have_three_digits(value: float, written: str) -> None:
    assert number(value) == written


def test_a_result_says_whether_its_target_is_met() -> None:
    assert Result("first byte", 12, Bound(10, least=False, unit=" ms")).row()[1:4] == ("12 ms", "≤ 10 ms", "**no**")
    assert Result("ask", 0.2, Bound(0.15)).row()[1:4] == ("0.2", "≥ 0.15", "yes")
    assert Result("cold start", 5, None).row()[1:4] == ("5", "", "")


def answer_in_turn(listener: socket.socket, answers: list[list[bytes]]) -> None:
    """Answer the requests of one connection, each in the given pieces, and then the last again and again."""
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, contextlib.suppress(ConnectionError):  # the client leaves in the middle of an answer
        while connection.recv(65536):
            for piece in answers.pop(0) if len(answers) > 1 else answers[0]:
                connection.sendall(piece)


def test_the_client_reads_answers_of_known_length_and_in_chunks_however_they_are_cut() -> None:
    plain = [b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 5\r\n\r\nhe", b"llo"]
    chunked = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r", b"\n0\r\n", b"\r\n"]
    empty = [b"HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n"]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer_in_turn, args=(listener, [plain, chunked, empty, plain]))
        thread.start()
        port = listener.getsockname()[1]
        load = Load(port, "*/*", "/", ("",), "", numbered=False, connections=1, seconds=0.1)
        outcome = drive(load)
        thread.join()
    assert outcome.requests >= 4
    assert outcome.errors == 1
