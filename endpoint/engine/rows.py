r"""Counts the rows of an answer in the bytes that the engine writes.

The engine writes an answer in one go and tells nobody how far it is; taking its rows one by one would cost half as much
again. So the bytes are counted as they pass, by marks that no value can hold, since each format escapes them:

- XML: ``</result>``, for a value's ``<`` is written ``&lt;``.
- TSV: a line feed, for a value's is written ``\n``.
- CSV: a line feed outside quotes, for a value that holds one is quoted, and its quotes are doubled.
- JSON: ``,{"`` and then the first letter of a variable: a value's ``"`` is written ``\"``, so in ``,{"`` that a value
  ends in, the quote closes the value, and what follows is ``}`` or a comma.

All are exact but for one case. A JSON row that binds nothing is ``{}``, which a value may hold too: where a query may
leave all of a row unbound, each ``,{}`` in a value counts as a row more.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

_MAY_LEAVE_UNBOUND = re.compile(
    r"\b(?:OPTIONAL|UNION|UNDEF|VALUES|BIND|AS|FILTER|MINUS|EXISTS|SERVICE)\b|\bSELECT\b.*\bSELECT\b",
    re.IGNORECASE | re.DOTALL,
)
_FIRST = b'"bindings":[{'


class RowCounter(ABC):
    """The number of rows whose beginning or end has passed."""

    def __init__(self) -> None:
        self.rows = 0

    @abstractmethod
    def take(self, piece: bytes) -> None:
        """Count what the next piece adds. Pieces may end anywhere."""


class _Marks(RowCounter):
    """Counts marks of several letters, which may lie across pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._last = b""
        self._reach = 64
        """Enough for any mark."""

    def take(self, piece: bytes) -> None:
        if piece:
            self._count(piece)
            self._last = piece[-self._reach :] if len(piece) >= self._reach else (self._last + piece)[-self._reach :]

    @abstractmethod
    def _count(self, piece: bytes) -> None: ...

    def _found(self, mark: bytes, piece: bytes) -> int:
        """How often a mark ends in this piece."""
        across = len(mark) - 1
        found = piece.count(mark)
        return found + (self._last[-across:] + piece[:across]).count(mark) if across else found


class _XmlRows(_Marks):
    def _count(self, piece: bytes) -> None:
        self.rows += self._found(b"</result>", piece)


class _TsvRows(RowCounter):
    def __init__(self) -> None:
        super().__init__()
        self.rows = -1  # the header is a line too

    def take(self, piece: bytes) -> None:
        self.rows += piece.count(b"\n")


class _CsvRows(RowCounter):
    def __init__(self) -> None:
        super().__init__()
        self.rows = -1
        self._quoted = False

    def take(self, piece: bytes) -> None:
        if b'"' not in piece:
            self.rows += 0 if self._quoted else piece.count(b"\n")
            return
        # Between two quotes that stand side by side lies nothing, so a doubled quote changes no count.
        parts = piece.split(b'"')
        self.rows += b"".join(parts[self._quoted :: 2]).count(b"\n")
        self._quoted ^= len(parts) % 2 == 0


class _SureJsonRows(_Marks):
    """For a query whose rows all bind their first variable: a single mark, and hardly a cost."""

    def __init__(self, variable: str) -> None:
        super().__init__()
        self._mark = _usual(variable)
        self._reach = max(self._reach, len(self._mark))
        self._begun = False

    def _count(self, piece: bytes) -> None:
        if not self._begun:
            found = self._found(_FIRST, piece)
            self._begun = found > 0
            self.rows += found
        self.rows += self._found(self._mark, piece)


class _JsonRows(_Marks):
    """Looks first for what nearly every row begins with, and closely only at pieces where that does not settle it.

    Pieces are cut anew, so that no mark lies across two: each begins with a comma.
    """

    def __init__(self, variable: str) -> None:
        super().__init__()
        self._mark = _usual(variable)
        self._begun = False
        self._rest = b""

    def _count(self, piece: bytes) -> None:
        if not self._begun:
            found = self._found(_FIRST, piece)
            self._begun = found > 0
            self.rows += found
        whole = self._rest + piece
        end = whole.find(b",", max(0, len(whole) - 3))
        if end < 0:
            end = len(whole)
        elif whole[max(0, end - 3) : end] == b',{"':
            end += 1
        self._rest = whole[end:]
        part = whole[:end]
        usual = part.count(self._mark)
        if part.count(b",{") != usual:
            usual = part.count(b',{"') + part.count(b",{}") - part.count(b',{"}') - part.count(b',{",')
        self.rows += usual


def _usual(variable: str) -> bytes:
    return b',{"' + variable.encode() + b'":{"'


def _binds_always(query: str, variable: str) -> bool:
    """Whether all rows are sure to bind a variable. A wrong yes would only count too few."""
    pattern = query.partition("{")[2].rpartition("}")[0]
    return not _MAY_LEAVE_UNBOUND.search(query) and re.search(rf"[?$]{re.escape(variable)}\b", pattern) is not None


def row_counter(key: str, query: str, variables: Sequence[str]) -> RowCounter:
    """What counts the rows of a query's answer in the results format of this key."""
    match key:
        case "xml":
            return _XmlRows()
        case "tsv":
            return _TsvRows()
        case "csv":
            return _CsvRows()
        case _:
            first = variables[0] if variables else ""
            return _SureJsonRows(first) if _binds_always(query, first) else _JsonRows(first)
