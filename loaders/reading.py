"""Reads data packages from folders: YAML and CSV to typed rows, with every error that the files hold."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_origin

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
from loaders.yaml_text import MAX_SIZE, NotYAMLError, read_yaml

Folder = Path | Traversable
MAX_CELL = 100_000
csv.field_size_limit(MAX_CELL)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters that XML or a terminal would choke on; no text needs them."""
UNCALCULATED = re.compile(r"=\s*[A-Z][A-Z.]*\(.*|#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", re.DOTALL)
"""What a spreadsheet saves in the place of a value: a formula, or its own error."""


def find_packages(name: str, root: Folder) -> list[tuple[str, Folder]]:
    """The folders below ``root`` that hold a package, sorted, with their paths for messages, which begin with ``name``.

    Raises :class:`PackageError` where there is none.
    """
    found = sorted(_walk(root, name, set()), key=lambda item: item[0])
    if not found:
        raise PackageError([RowError(Place(name), f"no data package here; expected a folder with {PLAN_FILE}")])
    return found


def _walk(folder: Folder, path: str, seen: set[str]) -> Iterator[tuple[str, Folder]]:
    """``seen`` keeps links between folders from being followed in circles."""
    real = os.path.realpath(folder) if isinstance(folder, Path) else path
    if not folder.is_dir() or real in seen:
        return
    seen.add(real)
    if folder.joinpath(PLAN_FILE).is_file() or folder.joinpath(SHARED_FILE).is_file():
        yield path, folder
    for child in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if child.is_dir() and not child.name.startswith((".", "__")):
            yield from _walk(child, f"{path}/{child.name}", seen)


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
        if (data := _bytes(file, entry, errors)) is not None:
            read[model.table] = list(_read_table(file, data, model, languages, errors))
    if errors or description is None:
        raise PackageError(errors)
    return Package(path, description, read)


def _bytes(file: str, entry: Folder, errors: list[RowError]) -> bytes | None:
    """What is in a file; a folder, a pipe and a link to nothing would stop the reading of all others."""
    if not entry.is_file():
        errors.append(RowError(Place(file), "not a file"))
        return None
    try:
        return entry.read_bytes()
    except OSError as error:
        errors.append(RowError(Place(file), f"cannot be read: {error.strerror}"))
        return None


def _read_description(path: str, folder: Folder, errors: list[RowError]) -> Description | None:
    model: type[Description] = PlanDescription if folder.joinpath(PLAN_FILE).is_file() else Description
    file_name = PLAN_FILE if model is PlanDescription else SHARED_FILE
    file = f"{path}/{file_name}"
    if model is PlanDescription and folder.joinpath(SHARED_FILE).is_file():
        errors.append(RowError(Place(f"{path}/{SHARED_FILE}"), f"a second description; expected {PLAN_FILE} alone"))
    data = _bytes(file, folder.joinpath(file_name), errors)
    text = None if data is None else _decode(file, data, errors)
    if text is None:
        return None
    if len(text) > MAX_SIZE:
        errors.append(RowError(Place(file), f"{len(text)} characters; expected at most {MAX_SIZE}"))
        return None
    try:
        content = read_yaml(text)
    except NotYAMLError as error:
        errors.append(RowError(Place(file, error.line, error.column), f"not YAML: {error}"))
        return None
    if not isinstance(content, dict):
        errors.append(RowError(Place(file, 1), "expected names and values, such as key: pe-2017-2019"))
        return None
    try:
        return model.model_validate({name: value for name, value in content.items() if value != ""})
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
        return unicodedata.normalize("NFC", data.decode("utf-8"))
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
        first = next(reader, [])
        header = [cell.strip() for cell in _without_empty_end(first)]
        fields = _check_header(file, header, model, languages, errors)
        if fields is None:
            return
        line = reader.line_num + 1
        for cells in reader:
            number, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(first):  # else a comma too many would move the cells behind it to other columns
                cells[len(header) :] = _without_empty_end(cells[len(header) :])
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


def _without_empty_end(cells: list[str]) -> list[str]:
    """The cells without the empty ones after the last: a spreadsheet saves columns that were emptied."""
    filled = [number for number, cell in enumerate(cells, 1) if cell.strip()]
    return cells[: filled[-1]] if filled else []


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
        errors.append(RowError(place, "an empty file or an empty first line; expected a header row"))
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
    before = len(errors)
    for column, cell in cells.items():
        errors.extend(RowError(Place(place.file, place.line, column), message) for message in _unfit(cell))
    if len(errors) > before:
        return None
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


def _unfit(cell: str) -> Iterator[str]:
    """What is wrong with a cell whatever its column."""
    if found := UNPRINTABLE.search(cell):
        yield f"an unprintable character (U+{ord(found[0]):04X}); remove it"
    if UNCALCULATED.fullmatch(cell.strip()):
        yield f"a formula or an error of the spreadsheet; expected its value; found {_shown(cell)}"


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
        message = _in_plain_words(kind, detail.get("ctx", {})) or message
        if not column:  # a rule of the whole row: "column|message"
            column, _, message = message.partition("|") if "|" in message else ("", "", message)
            found = content.get(column)
        suffix = f"; found {_shown(found)}" if isinstance(found, str) else ""
        yield column, message + suffix


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _in_plain_words(kind: str, facts: dict[str, Any]) -> str | None:
    """A message of pydantic's in the words of somebody who fills in a spreadsheet; none where its own will do."""
    words = {
        "string_pattern_mismatch": "not written as expected, which is {pattern}",
        "greater_than_equal": "too small; expected at least {ge}",
        "less_than_equal": "too large; expected at most {le}",
        "literal_error": "expected {expected}",
        "string_type": "expected a text",
        "list_type": "expected a list, such as [es, en]",
        "dict_type": "expected a text for each language, such as {{es: ...}}",
        "too_short": "expected at least one",
    }.get(kind)
    return words and words.format(**facts)
