"""Loads on a server: many different queries, the same one again, endless ones beside."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench import client
from bench.client import Load, Outcome
from bench.report import number
from bench.servers import Server

QUERIES = Path(__file__).parent / "queries"
FIRST_KEY = "xx-0000-01"
CONNECTIONS = 8
BINDINGS, CSV = "application/sparql-results+json", "text/csv"
TURTLE, JSON_LD, HTML = "text/turtle", "application/ld+json", "text/html"


def text_of(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Sample:
    """A load with the processor time that the server took for each answer, in milliseconds."""

    outcome: Outcome
    cpu_ms: float


@dataclass(frozen=True)
class Queries:
    """Queries made from one file, each about another commitment of ``keys`` where it names one."""

    name: str
    accept: str
    keys: Sequence[str]

    def load(self, server: Server, seconds: float, connections: int = CONNECTIONS) -> Load:
        """Requests that are all different: a number stands in a comment at the end of each."""
        before, _, after = f"{text_of(self.name)}#".partition(FIRST_KEY)
        return Load(
            server.port,
            self.accept,
            f"{server.path}?query={quote(before, safe='')}",
            tuple(self.keys) if after else ("",),
            quote(after, safe=""),
            numbered=True,
            connections=connections,
            seconds=seconds,
        )


def sample(server: Server, load: Load) -> Sample:
    before = server.cpu_seconds()
    outcome = client.run(load)
    used = server.cpu_seconds() - before
    if outcome.errors:
        raise RuntimeError(f"{server.name}: {outcome.errors} of {outcome.requests} answers were not good")
    return Sample(outcome, 1000 * used / max(1, outcome.requests))


def describe_samples(samples: Sequence[Sample]) -> str:
    rate, p50, p99 = (
        number(statistics.median(getattr(each.outcome, name) for each in samples))
        for name in ("rate", "p50_ms", "p99_ms")
    )
    cpu = number(statistics.median(each.cpu_ms for each in samples))
    return f"{rate}/s, p50 {p50} ms, p99 {p99} ms, CPU {cpu} ms"


@contextmanager
def running(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def runaways(server: Server, number_: int) -> Iterator[None]:
    """Keep so many endless queries going; one that is ended by the server is sent again."""
    ended = threading.Event()
    connections: list[http.client.HTTPConnection] = []

    def keep_going(turn: int) -> None:
        while not ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
            connections.append(connection)
            with contextlib.suppress(OSError, http.client.HTTPException):
                target = server.target(f"{text_of('runaway')}#{turn} {time.monotonic_ns()}")
                connection.request("GET", target, headers={"Accept": BINDINGS})
                connection.getresponse().read()

    threads = [threading.Thread(target=keep_going, args=(turn,), daemon=True) for turn in range(number_)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        server.stop()  # which ends their connections


def same_answers(name: str, servers: Sequence[Server]) -> None:
    """Raises :exc:`RuntimeError` where the servers do not give answers of one size: then times say nothing."""
    if name == "describe":
        # What a description holds is each engine's own choice; the first two are one engine.
        servers, accept = servers[:2], "application/n-triples"
    else:
        accept = BINDINGS
    sizes = {}
    for server in servers:
        answer = server.get(server.target(text_of(name)), accept)
        if answer.status != 200:
            raise RuntimeError(f"{server.name}: {name}: status {answer.status}")
        if accept == BINDINGS:
            found = json.loads(answer.body)
            sizes[server.name] = len(found["results"]["bindings"]) if "results" in found else int(found["boolean"])
        else:
            sizes[server.name] = len(answer.body.splitlines())
    if len(set(sizes.values())) != 1 or 0 in sizes.values():
        raise RuntimeError(f"{name}: the answers differ: {sizes}")
