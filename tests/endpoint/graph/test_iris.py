"""IRIs to paths and back: nothing is lost, nothing is joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.graph.iris import Iris, as_uri, named_node, spellings
from ontology.terms import BASE

IRIS = Iris(BASE)


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{BASE}id/theme/health", "/doc/theme/health"),
        (f"{BASE}id/table/t/a-b", "/doc/table/t/a-b"),
        (f"{BASE}id/theme", "/doc/theme"),
        (f"{BASE}id/theme/salud-pública", "/doc/theme/salud-p%C3%BAblica"),
        (f"{BASE}id/theme/a%2Fb", "/doc/theme/a%2Fb"),
        (f"{BASE}def#Theme", "/def#Theme"),
        (f"{BASE}shapes", "/shapes"),
        ("http://metadata.un.org/sdg/16.7", "/doc/sdg/16.7"),
        ("http://metadata.un.org/sdg", "/doc/sdg"),
        ("http://metadata.un.org/sdg/ontology#Goal", None),
        (f"{BASE}id/theme/a?b", None),
        (f"{BASE}id/theme/a#b", None),
        (f"{BASE}id/theme/ú%C3%BA", None),
        (f"{BASE}id/", None),
        (f"{BASE}id/theme/../x", None),
        ("http://example.org/x", None),
    ],
)
def test_the_path_of_an_iri(iri: str, path: str | None) -> None:
    assert IRIS.path_of(iri) == path


def test_a_base_of_ones_own_leaves_the_vocabulary_where_it_is() -> None:
    own = Iris("https://data.example.org/og/")
    assert own.path_of("https://data.example.org/og/id/plan/x") == "/doc/plan/x"
    assert own.path_of(f"{BASE}id/theme/health") == "/doc/theme/health"
    assert own.path_of("https://data.example.org/og/def#X") is None
    assert [node.value for node in own.of_things("theme/health")] == [
        "https://data.example.org/og/id/theme/health",
        f"{BASE}id/theme/health",
    ]


@pytest.mark.parametrize(
    ("path", "spelling"),
    [
        ("theme/salud-p%C3%BAblica", "theme/salud-pública"),
        ("theme/%68ealth", "theme/health"),
        ("theme/a%2fb", "theme/a%2Fb"),
        ("theme/a%20b", "theme/a%20b"),
        ("theme/%FF", "theme/%FF"),
        ("theme/%C3", "theme/%C3"),
        ("theme/%00", "theme/%00"),
        ("theme/%C3%BA%2f%41", "theme/ú%2f%41"),
    ],
)
def test_equivalent_spellings_are_found(path: str, spelling: str) -> None:
    found = list(spellings(path))
    assert spelling in found
    assert path in found


def test_what_is_no_iri_has_no_node() -> None:
    assert named_node("not an iri") is None
    assert named_node("relative") is None
    assert [node.value for node in IRIS.of_things("a{b}")] == [f"{BASE}id/a%7Bb%7D"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_path_leads_back_to_its_iri(key: str) -> None:
    node = named_node(f"{BASE}id/theme/{key}")
    path = IRIS.path_of(node.value) if node else None
    if node is None or path is None:
        return
    assert path.isascii()
    assert node in list(IRIS.of_document(path.removeprefix("/doc/")))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_path_is_survived(path: str) -> None:
    for sent in (path, as_uri(path)):
        list(IRIS.of_document(sent))
