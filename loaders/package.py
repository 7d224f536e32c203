"""A data package as read: its description, its tables as typed rows, and the places where errors stand.

:mod:`loaders.reading` fills it from a folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from loaders.cells import (
    Day,
    DocumentRef,
    Key,
    LangText,
    Language,
    LegalRef,
    PassageRef,
    PlaceRef,
    PlanRef,
    ProcessRef,
    WholeNumber,
    is_language,
)
from loaders.rows import Row

PLAN_FILE = "plan.yaml"
SHARED_FILE = "package.yaml"
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Place:
    """Where something stands: a file, a line (1 is the header), a column's name."""

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class RowError:
    """What is wrong with a cell, a row or a file."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class PackageError(Exception):
    """All errors of the packages that were read; :attr:`errors` lists them in the order of files and lines."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def _list(value: object) -> object:
    return value if isinstance(value, list) else [value]


OneOrMany = BeforeValidator(_list)


class Description(BaseModel):
    """``package.yaml``: what a package of shared things says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    country: PlaceRef | None = None
    languages: list[Language] = Field(
        min_length=1, description="Tags of the languages in which everything has a label."
    )
    label: LangText
    comment: LangText = {}
    source_document: DocumentRef | None = Field(default=None, description="The document that short evidence is from.")

    @model_validator(mode="after")
    def _in_languages(self) -> Self:
        for name in type(self).model_fields:
            texts = getattr(self, name)
            for tag, text in texts.items() if isinstance(texts, dict) else ():
                if not is_language(tag) or not text:
                    raise ValueError(f"{name}|{tag!r}: {text!r}; expected a language tag and a text")
        for tag in self.languages:
            if tag not in self.label:
                raise ValueError(f"label|no text in {tag}; expected one in each of the languages")
        return self


class PlanDescription(Description):
    """``plan.yaml``: the action plan that a package is about."""

    country: PlaceRef
    title: LangText = Field(default={}, description="Official title, only in its own language.")
    start_date: Day | None = None
    end_date: Day | None = None
    not_before: Day | None = None
    not_after: Day | None = None
    issued: Day | None = None
    approved_by: Annotated[list[LegalRef], OneOrMany] = []
    produced_by: ProcessRef | None = None
    follows: PlanRef | None = None
    announced_commitments: WholeNumber | None = Field(default=None, ge=0)
    ogp_id: str | None = None
    evidence: Annotated[list[PassageRef], OneOrMany] = []
    known_from: Annotated[list[DocumentRef], OneOrMany] = []


@dataclass(frozen=True)
class Line(Generic[R]):
    """A row with the place of its first line."""

    row: R
    file: str
    number: int

    def place(self, column: str = "") -> Place:
        return Place(self.file, self.number, column)


@dataclass(frozen=True)
class Package:
    """A package as read: typed, each row valid by itself; references are not looked at yet."""

    path: str
    description: Description
    tables: dict[str, list[Line[Row]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.description.key

    @property
    def plan(self) -> PlanDescription | None:
        return self.description if isinstance(self.description, PlanDescription) else None

    @property
    def description_file(self) -> str:
        return f"{self.path}/{PLAN_FILE if self.plan else SHARED_FILE}"

    def rows(self, model: type[R]) -> list[Line[R]]:
        """The rows of one table, in the order of the file."""
        return self.tables.get(model.table, [])  # type: ignore[return-value]  # keyed by the model's own name
