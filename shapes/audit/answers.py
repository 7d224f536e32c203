"""Answers to the stored questions, read in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import QuerySolutions, Store

from ontology.question import LANGUAGES, Question, questions
from ontology.terms import BASE

Row = Mapping[str, str]
"""A row's values by variable, each as its text; what is not bound is not there."""


@dataclass(frozen=True)
class Answer:
    """All rows of an answer. Row *n* is about the same in each language."""

    question: Question
    variables: tuple[str, ...]
    rows: Mapping[str, tuple[Row, ...]]

    def __len__(self) -> int:
        return len(self.rows[LANGUAGES[0]])

    @property
    def plain(self) -> tuple[Row, ...]:
        """The rows for one who reads no texts."""
        return self.rows[LANGUAGES[0]]

    @property
    def number(self) -> int:
        """The one number that a question answers with."""
        (row,) = self.plain
        (value,) = row.values()
        return int(value)


@dataclass(frozen=True)
class Asker:
    """Asks about one plan of a store; ``base`` is that of the publisher's own things."""

    store: Store
    plan: str
    """The plan's key."""
    base: str = BASE

    def __call__(self, name: str) -> Answer:
        question = questions()[name]
        has_language = any(parameter.name == "lang" for parameter in question.header.parameters)
        variables: tuple[str, ...] = ()
        rows: dict[str, tuple[Row, ...]] = {}
        for language in LANGUAGES:
            if rows and not has_language:
                rows[language] = next(iter(rows.values()))
                continue
            values = {"plan": self.plan, "lang": language} if has_language else {"plan": self.plan}
            result = self.store.query(question.with_values(values, self.base), use_default_graph_as_union=True)
            assert isinstance(result, QuerySolutions)
            variables = tuple(variable.value for variable in result.variables)
            rows[language] = tuple(
                {name: term.value for name, term in zip(variables, solution, strict=True) if hasattr(term, "value")}
                for solution in result
            )
        return Answer(question, variables, rows)
