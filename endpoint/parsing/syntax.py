"""What is wrong with a query, for people: where, what was expected, and what may help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from endpoint.parsing.grammar import Misplaced
from endpoint.parsing.tokens import END, WRONG, Token, position
from ontology.terms import PREFIXES

_GROUPS = (
    ("an IRI", {"IRIREF", "PNAME_LN", "PNAME_NS"}),
    ("a variable", {"VAR"}),
    ("a text", {"STRING"}),
    ("a number", {f"{n}{s}" for n in ("INTEGER", "DECIMAL", "DOUBLE") for s in ("", "_POSITIVE", "_NEGATIVE")}),
    ("TRUE or FALSE", {"TRUE", "FALSE"}),
    ("a blank node", {"BLANK_NODE_LABEL", "ANON", "["}),
    ("'('", {"(", "NIL"}),
    ("a language tag", {"LANGTAG"}),
    ("a function", {"BOUND", "STR", "LANG", "IF", "COALESCE", "REGEX", "COUNT", "SUM", "BNODE", "ISIRI"}),
    ("the end of the query", {END}),
)
_TERMINAL_NAMES = frozenset({"IRIREF", "PNAME_LN", "PNAME_NS", "VAR", "STRING", "NIL", "ANON", "LANGTAG", "END"})
_FUNCTIONS_FROM = 20
_NAMED_AT_MOST = 9
_EXCERPT_WIDTH = 72
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True)
class Place:
    """A place in a query: line and column from 1, and the line itself with a caret under the column."""

    line: int
    column: int
    excerpt: str


def place(text: str, offset: int) -> Place:
    """The place at an offset in characters; the excerpt shows at most 72 characters of its line."""
    at = position(text, offset)
    line = re.sub(r"\s", " ", text.split("\n")[at.line - 1])
    begin = max(0, min(at.column - 1 - _EXCERPT_WIDTH // 2, len(line) - _EXCERPT_WIDTH))
    shown = line[begin : begin + _EXCERPT_WIDTH].rstrip()
    return Place(at.line, at.column, f"{shown}\n{' ' * (at.column - 1 - begin)}^")


def nearest_place(text: str, line: int | None, column: int | None) -> Place:
    """The place at a line and column, or the nearest one that the text has."""
    lines = text.split("\n")
    line = min(line or 1, len(lines))
    column = min(column or 1, len(lines[line - 1]) + 1)
    return place(text, sum(len(before) + 1 for before in lines[: line - 1]) + column - 1)


def declaration(prefix: str) -> str:
    """A hint on how to declare a prefix."""
    namespace = PREFIXES.get(prefix)
    if namespace is None:
        return f"Declare it at the top: PREFIX {prefix}: <...>"
    return f"Declare it at the top: PREFIX {prefix}: <{namespace}>"


def explain(error: Misplaced, text: str, open_brackets: Sequence[Token]) -> tuple[str, str | None]:
    """A message and, where there is one, a hint for a token that stands in a wrong place."""
    token = error.token
    found = "the end of the query" if token.kind == END else repr(token.text)
    return f"expected {_expected(error.expected)}; found {found}", _hint(error, text, open_brackets)


def _hint(error: Misplaced, text: str, open_brackets: Sequence[Token]) -> str | None:
    token, expected = error.token, error.expected
    if not text.strip():
        return "The query is empty."
    if token.kind == WRONG:
        return _hint_on_character(token)
    if token.kind == END and open_brackets:
        at = position(text, open_brackets[-1].start)
        return f"The {open_brackets[-1].text} at line {at.line}, column {at.column} is never closed."
    if token.kind in {"}", ")", "]"} and not open_brackets:
        return f"No bracket is open that {token.text} could close."
    if {".", ";"} <= expected and token.kind in {"VAR", "IRIREF", "PNAME_LN", "PNAME_NS"}:
        return "Is a . missing between two statements?"
    return _hint_on_word(token, expected)


def _hint_on_word(token: Token, expected: frozenset[str]) -> str | None:
    keywords = [word for word in expected - _TERMINAL_NAMES if _WORD.match(word)]
    close = get_close_matches(token.kind, keywords, n=1) if _WORD.match(token.text) else []
    return f"Did you mean {close[0]}?" if close else None


def _hint_on_character(token: Token) -> str | None:
    if token.text in "'\"":
        return (
            "The text that opens here is not closed on its line, or holds a backslash that begins no escape."
            " A text over several lines takes three quotes at each end."
        )
    if token.text == "<":
        return 'An IRI holds no spaces and none of < > " { } | \\ ^ `, and ends with >.'
    if token.text == "\\":
        return "Escapes such as \\u0041 are read inside texts and IRIs only."
    return f"The character {token.text} (U+{ord(token.text):04X}) has no meaning here."


def _expected(expected: frozenset[str]) -> str:
    left = set(expected - {"SERVICE"})  # the grammar has it, this service does not
    named: list[str] = []
    for name, kinds in _GROUPS:
        if name == "a function":
            # The names of all functions are a list that nobody reads.
            if len(words := {word for word in left if _WORD.match(word)}) > _FUNCTIONS_FROM and kinds <= words:
                named.append(name)
                left -= words
        elif left & kinds:
            named.append(name)
            left -= kinds
    named += sorted(word for word in left if _WORD.match(word))
    named += [f"'{mark}'" for mark in sorted(left) if not _WORD.match(mark)]
    if len(named) > _NAMED_AT_MOST:
        named = [*named[:_NAMED_AT_MOST], "others"]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
