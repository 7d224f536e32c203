"""The search index: what it finds, in which order, and that nothing in a search is syntax."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders import release
from loaders.search_index import PAGE_SIZE, SEARCH, IndexMissing, SearchIndex, write
from ontology.terms import BASE, DCTERMS, GA, RDF, RDFS, SKOS

GRAPH = NamedNode("http://example.org/g")


def about(name: str, class_: NamedNode, *statements: tuple[NamedNode, str, str]) -> list[Quad]:
    node = NamedNode(f"http://example.org/{name}")
    return [
        Quad(node, RDF.type, class_, GRAPH),
        *(Quad(node, prop, Literal(text, language=tag), GRAPH) for prop, text, tag in statements),
    ]


QUADS = [
    *about("water", GA.Theme, (RDFS.label, "Saneamiento", "es"), (RDFS.label, "Water and sanitation", "en")),
    *about("open-water", GA.Commitment, (DCTERMS.title, "Información del saneamiento rural", "es")),
    *about("school", GA.Commitment, (DCTERMS.title, "Educación", "es"), (DCTERMS.description, "Sobre agua.", "es")),
    *about("education", GA.Theme, (RDFS.label, "Educación", "es"), (SKOS.altLabel, "Enseñanza", "es")),
    *about("law", GA.Theme, (RDFS.label, "NEAR", "en"), (RDFS.label, "CERCA", "es")),
    *about("nameless", GA.Theme, (SKOS.definition, "Saneamiento", "es")),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    path = tmp_path_factory.mktemp("index") / SEARCH
    write(QUADS, path)
    return SearchIndex(path)


def names(index: SearchIndex, text: str, type_: str | None = None) -> list[str]:
    return [hit.iri.removeprefix("http://example.org/") for hit in index.find(text, "es", type_).hits]


def test_what_is_so_named_comes_first_then_commitments(index: SearchIndex) -> None:
    assert names(index, "saneamiento") == ["water", "open-water"]
    assert names(index, "sanea") == ["open-water", "water"]
    assert names(index, "educacion") == ["school", "education"]


@pytest.mark.parametrize("text", ["Educación", "EDUCACION", "educaci", "  educación  ", "«educación»"])
def test_accents_case_and_marks_do_not_matter(index: SearchIndex, text: str) -> None:
    assert set(names(index, text)) == {"school", "education"}


def test_both_languages_other_names_and_definitions_are_searched(index: SearchIndex) -> None:
    assert names(index, "sanitation") == ["water"]
    assert names(index, "ensenanza") == ["education"]
    assert names(index, "agua") == ["school"]
    assert names(index, "school") == ["school"], "a key"
    assert index.find("agua", "es").hits[0].excerpt == "Sobre agua."


def test_all_words_are_wanted(index: SearchIndex) -> None:
    assert names(index, "rural saneamiento") == ["open-water"]
    assert names(index, "rural educación") == []


def test_a_name_is_in_the_language_asked_for_or_says_its_own(index: SearchIndex) -> None:
    (hit,) = index.find("sanitation", "en").hits
    assert (hit.label, hit.lang) == ("Water and sanitation", "en")
    (hit,) = index.find("rural", "en").hits
    assert (hit.label, hit.lang) == ("Información del saneamiento rural", "es")


def test_facets_count_all_that_was_found_whatever_class_is_kept_to(index: SearchIndex) -> None:
    found = index.find("saneamiento", "es", "ga:Theme")
    assert {facet.type: facet.count for facet in found.facets} == {"ga:Commitment": 1, "ga:Theme": 1}
    assert found.total == 1
    assert names(index, "saneamiento", "ga:Theme") == ["water"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "???", "\0", '"', "'", "*", "a\0b", "names:x", "-x", "^x", "(", "{x y}: z"),
        *("x" * 10_000, "x " * 5_000, "👩\u200d🚀", "\ud800", "\u0301"),
    ],
)
def test_nothing_in_a_search_is_syntax(index: SearchIndex, text: str) -> None:
    assert index.find(text, "es").total == 0


@pytest.mark.parametrize("text", ["NEAR", "near(", "NEAR/2", '"NEAR"', "NEAR*", "cerca;"])
def test_words_of_the_query_language_are_words(index: SearchIndex, text: str) -> None:
    assert names(index, text.replace("/2", "")) == ["law"]


def test_pages(tmp_path: Path) -> None:
    quads = [
        quad for n in range(PAGE_SIZE + 5) for quad in about(f"t{n:02}", GA.Theme, (RDFS.label, f"Tema {n:02}", "es"))
    ]
    write(quads, tmp_path / SEARCH)
    index = SearchIndex(tmp_path / SEARCH)
    pages = [index.find("tema", "es", None, page) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [PAGE_SIZE, 5, 0]
    assert {page.total for page in pages} == {PAGE_SIZE + 5}


def test_a_release_has_its_index_and_the_same_digest_without(tmp_path: Path) -> None:
    made = release.write(QUADS, BASE, tmp_path, {}, None)
    assert SEARCH in made.manifest.files
    assert made.digest == release.digest_of(release.canonical_lines(QUADS))
    assert SearchIndex(made.path / SEARCH).find("educación", "es").total == 2
    (made.path / SEARCH).write_bytes(b"x")
    with pytest.raises(release.ReleaseError, match=rf"{SEARCH}: SHA-256 is"):
        release.verify(made.path)


@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 1000])
def test_an_index_that_is_missing_or_damaged_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / SEARCH
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexMissing, match=SEARCH):
        SearchIndex(path).find("x", "es")
