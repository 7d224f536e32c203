"""The pages: their texts in each language, the first page, what holds for all of them."""

import re
from importlib.resources import files

import pytest

from endpoint.pages import LANGUAGES, pick, texts, with_parameters
from tests.endpoint.client import Client

TEMPLATES = {
    entry.name: entry.read_text(encoding="utf-8") for entry in files("endpoint").joinpath("templates").iterdir()
}
MODULES = [entry.read_text(encoding="utf-8") for entry in files("endpoint").iterdir() if entry.name.endswith(".py")]


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
    indirect = {key for key in keys if key.startswith(("problem.about", "definitions.", "prefix.", "topic."))}
    assert keys - used - named - indirect == set()


def test_templates_escape_everything() -> None:
    for name, text in TEMPLATES.items():
        assert "|safe" not in text.replace(" ", ""), name
        assert "autoescape" not in text, name


def test_pages_hold_no_script_or_style_of_their_own() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), name
        assert set(re.findall(r"<script[^>]*>", text)) <= {'<script type="application/ld+json">'}, name


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
