"""Quipu beside other servers on the same data, in the same minutes, as ratios.

    python -m bench.run [--quick] [--peers DIR] [--commitments N] [--workers N] [--out FILE]

Rounds are interleaved (one server after the other, and again), so that what else the machine does falls on all of
them; a result is the median over the rounds of the ratio within a round. Requests of a measure are all different, by
a number in a comment and, where the query names a commitment, by the commitment, so that no cache answers; only the
measure of the repeated query sends one query again and again.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import generate
from bench.loads import CONNECTIONS
from bench.measures import FULL, QUICK, Bench
from bench.report import Result, table
from bench.servers import Peers
from endpoint.engine import allocator
from loaders import release
from ontology.terms import BASE

ROOT = Path(__file__).parent.parent
PAGE = """\
# Performance

Made by `make bench`: Quipu beside other servers, on the same data, in the same minutes. A ratio is the median over
interleaved rounds of the ratio within a round; ratios travel from one machine to another, requests per second do not.

- {connections} connections that are kept alive. Each request is another query, so that no cache answers, but for the
  repeated one. The load comes from the same machine, by a client of one process: where a server is faster than the
  client can ask, its rate is the client's. CPU is the processor time of all processes of a server for each answer.
- native: `oxigraph serve`, in memory. rdflib-endpoint: rdflib in memory. Bare hello-world: an ASGI function under
  uvicorn, as ours. All with their own defaults, but that no client is limited{workers}.
- Our workers' memory comes from {allocator}; native's from mimalloc, which is built in.
- Growth of memory: the peak of each of the server's processes above what it held before the request, summed.

{date}; {cores} cores ({machine}), Python {python}, load average {load:.2f} before; {commitments:,} commitments,
{triples:,} triples.

{table}"""


def page(results: Sequence[Result], triples: int, given: argparse.Namespace, load: float) -> str:
    """The page of the documentation."""
    return PAGE.format(
        connections=CONNECTIONS,
        workers="" if given.workers is None else f", and that ours has {given.workers} workers",
        allocator=allocator.found() or "the system's own malloc",
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        load=load,
        commitments=given.commitments,
        triples=triples,
        table=table(("measure", "result", "target", "met", "medians"), [result.row() for result in results]),
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure Quipu beside other servers.")
    parser.add_argument("--quick", action="store_true", help="short windows; prints and writes nothing")
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "bench" / "bin", help="the others' commands")
    parser.add_argument("--commitments", type=int, default=1000)
    parser.add_argument("--workers", type=int, help="worker processes of ours; default: its own")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quipu-bench-") as name:
        folder = Path(name)
        dataset = generate.quads(given.commitments)
        peers = Peers(folder / "var", folder / "data.nt", given.peers.absolute(), folder, given.workers)
        peers.triples.write_text("".join(generate.n_triples(dataset)), encoding="utf-8")
        release.write(dataset, BASE, peers.var, {}, None)
        results: list[Result] = []
        for result in Bench(peers, generate.commitment_keys(given.commitments), QUICK if given.quick else FULL).run():
            results.append(result)
            print("  ".join(cell for cell in result.row() if cell), flush=True)
    if not given.quick:
        given.out.write_text(page(results, len(dataset), given, load), encoding="utf-8")


if __name__ == "__main__":
    main()
