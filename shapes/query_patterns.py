"""The triple patterns of a constraint's query: what it looks at, and how that hangs together with its focus node.

Queries of constraints are read here without an engine, and of SPARQL as much as such queries need: groups with
triples, property paths, FILTER, EXISTS, OPTIONAL, UNION and BIND. Section numbers are those of the
`SPARQL 1.1 Query Language <https://www.w3.org/TR/sparql11-query/>`_. Rdflib's parser takes twenty times as long, which
is longer than validating what changed (tests hold the two together).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

THIS = "?this"

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$][^\W]+)
  | (?P<literal>(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?:@[A-Za-z][A-Za-z0-9-]*)?|[+-]?[0-9]+(?:\.[0-9]+)?)
  | (?P<prefixed>[^\W\d_]?[\w-]*:(?:[\w-]|\.(?=[\w-]))*)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>&&|\|\||\^\^|!=|<=|>=|[{}()\[\].,;/|^+*?!=<>-])
    """,
    re.VERBOSE,
)


class NotReadError(ValueError):
    """A query with what this module does not read."""


@dataclass(frozen=True)
class Inverse:
    path: Path

    def __str__(self) -> str:
        return f"^({self.path})"


@dataclass(frozen=True)
class Sequence_:  # noqa: N801 - the name of section 9.1, and another's
    first: Path
    then: Path

    def __str__(self) -> str:
        return f"({self.first})/({self.then})"


@dataclass(frozen=True)
class Alternative:
    paths: tuple[Path, ...]

    def __str__(self) -> str:
        return "|".join(f"({path})" for path in self.paths)


@dataclass(frozen=True)
class Repeated:
    """A path any number of times: what ``*``, ``+`` and ``?`` look at at most."""

    path: Path

    def __str__(self) -> str:
        return f"({self.path})*"


Path = str | Inverse | Sequence_ | Alternative | Repeated
"""A property path; a string is an IRI or a variable as SPARQL writes it."""


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; terms as SPARQL writes them, without prefixes, and variables with ``?``."""

    subject: str
    path: Path
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {self.path} {self.object}"

    @property
    def variables(self) -> set[str]:
        return {term for term in (self.subject, self.path, self.object) if isinstance(term, str) and term[0] == "?"}


@dataclass(frozen=True)
class Step:
    """A triple that a pattern may look at, with the patterns that match beside it wherever it matters."""

    subject: str
    predicate: str
    object: str
    beside: tuple[Pattern, ...] = ()


@dataclass
class _Group:
    patterns: list[Pattern] = field(default_factory=list)
    within: list[_Group] = field(default_factory=list)
    """Groups whose patterns matter only where those of this one match."""


def steps_of(query: str) -> tuple[Step, ...]:
    """All that a query looks at; raises :class:`NotReadError`.

    A solution can differ between two graphs only where some step matches a triple that one of them lacks, beside
    patterns that match in the one that has it.
    """
    fresh = (f"?step{number}" for number in count())
    return tuple(_steps(_Reader(query).query(), (), fresh))


def steps_along(pattern: Pattern, fresh: Iterator[str], beside: tuple[Pattern, ...] = ()) -> Iterator[Step]:
    """The triples that a pattern's path may lead over (section 9.3)."""
    subject, path, object_ = pattern.subject, pattern.path, pattern.object
    match path:
        case str():
            yield Step(subject, path, object_, beside)
        case Inverse():
            yield from steps_along(Pattern(object_, path.path, subject), fresh, beside)
        case Alternative():
            for each in path.paths:
                yield from steps_along(Pattern(subject, each, object_), fresh, beside)
        case Sequence_():
            middle = next(fresh)
            first, then = Pattern(subject, path.first, middle), Pattern(middle, path.then, object_)
            yield from steps_along(first, fresh, (*beside, then))
            yield from steps_along(then, fresh, (*beside, first))
        case Repeated():
            one, other = next(fresh), next(fresh)
            around = (Pattern(subject, path, one), Pattern(other, path, object_))
            yield from steps_along(Pattern(one, path.path, other), fresh, (*beside, *around))


def _steps(group: _Group, outer: tuple[Pattern, ...], fresh: Iterator[str]) -> Iterator[Step]:
    for number, pattern in enumerate(group.patterns):
        others = (*outer, *group.patterns[:number], *group.patterns[number + 1 :])
        yield from steps_along(pattern, fresh, others)
    for inner in group.within:
        yield from _steps(inner, (*outer, *group.patterns), fresh)


class _Reader:
    def __init__(self, query: str) -> None:
        self._tokens = list(_tokens(query))
        self._at = 0
        self._prefixes: dict[str, str] = {}

    def query(self) -> _Group:
        while self._is("PREFIX"):
            self._next()
            name = self._next()[1]
            self._prefixes[name] = self._next()[1][1:-1]
        while not self._is("WHERE"):
            self._next()
        self._next()
        group = self._group()
        if any(text.upper() == "EXISTS" for _, text in self._tokens[self._at :]):
            raise NotReadError("EXISTS after the outermost group")
        return group

    def _group(self) -> _Group:
        group = _Group()
        self._expect("{")
        while not self._is("}"):
            if self._is("{"):
                group.within.append(self._group())
            elif self._is("UNION", "."):
                self._next()
            elif self._is("OPTIONAL"):
                self._next()
                group.within.append(self._group())
            elif self._is("FILTER", "BIND"):
                self._next()
                group.within += self._expression()
            elif self._peek()[0] == "word" and not self._is("a"):
                raise NotReadError(f"{self._peek()[1]} in a group")
            else:
                self._triples(group)
        self._next()
        return group

    def _expression(self) -> Iterator[_Group]:
        """The groups of EXISTS in an expression, to the end of its parentheses or, without any, of its group."""
        depth = 0
        while True:
            if self._is("EXISTS"):
                self._next()
                yield self._group()
                if not depth:
                    return
            else:
                text = self._next()[1]
                depth += {"(": 1, ")": -1}.get(text, 0)
                if text == ")" and not depth:
                    return

    def _triples(self, group: _Group) -> None:
        subject = self._term()
        while True:
            path = self._path()
            group.patterns.append(Pattern(subject, path, self._term()))
            while self._is(","):
                self._next()
                group.patterns.append(Pattern(subject, path, self._term()))
            if not self._is(";"):
                return
            while self._is(";"):
                self._next()
            if self._is(".", "}"):
                return

    def _path(self) -> Path:
        paths = [self._sequence()]
        while self._is("|"):
            self._next()
            paths.append(self._sequence())
        return paths[0] if len(paths) == 1 else Alternative(tuple(paths))

    def _sequence(self) -> Path:
        path = self._element()
        if self._is("/"):
            self._next()
            return Sequence_(path, self._sequence())
        return path

    def _element(self) -> Path:
        if self._is("^"):
            self._next()
            return Inverse(self._element())
        if self._is("("):
            self._next()
            path = self._path()
            self._expect(")")
        else:
            path = self._term()
        if self._is("*", "+", "?"):
            self._next()
            return Repeated(path)
        return path

    def _term(self) -> str:
        kind, text = self._next()
        if kind == "word" and text == "a":
            return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        if kind == "variable":
            return f"?{text[1:]}"
        if kind == "prefixed":
            prefix, _, local = text.partition(":")
            if f"{prefix}:" not in self._prefixes:
                raise NotReadError(f"no prefix {prefix}:")
            return f"<{self._prefixes[f'{prefix}:']}{local}>"
        if kind in {"iri", "literal"} or text in {"true", "false"}:
            return text
        raise NotReadError(f"expected a term: {text}")

    def _peek(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise NotReadError("the query ends early")
        return self._tokens[self._at]

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        kind, text = self._peek()
        return kind in {"word", "mark"} and (text if kind == "mark" or text == "a" else text.upper()) in texts

    def _expect(self, text: str) -> None:
        if not self._is(text):
            raise NotReadError(f"expected {text}: {self._peek()[1]}")
        self._next()


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise NotReadError(f"not understood: {query[at : at + 20]!r}")
        at = match.end()
        kind = match.lastgroup
        assert kind is not None
        if kind != "space":
            yield kind, match[0]
