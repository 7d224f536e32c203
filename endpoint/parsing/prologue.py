"""Plain queries: those whose text holds nothing that must be read closely.

Most queries are plain. What could make one dangerous, or its answer another each time, is looked for as letters and
marks in all of its text. Found in a string or a comment it costs a close reading and does no harm; so nothing here
depends on where the engine sees the end of a string. Only the prologue and the form are read by tokens, from the start
of the text, where there is one way to read them.
"""

from __future__ import annotations

import re

from endpoint.parsing.query import Form, Query
from endpoint.parsing.tokens import BLANKS, PREFIX_NAME, after_blanks

_CALLING_FOR_CARE = (
    *("SERVICE", "FROM"),
    *("NOW", "RAND", "UUID", "BNODE"),
    # What the engine knows of SPARQL 1.2 and its own, and this service does not offer.
    *("<<", "{|", "~", "VERSION", "LATERAL", "TRIPLE", "SUBJECT(", "PREDICATE(", "OBJECT(", "LANGDIR", "HASLANG"),
)
_NESTING = "{([!"
_SIGNS = re.compile(r"[-+]\s*[-+#]")
_MAKING_NODES = re.compile(r"[\[(]|_:")
_ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*"
_PREFIX = re.compile(rf"(?i:PREFIX)(?=[\s#:]){BLANKS}({PREFIX_NAME}){BLANKS}<({_ABSOLUTE})>")
_FORM = re.compile(r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:])", re.IGNORECASE)


def plain(text: str, max_depth: int) -> Query | None:
    """What a plain query says about itself; none where the query must be read closely.

    A plain query is nested no deeper than ``max_depth``, names no graphs and no services, and gives the same answer
    each time. Whether its syntax is right, and which functions it calls, is for the engine to find.
    """
    if sum(map(text.count, _NESTING)) > max_depth or _SIGNS.search(text):
        return None
    upper = text.upper()
    if any(word in upper for word in _CALLING_FOR_CARE):
        return None
    prefixes, start = _prologue(text)
    found = _FORM.match(text, start)
    if found is None:
        return None
    form = Form(found[1].upper())
    if form is Form.CONSTRUCT and _MAKING_NODES.search(text):
        return None
    return Query(
        text, form, names_dataset=False, prefixes=prefixes, functions=frozenset(), repeatable=True, is_read=False
    )


def _prologue(text: str) -> tuple[dict[str, str], int]:
    """The prefixes declared at the start of a query, and where they end."""
    prefixes: dict[str, str] = {}
    start = after_blanks(text, 0)
    while found := _PREFIX.match(text, start):
        prefixes[found[1][:-1]] = found[2]
        start = after_blanks(text, found.end())
    return prefixes, start
