"""What was found in data: on the page of the form that sent them, or as a document that stands on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import TypeAdapter

from endpoint.graph.descriptions import has_statements
from endpoint.graph.iris import named_node
from endpoint.http.formats import GRAPHS, HTML, JSON, RESULTS_CSV, TEXT, TURTLE, Format
from endpoint.pages import Frame, render, style
from endpoint.problems import Problem
from endpoint.settings import Settings
from endpoint.site import Site
from endpoint.validation.submission import Submission
from loaders.validation import Validation
from loaders.validation_text import ValidationView, validation_view
from shapes.report import SEVERITIES
from shapes.report_view import Shown

_VIEW = TypeAdapter(ValidationView)
ANSWERS = (HTML, JSON, RESULTS_CSV, TURTLE, TEXT)
_KEPT_TEXT = 200_000
"""Of pasted text, in characters, that comes back to be mended."""


@dataclass(frozen=True)
class Found:
    """What a validation found, with the addresses of the things and shapes that have one."""

    view: ValidationView
    hrefs: Mapping[str, str]
    style: Markup | None = None
    """The sheet of a document that stands on its own."""


@dataclass(frozen=True)
class ValidatePage:
    """All that the page shows."""

    address: str
    """Where programs send data to."""
    max_megabytes: str
    seconds: str
    syntaxes: tuple[Format, ...] = GRAPHS
    formats: tuple[Format, ...] = ANSWERS
    severities: tuple[tuple[str, bool], ...] = ()
    """By their words, and whether they are shown."""
    text: str = ""
    syntax: str = ""
    found: Found | None = None
    problem: Problem | None = None


def form_page(settings: Settings, origin: str, asked: Submission | None = None) -> ValidatePage:
    """The form, with what was pasted and chosen before."""
    kept = asked.text if asked and len(asked.text) <= _KEPT_TEXT else ""
    chosen = asked.severities if asked else None
    return ValidatePage(
        f"{origin}/validate",
        f"{settings.validation_max_bytes / 1e6:g}",
        f"{settings.validation_timeout_s:g}",
        severities=tuple((word, chosen is None or word in chosen) for word in SEVERITIES.values()),
        text=kept,
        syntax=asked.syntax if asked else "ttl",
    )


def found_in(body: bytes, site: Site, frame: Frame) -> Found:
    """What a worker found; it is checked to be what it should be, and what the release knows is linked."""
    view = _VIEW.validate_json(body)
    hrefs: dict[str, str] = {}
    for iri in _iris(view):
        node = named_node(iri)
        if node is not None and has_statements(site.release.store, node):
            hrefs[iri] = frame.href(site.iris.document_path(iri))
    return Found(view, hrefs)


def standalone(found: Validation, language: str, shown: Shown) -> bytes:
    """What was found as one file to be sent or printed: it loads nothing, and links to the IRIs of web pages."""
    view = validation_view(found, language, shown)
    hrefs = {iri: iri for iri in _iris(view) if iri.startswith(("https://", "http://")) and named_node(iri)}
    frame = Frame(language, chosen=True, root="", path="/")
    return render("validation_document.html", frame, Found(view, hrefs, style()))


def _iris(view: ValidationView) -> set[str]:
    """The shapes and things that a reader may want to look up."""
    groups = [group for severity in view.report.severities for group in severity.groups]
    return {group.shape for group in groups} | {each.focus for group in groups for each in group.findings}
