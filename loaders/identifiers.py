"""IRIs made from keys, and the keys of things that have none of their own: ``id/{type}/{key}``, parts below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode

from loaders.package import Line, Package
from loaders.rows import (
    Alignment,
    Assessment,
    Commitment,
    Milestone,
    Observation,
    Passage,
    Place,
    Rating,
    Responsibility,
    Row,
    Statement,
    Table,
)
from ontology import codelists
from ontology.terms import BASE

SDG = "http://metadata.un.org/sdg/"
TOTAL = "total"

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "organizations": ("actor_type",),
    "civil-society": ("actor_type",),
    "workshops": ("place", "actor_type"),
    "contributions": ("theme", "channel"),
    "proposals": ("theme", "event_type"),
}
"""The columns of ``observations`` that a structure of ``ontology/cubes.ttl`` uses, in its order."""


class Minter:
    """Makes IRIs. Code lists always stand under the project's base; ``base`` holds a publisher's own things."""

    def __init__(self, base: str = BASE) -> None:
        # Paths are put behind it, so a query or a fragment would swallow them (RFC 3986, section 3).
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#]+/", base):
            raise ValueError(f"not a base IRI: {base!r}; expected http(s)://.../ with a slash at its end and no ? or #")
        self.base = base

    def thing(self, type_: str, key: str) -> NamedNode:
        base = BASE if self.is_code(type_, key) else self.base
        return NamedNode(f"{base}id/{type_}/{key}")

    @staticmethod
    def is_code(type_: str, key: str) -> bool:
        """True for a concept of a code list that the vocabulary ships."""
        return type_ in codelists.schemes() and key in codelists.code_list(type_).codes

    def graph(self, key: str) -> NamedNode:
        return NamedNode(f"{self.base}id/graph/{key}")

    @staticmethod
    def scheme(name: str) -> NamedNode:
        return NamedNode(f"{BASE}id/{name}")

    @staticmethod
    def concept(scheme: str, code: str) -> NamedNode:
        return NamedNode(f"{BASE}id/{scheme}/{code}")

    @staticmethod
    def sdg(code: str) -> NamedNode:
        return NamedNode(SDG + code)


def kebab(name: str) -> str:
    """``ogpIdentifier`` and ``PE0067`` as parts of a key: ``ogp-identifier``, ``pe0067``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^a-z0-9.]+", "-", words.lower()).strip("-.")


def own_key(package: Package, key: str) -> str:
    """A key that is local to the package's plan, made whole."""
    return f"{package.plan.key}-{key}" if package.plan else key


def keys_of(package: Package, places: Mapping[str, str]) -> Iterator[tuple[Line[Row], str, str]]:
    """Type and key of each row whose key does not depend on other rows; parts have ``thing/part`` as their key.

    ``places`` are the names of places as parts of keys, from :func:`place_names`.
    """
    for lines in package.tables.values():
        for line in lines:
            row = line.row
            if isinstance(row, Commitment):
                yield line, row.type, own_key(package, row.local_key)
            elif isinstance(row, Passage):
                yield line, row.type, f"{row.document}-{row.section}-{row.n}"
            elif isinstance(row, Observation):
                yield from _observation_key(package, line, row, places)
            elif row.type and hasattr(row, "key"):
                yield line, row.type, own_key(package, row.key) if row.local else row.key


def _observation_key(
    package: Package, line: Line[Row], row: Observation, places: Mapping[str, str]
) -> Iterator[tuple[Line[Row], str, str]]:
    table = table_of(package, row)
    if table is not None:
        yield line, "table", f"{own_key(package, table.key)}/{observation_part(table.structure, row, places)}"


def table_of(package: Package, row: Observation) -> Table | None:
    """The table of the package that an observation names, by its local key or its whole one."""
    tables = {name: each.row for each in package.rows(Table) for name in (own_key(package, each.row.key), each.row.key)}
    return tables.get(row.in_table)


def place_names(packages: Iterable[Package]) -> dict[str, str]:
    """Names of places as parts of keys, without their country: ``pe-lal`` gives ``la-libertad``.

    The name in the first language of the package; where it holds no ASCII letter, the place's key.
    """
    named = (
        (line.row.key, line.row.label.get(package.description.languages[0], ""))
        for package in packages
        for line in package.rows(Place)
    )
    return {key: slug(name) or key for key, name in named}


def slug(name: str) -> str:
    """A name in lower-case ASCII with hyphens: ``San Martín`` gives ``san-martin``."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")


def observation_part(structure: str, row: Observation, places: Mapping[str, str]) -> str:
    """The codes of its dimensions in the structure's order; a place by its name."""
    codes = ((column, getattr(row, column) or "?") for column in DIMENSIONS[structure])
    return "-".join(places.get(code, code) if column == "place" else code for column, code in codes)


def dependent_key(row: Row, thing: str) -> tuple[str, str] | None:
    """Type and key of a row that is named after the ``thing`` (a key) that it is about; none for other rows."""
    made: tuple[str, str] | None = None
    match row:
        case Milestone():
            made = "commitment", f"{thing}/milestone-{row.n}"
        case Responsibility():
            made = row.type, f"{thing}--{row.organization}--{row.role}"
        case Alignment():
            made = row.type, f"{thing}--{kebab(row.sdg)}--{row.party}"
        case Assessment():
            made = row.type, f"{thing}--{row.party}-{row.year}"
        case Rating():
            made = "assessment", f"{thing}--{row.party}-{row.year}/{row.criterion}"
        case Statement():
            name = kebab(row.property.partition(":")[2])
            made = row.type, "--".join([thing, name, *([kebab(row.value)] if row.value else [])])
    return made
