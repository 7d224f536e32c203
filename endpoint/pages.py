"""HTML pages: their language, their links, their templates.

A page is a template and one typed value that says all it shows. Templates escape everything by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.routing import BaseRoute, Match

from endpoint.http.links import WebLink
from endpoint.http.negotiation import choose_language
from endpoint.http.targets import path_of, query_of, root_of

LANGUAGES = ("es", "en")
"""The languages of the interface; the first is that of clients who prefer none of them."""
_SHEETS = ("colours", "quipu", "parts")
SECTIONS = (
    ("nav.commitments", "/doc/commitment"),
    ("nav.questions", "/questions"),
    ("nav.audit", "/audit"),
    ("nav.vocabulary", "/def"),
    ("nav.shapes", "/shapes"),
    ("nav.downloads", "/catalog"),
    ("nav.sparql", "/sparql"),
)
"""What the navigation may lead to, by the key of its name; it leads to those that the application answers."""


@cache
def texts(language: str) -> Mapping[str, str]:
    """The interface's texts in one of its languages, by key."""
    found = yaml.safe_load(files("endpoint").joinpath(f"locales/{language}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(text) for key, text in found.items()}


@dataclass(frozen=True)
class Link:
    """A link with its text; ``lang`` is the text's language where it is not the page's."""

    label: str
    href: str
    lang: str | None = None


@dataclass(frozen=True)
class Earlier:
    """What a page of an earlier release says about today's: it stands in the scope of its request."""

    created: str
    """When the release was made, for people."""
    href: str
    """Where the page is today."""
    root: str
    """The path under which a proxy mounts the service; the root of the page is that of its release."""


EARLIER = "quipu.earlier"


@dataclass(frozen=True)
class Frame:
    """What every page has around its content."""

    language: str
    chosen: bool
    """Whether ``?lang=`` chose the language; links then carry it on."""
    root: str
    """The path under which a proxy mounts the service."""
    path: str
    """The path and query of this page, without ``lang``."""
    links: tuple[WebLink, ...] = ()
    """What the page links to in its head."""
    sections: tuple[tuple[str, str], ...] = ()
    """What the navigation leads to: keys of names, and paths."""
    earlier: Earlier | None = None

    @classmethod
    def of(cls, request: Request) -> Frame:
        """The frame of a request: its language is that of ``?lang=`` if we have it, or else negotiated."""
        asked = request.query_params.get("lang", "")
        chosen = asked in LANGUAGES
        language = asked if chosen else choose_language(request.headers.get("accept-language"), LANGUAGES)
        pairs = parse_qsl(query_of(request.scope), keep_blank_values=True)
        query = urlencode([pair for pair in pairs if pair[0] != "lang"])
        path = path_of(request.scope)
        here = f"{path}?{query}" if query else path
        earlier = request.scope.get(EARLIER)
        return cls(language, chosen, root_of(request.scope), here, (), request.app.state.sections, earlier)

    @property
    def service(self) -> str:
        """The root of what is served today."""
        return self.earlier.root if self.earlier else self.root

    @property
    def texts(self) -> Mapping[str, str]:
        return texts(self.language)

    def href(self, path: str) -> str:
        """A link to a path of this server, in the chosen language."""
        return self.root + (with_parameters(path, lang=self.language) if self.chosen else path)

    def in_other_languages(self) -> list[Link]:
        """Links to this page in the other languages of the interface."""
        return [
            Link(texts(language)["language.name"], self.root + with_parameters(self.path, lang=language), language)
            for language in LANGUAGES
            if language != self.language
        ]


def answered(routes: Sequence[BaseRoute]) -> tuple[tuple[str, str], ...]:
    """The sections that some routes answer."""
    scope = {"type": "http", "method": "GET", "root_path": "", "headers": []}
    return tuple(
        (key, path)
        for key, path in SECTIONS
        if any(route.matches({**scope, "path": path})[0] is Match.FULL for route in routes)
    )


def with_parameters(path: str, **parameters: str) -> str:
    """A path with further query parameters, before its fragment."""
    address, hash_, fragment = path.partition("#")
    separator = "&" if "?" in address else "?"
    return f"{address}{separator}{urlencode(parameters)}{hash_}{fragment}"


def pick(by_language: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """A text and its language tag: in this language, or else in the first of ours, or in any."""
    for tag in (language, *LANGUAGES, "", *sorted(by_language)):
        if tag in by_language:
            return by_language[tag], tag
    return None


def script_data(text: str) -> Markup:
    """JSON that cannot end the script element that it stands in (HTML, section 4.12.1.3)."""
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - nothing in it can be read as markup


@cache
def style() -> Markup:
    """The sheets of all pages, for a document that stands on its own."""
    sheets = (files("endpoint").joinpath(f"static/{name}.css").read_text(encoding="utf-8") for name in _SHEETS)
    return Markup("\n".join(sheets))  # noqa: S704 - our own sheets


def render(template: str, frame: Frame, page: object) -> bytes:
    """The page that a template makes of a value."""
    text = _environment().get_template(template).render(frame=frame, t=frame.texts, page=page)
    return text.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("endpoint"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
