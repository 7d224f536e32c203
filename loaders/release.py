"""Releases: immutable folders ``var/releases/{id}``, and ``var/current`` that points at the one being served.

A release is written beside the others under a name that nobody reads, moved to its own name when whole, and made the
current one by replacing a symbolic link. A build that is killed at any moment leaves the current release as it was.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from loaders import citation_files, downloads, metadata, search_index
from loaders.about import LICENSE, About
from loaders.downloads import DATASET
from loaders.metadata import METADATA
from ontology.terms import GA, GASH, OWL, PREFIXES, RDF, XSD
from shapes.validation import validate, validator

RELEASES = "releases"
CURRENT = "current"
MANIFEST = "manifest.json"
STORE = "store"
REPORT = "report.json"
BUILDING = ".building-"
LOCK = ".lock"
TOOLS = ("quipu", "pyoxigraph", "pyshacl", "rdflib")
DIGEST_DIGITS = 12
RELEASE_ID = re.compile(rf"\d{{8}}T\d{{6}}Z-[0-9a-f]{{{DIGEST_DIGITS}}}")
_VOCABULARY = f"{PREFIXES['gash']}VocabularyShape"
_TIME = "%Y%m%dT%H%M%SZ"


class ReleaseError(Exception):
    """A release that cannot be written, opened or verified; the message is one line."""


class SourceFile(BaseModel):
    """A file that went into a release."""

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str


class Manifest(BaseModel):
    """``manifest.json``: what a release holds and how it was made."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    digest: str
    """SHA-256 of the dataset's sorted N-Quads, as hexadecimal digits."""
    created: datetime
    base: str
    quads: int
    """Quads of the dataset; those of its metadata are no part of it."""
    graphs: dict[str, int]
    """Quads by named graph of the dataset."""
    metadata: int = 0
    """Quads of the metadata in the store; none in a release that kept them beside it."""
    counts: dict[str, int]
    """Instances by class."""
    vocabulary_version: str
    shapes_version: str
    tools: dict[str, str]
    files: dict[str, str] = {}
    """SHA-256 of the release's other files."""
    conforms: bool | None = None
    """Whether the shapes found no violation; none where nothing was validated."""
    results: dict[str, int] = {}
    """Results of the validation by severity."""
    validator: str = ""
    """SHA-256 of the shapes and the program that validated; empty where nothing was."""


@dataclass(frozen=True)
class Release:
    """A release that was opened; its store is read-only."""

    path: Path
    manifest: Manifest
    store: Store

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def digest(self) -> str:
        return self.manifest.digest


def canonical_lines(quads: Sequence[Quad]) -> list[str]:
    """The canonical form of a dataset without blank nodes: its N-Quads lines, sorted, unique."""
    return sorted({f"{quad} .\n" for quad in quads})


def digest_of(lines: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def stored(described: Sequence[str]) -> list[str]:
    """Lines of metadata as the store has them: all its whole numbers are ``xsd:integer``, and DCAT asks for another."""
    return [line.replace(f"^^{XSD.nonNegativeInteger} ", f"^^{XSD.integer} ") for line in described]


def tools() -> dict[str, str]:
    """The versions of what makes a release."""
    return {tool: version(tool) for tool in TOOLS}


def load(lines: Sequence[str], store: Store) -> None:
    """Fill a store with N-Quads lines."""
    store.bulk_load("".join(lines).encode(), format=RdfFormat.N_QUADS)


@contextmanager
def exclusive(var: Path) -> Iterator[None]:
    """Hold the folder's lock; raises :class:`ReleaseError` while another build holds it."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / LOCK).open("w")
    except OSError as error:
        raise ReleaseError(f"{var}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(f"{var}: another build is running") from None
        yield


def write(
    quads: Sequence[Quad],
    base: str,
    var: Path,
    attachments: dict[str, bytes],
    results: dict[str, int] | None,
    *,
    licence: str = LICENSE,
) -> Release:
    """Write a release and make it the current one. ``attachments`` are further files by name, such as the report.

    Raises :class:`ReleaseError` where a literal does not survive the store, or the disk refuses.
    """
    with exclusive(var):
        folder = var / RELEASES
        work = folder / f"{BUILDING}{os.getpid()}"
        try:
            folder.mkdir(exist_ok=True)
            for left in folder.glob(f"{BUILDING}*"):
                shutil.rmtree(left, ignore_errors=True)
            release_id = _write_into(work, quads, base, attachments, results, licence=licence)
            path = folder / release_id
            work.rename(path)
            _sync(folder)
            switch(var, release_id)
        except (OSError, RuntimeError, sqlite3.Error) as error:
            shutil.rmtree(work, ignore_errors=True)
            raise ReleaseError(f"{var}: {getattr(error, 'strerror', None) or _one_line(error)}") from error
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    return open_release(path)


def _write_into(
    work: Path,
    quads: Sequence[Quad],
    base: str,
    attachments: dict[str, bytes],
    results: dict[str, int] | None,
    *,
    licence: str,
) -> str:
    work.mkdir()
    lines = canonical_lines(quads)
    digest = digest_of(lines)
    created = _after(work.parent)
    counts = _class_counts(quads)
    versions = {
        quad.subject: quad.object.value
        for quad in quads
        if quad.predicate == OWL.versionInfo and isinstance(quad.object, Literal)
    }
    # No time in the gzip header: equal datasets are equal files.
    (work / DATASET).write_bytes(gzip.compress("".join(lines).encode(), compresslevel=6, mtime=0))
    for name, content in attachments.items():
        (work / name).write_bytes(content)
    search_index.write(quads, work / search_index.SEARCH)
    about = About(f"{created:{_TIME}}-{digest[:DIGEST_DIGITS]}", digest, created, base, tools(), licence)
    described = canonical_lines(metadata.describe(about, quads, downloads.write(quads, base, licence, work)))
    citation_files.write(about, work / downloads.DOWNLOADS)
    _conforms(described)
    (work / METADATA).write_bytes(gzip.compress("".join(described).encode(), mtime=0))
    _write_store([*lines, *stored(described)], work / STORE)
    manifest = Manifest(
        id=about.id,
        digest=digest,
        created=created,
        base=base,
        quads=len(lines),
        graphs=dict(sorted(Counter(str(quad.graph_name.value) for quad in quads).items())),  # type: ignore[union-attr]
        metadata=len(described),
        counts=counts,
        vocabulary_version=versions.get(GA.ontology, ""),
        shapes_version=versions.get(GASH.ontology, ""),
        tools=about.tools,
        files={
            name: _sha256(work / name)
            for name in sorted(
                [DATASET, METADATA, search_index.SEARCH, *attachments, *downloads.paths(work), *_store_files(work)]
            )
        },
        conforms=None if results is None else not results.get("violation"),
        results=results or {},
        validator="" if results is None else validator(),
    )
    (work / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in work.rglob("*"):
        if path.is_file():
            _sync(path)
    _sync(work)
    return manifest.id


def _after(folder: Path) -> datetime:
    """Now, or a second after the newest release, where that is later: so releases are in the order of their ids."""
    now = datetime.now(UTC).replace(microsecond=0)
    ids = [entry.name for entry in folder.iterdir() if RELEASE_ID.fullmatch(entry.name)]
    if not ids:
        return now
    newest = datetime.strptime(max(ids).partition("-")[0], _TIME).replace(tzinfo=UTC)
    return max(now, newest + timedelta(seconds=1))


def _store_files(work: Path) -> Iterator[str]:
    """The store's files that hold statements or name those that do; its logs and locks do neither."""
    for path in (work / STORE).iterdir():
        if path.suffix == ".sst" or path.name.startswith(("CURRENT", "MANIFEST")):
            yield f"{STORE}/{path.name}"


def _conforms(described: Sequence[str]) -> None:
    """The metadata are what the shapes of a catalogue ask for; raises :class:`ReleaseError` naming what is not."""
    store = Store()
    load(described, store)
    for result in validate(store).results:
        # What they name is described in the data, which are validated before.
        if result.severity_word == "violation" and result.shape.value != _VOCABULARY:
            raise ReleaseError(f"the metadata of the release: {result.focus}: {result.message('en')}")


def _write_store(lines: Sequence[str], path: Path) -> None:
    store = Store(str(path))
    load(lines, store)
    _survives(lines, store)
    store.optimize()
    store.flush()


def _survives(lines: Sequence[str], store: Store) -> None:
    """The store holds just what was loaded; raises :class:`ReleaseError` naming what it rewrote."""
    kept = set(canonical_lines(list(store)))
    lost = [line for line in lines if line not in kept]
    if lost or len(kept) != len(lines):
        raise ReleaseError(f"the store rewrites {len(lost)} statements, such as: {lost[0].strip() if lost else '?'}")


def _class_counts(quads: Sequence[Quad]) -> dict[str, int]:
    types = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF.type}
    return dict(sorted(Counter(class_.value for _, class_ in types if isinstance(class_, NamedNode)).items()))


def switch(var: Path, release_id: str) -> None:
    """Make a release the current one, atomically."""
    link = var / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / release_id)
    link.replace(var / CURRENT)
    _sync(var)


def current_path(var: Path) -> Path | None:
    """The folder of the current release; none where there is none."""
    link = var / CURRENT
    return link.resolve() if link.is_symlink() or link.exists() else None


def open_current(var: Path) -> Release:
    """The release being served; raises :class:`ReleaseError` where there is none or it is damaged."""
    path = current_path(var)
    if path is None:
        raise ReleaseError(f"{var}: no release yet; run quipu build")
    return open_release(path)


def open_release(path: Path) -> Release:
    """A release from its folder; raises :class:`ReleaseError` where it is damaged."""
    manifest = read_manifest(path)
    try:
        store = Store.read_only(str(path / STORE))
        quads = len(store)
    except (OSError, RuntimeError, ValueError) as error:
        raise ReleaseError(f"{path}: damaged release: the store does not open: {_one_line(error)}") from error
    expected = manifest.quads + manifest.metadata
    if quads != expected:
        raise ReleaseError(f"{path}: damaged release: {quads} statements in the store, {expected} in {MANIFEST}")
    return Release(path, manifest, store)


def read_manifest(path: Path) -> Manifest:
    """What a release says that it holds; raises :class:`ReleaseError` where it is damaged."""
    try:
        return Manifest.model_validate_json((path / MANIFEST).read_bytes())
    except OSError as error:
        raise ReleaseError(f"{path}: damaged release: {MANIFEST}: {error.strerror}") from error
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in detail["loc"])
        raise ReleaseError(f"{path}: damaged release: {MANIFEST}: {where or 'content'}: {detail['msg']}") from error


def is_intact(path: Path, manifest: Manifest, *names: str) -> bool:
    """Whether some files of a release are as it wrote them."""
    try:
        return all(manifest.files.get(name) == _sha256(path / name) for name in names)
    except OSError:
        return False


def verify(path: Path, progress: Callable[[str], None] = lambda _: None) -> Manifest:
    """Check digests and counts of a release: files, dataset, store.

    Raises :class:`ReleaseError` with the first thing that differs.
    """
    manifest = read_manifest(path)
    progress("files")
    for name, expected in manifest.files.items():
        try:
            found = _sha256(path / name)
        except OSError as error:
            raise ReleaseError(f"{path}/{name}: {error.strerror}") from error
        if found != expected:
            raise ReleaseError(f"{path}/{name}: SHA-256 is {found}, {MANIFEST} says {expected}")
    progress("dataset")
    text = _unpacked(path / DATASET)
    digest = hashlib.sha256(text).hexdigest()
    if digest != manifest.digest:
        raise ReleaseError(f"{path}/{DATASET}: digest is {digest}, {MANIFEST} says {manifest.digest}")
    progress("store")
    try:
        lines = canonical_lines(list(open_release(path).store))
    except (OSError, RuntimeError) as error:
        raise ReleaseError(f"{path}/{STORE}: cannot be read: {_one_line(error)}") from error
    described = _unpacked(path / METADATA) if manifest.metadata else b""
    expected_lines = {*text.decode().splitlines(keepends=True), *stored(described.decode().splitlines(keepends=True))}
    if lines != sorted(expected_lines):
        files = f"{DATASET} and {METADATA}" if manifest.metadata else DATASET
        raise ReleaseError(f"{path}/{STORE}: its {len(lines)} statements are not those of {files}")
    return manifest


def _unpacked(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise ReleaseError(f"{path}: cannot be read: {_one_line(error)}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
