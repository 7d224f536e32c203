"""The words of a SPARQL query: the terminals of its grammar, with their places.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8. A terminal is the longest that fits, but for ``<``,
which opens an IRI or compares: only the grammar knows which, so it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS_U = _PN_CHARS_BASE + "_"
_MIDDLE = "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PN_CHARS = rf"{_PN_CHARS_U}\-{_MIDDLE}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PN_PREFIX = rf"[{_PN_CHARS_BASE}](?:[{_PN_CHARS}.]{{0,254}}[{_PN_CHARS}])?"  # bounded, or a-a-a-a takes quadratic time
_PN_LOCAL = rf"(?:[{_PN_CHARS_U}:0-9]|{_PLX})(?:(?:[{_PN_CHARS}.:]|{_PLX})*(?:[{_PN_CHARS}:]|{_PLX}))?"
_BLANK = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"  # possessive, or "# # # #" takes exponential time
_ECHAR = r"\\[tbnrf\\\"']"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

IRIREF = re.compile(rf'<(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR})*>')
BLANK = re.compile(_BLANK)
BLANKS = _BLANK
"""Blanks and comments, or nothing: a pattern to be part of others."""
PREFIX_NAME = rf"(?:{_PN_PREFIX})?:"
"""A prefix with its colon, likewise."""

_ESCAPED = rf"{_ECHAR}|{_UCHAR}"
_STRINGS = (
    rf"'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPED}))*+'''",
    rf'"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPED}))*+"""',
    rf"'(?:[^'\\\r\n]|{_ESCAPED})*+'",
    rf'"(?:[^"\\\r\n]|{_ESCAPED})*+"',
)

# The order settles what the longest match would: a long string before an empty one, a name before its prefix.
_TERMINALS = (
    ("STRING", "|".join(_STRINGS)),
    ("VAR", rf"[?$][{_PN_CHARS_U}0-9][{_PN_CHARS_U}{_MIDDLE}]*"),
    ("BLANK_NODE_LABEL", rf"_:[{_PN_CHARS_U}0-9](?:[{_PN_CHARS}.]*[{_PN_CHARS}])?"),
    ("PNAME_LN", rf"(?:{_PN_PREFIX})?:{_PN_LOCAL}"),
    ("PNAME_NS", PREFIX_NAME),
    ("LANGTAG", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("DOUBLE", r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    ("DECIMAL", r"[+-]?[0-9]*\.[0-9]+"),
    ("INTEGER", r"[+-]?[0-9]+"),
    ("WORD", r"[A-Za-z_][A-Za-z0-9_]*"),
    ("NIL", rf"\({_BLANK}\)"),
    ("ANON", rf"\[{_BLANK}\]"),
    ("MARK", r"\^\^|\|\||&&|!=|<=|>=|[{}()\[\].,;*+\-/|^?!=<>]"),
)
_TERMINAL = re.compile("|".join(f"(?P<t{i}>{pattern})" for i, (_, pattern) in enumerate(_TERMINALS)), re.DOTALL)
_SIGNS = {"+": "_POSITIVE", "-": "_NEGATIVE"}

END = "END"
"""The terminal after the last one."""
WRONG = "WRONG"
"""What is no terminal at all."""


@dataclass(frozen=True, slots=True)
class Token:
    """One terminal: ``kind`` is the grammar's name for it, for keywords the upper-case word, for marks the mark."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text; line and column count from 1, the column in characters."""

    line: int
    column: int


def position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def after_blanks(text: str, offset: int) -> int:
    """Where blanks and comments that begin at an offset end."""
    blank = BLANK.match(text, offset)
    assert blank is not None  # it matches the empty text
    return blank.end()


def next_token(text: str, offset: int, iri_expected: Callable[[], bool]) -> Token:
    """The terminal at or after an offset, blanks and comments skipped.

    ``iri_expected`` is asked where the text would be an IRI or a comparison.
    """
    start = after_blanks(text, offset)
    if start == len(text):
        return Token(END, "", start)
    if text[start] == "<" and iri_expected():
        iri = IRIREF.match(text, start)
        return Token("IRIREF", iri.group(), start) if iri else Token(WRONG, "<", start)
    match = _TERMINAL.match(text, start)
    if match is None or match.lastgroup is None:
        return Token(WRONG, text[start], start)
    return Token(_kind(_TERMINALS[int(match.lastgroup[1:])][0], match.group()), match.group(), start)


def _kind(name: str, found: str) -> str:
    match name:
        case "WORD":
            return "a" if found == "a" else found.upper()
        case "MARK":
            return found
        case "DOUBLE" | "DECIMAL" | "INTEGER":
            return name + _SIGNS.get(found[0], "")
        case _:
            return name
