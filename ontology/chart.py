"""Pictures of questions: a Vega-Lite specification beside a question draws its answer.

``questions/NAME.vl.json`` belongs to ``questions/NAME.rq``. It draws the data set ``rows``: one object a row, with the
question's variables as fields, and of a variable ``thing`` that is an IRI its last segment as ``thingKey``. A text is
an object ``{"es": ..., "en": ...}`` wherever Vega-Lite takes a string; the title and description at the top are those
of the picture. ``usermeta.narrow`` is what differs in a narrow picture. Data named ``outlines/NAME`` are that map.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ontology.question import LANGUAGES, QuestionError

SUFFIX = ".vl.json"
ROWS = "rows"
"""The data set that a specification draws."""


@dataclass(frozen=True)
class Chart:
    """How the answer to a question is drawn."""

    question: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    """What is to be seen, for those who cannot see it."""
    specification: Mapping[str, Any] = field(hash=False)
    """Vega-Lite, without the title, with texts in all languages."""

    def in_language(self, language: str) -> dict[str, Any]:
        """The specification with its texts in one language."""
        found = _said_in(language, self.specification)
        assert isinstance(found, dict)
        return found


def parse(question: str, text: str) -> Chart:
    """A chart from its file; raises :class:`~ontology.question.QuestionError` naming file and line."""
    file = f"{question}{SUFFIX}"
    try:
        specification = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise QuestionError(f"{file}:{line}: not JSON: {getattr(error, 'msg', error)}") from error
    if not isinstance(specification, dict):
        raise QuestionError(f"{file}:1: not an object")
    texts = {}
    for key in ("title", "description"):
        value = specification.pop(key, None)
        if not _is_text(value):
            raise QuestionError(f"{file}:1: {key}: expected a text in {' and '.join(LANGUAGES)}")
        texts[key] = value
    if '"url"' in text:
        raise QuestionError(f"{file}:1: data may not be loaded from an address")
    return Chart(question, texts["title"], texts["description"], specification)


@cache
def charts() -> Mapping[str, Chart]:
    """All charts by the name of their question; raises :class:`~ontology.question.QuestionError`."""
    folder = files("ontology").joinpath("questions")
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(SUFFIX))
    names = [name.removesuffix(SUFFIX) for name in found]
    return {name: parse(name, folder.joinpath(f"{name}{SUFFIX}").read_text(encoding="utf-8")) for name in names}


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(LANGUAGES) and all(isinstance(t, str) for t in value.values())


def _said_in(language: str, value: object) -> object:
    if isinstance(value, dict):
        if _is_text(value):
            return value[language]
        return {key: _said_in(language, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said_in(language, inner) for inner in value]
    return value
