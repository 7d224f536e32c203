"""The columns of an answer to a question, as readers see them: what each is called, and which two variables are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from ontology.question import LANGUAGES

_NAMES = "Label"


@dataclass(frozen=True)
class Column:
    """One column. ``thing`` is the variable of what it shows; ``name`` that of its name, where the answer has one."""

    heading: Mapping[str, str] = field(hash=False)
    thing: str | None
    name: str | None


def columns(variables: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these variables, in their order. One that has no heading of its own is called by its variable."""
    variables = list(variables)
    found: dict[str, Column] = {}
    for variable in variables:
        stem = variable.removesuffix(_NAMES) or variable
        thing, name = (stem in variables and stem) or None, (stem + _NAMES in variables and stem + _NAMES) or None
        found[stem] = Column(_headings().get(stem) or dict.fromkeys(LANGUAGES, stem), thing, name)
    return tuple(found.values())


@cache
def _headings() -> Mapping[str, Mapping[str, str]]:
    text = files("ontology").joinpath("questions/columns.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found
