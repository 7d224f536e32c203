"""What people come for, and how they get there: by name and role of what they click, as they would."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from endpoint.pages import texts
from endpoint.sparql.results import has_editor
from ontology.question import questions
from tests.browser.conftest import Visit
from tests.browser.kinds import IN, PREFIXES, QUERY
from tests.tools import missing

NO_SCRIPTS = {"java_script_enabled": False}


def title(question: str, language: str) -> str:
    return questions()[question].header.title[language]


def to_a_question(page: Page, name: str, language: str) -> None:
    """Two clicks from the first page."""
    page.get_by_role("navigation").get_by_role("link", name=texts(language)["nav.questions"], exact=True).click()
    page.get_by_role("main").get_by_role("link", name=title(name, language), exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title(name, language))


@pytest.mark.parametrize("language", IN)
def test_a_journalist_sees_which_goals_the_plan_serves(visit: Visit, language: str) -> None:
    page = visit(locale=language, **NO_SCRIPTS).go("/")
    to_a_question(page, "sdg-coverage", language)
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.get_by_role("table").first.get_by_role("row").count() > 1


@pytest.mark.parametrize("language", IN)
def test_a_developer_finds_a_query_to_copy_that_runs(visit: Visit, language: str) -> None:
    page = visit(locale=language, **NO_SCRIPTS).go("/")
    to_a_question(page, "commitments-by-theme", language)
    assert "SELECT" in page.locator("pre").first.inner_text()
    page.go_back()
    page.get_by_role("navigation").get_by_role("link", name="SPARQL").click()
    query = page.get_by_role("textbox", name=texts(language)["sparql.query"])
    assert "SELECT" in query.input_value()
    page.get_by_role("button", name=texts(language)["sparql.run"]).click()
    expect(page.get_by_role("main").get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("language", IN)
def test_an_auditor_sees_where_a_statement_comes_from(visit: Visit, language: str) -> None:
    page = visit(locale=language, **NO_SCRIPTS).go("/")
    to_a_question(page, "commitment-provenance", language)
    assert page.get_by_role("main").get_by_role("table").first.get_by_role("row").count() > 1


def test_the_language_is_switched_and_stays(visit: Visit) -> None:
    page = visit(locale="es").go("/questions")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("navigation").get_by_role("link", name=texts("en")["nav.commitments"], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_browser_chooses_the_language(visit: Visit) -> None:
    for language in IN:
        expect(visit(locale=language).go("/").locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_by_keyboard_alone(visit: Visit, scripts: bool) -> None:
    page = visit(locale="en", java_script_enabled=scripts).go("/")
    field = page.get_by_role("banner").get_by_role("searchbox")
    for _ in range(20):
        page.keyboard.press("Tab")
        if field.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.type("educación intercultural")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(texts("en")["search.title"])
    expect(page.get_by_role("heading", level=2).first).to_contain_text(re.compile(r"\d"))


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    page = visit(locale="en").go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=texts("en")["nav.skip"])).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_search_is_narrowed_to_a_type_and_leads_to_the_thing(visit: Visit) -> None:
    page = visit(locale="en", **NO_SCRIPTS).go("/search?q=salud")
    page.get_by_role("navigation", name=texts("en")["search.types"]).get_by_role("link", name="commitment").click()
    page.get_by_role("main").get_by_role("list").last.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/doc/commitment/"))


def test_a_query_in_the_address_is_answered_and_its_iris_are_links(visit: Visit) -> None:
    page = visit(locale="en", **NO_SCRIPTS).go("/sparql")
    page.get_by_role("textbox", name=texts("en")["sparql.query"]).fill(PREFIXES + QUERY)
    page.get_by_role("button", name=texts("en")["sparql.run"]).click()
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/doc/theme/"))


def test_a_query_with_a_fault_says_its_line(visit: Visit) -> None:
    page = visit(locale="en", **NO_SCRIPTS).go("/sparql")
    page.get_by_role("textbox", name=texts("en")["sparql.query"]).fill("SELECT *\nWHERE { ?s ?p }")
    page.get_by_role("button", name=texts("en")["sparql.run"]).click()
    expect(page.get_by_role("alert")).to_contain_text("400")
    expect(page.get_by_role("alert")).to_contain_text(texts("en")["sparql.line"].format(2))
    expect(page.get_by_role("textbox", name=texts("en")["sparql.query"])).to_have_value("SELECT *\nWHERE { ?s ?p }")


def test_the_editor_completes_runs_and_marks_the_line_of_a_fault(visit: Visit) -> None:
    if not has_editor():
        missing("the editor", "install npm, then make endpoint/static/editor.js")
    visitor = visit(locale="en")
    page = visitor.go("/sparql")
    box = page.get_by_role("textbox", name=texts("en")["sparql.query"])
    box.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?c WHERE { ?c a ga:Commitm")
    page.get_by_role("option", name=re.compile("^ga:Commitment ?commitment")).click()
    expect(box).to_contain_text("PREFIX ga: <https://w3id.org/gobierno-abierto/def#>")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main").get_by_role("table")).to_be_visible()
    assert "query=" in page.url, "the address is a link to share"
    assert visitor.complaints == []
    box.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT *\nWHERE { ?s ?p }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("400")
    expect(page.locator(".cm-lintRange-error")).to_be_visible()


def test_the_keyboard_leads_out_of_the_editor(visit: Visit) -> None:
    page = visit(locale="en").go("/sparql")
    page.get_by_role("textbox", name=texts("en")["sparql.query"]).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=texts("en")["sparql.run"])).to_be_focused()


@pytest.mark.parametrize("language", IN)
def test_a_publisher_checks_a_file_and_sees_the_rule_that_it_breaks(
    visit: Visit, language: str, tmp_path: Path
) -> None:
    texts_ = texts(language)
    file = tmp_path / "plan.ttl"
    file.write_text(
        "@prefix ga: <https://w3id.org/gobierno-abierto/def#> .\n<https://xx.example/c> a ga:Commitment .\n"
    )
    page = visit(locale=language, **NO_SCRIPTS).go("/")
    page.get_by_role("link", name=texts_["home.reader.publisher"]).click()
    page.get_by_label(texts_["validate.files"]).set_input_files(file)
    page.get_by_role("button", name=texts_["validate.run"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts_["validate.found"])
    page.get_by_role("main").locator("section.part").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/shapes"))


@pytest.mark.parametrize("language", IN)
def test_an_auditor_reads_the_report_of_a_plan(visit: Visit, language: str) -> None:
    page = visit(locale=language, **NO_SCRIPTS).go("/")
    page.get_by_role("link", name=texts(language)["home.reader.auditor"]).click()
    page.get_by_role("main").get_by_role("link", name="2017-2019").first.click()
    expect(page).to_have_url(re.compile("/audit/pe-2017-2019"))
    assert page.get_by_role("main").get_by_role("table").count() > 1


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("curl", ["bash", "-e"]),
        ("Python", [sys.executable, "-"]),
        ("JavaScript", ["node", "--input-type=module", "-"]),
    ],
)
def test_the_lines_to_take_a_thing_away_run(visit: Visit, tool: str, command: list[str]) -> None:
    """R's line is not run: R is too large to be installed for it."""
    if shutil.which(command[0]) is None:
        missing(command[0], f"install {command[0]}")
    page = visit(locale="en").go("/doc/commitment/pe-2017-2019-01")
    page.locator("details.away summary").click()
    lines = page.locator("details.away h3", has_text=tool).locator("xpath=following-sibling::pre[1]").inner_text()
    show = {
        "curl": "",
        "Python": "\nprint(graph.serialize(format='nt'))",
        "JavaScript": "\nconsole.log(JSON.stringify(found))",
    }
    ran = subprocess.run(command, input=lines + show[tool], capture_output=True, text=True, check=True, timeout=60)
    assert "pe-2017-2019-01" in ran.stdout
    assert "Commitment" in ran.stdout
