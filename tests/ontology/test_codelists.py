from textwrap import dedent

import pytest

from ontology import codelists
from ontology.codelists import Concept, parse_code_list
from ontology.terms import BASE

SAMPLE = dedent("""
    @prefix ga: <https://w3id.org/gobierno-abierto/def#> .
    @prefix id: <https://w3id.org/gobierno-abierto/id/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix size: <https://w3id.org/gobierno-abierto/id/size/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    id:size rdfs:label "Size"@en .
    size:small skos:inScheme id:size ; rdfs:label "small"@en, "pequeño"@es ; skos:broader size:any .
    size:any skos:inScheme id:size ; rdfs:label "any"@en ; ga:hasScale id:scale-size .
    id:other skos:inScheme id:scheme .
""").encode()


def test_a_code_list_is_read_from_its_turtle() -> None:
    sizes = parse_code_list("size", SAMPLE)
    assert sizes.scheme == "size"
    assert sizes.iri.value == f"{BASE}id/size"
    assert sizes.label == {"en": "Size"}
    assert sizes.codes == {"any", "small"}
    assert list(sizes.concepts) == ["any", "small"]
    small = sizes.concepts["small"]
    assert isinstance(small, Concept)
    assert small.code == "small"
    assert small.iri.value == f"{BASE}id/size/small"
    assert small.label == {"en": "small", "es": "pequeño"}
    assert small.broader == "any"
    assert small.scale is None
    assert sizes.concepts["any"].broader is None
    assert sizes.concepts["any"].scale == "scale-size"


def test_a_file_of_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        parse_code_list("weight", SAMPLE)


def test_an_unknown_code_list_is_a_key_error() -> None:
    for name in ("no-such-list", "../gobierno-abierto", ""):
        with pytest.raises(KeyError, match="no code list"):
            codelists.code_list(name)


def test_a_code_list_is_read_once() -> None:
    assert codelists.code_list("theme") is codelists.code_list("theme")
    assert codelists.schemes() == tuple(sorted(codelists.schemes()))


def test_code_lists_cannot_be_changed_and_can_be_compared() -> None:
    concept = codelists.code_list("theme").concepts["health"]
    with pytest.raises(TypeError):
        concept.label["en"] = "wealth"  # type: ignore[index]
    assert hash(concept) == hash(codelists.code_list("theme").concepts["health"])
