"""The pages of the questions: what the gallery shows, and what the page of one question shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from endpoint.http.formats import BINDINGS, HTML, Format
from endpoint.pages import Frame, Link
from endpoint.questions.answers import Answer, Table, table
from endpoint.questions.drawing import Size
from endpoint.questions.figures import PATH, Figure, address, figure_of
from endpoint.questions.forms import LANGUAGE, Field, fields
from endpoint.site import Site
from ontology.chart import charts
from ontology.question import Question, questions

SVG = Format("svg", "image/svg+xml", "SVG")
QUERY = Format("rq", "application/sparql-query", "SPARQL")
SIZE = "size"
"""The parameter of a drawing's size."""
TOPICS = (
    "SDG",
    "commitments",
    "participation",
    "organizations",
    "plans",
    "assessments",
    "evidence",
    "figures",
    "graph",
)
"""The topics of the gallery in their order; each is a tag of questions."""


@dataclass(frozen=True)
class Card:
    """A question in the gallery; ``picture`` is where its drawing is, if it has one."""

    title: str
    summary: str
    href: str
    picture: str | None


@dataclass(frozen=True)
class Topic:
    """The questions of one topic."""

    name: str
    key: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class GalleryPage:
    """All that the gallery shows."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Prefix:
    """A prefix of a query and what it stands for."""

    name: str
    namespace: str
    about: str


@dataclass(frozen=True)
class QuestionPage:
    """All that the page of a question shows."""

    name: str
    title: str
    summary: str
    iri: str
    document: str
    fields: tuple[Field, ...]
    figure: Figure | None
    table: Table
    formats: tuple[Link, ...]
    query: str
    prefixes: tuple[Prefix, ...]
    editor: str


def gallery_of(frame: Frame) -> GalleryPage:
    """The gallery: each question stands under the first of its topics."""
    by_topic: dict[str, list[Card]] = {}
    for question in questions().values():
        header = question.header
        picture = None
        if question.name in charts():
            more = {LANGUAGE: frame.language, SIZE: Size.SMALL.name.lower()}
            picture = address(frame, question.name, {}, "svg", **more)
        card = Card(
            header.title[frame.language],
            _first_sentence(header.summary[frame.language]),
            frame.href(f"{PATH}/{question.name}"),
            picture,
        )
        by_topic.setdefault(next(topic for topic in TOPICS if topic in header.tags), []).append(card)
    return GalleryPage(
        tuple(
            # Those with a picture first.
            Topic(
                frame.texts[f"topic.{topic}"], topic, tuple(sorted(by_topic[topic], key=lambda card: not card.picture))
            )
            for topic in TOPICS
            if topic in by_topic
        )
    )


def _first_sentence(text: str) -> str:
    """The rest stands on the question's own page."""
    sentence, stop, _ = text.partition(". ")
    return f"{sentence}." if stop else sentence


def formats_of(name: str) -> tuple[Format, ...]:
    return (HTML, *BINDINGS, QUERY, *((SVG,) if name in charts() else ()))


def names_of(question: Question) -> list[str]:
    return [parameter.name for parameter in question.header.parameters]


def page_of(question: Question, values: Mapping[str, str], answer: Answer, site: Site, frame: Frame) -> QuestionPage:
    query = question.with_values(values, site.release.manifest.base)
    links = tuple(
        Link(form.label, address(frame, question.name, values, form.key, **_language_of(question, frame)))
        for form in formats_of(question.name)
        if form is not HTML
    )
    iri = f"{site.release.manifest.base}id/question/{question.name}"
    return QuestionPage(
        question.name,
        question.header.title[frame.language],
        question.header.summary[frame.language],
        iri,
        frame.href(f"/doc/question/{question.name}"),
        fields(question, values, site, frame),
        figure_of(answer, question, values, frame),
        table(answer, site, frame),
        links,
        query,
        tuple(_prefix(name, namespace, frame) for name, namespace in _prefixes(query)),
        frame.href(f"/sparql?{urlencode({'query': query})}"),
    )


def _language_of(question: Question, frame: Frame) -> dict[str, str]:
    return {LANGUAGE: frame.language} if LANGUAGE in names_of(question) else {}


def _prefixes(query: str) -> list[tuple[str, str]]:
    """The prefixes that a query declares; ours are one to a line."""
    lines = (line.split() for line in query.splitlines() if line.startswith("PREFIX "))
    return [(name.removesuffix(":"), namespace.strip("<>")) for _, name, namespace in lines]


def _prefix(name: str, namespace: str, frame: Frame) -> Prefix:
    said = frame.texts
    key = f"prefix.{name}"
    if key in said:
        return Prefix(name, namespace, said[key])
    return Prefix(name, namespace, said["prefix.things"].format(name))
