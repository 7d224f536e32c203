"""What was published once and no longer is: its IRIs, and why. Who asks for one is told that it is gone."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from loaders.cells import KEY_PATTERN
from loaders.identifiers import Minter, own_key
from loaders.nodes import pick
from loaders.package import Line, Package, RowError
from loaders.references import TYPES
from loaders.release import ReleaseError
from loaders.rows import TABLES, Commitment, Withdrawn, key_of_number
from ontology import codelists

LANGUAGE = "en"
"""Of the reasons, where there is one: an answer of the protocol is in English."""

_LOCAL = frozenset(
    model.type for model in TABLES.values() if model.type and model.local and "key" in model.model_fields
)
"""Types whose keys leave out the plan's."""


FILE = "withdrawn.json"


def withdrawn_from(path: Path) -> dict[str, str]:
    """Why things were withdrawn, by their IRI, from the folder of a release; nothing where it has no such file.

    Raises :class:`ReleaseError` where the file is damaged.
    """
    try:
        found = json.loads((path / FILE).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path / FILE}: damaged release: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise ReleaseError(f"{path / FILE}: damaged release: expected an object of IRIs with reasons")
    return {str(iri): str(reason) for iri, reason in found.items()}


def reasons(packages: Iterable[Package], minter: Minter) -> dict[str, str]:
    """Why a thing is gone, by its IRI, in the order of the IRIs; an empty text where nobody says."""
    rows = ((_iri(package, line, minter), line.row.reason) for package, line in _lines(packages))
    return dict(sorted((iri, pick(reason, LANGUAGE)) for iri, reason in rows))


def still_described(packages: Iterable[Package], minter: Minter, subjects: Collection[object]) -> Iterator[RowError]:
    """The rows that cannot stand: an unknown type, no key, the same thing twice, or what is still there."""
    there = {getattr(subject, "value", "") for subject in subjects}
    first: dict[str, Line[Withdrawn]] = {}
    for package, line in _lines(packages):
        type_, _, key = line.row.thing.partition("/")
        if type_ not in TYPES.union(codelists.schemes()):
            yield RowError(line.place("thing"), f"unknown type {type_!r}; expected one of: {', '.join(sorted(TYPES))}")
            continue
        if not all(KEY_PATTERN.fullmatch(part) for part in _key(package, type_, key).split("/")):
            yield RowError(line.place("thing"), f"{key!r} is not a key")
            continue
        iri = _iri(package, line, minter)
        if first.setdefault(iri, line) is not line:
            yield RowError(line.place("thing"), f"{iri} is there twice; first at {first[iri].place('thing')}")
        elif iri in there:
            yield RowError(line.place("thing"), f"{iri} is withdrawn and still described; expected one or the other")


def _lines(packages: Iterable[Package]) -> Iterator[tuple[Package, Line[Withdrawn]]]:
    return ((package, line) for package in packages for line in package.rows(Withdrawn))


def _iri(package: Package, line: Line[Withdrawn], minter: Minter) -> str:
    type_, _, key = line.row.thing.partition("/")
    return minter.thing(type_, _key(package, type_, key)).value


def _key(package: Package, type_: str, key: str) -> str:
    """The whole key, for one that may leave out the plan's: nothing is there any more to look it up."""
    if type_ not in _LOCAL or (package.plan and key.startswith(f"{package.plan.key}-")):
        return key
    if type_ == Commitment.type and re.fullmatch(r"[0-9A-Z:.]+", head := key.partition("/")[0]):
        key = key_of_number(head) + key.removeprefix(head)
    return own_key(package, key)
