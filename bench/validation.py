"""How long validation takes: of everything, and of what one changed commitment can reach.

    python -m bench.validation --commitments 10000

The data are generated ones (:mod:`bench.generate`) beside the vocabulary, the code lists and the SDGs.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from time import perf_counter
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad, Store

from bench import generate
from loaders import graph
from ontology.terms import BASE, DCTERMS, RDFS
from shapes.validation import Change, validate, validate_change

_Result = TypeVar("_Result")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure validation.")
    parser.add_argument("--commitments", type=int, default=10_000)
    commitments = parser.parse_args().commitments
    sdgs = graph.read_sources([("data/sdg", files("data").joinpath("sdg"))])
    quads = list({*graph.build(sdgs), *generate.quads(commitments)})
    store = Store()
    store.bulk_extend(quads)
    print(f"{commitments:,} commitments, {len(quads):,} triples")
    before = _timed("everything", lambda: validate(store))
    print(f"  {len(before.results)} results; peak memory {_peak_memory() / 1e9:.2f} GB, with the making of the data")
    key = generate.commitment_keys(commitments)[commitments // 2]
    for name, removed, added in _changes(key, quads):
        for quad in removed:
            store.remove(quad)
        store.extend(added)
        change = Change(removed, added, list({result.focus for result in before.results}))
        report, looked_at = _timed(
            f"{name} ({len(removed)} triples out, {len(added)} in)", partial(validate_change, store, change)
        )
        print(f"  {looked_at} nodes looked at, {len(report.results)} results")
        for quad in added:
            store.remove(quad)
        store.extend(removed)


def _changes(key: str, quads: Sequence[Quad]) -> list[tuple[str, list[Quad], list[Quad]]]:
    commitment = NamedNode(f"{BASE}id/commitment/{key}")
    texts = [quad for quad in quads if quad.subject == commitment and quad.predicate in {DCTERMS.title, RDFS.label}]
    edited = [Quad(q.subject, q.predicate, _edited(q.object), q.graph_name) for q in texts]
    whole = [quad for quad in quads if key in str(quad.subject) or key in str(quad.object)]
    renamed = [
        Quad(
            NamedNode(str(q.subject)[1:-1].replace(key, f"{key}x")),
            q.predicate,
            NamedNode(q.object.value.replace(key, f"{key}x")) if isinstance(q.object, NamedNode) else q.object,
            q.graph_name,
        )
        for q in whole
    ]
    return [
        ("texts of a commitment edited", texts, edited),
        ("a commitment removed", whole, []),
        ("a commitment renamed", whole, renamed),
    ]


def _edited(term: object) -> Literal:
    assert isinstance(term, Literal)
    return Literal(f"{term.value}.", language=term.language)


def _timed(name: str, run: Callable[[], _Result]) -> _Result:
    start = perf_counter()
    result = run()
    print(f"{name}: {perf_counter() - start:.3f} s")
    return result


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
