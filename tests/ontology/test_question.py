"""The file format of questions, and values in the place of defaults."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ontology.question import Parameter, QuestionError, parse, questions, term
from ontology.terms import BASE, XSD

HEADER = """\
    #+ title: {es: Compromisos, en: Commitments}
    #+ summary:
    #+   es: Los de un plan.
    #+   en: Those of a plan.
    #+ tags: [commitments]
    #+ parameters:
    #+   - {name: plan, type: iri, thing: plan, label: {es: Plan, en: Plan}, default: pe-2017-2019}
    #+   - {name: word, type: string, label: {es: Palabra, en: Word}, default: open}
    #+   - {name: other, type: string, label: {es: Otra, en: Other}, default: data}
"""
BODY = """\
    PREFIX ga: <https://w3id.org/gobierno-abierto/def#>

    SELECT ?plan ?word ?other
    WHERE {
      VALUES ?plan { <https://w3id.org/gobierno-abierto/id/plan/pe-2017-2019> }
      VALUES ?word { "open" }
      VALUES  ?other{ "data"
      }
    }
"""
FILE = dedent(HEADER) + dedent(BODY)


def answer(query: str) -> list[tuple[object, ...]]:
    result = Store().query(query)
    assert isinstance(result, QuerySolutions)
    return [tuple(row) for row in result]


def test_a_file_runs_as_it_is_and_its_header_is_apart() -> None:
    question = parse("some", FILE)
    assert question.name == "some"
    assert question.header.title == {"es": "Compromisos", "en": "Commitments"}
    assert [parameter.name for parameter in question.header.parameters] == ["plan", "word", "other"]
    assert question.text.startswith("PREFIX ga:")
    assert question.text.endswith("}\n")
    assert "#+" not in question.text
    assert answer(question.text) == [(NamedNode(f"{BASE}id/plan/pe-2017-2019"), Literal("open"), Literal("data"))]


def test_values_take_the_place_of_defaults() -> None:
    question = parse("some", FILE)
    asked = question.with_values({"plan": "pe-2012-2013", "other": "gobierno"})
    assert answer(asked) == [(NamedNode(f"{BASE}id/plan/pe-2012-2013"), Literal("open"), Literal("gobierno"))]
    assert question.with_values({}) == question.text


def test_a_key_names_a_thing_under_the_publishers_base() -> None:
    """So do the defaults, or a release with another base would have no answers."""
    base = "https://data.example.org/"
    question = parse("some", FILE)
    assert answer(question.with_values({"plan": "x"}, base))[0][0] == NamedNode(f"{base}id/plan/x")
    assert answer(question.with_values({}, base))[0][0] == NamedNode(f"{base}id/plan/pe-2017-2019")


@pytest.mark.parametrize(
    "value",
    [
        'open" } ?s ?p ?o . { "',
        "open' } #",
        "} UNION { ?s ?p ?o }",
        "\\",
        '\\"',
        "line\nbreak\r\n\ttab",
        "VALUES ?other { }",
        "$word \\1 \\g<name> {0} %s",
        "",
        "ñ 中 \N{PILE OF POO} \0",
    ],
)
def test_a_text_stays_a_term(value: str) -> None:
    question = parse("some", FILE)
    for values in ({"word": value}, {"word": value, "other": 'a" } SELECT'}, {"word": value, "other": value}):
        expected = (NamedNode(f"{BASE}id/plan/pe-2017-2019"), Literal(value), Literal(values.get("other", "data")))
        assert answer(question.with_values(values)) == [expected]


def test_a_block_inside_a_value_is_not_a_parameters_place() -> None:
    """Replacing one parameter after the other would put the second value's quotes into the first value."""
    asked = parse("some", FILE).with_values({"word": "VALUES ?other { }", "other": ' } DELETE { ?s ?p "'})
    assert answer(asked)[0][1:] == (Literal("VALUES ?other { }"), Literal(' } DELETE { ?s ?p "'))


@pytest.mark.parametrize(
    ("value", "iri"),
    [
        ("pe-2012-2013", f"{BASE}id/plan/pe-2012-2013"),
        ("id:plan/pe-2012-2013", f"{BASE}id/plan/pe-2012-2013"),
        ("https://example.org/plan#1", "https://example.org/plan#1"),
        ("sdg:16.7", "http://metadata.un.org/sdg/16.7"),
        ("table/cell", f"{BASE}id/plan/table/cell"),
    ],
)
def test_iris_are_written_whole_with_a_prefix_or_as_a_key(value: str, iri: str) -> None:
    assert term(parameter("iri", "x", thing="plan"), value) == NamedNode(iri)


@pytest.mark.parametrize(
    "value",
    [
        "pe-2012-2013> } #",
        "two words",
        'x"y',
        "{x}",
        "https://example.org/a b",
        "a<b",
        "x\\u003e",
        "id:plan/x> ?p",
        "\n",
    ],
)
def test_what_is_no_iri_is_refused(value: str) -> None:
    with pytest.raises(QuestionError, match="does not fit; expected a value of type iri"):
        term(parameter("iri", "x", thing="plan"), value)


def test_an_iri_without_a_scheme_needs_a_thing() -> None:
    with pytest.raises(QuestionError, match="'relative' does not fit"):
        term(parameter("iri", "sdg:16"), "relative")


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("integer", "17", Literal("17", datatype=XSD.integer)),
        ("integer", "-017", Literal("-17", datatype=XSD.integer)),
        ("date", "2017-12-27", Literal("2017-12-27", datatype=XSD.date)),
        ("code", "health", NamedNode(f"{BASE}id/theme/health")),
    ],
)
def test_values_become_terms_of_their_type(type_: str, value: str, expected: NamedNode | Literal) -> None:
    assert term(parameter(type_, value, scheme="theme"), value) == expected


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("integer", "seventeen", "a value of type integer"),
        ("integer", "1.5", "a value of type integer"),
        ("integer", "1 } #", "a value of type integer"),
        ("date", "27/12/2017", "a value of type date"),
        ("date", "2017-02-30", "a value of type date"),
        ("code", "healt", "a code of theme"),
        ("code", "health> }", "a code of theme"),
        ("string", "\ud800", "a value of type string"),
    ],
)
def test_values_that_do_not_fit_are_refused(type_: str, value: str, expected: str) -> None:
    default = {"integer": "1", "date": "2017-01-01", "code": "health"}.get(type_, "x")
    with pytest.raises(QuestionError, match=f"x: .* does not fit; expected {expected}"):
        term(parameter(type_, default, scheme="theme"), value)


def parameter(type_: str, default: str, scheme: str | None = None, thing: str | None = None) -> Parameter:
    label = {"es": "x", "en": "x"}
    given = {"name": "x", "type": type_, "label": label, "default": default, "scheme": scheme, "thing": thing}
    return Parameter.model_validate(given)


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(QuestionError, match="some: no parameter 'plano'; expected one of: plan, word, other"):
        parse("some", FILE).with_values({"plano": "x"})
    with pytest.raises(QuestionError, match="expected one of: none"):
        parse("some", dedent(HEADER).partition("#+ parameters")[0] + "SELECT * {}").with_values({"plan": "x"})


def changed(old: str, new: str) -> Callable[[], str]:
    def change() -> str:
        assert FILE.count(old) >= 1
        return FILE.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: dedent(BODY), r"some\.rq:1: header: "),
        (lambda: "", r"some\.rq:1: header: "),
        (changed("#+ tags: [commitments]", "#+ tags: []"), r"some\.rq:5: tags: .*at least 1"),
        (changed("#+ tags: [commitments]", "#+ tag: [commitments]"), r"some\.rq:\d+: tags?: "),
        (changed("#+ tags: [commitments]", "#+ tags: [commitments"), r"some\.rq:6: the header is not YAML"),
        (changed(", en: Commitments}", "}"), r"some\.rq:1: title: no text in en"),
        (changed("#+   es: Los de un plan.\n", ""), r"some\.rq:2: summary: no text in es"),
        (changed("label: {es: Plan, en: Plan}, ", ""), r"some\.rq:6: parameters\.0\.label: Field required"),
        (changed("type: iri", "type: uri"), r"some\.rq:6: parameters\.0\.type: "),
        (changed("name: plan", "name: Plan"), r"some\.rq:6: parameters\.0\.name: "),
        (
            changed("default: pe-2017-2019", "default: two words"),
            r"some\.rq:6: parameters\.0: plan: 'two words' does not",
        ),
        (changed("type: iri, thing: plan", "type: code"), r"some\.rq:6: parameters\.0: plan: no code list None"),
        (changed("type: iri, thing: plan", "type: code, scheme: thema"), r"plan: no code list 'thema'"),
        (changed('VALUES ?word { "open" }', '?s ?p "open"'), r"parameter word: expected VALUES \?word"),
        (changed("VALUES ?word", "VALUES ?plan { <urn:x> } VALUES ?word"), r"parameter plan: expected VALUES \?plan"),
        (changed("name: other", "name: word"), r"some\.rq:1: parameters: the same name twice"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_its_line(make: Callable[[], str], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        parse("some", make())


def test_lines_are_counted_in_the_file_not_in_the_header() -> None:
    with pytest.raises(QuestionError, match=r"some\.rq:7: tags: "):
        parse("some", "# What a reader sees first\n\n" + FILE.replace("[commitments]", "[]"))


def test_the_stored_questions_are_read_once_and_sorted() -> None:
    assert questions() is questions()
    assert list(questions()) == sorted(questions())
    assert all(name == question.name for name, question in questions().items())


def test_a_query_that_does_not_parse_is_told_with_the_line_of_the_file() -> None:
    broken = FILE.replace("SELECT ?plan ?word ?other", "SELECT ?plan ?word WHERE ?other")
    line = broken.splitlines().index("SELECT ?plan ?word WHERE ?other") + 1
    with pytest.raises(QuestionError, match=rf"broken\.rq:{line}:\d+: not SPARQL: expected"):
        parse("broken", broken)


def test_a_question_is_a_select_query() -> None:
    asked = FILE.replace("SELECT ?plan ?word ?other", "ASK")
    with pytest.raises(QuestionError, match=r"asked\.rq:\d+: not a SELECT query"):
        parse("asked", asked)


CHECK = """\
#+ check:
#+   area: smart
#+   severity: low
#+   outcome: cantTell
#+   of: number-of-commitments
#+   found: {es: "Plan {plan}, {word}", en: "The plan {plan}"}
#+   why: {es: Por algo, en: For something}
#+   mend: {es: Hacer algo, en: Do something}
"""
CHECKED = FILE.replace("#+ parameters:", CHECK + "#+ parameters:")


def test_a_check_says_what_a_row_means() -> None:
    check = parse("some", CHECKED).header.check
    assert check
    assert check.variables == {"plan", "word"}
    assert parse("some", FILE).header.check is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("area: smart", "area: smrt", r"some\.rq:\d+: check\.area: "),
        ("severity: low", "severity: none", r"check\.severity: "),
        ("outcome: cantTell", "outcome: passed", r"check\.outcome: "),
        ("#+   of: number-of-commitments\n", "", r"check\.of: Field required"),
        (", en: Do something}", "}", r"check\.mend: no text in en"),
        ("{word}", "{words}", r"some\.rq:1: check: found: no variable words; expected among: other, plan, word"),
        ("{word}", "{word", r"check\.found: .*expected '}'"),
        ("{word}", "{}", r"check\.found: .*a variable's name"),
        ("{word}", "{word.value}", r"check\.found: .*a variable's name"),
        ("{word}", "{word!r:>9}", r"check\.found: .*a variable's name"),
    ],
)
def test_a_check_that_is_not_whole_is_refused(old: str, new: str, message: str) -> None:
    assert old in CHECKED
    with pytest.raises(QuestionError, match=message):
        parse("some", CHECKED.replace(old, new))


def test_a_check_counts_by_a_question_with_one_number() -> None:
    for each in questions().values():
        if each.header.check:
            assert each.header.check.of in questions(), each.name
            assert "COUNT(DISTINCT" in questions()[each.header.check.of].text, each.name
