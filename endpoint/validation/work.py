"""The work of those workers that validate what strangers send."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import ClassVar, NamedTuple

from endpoint.engine.evaluation import Failure, Head, Output, Reason
from endpoint.engine.worker import CHUNK_BYTES, Evaluate
from loaders.build import shipped_data
from loaders.package import PackageError, RowError
from loaders.rdf_files import FORMATS
from loaders.validation import Input, Validation, validate_inputs
from loaders.validation_text import WRITERS, validation_view
from ontology.terms import BASE, PREFIXES
from shapes.report_view import Shown

ZIP = "zip"
VIEW = "view"
"""What a page is made of, as JSON."""
FAULTS_AT_MOST = 100


@dataclass(frozen=True)
class Submitted:
    """Data as they were sent; ``key`` is one of the formats of RDF files, or :data:`ZIP`."""

    name: str
    key: str
    data: bytes


class Job(NamedTuple):
    """What is to be validated, as one graph, and how the answer is to be written."""

    inputs: tuple[Submitted, ...]
    form: str
    """A key of the writers of validations, or :data:`VIEW`."""
    language: str
    shown: Shown
    base: str
    max_bytes: int
    """Of the answer."""


@dataclass(frozen=True)
class Validations:
    """Validations, as :class:`~endpoint.engine.worker.Work`."""

    memory_bytes: int
    descriptors: int = 0
    job: ClassVar[type[Job]] = Job

    def prepare(self) -> Callable[[], Evaluate]:
        _rehearse()
        return lambda: evaluate


def evaluate(job: Job, output: Output) -> Failure | None:
    """Validate what was sent, and write what was found."""
    try:
        inputs = [Input(each.name, io.BytesIO(each.data), FORMATS.get(each.key)) for each in job.inputs]
        written = _written(validate_inputs(inputs, base=job.base), job).encode("utf-8", "replace")
    except PackageError as error:
        return _unreadable(error)
    except MemoryError:
        return Failure(Reason.LOST, "the validation needed more memory than it may take")
    if len(written) > job.max_bytes:
        return Failure(Reason.TOO_LARGE, f"the report is larger than {job.max_bytes} bytes (QUIPU_QUERY_MAX_BYTES)")
    output.begin(Head())
    for start in range(0, len(written), CHUNK_BYTES):
        output.write(written[start : start + CHUNK_BYTES])
    return None


def _written(found: Validation, job: Job) -> str:
    if job.form == VIEW:
        return json.dumps(asdict(validation_view(found, job.language, job.shown)), ensure_ascii=False)
    return WRITERS[job.form](found, job.language, job.shown)


def _unreadable(error: PackageError) -> Failure:
    known = [_fault(each) for each in error.errors[:FAULTS_AT_MOST]]
    more = f" (and {len(error.errors) - 1} more)" if len(error.errors) > 1 else ""
    return Failure(Reason.UNREADABLE, f"{error.errors[0]}{more}", faults=known)


def _fault(error: RowError) -> dict[str, str | int]:
    """What is wrong, and where as far as that is known."""
    place: dict[str, str | int] = {"file": error.place.file, "line": error.place.line, "column": error.place.column}
    return {"detail": error.message} | {name: value for name, value in place.items() if value}


def _rehearse() -> None:
    """Read and write each kind of thing once: a worker can open no file of the program any more."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("plan/plan.yaml", "key: x")
    for key, data in (
        ("ttl", f"<x:a> a <{PREFIXES['ga']}Commitment> ; <{PREFIXES['ga']}number> 7 .".encode()),
        ("ttl", b"<x:a>"),
        ("rdf", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"),
        ("rdf", b"<"),
        ("jsonld", b'{"@id": "x:a", "x:b": [1]}'),
        ("jsonld", b"{"),
        (ZIP, archive.getvalue()),
        (ZIP, b""),
    ):
        evaluate(Job((Submitted("a", key, data),), VIEW, "en", Shown(), BASE, 0), _Nowhere())
    shipped = validate_inputs([], [shipped_data()])
    for form in (*WRITERS, VIEW):
        _written(shipped, Job((), form, "en", Shown(), BASE, 0))


class _Nowhere:
    """Takes an answer that nobody asked for."""

    def begin(self, head: Head) -> None: ...

    def write(self, piece: bytes) -> None: ...
