"""The measures, one after the other; each gives results with the medians that they were made from."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench import client
from bench.client import Load
from bench.loads import (
    BINDINGS,
    CONNECTIONS,
    CSV,
    HTML,
    JSON_LD,
    TURTLE,
    Queries,
    describe_samples,
    runaways,
    running,
    same_answers,
    sample,
    text_of,
)
from bench.report import Bound, Result, number
from bench.servers import Peers, Server

LIGHT_CONNECTIONS = 2
EXPORT_ROWS = 100_000
EXPORTS = 5
"""Each takes a tenth of a second: there is time for more of them."""
SETTLE_S = 1.0
"""Queries that clients gave up may run on for a while."""
CASES = (
    ("ask", BINDINGS, Bound(0.15)),
    ("describe", TURTLE, Bound(0.25)),
    ("page", BINDINGS, Bound(0.7)),
    ("aggregate", BINDINGS, Bound(1.2)),
)
FORMS = (
    ("Turtle", TURTLE, Bound(4, least=False)),
    ("JSON-LD", JSON_LD, Bound(4, least=False)),
    ("a page", HTML, None),
)
NAMES = {
    "ask": "ask",
    "describe": "describe",
    "page": "page: OPTIONALs, LIMIT 50",
    "aggregate": "aggregate: SDG by theme",
}


@dataclass(frozen=True)
class Plan:
    """How long and how often to measure."""

    rounds: int
    seconds: float
    starts: int


QUICK = Plan(rounds=2, seconds=1.0, starts=1)
FULL = Plan(rounds=5, seconds=2.0, starts=3)


class Bench:
    """The measures. ``peers`` start the servers, ``keys`` name the commitments."""

    def __init__(self, peers: Peers, keys: Sequence[str], plan: Plan) -> None:
        self._peers = peers
        self._keys = keys
        self._plan = plan

    def run(self) -> Iterator[Result]:
        ask = text_of("ask")
        with ExitStack() as stack:
            servers = [
                stack.enter_context(running(self._peers.quipu())),
                stack.enter_context(running(self._peers.native())),
                stack.enter_context(running(self._peers.rdflib_endpoint())),
            ]
            hello = stack.enter_context(running(self._peers.hello()))
            for server in servers:
                server.wait(server.target(ask), BINDINGS)
            hello.wait("/", "*/*")
            quipu, native, _ = servers
            for name, accept, bound in CASES:
                same_answers(name, servers)
                yield from self._case(name, accept, bound, servers)
            yield self._repeated(quipu, hello)
            yield from self._documents(quipu, hello)
            yield from self._export(quipu, native)
        yield self._cold_start()
        yield from self._runaway()

    def _case(self, name: str, accept: str, bound: Bound, servers: Sequence[Server]) -> Iterator[Result]:
        queries = Queries(name, accept, self._keys)
        rounds = [
            [sample(server, queries.load(server, self._plan.seconds)) for server in servers]
            for _ in range(self._plan.rounds)
        ]
        for place, other in enumerate(servers[1:], 1):
            ratio = statistics.median(each[0].outcome.rate / each[place].outcome.rate for each in rounds)
            detail = " · ".join(
                f"{server.name} {describe_samples([each[at] for each in rounds])}"
                for at, server in ((0, servers[0]), (place, other))
            )
            yield Result(f"{NAMES[name]}, ours / {other.name}", ratio, bound if place == 1 else None, detail)

    def _repeated(self, quipu: Server, hello: Server) -> Result:
        target = quipu.target(text_of("page"))
        return self._beside(hello, quipu, target, BINDINGS, "the same page query again, ours / bare hello-world")

    def _documents(self, quipu: Server, hello: Server) -> Iterator[Result]:
        """A document each time of another commitment, one request at a time; and one that is asked for again."""
        path = "/doc/commitment/"
        for label, accept, bound in FORMS:
            load = Load(quipu.port, accept, path, tuple(self._keys), "?n=", True, 1, self._plan.seconds)
            samples = [sample(quipu, load) for _ in range(self._plan.rounds)]
            p50 = statistics.median(each.outcome.p50_ms for each in samples)
            yield Result(f"document as {label}, p50 in ms", p50, bound, describe_samples(samples))
        name = "the same document again, ours / bare hello-world"
        yield self._beside(hello, quipu, path + self._keys[0], TURTLE, name)

    def _beside(self, hello: Server, quipu: Server, path: str, accept: str, name: str) -> Result:
        rounds = []
        for _ in range(self._plan.rounds):
            loads = (
                Load(server.port, accept, target, ("",), "", False, CONNECTIONS, self._plan.seconds)
                for server, target in ((quipu, path), (hello, "/"))
            )
            rounds.append([sample(server, load) for server, load in zip((quipu, hello), loads, strict=True)])
        ratio = statistics.median(ours.outcome.rate / bare.outcome.rate for ours, bare in rounds)
        detail = " · ".join(
            f"{server.name} {describe_samples([each[at] for each in rounds])}"
            for at, server in enumerate((quipu, hello))
        )
        return Result(name, ratio, Bound(0.35), detail)

    def _export(self, quipu: Server, native: Server) -> Iterator[Result]:
        totals: list[tuple[float, float]] = []
        firsts: list[tuple[float, float]] = []
        growths: list[tuple[float, float]] = []
        time.sleep(SETTLE_S)
        for turn in range(EXPORTS * self._plan.rounds):
            pairs = [self._one_export(server, turn) for server in (quipu, native)]
            (ours_first, ours_total, ours_growth), (first, total, growth) = pairs
            firsts.append((ours_first, first))
            totals.append((ours_total, total))
            growths.append((ours_growth, growth))
        ratio = statistics.median(ours / other for ours, other in totals)
        yield Result(
            f"export of {EXPORT_ROWS:,} rows as CSV, total time, ours / native",
            ratio,
            Bound(1.0, least=False),
            _both(totals, " ms"),
        )
        yield Result("export, first byte", _median(firsts, 0), Bound(10, least=False, unit=" ms"), _both(firsts, " ms"))
        yield Result(
            "export, growth of memory, at most",
            max(ours for ours, _ in growths),
            Bound(5, least=False, unit=" MB"),
            _both(growths, " MB"),
        )

    @staticmethod
    def _one_export(server: Server, turn: int) -> tuple[float, float, float]:
        """Milliseconds to the first byte and to the last, and the growth of the server's memory in MB."""
        before = server.forget_peak()
        answer = server.get(server.target(f"{text_of('export')}#{turn}"), CSV)
        growth = max(0, server.peak() - before) / 1e6
        rows = answer.body.count(b"\n") - 1
        if answer.status != 200 or rows != EXPORT_ROWS:
            raise RuntimeError(f"{server.name}: export: status {answer.status}, {rows} rows")
        return 1000 * answer.first_byte, 1000 * answer.total, growth

    def _cold_start(self) -> Result:
        ask = text_of("ask")
        times: dict[str, list[float]] = {}
        for turn in range(self._plan.starts):
            for start in (self._peers.quipu, self._peers.native, self._peers.rdflib_endpoint):
                if turn and start == self._peers.rdflib_endpoint:
                    continue  # seconds each time
                with running(start()) as server:
                    times.setdefault(server.name, []).append(server.wait(server.target(ask), BINDINGS))
        medians = {name: statistics.median(each) for name, each in times.items()}
        detail = " · ".join(f"{name} {number(1000 * value)} ms" for name, value in medians.items())
        return Result(
            "cold start to the first answer, ours / native", medians["quipu"] / medians["native"], None, detail
        )

    def _runaway(self) -> Iterator[Result]:
        """Light queries while two others would run for hours. Each server is ended after it."""
        for start, bound in ((self._peers.quipu, Bound(3, least=False)), (self._peers.native, None)):
            with running(start()) as server:
                server.wait(server.target(text_of("ask")), BINDINGS)
                light = Queries("ask", BINDINGS, self._keys)
                seconds = 2 * self._plan.seconds
                idle = sample(server, light.load(server, seconds, LIGHT_CONNECTIONS)).outcome
                with runaways(server, 2):
                    time.sleep(1)  # until both are at it
                    busy = sample(server, light.load(server, seconds, LIGHT_CONNECTIONS)).outcome
            detail = f"p99 {number(idle.p99_ms)} ms idle, {number(busy.p99_ms)} ms beside them; " + (
                f"p50 {number(idle.p50_ms)} and {number(busy.p50_ms)} ms"
                if busy.requests
                else f"no answer in {seconds + client.PATIENCE_S:g} s"
            )
            name = f"light query beside two runaways, {server.name}: p99 busy / idle"
            yield Result(name, busy.p99_ms / idle.p99_ms, bound, detail)


def _median(pairs: Sequence[tuple[float, float]], at: int) -> float:
    return statistics.median(pair[at] for pair in pairs)


def _both(pairs: Sequence[tuple[float, float]], unit: str) -> str:
    return f"quipu {number(_median(pairs, 0))}{unit} · native {number(_median(pairs, 1))}{unit}"
