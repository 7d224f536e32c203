"""What holds on a page of every kind, in both languages: accessible, valid, silent, narrow, light."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from loaders.release import Release
from tests.browser.conftest import ROOT, Visit
from tests.browser.kinds import IN, PAGES, in_language

MAX_BYTES = 150_000
VALID = "<https://xx.example/a> a <http://www.w3.org/2004/02/skos/core#Concept> ."
INVALID = "PREFIX ga: <https://w3id.org/gobierno-abierto/def#> <https://xx.example/a> a ga:Commitment, ga:Nothing ."
BROKEN = "<https://xx.example/a> a"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENSHOTS = os.environ.get("QUIPU_SCREENSHOTS")
SHOWN = ("home", "commitment", "plan", "question", "questions", "answer", "search")

JUDGE = """async options => {
  const found = await axe.run(document, options);
  return found.violations.map(rule =>
    rule.id + ': ' + rule.nodes.slice(0, 3).map(node => node.target + ' ' + node.failureSummary).join(' | '));
}"""
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(entry => !entry.name.endsWith('/static/editor.js'))
  .map(entry => entry.encodedBodySize).reduce((sum, size) => sum + size, 0)"""


def judged(page: Page, axe: str) -> None:
    """Accessible in both colour schemes, and no wider than a small telephone."""
    page.evaluate(axe)
    assert page.evaluate(JUDGE, {"runOnly": WCAG}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(JUDGE, {"runOnly": WCAG}) == [], "dark"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", IN)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page(visit: Visit, axe: str, kind: str, language: str) -> None:
    """One visit to each page, since loading it is what takes time."""
    visitor = visit(color_scheme="light")
    page = visitor.go(in_language(PAGES[kind], language))
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.evaluate(WEIGHT) < MAX_BYTES
    judged(page, axe)
    complaints = [said for said in visitor.complaints if "404" not in said or kind != "problem"]
    assert complaints == []


@pytest.mark.parametrize("language", IN)
@pytest.mark.parametrize("text", [VALID, INVALID, BROKEN], ids=["valid", "invalid", "broken"])
def test_the_report_of_a_validation(visit: Visit, axe: str, text: str, language: str) -> None:
    visitor = visit(color_scheme="light", locale=language)
    page = visitor.go(in_language("/validate", language))
    page.locator("textarea").fill(text)
    page.get_by_role("main").locator("button").click()
    page.locator(".answer, [role=alert]").wait_for()
    judged(page, axe)
    assert [said for said in visitor.complaints if text is not BROKEN or "422" not in said] == []


def test_a_release_and_what_changed(visit: Visit, axe: str, shipped: Release) -> None:
    visitor = visit(color_scheme="light")
    for path in (f"/releases/{shipped.id}", f"/releases/{shipped.id}/doc/commitment/pe-2017-2019-01"):
        judged(visitor.go(path), axe)
    assert visitor.complaints == []


def test_the_judges_find_faults(visit: Visit, axe: str, html_validate: str, tmp_path: Path) -> None:
    """What they say of our pages means something only if they say more of bad ones."""
    page = visit().go("/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/static/quipu.svg\"><p style=color:#ccc>x'")
    page.evaluate(axe)
    assert any(found.startswith("image-alt") for found in page.evaluate(JUDGE, {"runOnly": WCAG}))
    (tmp_path / "bad.html").write_text("<!doctype html><html><head></head><body><p><div></div></p></body></html>")
    assert _faults(html_validate, tmp_path)


def test_no_page_names_another_host(visit: Visit, address: str) -> None:
    visitor = visit()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for path in PAGES.values():
        visitor.go(path)
    assert [url for url in asked if not url.startswith(address)] == []


def test_every_page_is_valid_html(visit: Visit, address: str, html_validate: str, tmp_path: Path) -> None:
    request = visit().page.context.request
    for kind, path in PAGES.items():
        for language in IN:
            answer = request.get(address + in_language(path, language), headers={"Accept": "text/html"})
            (tmp_path / f"{kind}-{language}.html").write_bytes(answer.body())
            policy = answer.headers["content-security-policy"]
            assert "unsafe" not in policy
    assert _faults(html_validate, tmp_path) == []


def _faults(html_validate: str, folder: Path) -> list[str]:
    config = ROOT / "tests" / "browser" / "html-validate.json"
    command = [html_validate, "--config", str(config), "--formatter", "json", str(folder / "*.html")]
    judged = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert judged.stdout, judged.stderr
    return [
        f"{Path(file['filePath']).name}:{fault['line']}:{fault['column']}: {fault['ruleId']}: {fault['message']}"
        for file in json.loads(judged.stdout)
        for fault in file["messages"]
    ]


@pytest.mark.skipif(not SCREENSHOTS, reason="pictures are made by make screenshots")
@pytest.mark.parametrize("kind", SHOWN)
def test_pictures_of_the_main_pages(visit: Visit, kind: str) -> None:
    assert SCREENSHOTS
    page = visit(viewport={"width": 1100, "height": 760}, color_scheme="light").go(in_language(PAGES[kind], "en"))
    page.wait_for_load_state("networkidle")  # a picture is drawn when it is asked for
    page.screenshot(path=Path(SCREENSHOTS) / f"{kind}.png")
