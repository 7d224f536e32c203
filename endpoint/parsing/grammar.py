"""Reads a query by the grammar of SPARQL 1.1, one token ahead, without recursion.

The engine's own parser says little about where a query goes wrong, and a deeply nested query kills its process. This
one says what was expected at which token, and sees every token in its role: whether ``SERVICE`` is a clause or part of
a string, whether ``<`` opens an IRI. A query is given to the engine only if it is read whole here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from endpoint.parsing.tokens import END, Token, next_token

_START = "Query"
_SYMBOL = re.compile(r"'(?P<literal>[^']+)'|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[()|?*+=])")

Rule = tuple[str, ...]


class Misplaced(Exception):  # noqa: N818 - it is what was found, data for a message
    """A token that cannot stand where it does, and the terminals that could."""

    def __init__(self, token: Token, expected: frozenset[str]) -> None:
        super().__init__(token.kind)
        self.token = token
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Step:
    """A token in its right place, and the rules that were entered to reach it, outermost first."""

    token: Token
    entered: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """The table of an LL(1) parser. A symbol that has rules is a nonterminal, any other a terminal."""

    rules: Mapping[str, tuple[Rule, ...]]
    first: Mapping[str, frozenset[str]]
    nullable: frozenset[str]
    table: Mapping[str, Mapping[str, Rule]]
    """By nonterminal and next terminal, the rule to follow."""

    def expected(self, stack: list[str]) -> frozenset[str]:
        """The terminals that may come next, the top of the stack being its last symbol."""
        found: set[str] = set()
        for symbol in reversed(stack):
            found |= self.first.get(symbol, {symbol})
            if symbol not in self.nullable:
                break
        return frozenset(found)


def steps(text: str) -> Iterator[Step]:
    """The tokens of a query, each as soon as it is known to stand in a right place.

    Raises :class:`Misplaced` at the first that does not.
    """
    grammar = sparql()
    stack = [END, _START]
    entered: list[str] = []
    token = next_token(text, 0, lambda: "IRIREF" in grammar.expected(stack))
    while stack:
        symbol = stack.pop()
        if symbol in grammar.table:
            names, symbols = _expansion(symbol, token.kind)
            stack.extend(symbols)
            entered.extend(names)
            if symbols and symbols[-1] in grammar.table:  # no rule of the last nonterminal begins with the token
                raise Misplaced(token, grammar.expected(stack))
        elif symbol != token.kind:
            raise Misplaced(token, frozenset({symbol}))
        elif symbol != END:
            yield Step(token, tuple(entered))
            entered.clear()
            token = next_token(text, token.start + len(token.text), lambda: "IRIREF" in grammar.expected(stack))


@cache
def _expansion(symbol: str, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The nonterminals entered from a symbol to the next terminal, and what to put on the stack instead of it.

    Remembered, since there are few: queries of the same shape take the same ways. The last symbol is a nonterminal only
    where none of its rules begins with a token of this kind.
    """
    table = sparql().table
    entered: list[str] = []
    stack = [symbol]
    while stack and stack[-1] in table:
        rule = table[stack[-1]].get(kind)
        if rule is None:
            break
        entered.append(stack.pop())
        stack.extend(reversed(rule))
    return tuple(entered), tuple(stack)


@cache
def sparql() -> Grammar:
    """The grammar in ``sparql.bnf``; raises :exc:`ValueError` where one token ahead does not decide."""
    rules = _Reader(files("endpoint.parsing").joinpath("sparql.bnf").read_text(encoding="utf-8")).rules
    nullable, first = _first(rules)
    follow = _follow(rules, nullable, first)
    table: dict[str, dict[str, Rule]] = {}
    for name, alternatives in rules.items():
        row = table.setdefault(name, {})
        for rule in alternatives:
            ahead, empty = _first_of(rule, nullable, first)
            for terminal in ahead | (follow[name] if empty else set()):
                if terminal in row:
                    raise ValueError(f"{name}: two rules begin with {terminal}")
                row[terminal] = rule
    return Grammar(rules, {name: frozenset(found) for name, found in first.items()}, frozenset(nullable), table)


class _Reader:
    """Reads the notation of ``sparql.bnf``; repetitions and groups become rules of their own, named ``Owner.n``."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, tuple[Rule, ...]] = {}
        text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
        for production in re.split(r"\n(?=\S)", text.strip()):
            name, _, body = production.partition(" = ")
            self._owner = name
            self._symbols = [(match.lastgroup, match.group(str(match.lastgroup))) for match in _SYMBOL.finditer(body)]
            self._next = 0
            self.rules[name] = tuple(self._alternatives())

    def _alternatives(self) -> list[Rule]:
        alternatives = [self._sequence()]
        while self._take("|"):
            alternatives.append(self._sequence())
        return alternatives

    def _sequence(self) -> Rule:
        found: list[str] = []
        while self._next < len(self._symbols):
            kind, value = self._symbols[self._next]
            if kind == "mark" and value in "|)":
                break
            self._next += 1
            found.append(self._repeated(self._group() if kind == "mark" else value))
        return tuple(found)

    def _group(self) -> str:
        alternatives = self._alternatives()
        self._take(")")
        return self._new(*alternatives)

    def _repeated(self, symbol: str) -> str:
        if self._take("?"):
            return self._new((symbol,), ())
        if self._take("*"):
            return self._loop(symbol)
        if self._take("+"):
            return self._new((symbol, self._loop(symbol)))
        return symbol

    def _loop(self, symbol: str) -> str:
        name = self._new()
        self.rules[name] = ((symbol, name), ())
        return name

    def _new(self, *rules: Rule) -> str:
        name = f"{self._owner}.{len(self.rules)}"
        self.rules[name] = rules
        return name

    def _take(self, mark: str) -> bool:
        found = self._next < len(self._symbols) and self._symbols[self._next] == ("mark", mark)
        self._next += found
        return found


def _first(rules: Mapping[str, tuple[Rule, ...]]) -> tuple[set[str], dict[str, set[str]]]:
    nullable: set[str] = set()
    first: dict[str, set[str]] = {name: set() for name in rules}
    changed = True
    while changed:
        changed = False
        for name, alternatives in rules.items():
            for rule in alternatives:
                ahead, empty = _first_of(rule, nullable, first)
                if not ahead <= first[name] or (empty and name not in nullable):
                    first[name] |= ahead
                    nullable |= {name} if empty else set()
                    changed = True
    return nullable, first


def _first_of(rule: Rule, nullable: set[str], first: Mapping[str, set[str]]) -> tuple[set[str], bool]:
    """The terminals a sequence may begin with, and whether it may be empty."""
    found: set[str] = set()
    for symbol in rule:
        found |= first.get(symbol, {symbol})
        if symbol not in nullable:
            return found, False
    return found, True


def _follow(
    rules: Mapping[str, tuple[Rule, ...]], nullable: set[str], first: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    follow: dict[str, set[str]] = {name: set() for name in rules}
    follow[_START].add(END)
    changed = True
    while changed:
        changed = False
        for name, alternatives in rules.items():
            for rule in alternatives:
                for i, symbol in enumerate(rule):
                    if symbol not in rules:
                        continue
                    after, empty = _first_of(rule[i + 1 :], nullable, first)
                    after = after | follow[name] if empty else after
                    if not after <= follow[symbol]:
                        follow[symbol] |= after
                        changed = True
    return follow
