"""A second assessor's alignments, from a table beside the release.

A row is a commitment, by its number in the plan or its IRI, and the code of a goal or target that it serves (``16``,
``16.7``); a row without a code says that the commitment was looked at and serves none. A column ``party`` names who
says so, where there are several.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ontology.question import LANGUAGES
from shapes.audit.agreement import Assessor
from shapes.audit.audit import SecondAssessment

COMMITMENT, CODE, PARTY = "commitment", "code", "party"
MAX_BYTES = 10_000_000


class SecondAssessmentError(Exception):
    """A file that cannot be read as an assessment; a line for each fault, with its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read(path: Path, commitments: Mapping[str, str], codes: Collection[str]) -> SecondAssessment:
    """The assessment in a file; ``commitments`` are the IRIs of the plan's by their number, ``codes`` all there are.

    Raises :class:`SecondAssessmentError`.
    """
    content = _content(path)
    reader = csv.DictReader(io.StringIO(_text(path, content), newline=""), strict=True)
    faults: list[str] = []
    looked_at: dict[str, set[str]] = {}
    found: dict[str, set[tuple[str, str]]] = {}
    try:
        if missing := [name for name in (COMMITMENT, CODE) if name not in (reader.fieldnames or ())]:
            raise SecondAssessmentError([f"{path}:1: no column {', '.join(missing)}"])
        for row in reader:
            place = f"{path}:{reader.line_num}"
            commitment, code = (row[COMMITMENT] or "").strip(), (row[CODE] or "").strip()
            party = (row.get(PARTY) or "").strip() or path.stem
            iri = commitments.get(commitment) or (commitment if commitment in commitments.values() else None)
            if iri is None:
                faults.append(f"{place}:{COMMITMENT}: the plan has no commitment {commitment!r}")
                continue
            looked_at.setdefault(party, set()).add(iri)
            if code in codes:
                found.setdefault(party, set()).add((iri, code))
            elif code:
                faults.append(f"{place}:{CODE}: there is no goal or target {code!r}")
    except csv.Error as error:
        faults.append(f"{path}:{reader.line_num + 1}: {error}")
    if not faults and not looked_at:
        faults.append(f"{path}: no row")
    if faults:
        raise SecondAssessmentError(faults)
    assessors = tuple(_assessor(party, looked_at[party], found.get(party, set())) for party in sorted(looked_at))
    return SecondAssessment(path.name, hashlib.sha256(content).hexdigest(), assessors)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SecondAssessmentError([f"{path}: {error.strerror}"]) from error
    if len(content) > MAX_BYTES:
        raise SecondAssessmentError([f"{path}: more than {MAX_BYTES} bytes"])
    return content


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SecondAssessmentError([f"{path}:{line}: not UTF-8"]) from error


def _assessor(party: str, looked_at: set[str], found: set[tuple[str, str]]) -> Assessor:
    return Assessor(
        party,
        dict.fromkeys(LANGUAGES, party),
        frozenset(looked_at),
        frozenset((commitment, code.partition(".")[0]) for commitment, code in found),
        frozenset(pair for pair in found if "." in pair[1]),
    )
