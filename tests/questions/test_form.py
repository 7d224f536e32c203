"""How a question is written: a whole header, portable SPARQL 1.1, a layout that reads, an order that is fixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
import rdflib
from pyoxigraph import QuerySolutions, Store, Variable
from rdflib.plugins.sparql import prepareQuery

from endpoint.parsing import query as protocol
from loaders.release import Release
from ontology import codelists
from ontology.columns import columns
from ontology.question import BLOCK, Question, questions, term
from ontology.terms import BASE, PREFIXES

NAMES = sorted(questions())
ONE_NUMBER = (
    "number-of-aligned-commitments",
    "number-of-alignment-quotes",
    "number-of-alignments",
    "number-of-commitments",
    "number-of-events",
    "number-of-figures",
    "number-of-quoted-alignments",
    "number-of-themes",
    "observation-share",
    "sum-of-parts",
    "sum-of-printed-shares",
)
ON_RDFLIB = (*ONE_NUMBER, "attendance-by-region", "commitments-by-theme", "organizations-by-type")
"""Small ones: rdflib is slow, and one run of each is enough to catch what only one engine understands."""
MOVING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SAMPLE|SERVICE|GRAPH|FROM)\b")
LONGEST_LINE = 120


@pytest.fixture(params=NAMES)
def question(request: pytest.FixtureRequest) -> Question:
    return questions()[request.param]


def test_the_questions_asked_for_are_there() -> None:
    assert len(NAMES) >= 29
    assert set(ONE_NUMBER) < set(NAMES)


def test_texts_are_in_both_languages(question: Question) -> None:
    texts = [question.header.title, question.header.summary, *(each.label for each in question.header.parameters)]
    assert [sorted(each) for each in texts] == [["en", "es"]] * len(texts)
    assert question.header.tags == sorted(question.header.tags, key=str.lower)


def test_every_column_has_a_heading(question: Question) -> None:
    """One without is called by its variable."""
    variables = {variable.value for variable in query(question.text).variables}
    headings = [column.heading for column in columns(sorted(variables))]
    assert [each for each in headings if set(each) != {"en", "es"} or variables & set(each.values())] == []


def test_titles_are_told_apart() -> None:
    for language in ("en", "es"):
        titles = [each.header.title[language] for each in questions().values()]
        assert len(set(titles)) == len(titles)


def test_the_file_runs_with_the_defaults_of_its_header(question: Question) -> None:
    blocks = {block["name"]: block[0] for block in BLOCK.finditer(question.text)}
    for parameter in question.header.parameters:
        (row,) = query(f"SELECT * {{ {blocks[parameter.name]} }}")
        assert row[Variable(parameter.name)] == term(parameter, str(parameter.default)), parameter.name


def query(text: str, store: Store | None = None) -> QuerySolutions:
    result = (store or Store()).query(text, use_default_graph_as_union=True)
    assert isinstance(result, QuerySolutions)
    return result


def test_it_is_sparql_1_1_by_its_grammar(question: Question) -> None:
    """By the endpoint's grammar, which is the specification's, and by a second parser of another library."""
    read = protocol.read(question.text, BASE, 32)
    assert read.form == protocol.Form.SELECT
    prepareQuery(question.text)


def test_it_gives_the_same_answer_every_time(question: Question) -> None:
    code = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", question.text)
    assert not MOVING.search(code)
    if question.name in ONE_NUMBER:
        assert len(query(question.text).variables) == 1
    else:
        assert "ORDER BY" in code


def test_prefixes_are_sorted_known_and_used(question: Question) -> None:
    declared = re.findall(r"^PREFIX ([a-z-]+): <([^>]*)>$", question.text, re.MULTILINE)
    assert declared == sorted(declared)
    assert question.text.startswith("PREFIX ")
    body = re.sub(r"^PREFIX.*\n", "", question.text, flags=re.MULTILINE)
    lists = {scheme: f"{BASE}id/{scheme}/" for scheme in (*codelists.schemes(), "structure")}
    for prefix, namespace in declared:
        assert {**lists, **PREFIXES}[prefix] == namespace
        assert re.search(rf"(?<![\w-]){prefix}:\w", body), prefix


def test_the_layout_reads(question: Question) -> None:
    assert [line for line in question.text.splitlines() if len(line) > LONGEST_LINE or line != line.rstrip()] == []
    assert "\t" not in question.text
    assert all(len(line) - len(line.lstrip()) in range(0, 16, 2) for line in question.text.splitlines())


def groups_around(text: str, pattern: str) -> Iterator[list[str]]:
    """For each match of a pattern, the groups that it stands in from the outside, each by the word before its brace."""
    code = re.sub(r"#.*", "", re.sub(r"<[^>\s]*>|\"[^\"]*\"", "", text))
    for match in re.finditer(pattern, code):
        groups: list[str] = []
        for mark in re.finditer(r"([^\s{}]*)\s*\{|\}", code[: match.start()]):
            if mark[0] == "}":
                groups.pop()
            else:
                groups.append(mark[1])
        yield groups


def test_labels_are_chosen_where_the_language_can_be_seen(question: Question) -> None:
    """A filter sees the variables of its own group and, in an OPTIONAL, those of the group around it, no further.

    SPARQL 1.1, section 18.2.2.6; some engines are more generous, so running the query does not show the mistake.
    """
    for groups in groups_around(question.text, r"= \?lang\b"):
        assert groups in (["WHERE"], ["WHERE", "OPTIONAL"])


def test_labels_are_optional(question: Question) -> None:
    """A thing that has no name in a language is still there."""
    for groups in groups_around(question.text, r"\?\w+Label \."):
        assert groups == ["WHERE", "OPTIONAL"]


def test_no_question_names_a_thing_that_only_one_country_has(question: Question) -> None:
    body = BLOCK.sub("", question.text)
    assert "/pe-" not in body
    assert "quipu-editors" not in body


@pytest.fixture(scope="module")
def graph(shipped: Release) -> rdflib.Graph:
    """The data that the small questions ask for, in rdflib."""
    lines = "".join(f"{quad.triple} .\n" for quad in shipped.store if "/graph/shapes" not in str(quad.graph_name))
    return rdflib.Graph().parse(data=lines, format="nt")


@pytest.mark.parametrize("name", ON_RDFLIB)
def test_another_engine_gives_the_same_answer(name: str, graph: rdflib.Graph, shipped: Release) -> None:
    text = questions()[name].text
    expected = [[getattr(value, "value", "") for value in row] for row in query(text, shipped.store)]
    result = graph.query(text)
    rows = [[row.get(name) for name in result.vars or []] for row in result.bindings]
    found = [["" if value is None else str(value) for value in row] for row in rows]
    assert [list(map(number, row)) for row in found] == [list(map(number, row)) for row in expected]


def number(value: str) -> str | Decimal:
    """Two engines may write one number in two ways."""
    return Decimal(value).normalize() if re.fullmatch(r"-?\d+(\.\d+)?", value) else value


def test_a_value_with_quotes_and_braces_stays_a_text(question: Question, shipped: Release) -> None:
    if "lang" not in [parameter.name for parameter in question.header.parameters]:
        return
    evil = 'en" } } DELETE { ?s ?p ?o } # \\'
    asked = question.with_values({"lang": evil})
    protocol.read(asked, BASE, 32)
    labels = [name for name in query(asked).variables if name.value.endswith("Label")]
    assert all(row[label] is None for row in query(asked, shipped.store) for label in labels)
