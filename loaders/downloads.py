"""The files of a release that are there to be taken: the whole dataset, each of its graphs, and tables of its things.

They are the same for the same data, whenever and wherever they are made; compressed, but for the tables one by one.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from loaders import csv_tables
from ontology.terms import PREFIXES

DOWNLOADS = "downloads"
DATASET = "dataset.nq.gz"
"""Of a release, and of its downloads."""
_GRAPH_PATH = "id/graph/"


@dataclass(frozen=True)
class Download:
    """A file as it stands in a release."""

    name: str
    """Its path among the downloads."""
    graph: NamedNode | None
    """The named graph that it holds; none where it is the whole dataset."""
    media_type: str
    """Of what is compressed."""
    size: int
    """In bytes, as the file is kept."""
    sha256: str
    """Of the file, in hexadecimal digits."""

    @property
    def is_compressed(self) -> bool:
        return self.name.endswith(".gz")


def write(quads: Sequence[Quad], base: str, licence: str, work: Path) -> list[Download]:
    """Write the downloads into the folder of a release that is being made, beside the dataset that stands there."""
    folder = work / DOWNLOADS
    folder.mkdir()
    by_graph: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            by_graph.setdefault(quad.graph_name, []).append(quad)
    made = [_described(work / DATASET, None, "application/n-quads")]
    # Without prefixes: the serializer would write them in any order.
    whole = serialize(sorted(quads, key=str), format=RdfFormat.JSON_LD) or b""
    made.append(_compressed(folder / "dataset.jsonld.gz", whole, None, "application/ld+json"))
    for graph, statements in sorted(by_graph.items(), key=lambda item: item[0].value):
        triples = dict.fromkeys(quad.triple for quad in sorted(statements, key=str))
        text = _ordered(serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"")
        path = folder / f"{key_of(graph, base)}.ttl.gz"
        made.append(_compressed(path, text, graph, "text/turtle"))
    csv_tables.write(quads, base, licence, folder)
    made.append(_described(folder / csv_tables.ZIP, None, "application/zip"))
    for path in sorted((folder / csv_tables.TABLES).iterdir()):
        media_type = "text/csv" if path.suffix == ".csv" else "application/csvm+json"
        made.append(_described(path, None, media_type, f"{csv_tables.TABLES}/{path.name}"))
    return made


def key_of(graph: NamedNode, base: str) -> str:
    """The short name of a graph: the key of its package, or ``ontology``, ``shapes``, ``questions``, ``sdg``."""
    name = graph.value.removeprefix(f"{base}{_GRAPH_PATH}")
    return name if name != graph.value and "/" not in name else hashlib.sha256(graph.value.encode()).hexdigest()[:12]


def paths(work: Path) -> Iterator[str]:
    """The files of the downloads, by their path in the release."""
    for path in sorted((work / DOWNLOADS).rglob("*")):
        if path.is_file():
            yield str(path.relative_to(work))


def _ordered(turtle: bytes) -> bytes:
    """With the prefixes in order; the serializer writes them in any."""
    lines = turtle.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join([*sorted(lines[:end]), *lines[end:]])


def _compressed(path: Path, content: bytes, graph: NamedNode | None, media_type: str) -> Download:
    # No time in the gzip header: equal data are equal files.
    path.write_bytes(gzip.compress(content, compresslevel=6, mtime=0))
    return _described(path, graph, media_type)


def _described(path: Path, graph: NamedNode | None, media_type: str, name: str = "") -> Download:
    content = path.read_bytes()
    return Download(name or path.name, graph, media_type, len(content), hashlib.sha256(content).hexdigest())
