from importlib.resources import files
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from ontology import vocabulary
from ontology.terms import XSD
from ontology.turtle import format_turtle, main

PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unused: <https://example.org/unused#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NASTY = {
    "multi-line string": """ex:a ex:p '''one\ntwo "quoted"''', '''\n""\\"three\\"\\"\\"''', "x\\ny\\"" .""",
    "quotes after a line": r'ex:a ex:p "\n\"\"\"\"", "\n\"\"\"\"\"\"\"", "\n\\\"\"\"", "\"\"\"\n\"\"" .',
    "quotes and backslashes": r'''ex:a ex:p "\\", "\"", "\\\"", '"', """a"b""", "\\d+", "c:\\temp\\" .''',
    "control characters": r'ex:a ex:p "tab\t", "cr\r\n", "\u0000\u0008\u000C\u007F\u00A0\u200B\uFEFF", "\u2028" .',
    "unicode": r'ex:a ex:p "\u00E9", "é", "e\u0301", "\U0001F600", "ñandú"@es-PE ; ex:ñ <https://example.org/\u00E9> .',
    "languages": 'ex:a rdfs:label "b"@es, "b"@en, "b", "a"@es, "b"@en-GB .',
    "numbers": 'ex:a ex:p 1, 01, +1, -1, 1.0, 1.00, .5, 1e3, 1E3, 1.e3, true, "1"^^xsd:boolean, "x"^^xsd:integer .',
    "typed": 'ex:a ex:p "2017-12-27"^^xsd:date, "P1Y"^^xsd:duration, "x"^^<https://example.com/t> .',
    "lists": "ex:a ex:p ( 1 ( 2 ( ) ) ex:b [ ex:q ( [] ) ] ), () . ( 1 2 ) ex:p ex:b .",
    "broken lists": "ex:a ex:p _:l . _:l rdf:first 1, 2 ; rdf:rest () . ex:b ex:p [ rdf:first 1 ; rdf:rest [] ] .",
    "shared list": "ex:a ex:p _:l . ex:b ex:p _:l . _:l rdf:first 1 ; rdf:rest ( 2 ) .",
    "list as a ring": "_:l rdf:first 1 ; rdf:rest _:l .",
    "list ending in a literal": 'ex:a ex:p [ rdf:first 1 ; rdf:rest "end" ] .',
    "nested blank nodes": "ex:a ex:p [ ex:q [ ex:r [ ex:s 1 ] ; ex:t 2 ] ], [ ex:q [] ], [] .",
    "shared blank node": "ex:a ex:p _:x . ex:b ex:p _:x . _:x ex:q 1, [ ex:r _:x ] .",
    "ring of blank nodes": "_:a ex:p _:b . _:b ex:p _:c . _:c ex:p _:a . _:d ex:p _:d .",
    "blank subjects": "[] ex:p 1 . [ ex:p 2 ] . [ ex:p 3 ] ex:q 4 .",
    "twins": "ex:a ex:p [ ex:q 1 ], [ ex:q 1 ] .",
    "names": "ex: a ex: . ex:a.b ex:1 ex:a-, <https://example.org/a/b>, <https://example.org/a.>, ex:a\\,b .",
    "hash in odd places": 'ex:a ex:p "# no comment", """# nor\n# this""", <https://example.org/#not> ; ex:q ex:a\\#b .',
    "paths": "ex:a sh:path [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] [ sh:zeroOrMorePath ex:r ] ) ] .",
    "ring of parts": "ex:a sh:property ex:b . ex:b sh:property ex:a .",
    "prefix within a prefix": "@prefix d: <https://example.org/d/> . ex:a ex:p <https://example.org/d/x>, d:y .",
    "nothing": "",
}


def graph(text: str) -> Dataset:
    dataset = Dataset(parse(text, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def body(text: str) -> str:
    """The formatted text below its prefixes."""
    return "".join(
        line for line in format_turtle(PREFIXES + dedent(text)).splitlines(keepends=True) if line[:1] != "@"
    ).lstrip("\n")


def assert_same(text: str, expected: str) -> None:
    assert body(text) == dedent(expected).lstrip("\n")


@pytest.mark.parametrize("name", NASTY)
def test_nasty_inputs_keep_their_graph_and_their_form(name: str) -> None:
    text = PREFIXES + NASTY[name]
    formatted = format_turtle(text)
    assert graph(formatted) == graph(text)
    assert format_turtle(formatted) == formatted


IRIS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in ("a", "b", "a/b", "a10", "a9", "é")])
PREDICATES = st.sampled_from(
    [NamedNode("https://example.org/p")]
    + [NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}") for name in ("type", "first", "rest")]
    + [NamedNode(f"http://www.w3.org/ns/shacl#{name}") for name in ("property", "select")]
)
BLANKS = st.sampled_from([BlankNode(name) for name in "vwxyz"])
LITERALS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8).map(Literal),
    st.text(alphabet='a"\\\n\r\t', max_size=8).map(Literal),
    st.text(alphabet='a"\n', max_size=4).map(lambda text: Literal(text, language="es")),
    st.sampled_from(["1", "01", "1.", "true", "x", "1e1", "-.5"]).map(lambda text: Literal(text, datatype=XSD.integer)),
    st.sampled_from(["1", "1.50", ".5", "٣.٣"]).map(lambda text: Literal(text, datatype=XSD.decimal)),
)
NIL = st.just(NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.builds(Triple, IRIS | BLANKS, PREDICATES, IRIS | BLANKS | LITERALS | NIL), max_size=12))
def test_any_graph_keeps_its_meaning_and_its_form(triples: list[Triple]) -> None:
    serialized = serialize(triples, format=RdfFormat.TURTLE, prefixes={"ex": "https://example.org/"})
    assert serialized is not None
    text = serialized.decode()
    formatted = format_turtle(text)
    assert graph(formatted) == graph(text)
    assert format_turtle(formatted) == formatted


@settings(max_examples=50, deadline=None)
@given(st.permutations(["ex:b ex:p _:x .", "_:x ex:q 1 .", "_:x ex:q _:y .", "ex:a ex:p ( _:y 2 ) .", "_:z ex:q 1 ."]))
def test_the_order_of_statements_does_not_matter(statements: list[str]) -> None:
    assert format_turtle(PREFIXES + "\n".join(statements)) == format_turtle(
        PREFIXES + "\n".join(sorted(statements)).replace("_:x", "_:other")
    )


def test_prefixes_are_sorted_and_only_those_used() -> None:
    formatted = format_turtle(PREFIXES + 'ex:a rdfs:label "x"^^xsd:token .')
    assert [line.split()[1] for line in formatted.splitlines() if line.startswith("@")] == ["ex:", "rdfs:", "xsd:"]


def test_subjects_are_grouped_by_class() -> None:
    assert_same(
        """
        ex:c a skos:Concept . ex:s a skos:ConceptScheme . ex:q a owl:DatatypeProperty . ex:p a owl:ObjectProperty .
        ex:x ex:p ex:y . ex:B a owl:Class . ex:A10 a owl:Class . ex:A9 a owl:Class . ex: a owl:Ontology .
        """,
        """
        ex: a owl:Ontology .

        ex:A9 a owl:Class .

        ex:A10 a owl:Class .

        ex:B a owl:Class .

        ex:p a owl:ObjectProperty .

        ex:q a owl:DatatypeProperty .

        ex:s a skos:ConceptScheme .

        ex:c a skos:Concept .

        ex:x ex:p ex:y .
        """,
    )


def test_shapes_are_followed_by_their_parts_and_queries_can_be_read() -> None:
    assert_same(
        '''
        ex:Shape-title a sh:PropertyShape ; sh:minCount 1 ; sh:path rdfs:label ; sh:in ( "a" "b" ) .
        ex:Other a sh:NodeShape ; sh:or ( [ sh:path ex:p ; sh:minCount 1 ] [ sh:path ex:q ; sh:minCount 1 ;
            sh:message "Falta el valor de q o el de p: hace falta al menos uno de los dos, o ambos"@es ] ) .
        ex:Shape a sh:NodeShape ; sh:sparql ex:Shape-dates ; sh:property ex:Shape-title ; sh:targetClass ex:Class .
        ex:Shape-dates a sh:SPARQLConstraint ; sh:select """
        SELECT $this WHERE {
            $this ex:p "x\\\\d" .
        }
        """ ; sh:message "termina antes de empezar"@es , "ends before it starts"@en .
        ''',
        '''
        ex:Other a sh:NodeShape ;
            sh:or (
                [ sh:path ex:p ; sh:minCount 1 ]
                [
                    sh:path ex:q ;
                    sh:minCount 1 ;
                    sh:message "Falta el valor de q o el de p: hace falta al menos uno de los dos, o ambos"@es
                ]
            ) .

        ex:Shape a sh:NodeShape ;
            sh:targetClass ex:Class ;
            sh:property ex:Shape-title ;
            sh:sparql ex:Shape-dates .

        ex:Shape-dates a sh:SPARQLConstraint ;
            sh:message "ends before it starts"@en, "termina antes de empezar"@es ;
            sh:select """
        SELECT $this WHERE {
            $this ex:p "x\\\\d" .
        }
        """ .

        ex:Shape-title a sh:PropertyShape ;
            sh:path rdfs:label ;
            sh:in ( "a" "b" ) ;
            sh:minCount 1 .
        ''',
    )


def test_what_does_not_fit_on_a_line_is_broken_by_value() -> None:
    long = "palabra " * 12
    assert_same(
        f'ex:a skos:definition "{long}"@es, "{long}"@en .',
        f"""
        ex:a skos:definition
                "{long}"@en,
                "{long}"@es .
        """.replace("                ", "                "),
    )


def test_no_line_is_too_long_that_could_be_shorter() -> None:
    iris = [f"<https://example.org/a/rather/long/address/{n}>" for n in range(5)]
    formatted = body(f"<https://example.org/a/long/subject> a {', '.join(iris)} ; ex:p ( {' '.join(iris)} ) .")
    assert max(map(len, formatted.splitlines())) <= 120


def test_a_leading_comment_stays() -> None:
    formatted = format_turtle("\n# What this is.\n#\n\n# And why.  \n\n" + PREFIXES + "ex:a ex:p ex:b .")
    assert formatted == "# What this is.\n#\n\n# And why.\n\n@prefix ex: <https://example.org/> .\n\nex:a ex:p ex:b .\n"
    assert format_turtle(formatted) == formatted


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ex:a ex:p ex:b . # lost", 9),
        ("# lost\nex:a ex:p ex:b .", 9),
        ('ex:a ex:p """\n""" ; # lost\nex:q ex:b .', 10),
    ],
)
def test_a_comment_that_would_be_lost_is_refused(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=rf"^line {line}: a comment"):
        format_turtle(PREFIXES + text)


def test_a_syntax_error_is_reported() -> None:
    with pytest.raises(SyntaxError):
        format_turtle(PREFIXES + "ex:a ex:p .")


def test_a_triple_term_is_refused() -> None:
    with pytest.raises(ValueError, match="triple term"):
        format_turtle(PREFIXES + "ex:a ex:p <<( ex:a ex:b ex:c )>> .")


def test_check_names_what_differs_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "folder" / "bad.ttl"
    bad.parent.mkdir()
    good.write_text(format_turtle(PREFIXES + "ex:a ex:p ex:b ."))
    bad.write_text(PREFIXES + "ex:a  ex:p  ex:b .")
    (tmp_path / "other.txt").write_text("not Turtle")
    before = bad.read_bytes()
    assert main(["--check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.split() == [str(bad)]
    assert bad.read_bytes() == before
    assert main([str(tmp_path)]) == 0
    assert bad.read_bytes() == good.read_bytes()
    assert main(["--check", str(good), str(bad)]) == 0


def test_files_that_cannot_be_formatted_fail_and_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("ex:a")
    latin = tmp_path / "latin.ttl"
    latin.write_bytes('<https://example.org/a> <https://example.org/p> "\u00e9" .'.encode("latin-1"))
    assert main([str(tmp_path)]) == 1
    faults = capsys.readouterr().err.splitlines()
    assert [fault.partition(": ")[0] for fault in faults] == [str(broken), str(latin)]
    assert broken.read_text() == "ex:a"


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / "none.ttl")])
    assert stopped.value.code == 2


def test_our_files_are_formatted() -> None:
    ours = vocabulary.turtle_files() + [file for file in files("shapes").iterdir() if file.name.endswith(".ttl")]
    assert [file.name for file in ours if format_turtle(text := file.read_text("utf-8")) != text] == []
