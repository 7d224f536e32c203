"""Draws the answer to a question as SVG: Vega-Lite through ``vl-convert``, with nothing from the network.

A drawing has few colours, all named here, so that one style sheet inside it turns each into its match on dark ground:
an image in a page does not see the page's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ontology.chart import ROWS, Chart

Row = Mapping[str, str | int | float | bool | None]

MAX_ROWS = 400
"""More than a reader could tell apart, and as much as is drawn in a moment."""
_VERSION = "6.4"
_DARK = {
    "#1f2933": "#e6eaee",  # ink
    "#52606d": "#aab4be",  # what is said beside
    "#d5dbe1": "#3d4751",  # lines behind
    "#f4f6f8": "#20262c",  # empty ground
    "#cbd3da": "#4a545e",  # not known
    "#1b6b85": "#5cb3cf",
    "#bf5130": "#ee8f6e",
    "#5b7f2c": "#9dc065",
    "#8a5a9e": "#c79bdb",
    "#a87400": "#e0b044",
    "#4f5f9e": "#97a6e6",
    # From few to many.
    "#d3e6ec": "#173d4a",
    "#9fcad8": "#1f5f75",
    "#5ba3ba": "#2c87a5",
    "#0f4a5e": "#7fd0ea",
    "#ffffff": "#11161b",  # on dark fill
}
"""Each colour with its match on dark ground."""

_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_CONFIG = {
    "background": None,
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "#1f2933",
        "titleColor": "#52606d",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "#d5dbe1",
        "domainColor": "#d5dbe1",
        "tickColor": "#d5dbe1",
    },
    "axisQuantitative": {"labelOverlap": True, "tickCount": 6},
    "legend": {
        "labelColor": "#1f2933",
        "titleColor": "#52606d",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "orient": "top",
        "columns": 3,
        "labelLimit": 300,
    },
    "text": {"color": "#1f2933", "fontSize": 12},
    "bar": {"color": "#1b6b85"},
    "range": {"category": ["#1b6b85", "#bf5130", "#5b7f2c", "#8a5a9e", "#a87400", "#4f5f9e", "#52606d"]},
}


class Size(Enum):
    """How wide a drawing is, in pixels: for a page, and for a telephone."""

    FULL = 720
    SMALL = 340


def style() -> str:
    """The style sheet of every drawing."""
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in _DARK.items()
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"


def policy() -> str:
    """The ``Content-Security-Policy`` under which a drawing may use that style sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def draw(chart: Chart, rows: Sequence[Row], language: str, size: Size = Size.FULL) -> bytes:
    """The SVG of some rows, at most :data:`MAX_ROWS`. The first one takes half a second."""
    from vl_convert import vegalite_to_svg  # noqa: PLC0415 - large, and a process that forks must not have it

    specification = chart.in_language(language)
    narrow = specification.pop("usermeta", {}).get("narrow", {})
    if size is Size.SMALL:
        specification = _merged(specification, narrow)
    legend = {"columns": 2, "labelLimit": 130} if size is Size.SMALL else {}
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 4,
        "width": size.value,
        **_with_outlines(specification),
        "datasets": {ROWS: [dict(row) for row in rows]},
    }
    svg = vegalite_to_svg(
        json.dumps(specification),
        vl_version=_VERSION,
        config=_merged(_CONFIG, {"legend": legend}),
        allowed_base_urls=[],
    )
    return _finished(svg, chart, language).encode()


def _finished(svg: str, chart: Chart, language: str) -> str:
    """With a name and a description of its own, and the style sheet."""
    start, _, rest = svg.partition(">")
    title, description = chart.title[language], chart.description[language]
    head = f'{start} role="img" lang={quoteattr(language)} aria-label={quoteattr(title)}>'
    about = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f"{head}{about}<style>{style()}</style>{rest}"


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both = {**one}
    for key, value in other.items():
        before = both.get(key)
        both[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return both


def _with_outlines(value: Any) -> Any:
    """Data that are named ``outlines/NAME`` become the map of that name."""
    if isinstance(value, list):
        return [_with_outlines(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    name = value.get("name")
    if isinstance(name, str) and name.startswith("outlines/"):
        outlines = _outlines(name.removeprefix("outlines/"))
        feature = next(iter(outlines["objects"]))
        return {"values": outlines, "format": {"type": "topojson", "feature": feature}}
    return {key: _with_outlines(inner) for key, inner in value.items()}


@cache
def _outlines(name: str) -> dict[str, Any]:
    found = json.loads(files("endpoint.questions").joinpath(f"outlines/{name}.topo.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found
