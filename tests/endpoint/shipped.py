"""The answers to the questions on the shipped data, as the pages have them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from pyoxigraph import QueryResultsFormat, QuerySolutions

from endpoint.questions.answers import Answer
from endpoint.questions.drawing import Size, draw
from loaders.release import Release
from ontology.chart import charts
from ontology.question import questions


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers and pictures of one release, each made once."""

    release: Release

    @cache  # noqa: B019 - one object a test run
    def answer(self, name: str, language: str = "es") -> Answer:
        question = questions()[name]
        known = {parameter.name for parameter in question.header.parameters}
        query = question.with_values({"lang": language} if "lang" in known else {})
        result = self.release.store.query(query, use_default_graph_as_union=True)
        assert isinstance(result, QuerySolutions)
        found = json.loads(result.serialize(format=QueryResultsFormat.JSON) or b"")
        return Answer(tuple(found["head"]["vars"]), tuple(found["results"]["bindings"]))

    @cache  # noqa: B019
    def drawn(self, name: str, language: str = "es", size: Size = Size.FULL) -> bytes:
        return draw(charts()[name], self.answer(name, language).rows(), language, size)
