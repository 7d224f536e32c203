"""The columns of a data package as a page of documentation, made from the row models.

``python -m loaders.columns > docs/data-package.md`` writes it; a test holds the page to the models.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from loaders.cells import CodeOf, LangText, Ref
from loaders.package import Description, PlanDescription
from loaders.rows import PLAN_TABLES, SHARED_TABLES, Row

INTRODUCTION = """\
# The data package

A data package is a folder that can be filled in with a spreadsheet: a description in YAML and tables in CSV. A folder
with `plan.yaml` is about an action plan; one with `package.yaml` holds what plans share. A table that is not needed is
left out. `quipu build --data DIR` reads every package below `DIR`, and lists every error as `file:line:column: what is
wrong; what was expected; what was found`. Where data align commitments with the SDGs, give
the goals and targets too: `quipu build --data DIR --data data/sdg`. Without them each alignment gets a warning.

CSV is comma-separated UTF-8 with a header row and no byte order mark. An empty cell means that there is no value.
Several values in one cell are joined with `|`. A column `name_LANG` stands once for each language: `label_es`,
`label_en`. Days are written `YYYY-MM-DD`.

Keys are lower-case ASCII in groups joined with hyphens. Keys of a plan's own things leave out the plan's key: the event
`thematic-health` of the plan `pe-2017-2019` is published as `id/event/pe-2017-2019-thematic-health`. A commitment is
named by its number. Where a cell may name things of any type it holds `type/key`: `event/thematic-health`,
`commitment/3`, `plan`, `table/workshops/la-libertad-total`.

`comment_LANG` (a remark in the publisher's own words), `evidence` (passages that the row rests on) and `known_from`
(documents that it is known from, where no passage is quoted) may stand in every table.

This page is made from the row models in `loaders/rows.py`.
"""
COMMON = set(Row.model_fields)


def page() -> str:
    """The whole page, as Markdown."""
    parts = [INTRODUCTION]
    parts.append("## `plan.yaml`\n\n" + _table(PlanDescription.model_fields, "name"))
    parts.append("## `package.yaml`\n\n" + _table(Description.model_fields, "name"))
    for model in (*PLAN_TABLES, *SHARED_TABLES):
        doc = (model.__doc__ or "").strip()
        own = "" if not doc or doc == (Row.__doc__ or "").strip() else f"{doc.splitlines()[0]}\n\n"
        where = f"Published as `id/{model.type}/...`.\n\n" if model.type else ""
        parts.append(
            f"## `{model.table}.csv`\n\n{own}{where}"
            + _table({k: f for k, f in model.model_fields.items() if k not in COMMON})
        )
    return "\n".join(parts)


def _table(fields: dict[str, FieldInfo], what: str = "column") -> str:
    lines = [f"| {what} | holds | needed | |", "| --- | --- | --- | --- |"]
    for name, field in fields.items():
        spread = field.annotation == LangText
        column = f"{name}_LANG" if spread and what == "column" else name
        holds = "a text for each language" if spread and what == "name" else _holds(field)
        lines.append(f"| `{column}` | {holds} | {'yes' if field.is_required() else ''} | {field.description or ''} |")
    return "\n".join(lines) + "\n"


def _holds(field: FieldInfo) -> str:
    kinds = list(dict.fromkeys(_kinds(field.annotation, field.metadata)))
    many = get_origin(field.annotation) is list
    return ("several: " if many else "") + (", ".join(kinds) or "text")


def _kinds(annotation: Any, metadata: list[Any]) -> Iterator[str]:
    """What a type says to a reader; the marks of a field come before its plain type."""
    for mark in metadata:
        if isinstance(mark, CodeOf):
            yield f"code of `{mark.scheme}`"
            return
        if isinstance(mark, Ref):
            yield f"key of a thing of type `{mark.type}`" if mark.type else "type/key"
            return
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        yield from _kinds(inner, marks)
    elif origin is Literal:
        yield "one of " + ", ".join(f"`{value}`" for value in get_args(annotation))
    elif origin in (list, Union, UnionType):
        for inner in get_args(annotation):
            if inner is not type(None):
                yield from _kinds(inner, [])
    else:
        names = {"str": "text", "int": "whole number", "bool": "`true` or `false`", "date": "day", "dict": "text"}
        yield names.get(getattr(annotation, "__name__", "dict"), "text")


if __name__ == "__main__":
    sys.stdout.write(page())
