"""JSON-LD documents of other people's, made ready for the engine's parser, which reads no contexts from elsewhere.

What JSON-LD leaves out without a word is told: keys that no context defines, and relative IRIs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from loaders.package import PackageError, Place, RowError
from ontology import context
from ontology.terms import BASE

UNDEFINED = "https://undefined-term.invalid/"
"""What keys without a definition stand under, so that they can be told."""
RELATIVE = "https://relative.invalid/"
_MAX_DEPTH = 200


@dataclass
class JsonLdReader:
    """Reads documents, and gathers the keys that no context defines."""

    base: str
    """Under which the publisher serves the project's context."""
    undefined: set[str] = field(default_factory=set)

    def read(self, name: str, data: bytes, *, rename: bool) -> list[Quad]:
        """The statements of a document; raises :class:`PackageError`."""
        try:
            document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            raise _error(name, "not UTF-8", data.count(b"\n", 0, error.start) + 1) from error
        except json.JSONDecodeError as error:
            raise _error(name, f"not JSON: {error.msg}", error.lineno, error.colno) from error
        except RecursionError as error:
            raise _error(name, "nested too deeply") from error
        except ValueError as error:
            raise _error(name, str(error)) from error
        known = {f"{base}context/{context.version()}.jsonld" for base in (BASE, self.base)}
        ready = _Contexts(name, known).ready(document)
        try:
            text = json.dumps([{"@context": {"@vocab": UNDEFINED}, "@graph": ready}])
            quads = list(parse(text, RdfFormat.JSON_LD, base_iri=RELATIVE, rename_blank_nodes=rename))
        except SyntaxError as error:
            raise _error(name, f"not JSON-LD: {error.msg}") from error
        return [quad for quad in quads if self._is_whole(name, quad)]

    def _is_whole(self, name: str, quad: Quad) -> bool:
        whole = True
        for term in _named(quad):
            if term.value.startswith(RELATIVE):
                relative = term.value.removeprefix(RELATIVE)
                raise _error(name, f"a relative IRI, {relative!r}; expected an absolute one, or @base in the @context")
            if term.value.startswith(UNDEFINED):
                self.undefined.add(term.value.removeprefix(UNDEFINED))
                whole = False
        return whole


def _named(quad: Quad) -> Iterable[NamedNode]:
    return (
        term for term in (quad.subject, quad.predicate, quad.object, quad.graph_name) if isinstance(term, NamedNode)
    )


@dataclass(frozen=True)
class _Contexts:
    """Puts the project's context in the place of its address; any other address is an error, since none is fetched."""

    name: str
    known: set[str]

    def ready(self, value: Any, depth: int = 0) -> Any:
        if depth > _MAX_DEPTH:
            raise _error(self.name, "nested too deeply")
        if isinstance(value, list):
            return [self.ready(each, depth + 1) for each in value]
        if isinstance(value, dict):
            return {
                key: self._context(each) if key == "@context" else self.ready(each, depth + 1)
                for key, each in value.items()
            }
        return value

    def _context(self, value: Any, depth: int = 0) -> Any:
        if depth > _MAX_DEPTH:
            raise _error(self.name, "nested too deeply")
        match value:
            case str() if value in self.known:
                return json.loads(context.document())["@context"]
            case str():
                own = min(self.known)
                raise _error(
                    self.name, f"a context elsewhere, {value}; nothing is fetched: expected it in the file, or {own}"
                )
            case list():
                return [self._context(each, depth + 1) for each in value]
            case dict() if isinstance(imported := value.get("@import"), str):
                raise _error(self.name, f"a context elsewhere, {imported}; nothing is fetched")
            case dict():
                return {key: self._scoped(each, depth + 1) for key, each in value.items()}
            case _:
                return value

    def _scoped(self, definition: Any, depth: int) -> Any:
        """A definition of a term may hold a context of its own (JSON-LD 1.1, section 4.1.8)."""
        if isinstance(definition, dict) and "@context" in definition:
            return {**definition, "@context": self._context(definition["@context"], depth)}
        return definition


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"not JSON: {name}")


def _error(name: str, message: str, line: int = 0, column: int = 0) -> PackageError:
    return PackageError([RowError(Place(name, line, str(column or "")), message)])
