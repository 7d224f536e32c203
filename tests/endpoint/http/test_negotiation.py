"""Which form a client gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.http import negotiation
from endpoint.http.formats import BINDINGS, GRAPHS, HTML, N_QUADS, TURTLE, offers
from endpoint.http.negotiation import LONGEST, asks_for_profile, choose, choose_language

DOCUMENT = offers((HTML, *GRAPHS))
RESULTS = offers((*BINDINGS, HTML))
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def chosen(accept: str | None, among: tuple = DOCUMENT) -> str | None:  # type: ignore[type-arg]
    offer = choose(accept, among)
    return offer.media_type if offer else None


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.1, application/rdf+xml;q=0.2", "application/rdf+xml"),
        ("text/turtle; q=0, */*", "text/html"),
        ("text/*;q=0, */*;q=0.1", "application/n-triples"),
        ("text/html;q=0.5, text/*;q=0.9", "text/turtle"),
        ("application/*", "application/n-triples"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('text/turtle;charset="UTF-8"', "text/turtle"),
        ("text/turtle;charset=iso-8859-1", None),
        ("text/turtle;charset=iso-8859-1, application/n-quads;q=0.1", "application/n-quads"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', None),
        ("application/json", "application/json"),
        ("image/png", None),
        ("image/png, */*;q=0", None),
        ("garbage", "text/html"),
        ("text/html;q=2", "text/html"),
        ("/", "text/html"),
    ],
)
def test_documents(accept: str | None, media_type: str | None) -> None:
    assert chosen(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.9", "text/tab-separated-values"),
        ("application/sparql-results+xml, */*;q=0.1", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("application/*", "application/sparql-results+json"),
        (BROWSER, "text/html"),
        ("text/turtle", None),
    ],
)
def test_results(accept: str | None, media_type: str | None) -> None:
    assert chosen(accept, RESULTS) == media_type


@given(st.text(max_size=60) | st.from_regex(r"\A[a-z*]{1,4}/[a-z*]{1,4}(;[a-z]=[\w\"]{0,3}){0,3}\Z"))
def test_no_header_is_too_strange(accept: str) -> None:
    choose(accept, DOCUMENT)
    choose_language(accept, ("es", "en"))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "es"),
        ("en", "en"),
        ("en-GB, es;q=0.5", "en"),
        ("es-PE", "es"),
        ("fr", "es"),
        ("fr, en;q=0.1", "en"),
        ("es;q=0, en;q=0.1", "en"),
        ("*", "es"),
        ("garbage;;", "es"),
    ],
)
def test_languages(header: str | None, language: str) -> None:
    assert choose_language(header, ("es", "en")) == language


def test_a_header_too_long_to_be_read_says_nothing() -> None:
    """Nor is it remembered: some hundred of them would fill the memory."""
    readers = (negotiation._chosen, negotiation._chosen_language, negotiation._asks_for_profile)
    choose(None, RESULTS), choose_language(None, ("es", "en")), asks_for_profile(None, "application/ld+json", "x:y")
    kept = [reader.cache_info().currsize for reader in readers]
    for turn in range(3):
        long = f"text/turtle;q=0.{turn}" + ", text/csv" * LONGEST
        assert choose(long, RESULTS) is choose(None, RESULTS)
        assert choose_language(f"en;q=0.{turn}" + ", en" * LONGEST, ("es", "en")) == "es"
        assert not asks_for_profile(long + ', application/ld+json;profile="x:y"', "application/ld+json", "x:y")
    assert [reader.cache_info().currsize for reader in readers] == kept


def test_a_form_of_lesser_quality_is_for_who_wants_it_most() -> None:
    """RFC 9110, section 12.1. Comunica likes N-Quads best, and would find nothing in the default graph."""
    both = offers((TURTLE, N_QUADS), lesser=(N_QUADS,))
    for accept, expected in (
        ("application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6", TURTLE),
        ("application/n-quads", N_QUADS),
        ("application/n-quads, text/turtle;q=0.4", N_QUADS),
        ("application/n-quads;q=0.1, text/turtle;q=0", N_QUADS),
        ("*/*", TURTLE),
    ):
        found = choose(accept, both)
        assert found
        assert found.format is expected, accept
