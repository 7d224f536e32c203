"""Pictures in pages: a drawing with its title, what it shows in words, its data as a table, its query a click away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request

from endpoint.pages import Frame
from endpoint.questions.answers import Answer, Table, ask, table
from endpoint.questions.drawing import MAX_ROWS, Size
from endpoint.questions.forms import LANGUAGE
from endpoint.site import Site
from ontology.chart import charts
from ontology.question import Question, questions

PATH = "/questions"


@dataclass(frozen=True)
class Figure:
    """A picture. ``table`` is none where the page shows the data anyway."""

    title: str
    description: str
    source: str
    """Where the drawing is; ``small`` the one for telephones."""
    small: str
    small_below: int
    """The width of a page, in pixels, below which the small one is shown."""
    question: str
    data: str
    table: Table | None = None


def address(frame: Frame, question: str, values: Mapping[str, str], extension: str = "", **more: str) -> str:
    """Where a question is answered with some values, in one format."""
    dotted = f".{extension}" if extension else ""
    query = urlencode({**{name: value for name, value in values.items() if name != LANGUAGE}, **more})
    return f"{frame.root}{PATH}/{question}{dotted}" + (f"?{query}" if query else "")


def figure_of(answer: Answer, question: Question, values: Mapping[str, str], frame: Frame) -> Figure | None:
    """The picture of an answer; none for a question that has none, and for an answer that is empty or too long."""
    chart = charts().get(question.name)
    if chart is None or not 0 < len(answer.bindings) <= MAX_ROWS:
        return None
    in_language = {LANGUAGE: frame.language}
    return Figure(
        chart.title[frame.language],
        chart.description[frame.language],
        address(frame, question.name, values, "svg", **in_language),
        address(frame, question.name, values, "svg", **in_language, size=Size.SMALL.name.lower()),
        Size.FULL.value,
        frame.href(address(frame, question.name, values).removeprefix(frame.root)),
        address(frame, question.name, values, "csv", **in_language),
    )


async def figure(request: Request, frame: Frame, name: str, **values: str) -> Figure | None:
    """The picture of a question for another page, with its data as a table."""
    site, question = Site.of(request), questions()[name]
    answer = await ask(request, question, with_language(question, values, frame))
    found = figure_of(answer, question, values, frame)
    if found is None:
        return None
    return replace(found, table=await site.reader.read(table, answer, site, frame))


def with_language(question: Question, values: Mapping[str, str], frame: Frame) -> dict[str, str]:
    """The values, and the page's language where the question has a parameter for it."""
    if any(parameter.name == LANGUAGE for parameter in question.header.parameters):
        return {**values, LANGUAGE: frame.language}
    return dict(values)
