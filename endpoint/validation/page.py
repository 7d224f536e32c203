"""The page of validation: a form, and what was found in what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from endpoint.graph.descriptions import has_statements
from endpoint.graph.iris import named_node
from endpoint.http.formats import GRAPHS, Format
from endpoint.pages import Frame
from endpoint.problems import Problem
from endpoint.settings import Settings
from endpoint.site import Site
from endpoint.validation.submission import Submission
from loaders.validation_text import ValidationView
from shapes.report import SEVERITIES

_VIEW = TypeAdapter(ValidationView)
_KEPT_TEXT = 200_000
"""Of pasted text, in characters, that comes back to be mended."""


@dataclass(frozen=True)
class Found:
    """What a validation found, with the addresses of the things and shapes that have one."""

    view: ValidationView
    hrefs: Mapping[str, str]

    def href(self, iri: str) -> str | None:
        return self.hrefs.get(iri)


@dataclass(frozen=True)
class ValidatePage:
    """All that the page shows."""

    max_megabytes: str
    seconds: str
    syntaxes: tuple[Format, ...] = GRAPHS
    severities: tuple[tuple[str, bool], ...] = ()
    """By their words, and whether they are shown."""
    text: str = ""
    syntax: str = ""
    found: Found | None = None
    problem: Problem | None = None


def form_page(settings: Settings, asked: Submission | None = None) -> ValidatePage:
    """The form, with what was pasted and chosen before."""
    kept = asked.text if asked and len(asked.text) <= _KEPT_TEXT else ""
    chosen = asked.severities if asked else None
    return ValidatePage(
        f"{settings.validation_max_bytes / 1e6:g}",
        f"{settings.validation_timeout_s:g}",
        severities=tuple((word, chosen is None or word in chosen) for word in SEVERITIES.values()),
        text=kept,
        syntax=asked.syntax if asked else "ttl",
    )


def found_in(body: bytes, site: Site, frame: Frame) -> Found:
    """What a worker found; it is checked to be what it should be, and what the release knows is linked."""
    view = _VIEW.validate_json(body)
    groups = [group for severity in view.report.severities for group in severity.groups]
    hrefs: dict[str, str] = {}
    for iri in {group.shape for group in groups} | {each.focus for group in groups for each in group.findings}:
        node = named_node(iri)
        if node is not None and has_statements(site.release.store, node):
            hrefs[iri] = frame.href(site.iris.document_path(iri))
    return Found(view, hrefs)
