"""What the metadata of a release say of its datasets and their files."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from loaders.downloads import key_of
from loaders.metadata import METADATA
from ontology.terms import DCAT, DCTERMS, SPDX, VOID

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True)
class File:
    """One file to take away; its size is in bytes, its media type that of what may be compressed."""

    name: str
    """Its path among the downloads."""
    href: str
    media_type: str
    size: int
    sha256: str

    @property
    def sent_as(self) -> str:
        """The media type of the file itself."""
        return "application/gzip" if self.name.endswith(".gz") else self.media_type


@dataclass(frozen=True)
class Dataset:
    """One dataset of the catalogue with its files."""

    key: str
    title: str
    lang: str | None
    triples: int
    files: tuple[File, ...]


@lru_cache(maxsize=4)
def metadata(path: Path) -> tuple[Quad, ...]:
    """What a release says of itself; nothing where it was made before it did so."""
    file = path / METADATA
    if not file.is_file():
        return ()
    quads = parse(gzip.decompress(file.read_bytes()), RdfFormat.N_QUADS)
    return tuple(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)


def described(path: Path, base: str) -> list[Dataset]:
    """The datasets of the release of a folder, with their keys for titles and the addresses that the metadata give."""
    quads = metadata(path)
    by_subject: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        by_subject.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
            str(getattr(quad.object, "value", ""))
        )
    found = []
    prefix = f"{base}id/dataset/"
    for iri, said in by_subject.items():
        key = iri.removeprefix(prefix)
        if not iri.startswith(prefix) or "#" in key:
            continue
        files = []
        for node in said.get(DCAT.distribution.value, []):
            about = by_subject[node]
            checksum = by_subject[about[SPDX.checksum.value][0]][SPDX.checksumValue.value][0]
            media_type = about[DCAT.mediaType.value][0].removeprefix(_MEDIA_TYPES)
            address = about[DCAT.downloadURL.value][0]
            size = int(about[DCAT.byteSize.value][0])
            name = address.partition(f"/downloads/{path.name}/")[2]
            files.append(File(name, address, media_type, size, checksum))
        found.append(Dataset(key, key, None, int(said[VOID.triples.value][0]), tuple(files)))
    return found


def texts_of(quads: tuple[Quad, ...], subject: NamedNode) -> dict[NamedNode, dict[str, str]]:
    """The texts of a subject by property and language."""
    found: dict[NamedNode, dict[str, str]] = {}
    for quad in quads:
        if quad.subject == subject and isinstance(quad.object, Literal):
            found.setdefault(quad.predicate, {})[quad.object.language or ""] = quad.object.value
    return found


@lru_cache(maxsize=1024)
def graph_titles(path: Path, base: str, graph: NamedNode) -> dict[str, str]:
    """What a named graph of a release is called, by language: as the dataset that holds it."""
    dataset = NamedNode(f"{base}id/dataset/{key_of(graph, base)}")
    return texts_of(metadata(path), dataset).get(DCTERMS.title, {})
