"""Reads data packages from folders: YAML and CSV to typed rows, with every error that the files hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_origin

import yaml
from pydantic import ValidationError

from loaders.cells import LangText, languages_of
from loaders.package import (
    PLAN_FILE,
    SHARED_FILE,
    Description,
    Line,
    Package,
    PackageError,
    Place,
    PlanDescription,
    RowError,
)
from loaders.rows import TABLES, Labelled, Row

Folder = Path | Traversable
MAX_CELL = 100_000
csv.field_size_limit(MAX_CELL)


def find_packages(name: str, root: Folder) -> list[tuple[str, Folder]]:
    """The folders below ``root`` that hold a package, sorted, with their paths for messages, which begin with ``name``.

    Raises :class:`PackageError` where there is none.
    """
    found = sorted(_walk(root, name), key=lambda item: item[0])
    if not found:
        raise PackageError([RowError(Place(name), f"no data package here; expected a folder with {PLAN_FILE}")])
    return found


def _walk(folder: Folder, path: str) -> Iterator[tuple[str, Folder]]:
    if not folder.is_dir():
        return
    if folder.joinpath(PLAN_FILE).is_file() or folder.joinpath(SHARED_FILE).is_file():
        yield path, folder
    for child in folder.iterdir():
        if child.is_dir() and not child.name.startswith((".", "__")):
            yield from _walk(child, f"{path}/{child.name}")


def read_package(path: str, folder: Folder, tables: Iterable[type[Row]] = tuple(TABLES.values())) -> Package:
    """The package in ``folder``; ``path`` names it in messages.

    Raises :class:`PackageError` with every error of every file.
    """
    models = {model.table: model for model in tables}
    errors: list[RowError] = []
    description = _read_description(path, folder, errors)
    read: dict[str, list[Line[Row]]] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = entry.name
        if not name.endswith(".csv"):
            continue
        file = f"{path}/{name}"
        model = models.get(name.removesuffix(".csv"))
        if model is None:
            errors.append(RowError(Place(file), f"unknown table; expected one of: {', '.join(sorted(models))}"))
            continue
        languages = description.languages if description else []
        read[model.table] = list(_read_table(file, entry.read_bytes(), model, languages, errors))
    if errors or description is None:
        raise PackageError(errors)
    return Package(path, description, read)


def _read_description(path: str, folder: Folder, errors: list[RowError]) -> Description | None:
    model: type[Description] = PlanDescription if folder.joinpath(PLAN_FILE).is_file() else Description
    file_name = PLAN_FILE if model is PlanDescription else SHARED_FILE
    file = f"{path}/{file_name}"
    text = _decode(file, folder.joinpath(file_name).read_bytes(), errors)
    if text is None:
        return None
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, str(mark.column + 1)) if mark else Place(file)
        errors.append(RowError(place, f"not YAML: {getattr(error, 'problem', error)}"))
        return None
    if not isinstance(content, dict):
        errors.append(RowError(Place(file, 1), "expected names and values, such as key: pe-2017-2019"))
        return None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for name, message in _messages(error, content):
            errors.append(RowError(Place(file, _line_of(text, name), name), message))
        return None


def _line_of(text: str, name: str) -> int:
    """The line where a top-level name stands in a YAML text; 1 where it does not."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{name}:")), 1)


def _decode(file: str, data: bytes, errors: list[RowError]) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        message = "a byte order mark; expected UTF-8 without one (in a spreadsheet: save as CSV, not as CSV UTF-8)"
        errors.append(RowError(Place(file, 1), message))
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        around = data[max(0, error.start - 20) : error.start].decode("utf-8", "replace").rpartition("\n")[2]
        message = f"not UTF-8: byte 0x{data[error.start]:02x} after {around!r}; save the file as UTF-8"
        errors.append(RowError(Place(file, line), message))
        return None


def _read_table(
    file: str, data: bytes, model: type[Row], languages: Sequence[str], errors: list[RowError]
) -> Iterator[Line[Row]]:
    text = _decode(file, data, errors)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        fields = _check_header(file, header, model, languages, errors)
        if fields is None:
            return
        line = reader.line_num + 1
        for cells in reader:
            number, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"{len(cells)} cells; expected {len(header)}, as in the header"
                errors.append(RowError(Place(file, number), message))
                continue
            row = _read_row(Place(file, number), dict(zip(header, cells, strict=True)), fields, model, errors)
            if row is None:
                continue
            if issubclass(model, Labelled):
                errors.extend(_missing_labels(Place(file, number), row, languages))
            yield Line(row, file, number)
    except csv.Error as error:
        errors.append(RowError(Place(file, reader.line_num), f"not CSV: {error}"))


def _is_lang_text(annotation: Any) -> bool:
    return annotation == LangText or get_origin(annotation) is dict


def _check_header(
    file: str, header: list[str], model: type[Row], languages: Sequence[str], errors: list[RowError]
) -> dict[str, list[tuple[str, str | None]]] | None:
    """The columns of each field, with their language tags; none where the header is unusable."""
    place = Place(file, 1)
    if len(header) <= 1 and any(separator in "".join(header) for separator in (";", "\t")):
        separator = ";" if ";" in header[0] else "a tab"
        errors.append(RowError(place, f"cells are separated with {separator}; expected commas"))
        return None
    if not header:
        errors.append(RowError(place, "an empty file; expected a header row"))
        return None
    before = len(errors)
    known: set[str] = set()
    fields: dict[str, list[tuple[str, str | None]]] = {}
    for name, info in model.model_fields.items():
        if _is_lang_text(info.annotation):
            spread = list(languages_of(name, header))
            fields[name] = [(column, tag) for column, tag in spread]
            missing = info.is_required() and not spread
            expected = ", ".join(f"{name}_{tag}" for tag in languages)
        else:
            fields[name] = [(name, None)] if name in header else []
            missing = info.is_required() and name not in header
            expected = name
        known.update(column for column, _ in fields[name])
        if missing:
            errors.append(RowError(Place(file, 1, name), f"missing column; expected {expected}"))
    for number, column in enumerate(header, 1):
        if column not in known:
            close = ", ".join(model.model_fields)
            errors.append(RowError(Place(file, 1, column or str(number)), f"unknown column; expected among: {close}"))
        if header.index(column) != number - 1:
            errors.append(RowError(Place(file, 1, column), "the column is there twice"))
    return fields if len(errors) == before else None


def _read_row(
    place: Place,
    cells: dict[str, str],
    fields: dict[str, list[tuple[str, str | None]]],
    model: type[Row],
    errors: list[RowError],
) -> Row | None:
    content: dict[str, Any] = {}
    for name, columns in fields.items():
        filled = [(column, tag, cells[column].strip()) for column, tag in columns if cells[column].strip()]
        if not filled:
            continue
        content[name] = filled[0][2] if filled[0][1] is None else {tag: value for _, tag, value in filled}
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for column, message in _messages(error, content):
            errors.append(RowError(Place(place.file, place.line, column), message))
        return None


def _missing_labels(place: Place, row: Row, languages: Sequence[str]) -> Iterator[RowError]:
    label: LangText = getattr(row, "label", {})
    for tag in languages:
        if tag not in label:
            yield RowError(Place(place.file, place.line, f"label_{tag}"), "no value; expected a label in this language")


def _messages(error: ValidationError, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Column and message of each error; a message says what is wrong, what was expected, what was found."""
    for detail in error.errors(include_url=False):
        column = ".".join(str(part) for part in detail["loc"][:1])
        message = detail["msg"].removeprefix("Value error, ")
        kind = detail["type"]
        found = detail.get("input")
        if kind == "missing":
            yield column, "no value; expected one"
            continue
        if kind == "extra_forbidden":
            yield column, "unknown name"
            continue
        if kind.startswith("date"):
            message = "not a day; expected YYYY-MM-DD"
        if not column:  # a rule of the whole row: "column|message"
            column, _, message = message.partition("|") if "|" in message else ("", "", message)
            found = content.get(column)
        suffix = f"; found {_shown(found)}" if isinstance(found, str | int | float | date) else ""
        yield column, message + suffix


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...")
