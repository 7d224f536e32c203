"""Quotes held against the source texts.

A quote is found literally, after Unicode NFC and white-space folding; a hyphen at a line's end matches both itself and
nothing (``poli-/ticas``, ``2017-/2019``). The texts are not part of the project: whoever has them can verify.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loaders.package import Line, Package, RowError
from loaders.rows import Document, Passage

_BREAK = r"[^\S\n]*\n\s*"
_HYPHEN_GONE = rf"(?:-{_BREAK})?"


@dataclass(frozen=True)
class SourceText:
    """A text as decoded from UTF-8, in NFC, with the way back to its own code points."""

    sha256: str
    normal: str
    offsets: tuple[int, ...] | None
    """For each code point of ``normal`` and its end, the place in the file; none where they are the same."""

    @classmethod
    def from_bytes(cls, data: bytes) -> SourceText:
        """Raises :exc:`UnicodeDecodeError` where the text is not UTF-8."""
        text = data.decode("utf-8")
        digest = hashlib.sha256(data).hexdigest()
        if unicodedata.is_normalized("NFC", text):
            return cls(digest, text, None)
        pieces: list[str] = []
        offsets: list[int] = []
        # A letter and the marks after it are composed together; what is before them stays as it is.
        for match in re.finditer(r"\w[^\w\s]*|\W", text):
            composed = unicodedata.normalize("NFC", match[0])
            pieces.append(composed)
            offsets.extend([match.start()] * len(composed))
        return cls(digest, "".join(pieces), (*offsets, len(text)))

    def place(self, index: int) -> int:
        return index if self.offsets is None else self.offsets[index]


def pattern(quote: str) -> str:
    """A regular expression for a quote, as the rules of this module read it."""
    words = [_word(word) for word in unicodedata.normalize("NFC", quote).split()]
    return r"\s+".join(words)


def _word(word: str) -> str:
    parts = []
    for index, character in enumerate(word):
        last = index == len(word) - 1
        if character == "-":
            parts.append("-" if last else f"-(?:{_BREAK})?")
        else:
            parts.append(re.escape(character) + ("" if last else _HYPHEN_GONE))
    return "".join(parts)


def find(text: SourceText, quote: str, prefix: str | None = None, suffix: str | None = None) -> list[tuple[int, int]]:
    """The places of a quote in a text, as half-open ranges of the file's code points."""
    before = rf"(?:{pattern(prefix)})\s*" if prefix else ""
    after = rf"\s*(?:{pattern(suffix)})" if suffix else ""
    # A look-ahead lets places overlap, so that none is missed.
    expression = re.compile(rf"(?={before}(?P<quote>{pattern(quote)}){after})")
    found = {match.span("quote") for match in expression.finditer(text.normal)}
    return [(text.place(start), text.place(end)) for start, end in sorted(found)]


@dataclass
class Verification:
    """What verifying found: errors with their places, and how much was looked at."""

    errors: list[RowError] = field(default_factory=list)
    found: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """Positions by file and line of the passage."""
    checked: int = 0
    """Passages whose text was there."""
    without_text: dict[str, int] = field(default_factory=dict)
    """Documents whose text is not among the sources, with the number of their passages."""


def verify(packages: Iterable[Package], sources: Path) -> Verification:
    """Hold every passage of the packages against the texts in a folder."""
    packages = list(packages)
    result = Verification()
    texts: dict[str, SourceText | None] = {}
    documents = {line.row.key: line for package in packages for line in package.rows(Document)}
    for package in packages:
        for line in package.rows(Passage):
            document = line.row.document
            if document not in texts:
                texts[document] = _text(documents.get(document), sources, result)
            text = texts[document]
            if text is None:
                result.without_text[document] = result.without_text.get(document, 0) + 1
            else:
                result.checked += 1
                result.errors.extend(_check(line, text, result))
    return result


def _text(document: Line[Document] | None, sources: Path, result: Verification) -> SourceText | None:
    if document is None or document.row.text_file is None:
        return None
    path = sources / Path(document.row.text_file).name
    if not path.is_file():
        return None
    try:
        text = SourceText.from_bytes(path.read_bytes())
    except UnicodeDecodeError as error:
        result.errors.append(RowError(document.place("text_file"), f"{path}: not UTF-8 at byte {error.start}"))
        return None
    if document.row.sha256 != text.sha256:
        message = f"the text's SHA-256 is {text.sha256}; expected {document.row.sha256}"
        result.errors.append(RowError(document.place("sha256"), message))
    return text


def _check(line: Line[Passage], text: SourceText, result: Verification) -> Iterator[RowError]:
    row = line.row
    places = find(text, row.exact, row.prefix, row.suffix)
    if not places:
        yield RowError(line.place("exact"), f"not in the text of {row.document}: {row.exact!r}")
    elif len(places) > 1:
        message = f"{len(places)} times in the text of {row.document}; give a prefix or a suffix: {row.exact!r}"
        yield RowError(line.place("exact"), message)
    else:
        result.found[line.file, line.number] = places[0]
        if row.start is not None and (row.start, row.end) != places[0]:
            message = f"it stands at {places[0][0]}-{places[0][1]}; found {row.start}-{row.end}"
            yield RowError(line.place("start"), message)


def write_all(packages: Iterable[Package], found: dict[tuple[str, int], tuple[int, int]]) -> int:
    """Fill the positions into the packages' files; the number of rows that changed."""
    return sum(
        write_positions(lines, Path(lines[0].file), found) for package in packages if (lines := package.rows(Passage))
    )


def write_positions(lines: Sequence[Line[Passage]], path: Path, found: dict[tuple[str, int], tuple[int, int]]) -> int:
    """Fill ``start`` and ``end`` into a ``passages.csv``, replaced whole; the number of rows that changed."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header = list(reader.fieldnames or [])
        rows = list(reader)
    changed = 0
    for row, line in zip((row for row in rows if any(row.values())), lines, strict=True):
        place = found.get((line.file, line.number))
        if place and (row.get("start"), row.get("end")) != (str(place[0]), str(place[1])):
            row["start"], row["end"] = str(place[0]), str(place[1])
            changed += 1
    if changed:
        written = io.StringIO(newline="")
        columns = [*header, *(name for name in ("start", "end") if name not in header)]
        writer = csv.DictWriter(written, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        beside = path.with_suffix(".csv.new")
        beside.write_text(written.getvalue(), encoding="utf-8", newline="")
        beside.replace(path)
    return changed
