"""The release as tables: a CSV for each class and for each table of a source, described in CSVW.

What a description says is what the W3C's Recommendations ask: https://www.w3.org/TR/tabular-metadata/. Read by it, a
row gives back statements of the release.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.terms import DCTERMS, PREFIXES, QB, RDF, RDFS, XSD

TABLES = "tables"
METADATA = "csv-metadata.json"
"""Where CSVW looks for the description of a file (Tabular Data Model, section 5.3)."""
ZIP = "tables.zip"
_KEY = "iri"
_SEPARATORS = "|;\t¦‖"
_DATATYPES = {
    XSD.integer: "integer",
    XSD.decimal: "decimal",
    XSD.boolean: "boolean",
    XSD.date: "date",
    XSD.dateTime: "dateTime",
}
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""No time in the archive: equal tables are equal files."""

Subjects = Mapping[NamedNode, Mapping[NamedNode, Sequence[object]]]


@dataclass(frozen=True)
class Column:
    """A property in one language; ``separator`` where a cell has several values."""

    name: str
    property: NamedNode
    language: str
    datatype: str
    separator: str

    def described(self, labels: Mapping[NamedNode, Mapping[str, str]]) -> dict[str, Any]:
        """The column in the words of CSVW."""
        found: dict[str, Any] = {"name": self.name, "propertyUrl": self.property.value, "datatype": self.datatype}
        if self.language:
            found["lang"] = self.language
        if self.separator:
            found["separator"] = self.separator
        if texts := labels.get(self.property):
            found["rdfs:label"] = _texts(texts)
        return found


@dataclass(frozen=True)
class Table:
    """A table by its name without extension; ``about`` is the class or the table of a source that it holds."""

    name: str
    about: NamedNode
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> bytes:
        """RFC 4180, in UTF-8, with a header."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([_KEY, *(column.name for column in self.columns)])
        writer.writerows(self.rows)
        return text.getvalue().encode()

    def described(self, labels: Mapping[NamedNode, Mapping[str, str]]) -> dict[str, Any]:
        """The table in the words of CSVW."""
        texts = labels.get(self.about, {})
        key = {"name": _KEY, "datatype": "anyURI", "required": True, "suppressOutput": True}
        return {
            "url": f"{self.name}.csv",
            "dc:subject": {"@id": self.about.value},
            **({"rdfs:label": _texts(texts)} if texts else {}),
            "tableSchema": {
                "aboutUrl": f"{{+{_KEY}}}",
                "primaryKey": _KEY,
                "columns": [key, *(column.described(labels) for column in self.columns)],
            },
        }


def write(quads: Iterable[Quad], base: str, licence: str, folder: Path) -> None:
    """Write the tables of a release, their description and an archive of all into a folder."""
    subjects = _subjects(dict.fromkeys(quad.triple for quad in quads))
    labels = {node: texts for node in subjects if (texts := _labels(subjects[node]))}
    tables = list(_tables(subjects, base))
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:license": {"@id": licence},
        "tables": [table.described(labels) for table in tables],
    }
    contents = {f"{table.name}.csv": table.csv() for table in tables}
    contents[METADATA] = (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / TABLES).mkdir()
    for name, content in contents.items():
        (folder / TABLES / name).write_bytes(content)
    with zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), content, zipfile.ZIP_DEFLATED)


def _tables(subjects: Subjects, base: str) -> Iterator[Table]:
    ours = {node: said for node, said in subjects.items() if node.value.startswith(f"{base}id/")}
    by_class: dict[NamedNode, list[NamedNode]] = {}
    by_table: dict[NamedNode, list[NamedNode]] = {}
    for node, said in ours.items():
        classes = [class_ for class_ in said.get(RDF.type, ()) if isinstance(class_, NamedNode)]
        # Most things of ours are also of a class that others know; that would be a table of everything.
        own = [class_ for class_ in classes if class_.value.startswith(PREFIXES["ga"])]
        for class_ in own or classes:
            by_class.setdefault(class_, []).append(node)
        for table in said.get(QB.dataSet, ()):
            if isinstance(table, NamedNode):
                by_table.setdefault(table, []).append(node)
    for class_, nodes in sorted(by_class.items(), key=lambda item: item[0].value):
        yield _table(_name(class_), class_, nodes, ours)
    for table, nodes in sorted(by_table.items(), key=lambda item: item[0].value):
        yield _table(f"table-{table.value.rpartition('/')[2]}", table, nodes, ours)


def _table(name: str, about: NamedNode, nodes: Iterable[NamedNode], subjects: Subjects) -> Table:
    ordered = sorted(nodes, key=lambda node: node.value)
    cells: dict[tuple[NamedNode, str], dict[NamedNode, list[object]]] = {}
    for node in ordered:
        for prop, terms in subjects[node].items():
            for term in terms:
                language = (term.language or "") if isinstance(term, Literal) else ""
                cells.setdefault((prop, language), {}).setdefault(node, []).append(term)
    columns = [_column(prop, language, by_node.values()) for (prop, language), by_node in cells.items()]
    by_column = dict(zip(columns, cells.values(), strict=True))
    columns.sort(key=lambda column: (not column.name.startswith("label"), column.name))
    rows = tuple(
        (node.value, *(column.separator.join(map(_text, by_column[column].get(node, ()))) for column in columns))
        for node in ordered
    )
    return Table(name, about, tuple(columns), rows)


def _column(prop: NamedNode, language: str, values: Iterable[Sequence[object]]) -> Column:
    cells = list(values)
    datatypes = {_datatype(term) for terms in cells for term in terms}
    [datatype] = datatypes if len(datatypes) == 1 else ["string"]
    separator = ""
    if any(len(terms) > 1 for terms in cells):
        used = {char for terms in cells for term in terms for char in _text(term)}
        separator = next((char for char in _SEPARATORS if char not in used), "\x1f")
    suffix = f"_{language.replace('-', '_')}" if language else ""
    return Column(_name(prop) + suffix, prop, language, datatype, separator)


def _name(term: NamedNode) -> str:
    """The local name of a term, after its prefix where it is neither ours nor RDF Schema's."""
    spaces = [(prefix, space) for prefix, space in PREFIXES.items() if term.value.startswith(space)]
    if not spaces:
        return "".join(char if char.isascii() and char.isalnum() else "_" for char in term.value)
    prefix, space = max(spaces, key=lambda pair: len(pair[1]))
    local = term.value.removeprefix(space).replace("-", "_")
    return local if space in (PREFIXES["ga"], PREFIXES["rdfs"]) else f"{prefix.replace('-', '_')}_{local}"


def _datatype(term: object) -> str:
    if isinstance(term, NamedNode):
        return "anyURI"
    return _DATATYPES.get(term.datatype, "string") if isinstance(term, Literal) else "string"


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def _subjects(triples: Iterable[Triple]) -> dict[NamedNode, dict[NamedNode, list[object]]]:
    found: dict[NamedNode, dict[NamedNode, list[object]]] = {}
    for triple in sorted(triples, key=str):
        if isinstance(triple.subject, NamedNode):
            found.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return found


def _labels(said: Mapping[NamedNode, Sequence[object]]) -> dict[str, str]:
    for prop in (RDFS.label, DCTERMS.title):
        if found := {text.language or "": text.value for text in said.get(prop, ()) if isinstance(text, Literal)}:
            return found
    return {}


def _texts(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, **({"@language": tag} if tag else {})} for tag, text in sorted(texts.items())]
