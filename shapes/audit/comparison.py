"""Whether a report can be had again: another person's, as JSON, held against one made now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shapes.audit.report import FORMAT

_NOT_COMPARED = ("made",)
"""Who made a report, when, and with which versions of tools is no result."""
_NAMES = ("check", "thing", "key", "first", "second", "commitment", "code")
"""What an entry of a list is known by, so that one more or less does not make all that follow differ."""
_LONGEST = 160


class ReportError(Exception):
    """Not a report, or one of another form."""


def read(content: bytes) -> dict[str, Any]:
    """A report from its JSON. Raises :class:`ReportError`."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"not JSON: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        form = found.get("format") if isinstance(found, dict) else None
        raise ReportError(f"not a report of the form {FORMAT}" + (f" but of {form}" if isinstance(form, str) else ""))
    for name, kind in (("plan", dict), ("release", dict), ("checks", list), ("questions", dict)):
        if not isinstance(found.get(name), kind):
            raise ReportError(f"a damaged report: {name} is missing, or of another kind")
    return found


def differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """What differs, a line each: where, what the report says, what is found now."""
    first, second = (dict(_flat({k: v for k, v in each.items() if k not in _NOT_COMPARED})) for each in (theirs, ours))
    return [
        f"{place}: {_said(first.get(place))} → {_said(second.get(place))}"
        for place in dict.fromkeys([*first, *second])
        if first.get(place) != second.get(place)
    ]


def _flat(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _flat(each, f"{place}/{name}" if place else str(name))
    elif isinstance(value, list):
        seen: dict[str, int] = {}
        for each in value:
            name = _name(each)
            seen[name] = seen.get(name, 0) + 1
            yield from _flat(each, f"{place}/{name}" + (f"({seen[name]})" if seen[name] > 1 else ""))
    else:
        yield place, json.dumps(value, ensure_ascii=False)


def _name(entry: object) -> str:
    if isinstance(entry, Mapping):
        return " ".join(str(entry[name]) for name in _NAMES if name in entry) or "entry"
    return "entry"


def _said(text: str | None) -> str:
    if text is None:
        return "(nothing)"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
