"""What a validation found, written: for people, as CSV, as JSON, as a SHACL report in Turtle."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, serialize

from loaders.validation import Validation
from ontology.terms import PREFIXES
from shapes.abbreviation import abbreviate
from shapes.report import Result
from shapes.report_text import report_text
from shapes.report_view import ReportView, Shown, view

Writer = Callable[[Validation, str, Shown], str]
"""From a validation, a language, and how much of it people are shown, to a text."""
COLUMNS = ("severity", "shape", "focus", "path", "value", "message", "place")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "checked": "Cosas revisadas: {things}; enunciados: {statements}.",
        "nothing": "Ninguna forma se aplica a estos datos: no se revisó nada.",
        "unchecked": "Sin revisar, porque ninguna forma se aplica a su clase:",
        "untyped": "sin clase",
        "undefined": "Claves que ningún @context define, y que se dejaron fuera: {keys}",
    },
    "en": {
        "checked": "Things checked: {things}; statements: {statements}.",
        "nothing": "No shape applies to this data: nothing was checked.",
        "unchecked": "Not checked, since no shape applies to their class:",
        "untyped": "without a class",
        "undefined": "Keys that no @context defines, and that were left out: {keys}",
    },
}


def as_text(found: Validation, language: str, shown: Shown) -> str:
    """For people: what was looked at, then the report, each result with its row where that is known."""
    return "".join(f"{line}\n" for line in scope(found, language)) + report_text(
        found.report, language, shown, lambda result: _place(found, result)
    )


def scope(found: Validation, language: str) -> Iterator[str]:
    """What the validation looked at and what it did not, in sentences."""
    words = _WORDS.get(language, _WORDS["en"])
    if found.checked:
        yield words["checked"].format(things=found.checked, statements=found.statements)
    else:
        yield words["nothing"]
    if found.unchecked:
        listed = (f"{_name(class_) or words['untyped']} ({number})" for class_, number in found.unchecked.items())
        yield f"{words['unchecked']} {', '.join(listed)}."
    if found.undefined:
        yield words["undefined"].format(keys=", ".join(found.undefined))


def as_json(found: Validation, _language: str, _shown: Shown) -> str:
    """One object: the report, each result with ``place``, and what was looked at."""
    report = found.report.json()
    results = zip(report["results"], found.report.results, strict=True)
    whole = {
        **report,
        "statements": found.statements,
        "checked": found.checked,
        "unchecked": {class_.strip("<>"): number for class_, number in found.unchecked.items()},
        "undefined": found.undefined,
        "results": [{**written, "place": _place(found, result) or None} for written, result in results],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Validation, language: str, _shown: Shown) -> str:
    """A row a result (RFC 4180); text that a spreadsheet would calculate is kept from it by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result, written in zip(found.report.results, found.report.json()["results"], strict=True):
        value = written["value"]["value"] if written["value"] else ""
        cells = (
            *(written["severity"], written["shape"], written["focus"], written["path"] or "", value),
            *(result.message(language), _place(found, result)),
        )
        writer.writerow(f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells)
    return text.getvalue()


def as_turtle(found: Validation, _language: str, _shown: Shown) -> str:
    """A report in the SHACL vocabulary; its IRI is the same for the same results."""
    digest = json.dumps(found.report.json(), sort_keys=True)
    report = NamedNode(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}")
    data = serialize((quad.triple for quad in found.report.quads(report)), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert data is not None
    return data.decode()


@dataclass(frozen=True)
class ValidationView:
    """All that people are shown of a validation."""

    scope: tuple[str, ...]
    report: ReportView


def validation_view(found: Validation, language: str, shown: Shown) -> ValidationView:
    """What :func:`as_text` writes, as data."""
    seen = view(found.report, language, shown, lambda result: _place(found, result))
    return ValidationView(tuple(scope(found, language)), seen)


WRITERS: Mapping[str, Writer] = {"text": as_text, "csv": as_csv, "json": as_json, "ttl": as_turtle}
"""By the name that ``--format`` gives."""


def _name(class_: str) -> str:
    return abbreviate(NamedNode(class_[1:-1])) if class_.startswith("<") else class_


def _place(found: Validation, result: Result) -> str:
    place = found.place(result.focus)
    return f"{place.file}:{place.line}" if place else ""
