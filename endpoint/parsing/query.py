"""What a SPARQL query says about itself, read from its tokens before any engine sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin

from endpoint.parsing import syntax
from endpoint.parsing.grammar import Misplaced, Step, steps
from endpoint.parsing.syntax import Place
from endpoint.parsing.tokens import Token

_OPENING = {"{": "}", "(": ")", "[": "]"}
_CLOSING = frozenset(_OPENING.values())
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_ESCAPED_LOCAL = re.compile(r"\\(.)")
_ESCAPED_IRI = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_HOST = re.compile(r"https?://([A-Za-z0-9._\-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?)(?:[/?#]|\Z)", re.IGNORECASE)
_MAX_CODE_POINT = 0x10FFFF
_MAX_DIGITS = 18
"""Of a ``LIMIT`` that is a limit; Python reads no number of thousands of digits."""


class Form(StrEnum):
    """The four forms of a query; the first two give bindings, the others a graph."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


class Fault(StrEnum):
    """Why a query is not evaluated."""

    SYNTAX = "syntax"
    TOO_DEEP = "too-deep"
    UPDATE = "update"
    SERVICE = "service"


class QueryError(Exception):
    """A query that is not evaluated; ``place`` says where in its text."""

    def __init__(self, fault: Fault, message: str, place: Place, hint: str | None = None) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message
        self.place = place
        self.hint = hint


class Query(NamedTuple):
    """A query whose syntax is right, as far as the grammar goes."""

    text: str
    form: Form
    names_dataset: bool
    """Whether it has ``FROM`` clauses."""
    prefixes: Mapping[str, str]
    functions: frozenset[str]
    """The IRIs that it calls as functions."""
    repeatable: bool
    """Whether the same data give the same answer: no ``NOW``, ``RAND``, ``UUID``, ``STRUUID``, ``BNODE``, and no
    blank nodes to be made by ``CONSTRUCT``."""
    asks_others: bool = False
    """Whether it has ``SERVICE`` clauses, all to hosts that are allowed. Their answers may change at any time."""
    is_read: bool = True
    """Whether the grammar has read all of it."""
    limit: int | None = None
    """How many solutions it asks for at most; none where it does not say, or has not been read."""


def read(text: str, base: str, max_depth: int, hosts: AbstractSet[str] = frozenset()) -> Query:
    """Read a query; relative IRIs are resolved against ``base``, and ``SERVICE`` may ask ``hosts``.

    Raises :class:`QueryError` for wrong syntax, updates, ``SERVICE`` to another host, and brackets nested deeper than
    ``max_depth``.
    """
    reader = _Reader(text, base, max_depth, hosts)
    try:
        for step in steps(text):
            reader.take(step)
    except Misplaced as error:
        if reader.form is None and error.token.kind in _UPDATES:
            raise QueryError(
                Fault.UPDATE, "this service answers queries; it takes no updates", syntax.place(text, error.token.start)
            ) from None
        message, hint = syntax.explain(error, text, reader.open_brackets)
        raise QueryError(Fault.SYNTAX, message, syntax.place(text, error.token.start), hint) from None
    return reader.query()


class _Reader:
    def __init__(self, text: str, base: str, max_depth: int, hosts: AbstractSet[str]) -> None:
        self.form: Form | None = None
        self.open_brackets: list[Token] = []
        self._text = text
        self._base = base
        self._max_depth = max_depth
        self._hosts = hosts
        self._asks_others = False
        self._prefixes: dict[str, str] = {}
        self._functions: set[str] = set()
        self._names_dataset = False
        self._changing = False
        self._makes_nodes = False
        self._limit: int | None = None
        self._last = [Token("", "", 0)] * 2

    def take(self, step: Step) -> None:
        token = step.token
        if self._last[-1].kind == "SERVICE" or [each.kind for each in self._last] == ["SERVICE", "SILENT"]:
            self._check_service(token)
        if "ArgList" in step.entered:
            self._functions.add(self._iri(self._last[-1]))
        if token.kind in _FORMS and self.form is None:
            self.form = Form(token.kind)
        elif token.kind in _OPENING:
            self._open(token)
        elif token.kind in _CLOSING:
            self.open_brackets.pop()
        elif token.kind == "SERVICE":
            self._asks_others = True
            if not self._hosts:
                raise self._error(Fault.SERVICE, "SERVICE is not allowed: this service asks no other", token)
        elif token.kind == "IRIREF":
            self._declare(token)
        elif token.kind in {"PNAME_LN", "PNAME_NS"} and self._last[-1].kind != "PREFIX":
            self._check_prefix(token)
        self._names_dataset |= token.kind == "FROM"
        self._changing |= token.kind in _CHANGING
        self._makes_nodes |= not {"BlankNode", "BlankNodePropertyList", "Collection"}.isdisjoint(step.entered)
        self._note_limit(token)
        self._last = [self._last[-1], token]

    def query(self) -> Query:
        assert self.form is not None  # the grammar has it so
        return Query(
            self._text,
            self.form,
            self._names_dataset,
            self._prefixes,
            frozenset(self._functions),
            repeatable=not (self._changing or self._asks_others or (self._makes_nodes and self.form is Form.CONSTRUCT)),
            asks_others=self._asks_others,
            limit=self._limit,
        )

    def _open(self, token: Token) -> None:
        self.open_brackets.append(token)
        if len(self.open_brackets) > self._max_depth:
            raise self._error(Fault.TOO_DEEP, f"brackets are nested deeper than {self._max_depth}", token)

    def _note_limit(self, token: Token) -> None:
        if self._last[-1].kind == "LIMIT" and not self.open_brackets:  # in brackets it is a subquery's
            self._limit = int(token.text) if len(token.text) <= _MAX_DIGITS else None

    def _declare(self, token: Token) -> None:
        before, last = self._last
        if last.kind == "BASE":
            self._base = self._iri(token)
        elif before.kind == "PREFIX":
            self._prefixes[last.text[:-1]] = self._iri(token)

    def _check_prefix(self, token: Token) -> None:
        prefix = token.text.partition(":")[0]
        if prefix not in self._prefixes:
            raise self._error(Fault.SYNTAX, f"the prefix {prefix}: is not declared", token, syntax.declaration(prefix))

    def _check_service(self, token: Token) -> None:
        if token.kind == "SILENT":
            return
        if token.kind == "VAR":
            raise self._error(Fault.SERVICE, "SERVICE needs an address here, not a variable", token)
        # Compared whole: what stands before an @ or after a : is not the host.
        found = _HOST.match(self._iri(token))
        if not found or found[1].lower() not in self._hosts:
            raise self._error(Fault.SERVICE, "SERVICE is not allowed to this host (QUIPU_SERVICE_ALLOW)", token)

    def _iri(self, token: Token) -> str:
        if token.kind == "IRIREF":
            return _resolved(_ESCAPED_IRI.sub(_unescape, token.text[1:-1]), self._base)
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, "") + _ESCAPED_LOCAL.sub(r"\1", local)

    def _error(self, fault: Fault, message: str, token: Token, hint: str | None = None) -> QueryError:
        return QueryError(fault, message, syntax.place(self._text, token.start), hint)


def _resolved(iri: str, base: str) -> str:
    if _SCHEME.match(iri):
        return iri
    resolved = urljoin(base, iri)
    # The library drops a fragment that is empty; a namespace often ends in one.
    return f"{resolved}#" if iri.endswith("#") and not resolved.endswith("#") else resolved


def _unescape(match: re.Match[str]) -> str:
    code_point = int(match.group(1) or match.group(2), 16)
    return chr(code_point) if code_point <= _MAX_CODE_POINT else match.group()
