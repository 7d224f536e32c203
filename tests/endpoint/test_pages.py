"""The pages: their texts in each language, the first page, what holds for all of them."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

import endpoint
from endpoint.pages import LANGUAGES, pick, texts, with_parameters
from tests.endpoint.client import Client

TEMPLATES = {
    entry.name: entry.read_text(encoding="utf-8") for entry in files("endpoint").joinpath("templates").iterdir()
}
MODULES = [path.read_text(encoding="utf-8") for path in Path(endpoint.__file__).parent.rglob("*.py")]


def test_every_language_has_every_text() -> None:
    keys = {language: set(texts(language)) for language in LANGUAGES}
    assert len({frozenset(found) for found in keys.values()}) == 1
    for language in LANGUAGES:
        for key, text in texts(language).items():
            assert text.strip(), key
            assert text.count("{}") == texts("en")[key].count("{}"), key


def test_every_text_that_is_used_exists_and_the_other_way_round() -> None:
    used = {key for text in TEMPLATES.values() for key in re.findall(r"t\[[\"']([\w.]+)[\"']\]", text)}
    keys = set(texts("en"))
    assert used <= keys
    named = {key for key in keys if any(f'"{key}"' in module for module in MODULES)}
    families = (
        "problem.about definitions. prefix. topic. section. column. home.reader. changes.kind. list."
        " validate.severity. validate.format."
    )
    indirect = {key for key in keys if key.startswith(tuple(families.split()))}
    assert keys - used - named - indirect == set()


def test_templates_escape_everything() -> None:
    for name, text in TEMPLATES.items():
        assert "|safe" not in text.replace(" ", ""), name
        assert "autoescape" not in text, name


def test_pages_hold_no_script_or_style_of_their_own() -> None:
    for name, text in TEMPLATES.items():
        if not name.endswith("_document.html"):  # no page, but a file that is sent or printed, and loads nothing
            assert not re.search(r"<style|\sstyle=|\son\w+=", text), name
        assert set(re.findall(r"<script[^>]*>", text)) <= {
            '<script type="application/ld+json">',
            '<script type="module" src="{{ frame.root }}/static/editor.js">',
        }, name


def test_the_navigation_leads_to_what_is_answered_and_says_where_one_is(client: Client) -> None:
    page = client.get("/doc/theme/health?lang=es", "text/html").text
    nav = page[page.index("<nav") : page.index("</nav>")]
    for address in re.findall(r'href="([^"]+)"', nav):
        assert client.get(address.replace("&amp;", "&"), "text/html").status_code == 200, address
    assert "aria-current" not in nav
    assert 'href="/def?lang=es" aria-current="page"' in client.get("/def?lang=es", "text/html").text
    assert 'href="/doc/theme/health?lang=en" hreflang="en"' in nav


def luminance(colour: str) -> float:
    """Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_colours_have_the_contrast_that_wcag_asks_for(scheme: int) -> None:
    sheet = files("endpoint").joinpath("static/colours.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in sheet.split(":root")[1:]]
    colours = schemes[0] | schemes[scheme]
    for ground in ("ground", "raised"):
        for text in ("text", "quiet", "link"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for edge in ("edge", "focus"):
            assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)
    assert contrast(colours["on-link"], colours["link"]) >= 4.5


def test_style_sheets_name_colours_in_two_places_only_and_load_nothing() -> None:
    for entry in files("endpoint").joinpath("static").iterdir():
        text = entry.read_text(encoding="utf-8") if entry.name.endswith(".css") else ""
        assert "url(" not in text, entry.name
        assert "@import" not in text, entry.name
        if entry.name not in {"colours.css", "sdg.css"}:
            assert not re.search(r":[^;{]*#[0-9a-f]{3,8}\b", text), entry.name


def test_the_first_page(client: Client) -> None:
    page = client.get("/?lang=en", "text/html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Health for &lt;all&gt; &amp; everyone" in page.text
    assert page.text.index("Environmental information") < page.text.index("Health for") < page.text.index("Education")
    assert 'href="/doc/commitment?lang=en">3</a>' in page.text
    assert client.app.state.site.release.id in page.text
    example = re.search(r'class="button" href="([^"]+)"', page.text)
    assert example
    assert client.get(example[1].replace("&amp;", "&"), "text/html").status_code == 200


def test_the_first_page_in_each_language(client: Client) -> None:
    for language in LANGUAGES:
        page = client.get("/", "text/html", headers={"Accept-Language": language})
        assert page.headers["content-language"] == language
        assert texts(language)["home.title"] in page.text
        assert page.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    tags = {client.get("/", headers={"Accept-Language": language}).headers["etag"] for language in LANGUAGES}
    assert len(tags) == 2


def test_the_first_page_is_html_only(client: Client) -> None:
    assert client.get("/", "text/turtle").status_code == 406
    tag = client.get("/").headers["etag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "found"),
    [("/a", "/a?lang=es"), ("/a?b=c", "/a?b=c&lang=es"), ("/a#b", "/a?lang=es#b"), ("/a?b#c", "/a?b&lang=es#c")],
)
def test_parameters_go_before_the_fragment(path: str, found: str) -> None:
    assert with_parameters(path, lang="es") == found


def test_a_text_in_the_best_language() -> None:
    assert pick({"en": "a", "es": "b"}, "en") == ("a", "en")
    assert pick({"qu": "a", "es": "b"}, "en") == ("b", "es")
    assert pick({"qu": "a", "": "b"}, "en") == ("b", "")
    assert pick({"qu": "a"}, "en") == ("a", "qu")
    assert pick({}, "en") is None
