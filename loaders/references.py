"""What the packages name: each key to its IRI, and each cell that names nothing to an error with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from pydantic import BaseModel
from pyoxigraph import NamedNode

from loaders.cells import Ref
from loaders.identifiers import (
    DIMENSIONS,
    Minter,
    dependent_key,
    keys_of,
    observation_part,
    own_key,
    place_names,
    table_of,
)
from loaders.package import Line, Package, Place, RowError
from loaders.rows import TABLES, Assessment, Commitment, Observation, Passage, Rating, Row, Section
from ontology import codelists

TYPES = frozenset({"plan", *(model.type for model in TABLES.values() if model.type)})
"""Types of things that rows describe; those of codes are the code lists' names."""
RESERVED = frozenset({"ontology", "questions", "sdg", "shapes"})
"""Graphs that are not a package's."""


@dataclass
class Registry:
    """Every thing that the packages hold, by type and key; built once, then only read."""

    minter: Minter
    sdg_codes: frozenset[str]
    things: dict[str, dict[str, Place]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    """Keys of commitments by package and number as published; the first where a number is there twice."""
    documents: dict[str, str] = field(default_factory=dict)
    """Keys of documents by the keys of their passages."""
    places: dict[str, str] = field(default_factory=dict)
    """Names of places as parts of keys."""
    sections: dict[tuple[str, str], str] = field(default_factory=dict)
    """Headings of sections by document and short name."""

    def register(self, packages: Sequence[Package]) -> list[RowError]:
        """Take in the keys of all packages; the errors are keys that are there twice and things that are not there."""
        errors: list[RowError] = []
        self.places = place_names(packages)
        errors.extend(_package_keys(packages))
        for package in packages:
            self._register_keys(package, errors)
        for package, line in _lines(packages):
            errors.extend(self._check_row(package, line))
            self._add_dependent(package, line, errors)
        for package in packages:
            errors.extend(self._check_references(package, package.description, package.description_file))
        for package, line in _lines(packages):
            errors.extend(self._check_references(package, line.row, line.file, line.number))
        return errors

    def _register_keys(self, package: Package, errors: list[RowError]) -> None:
        if package.plan:
            self._add("plan", package.plan.key, Place(package.description_file, 1, "key"), errors)
        for line, type_, key in keys_of(package, self.places):
            self._add(type_, key, line.place(_key_column(line.row)), errors)
            if isinstance(line.row, Commitment):
                self.numbers.setdefault((package.key, line.row.number), key)
            elif isinstance(line.row, Passage):
                self.documents[key] = line.row.document
        for section in package.rows(Section):
            name = section.row.document, section.row.section
            if self.sections.setdefault(name, section.row.title) is not section.row.title:
                errors.append(RowError(section.place("section"), f"the section {name[1]} of {name[0]} is there twice"))

    def _add(self, type_: str, key: str, place: Place, errors: list[RowError]) -> None:
        first = self.things.setdefault(type_, {}).setdefault(key, place)
        if first is not place:
            errors.append(RowError(place, f"the key {key} is there twice; first at {first}"))

    def _add_dependent(self, package: Package, line: Line[Row], errors: list[RowError]) -> None:
        named = getattr(line.row, "thing", None) or getattr(line.row, "subject", None)
        commitment = getattr(line.row, "commitment", None)
        reference = f"commitment/{commitment}" if commitment else named
        if reference is None:
            return
        found = self.find(package, "", reference)
        if found is None:
            return  # an error of the reference's own
        made = dependent_key(line.row, found[1].replace("/", "-"))
        if made:
            self._add(*made, line.place(), errors)

    def _check_row(self, package: Package, line: Line[Row]) -> Iterator[RowError]:
        """What a row needs of other rows, beyond its references."""
        row = line.row
        if isinstance(row, Observation):
            yield from self._check_observation(package, line, row)
        if isinstance(row, Passage) and (row.document, row.section) not in self.sections:
            yield RowError(line.place("section"), f"unknown section {row.section} of {row.document}; see sections.csv")
        if isinstance(row, Rating):
            yield from self._check_rating(package, line, row)
        sdg = getattr(row, "sdg", None)
        if sdg is not None and self.sdg_codes and sdg not in self.sdg_codes:
            yield RowError(line.place("sdg"), f"there is no SDG goal or target {sdg}")

    def _check_observation(self, package: Package, line: Line[Row], row: Observation) -> Iterator[RowError]:
        table = table_of(package, row)
        if table is None:
            if self.find(package, "table", row.in_table):
                yield RowError(line.place("in_table"), f"the table {row.in_table} is not of this package")
            return
        dimensions = DIMENSIONS[table.structure]
        if "?" in observation_part(table.structure, row, self.places).split("-"):
            expected = f"no code for a dimension of the structure {table.structure}; expected one for each"
            yield RowError(line.place(), f"{expected}: {', '.join(dimensions)}")
        for column in {name for each in DIMENSIONS.values() for name in each} - {*dimensions}:
            if getattr(row, column) is not None:
                message = f"the structure {table.structure} does not have this dimension; expected no value"
                yield RowError(line.place(column), message)

    def _check_rating(self, package: Package, line: Line[Row], row: Rating) -> Iterator[RowError]:
        kind = next(
            (
                each.row.kind
                for each in package.rows(Assessment)
                if self.find(package, "", each.row.thing) == self.find(package, "", row.thing)
                and (each.row.party, each.row.year) == (row.party, row.year)
            ),
            None,
        )
        if kind is None:
            yield RowError(line.place("thing"), f"no assessment of {row.thing} by {row.party} in {row.year}")
            return
        criteria = codelists.code_list(f"{kind}-criterion")
        if row.criterion not in criteria.codes:
            expected = ", ".join(sorted(criteria.codes))
            yield RowError(line.place("criterion"), f"unknown criterion {row.criterion!r}; expected one of: {expected}")
            return
        scale = criteria.concepts[row.criterion].scale
        if scale and row.value not in codelists.code_list(scale).codes:
            expected = ", ".join(sorted(codelists.code_list(scale).codes))
            yield RowError(
                line.place("value"), f"{row.value!r} is not on the scale {scale}; expected one of: {expected}"
            )

    def _check_references(self, package: Package, model: BaseModel, file: str, line: int = 1) -> Iterator[RowError]:
        for name, info in type(model).model_fields.items():
            ref = next(iter(_refs(info.annotation, info.metadata)), None)
            value = getattr(model, name)
            if ref is None or value is None:
                continue
            for reference in value if isinstance(value, list) else [value]:
                if self.find(package, ref.type, reference) is None:
                    yield RowError(Place(file, line, name), self._unknown(package, ref, reference))

    def _unknown(self, package: Package, ref: Ref, reference: str) -> str:
        type_, key = (ref.type, reference) if ref.type else reference.partition("/")[::2]
        if not ref.type and not key:
            return f"{reference!r} names nothing; expected type/key, such as event/{reference}"
        known = self.things.get(type_)
        if known is None and type_ not in TYPES.union(codelists.schemes()):
            return f"unknown type {type_!r}; expected one of: {', '.join(sorted(TYPES))}"
        close = get_close_matches(own_key(package, key), known or (), 3, 0.7) or get_close_matches(key, known or ())
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        return f"there is no {type_} {key!r}{hint}"

    def find(self, package: Package, type_: str, reference: str) -> tuple[str, str] | None:
        """Type and whole key of what a cell names, or none."""
        if not type_:
            type_, _, reference = reference.partition("/")
            if type_ == "plan" and not reference and package.plan:
                reference = package.plan.key
        if type_ == "sdg":
            return ("sdg", reference) if reference in self.sdg_codes else None
        if self.minter.is_code(type_, reference):
            return type_, reference
        known = self.things.get(type_, {})
        return next(((type_, key) for key in self._candidates(package, type_, reference) if key in known), None)

    def _candidates(self, package: Package, type_: str, reference: str) -> Iterator[str]:
        if type_ == "commitment":
            head, slash, part = reference.partition("/")
            number = self.numbers.get((package.key, head))
            if number:
                yield number + slash + part
        if type_ == "passage" and package.description.source_document:
            yield f"{package.description.source_document}-{reference}"
        yield own_key(package, reference)
        yield reference

    def iri(self, package: Package, type_: str, reference: str) -> NamedNode:
        """The IRI of what a cell names. A cell that was checked always names something."""
        found = self.find(package, type_, reference)
        if found is None:
            raise KeyError(f"{type_ or 'thing'} {reference}")
        return self.minter.sdg(found[1]) if found[0] == "sdg" else self.minter.thing(*found)


def _lines(packages: Sequence[Package]) -> Iterator[tuple[Package, Line[Row]]]:
    for package in packages:
        for lines in package.tables.values():
            for line in lines:
                yield package, line


def _package_keys(packages: Sequence[Package]) -> Iterator[RowError]:
    """Two packages with one key would share a graph, and nobody could tell which said what."""
    first: dict[str, Package] = {}
    for package in packages:
        place = Place(package.description_file, 1, "key")
        other = first.setdefault(package.key, package)
        if package.key in RESERVED:
            yield RowError(place, f"the key {package.key} is reserved")
        elif other is not package and not (other.plan and package.plan):
            yield RowError(place, f"the key {package.key} is there twice; first at {other.description_file}")


def _key_column(row: Row) -> str:
    if isinstance(row, Commitment):
        return "key" if row.key else "number"
    return "key" if "key" in type(row).model_fields else ""


def _refs(annotation: object, metadata: Sequence[object] = ()) -> Iterator[Ref]:
    """The marks of a field, also those inside ``list[...]`` and ``... | None``."""
    yield from (mark for mark in metadata if isinstance(mark, Ref))
    yield from (mark for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Ref))
    for inner in getattr(annotation, "__args__", ()):
        yield from _refs(inner)
