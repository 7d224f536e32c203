"""How texts and examples are shown on the pages of the vocabulary and of the shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from endpoint.graph.examples import Example
from endpoint.pages import pick
from endpoint.resources.things import Names, Value

EXAMPLE_LENGTH = 70
NAME_LENGTH = 50


def text_of(terms: Iterable[object], language: str) -> Value | None:
    """The text among some terms that people of a language read best, with its language where that is another."""
    by_language = {term.language or "": term.value for term in terms if isinstance(term, Literal)}
    found = pick(by_language, language)
    return Value(found[0], found[1] if found[1] not in {language, ""} else None) if found else None


def shortly(names: Names, node: NamedNode, length: int = NAME_LENGTH) -> Value:
    """The name of a node, which leads to it, cut where it is long."""
    return shortened(names.node(node), length)


def example_value(names: Names, example: Example, language: str) -> Value:
    """One of the values of an example, in the language of the page if it can be."""
    return shortened(text_of(example.values, language) or names.value(example.values[0]), EXAMPLE_LENGTH)


def shortened(value: Value, length: int) -> Value:
    return value if len(value.text) <= length else replace(value, text=f"{value.text[:length].rstrip()}…")
