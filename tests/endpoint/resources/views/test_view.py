"""What the pages of things say by their type: facts counted by hand in the shipped data and the source document."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from importlib.resources import files

import pyoxigraph
import pytest
from pyoxigraph import NamedNode

from endpoint.app import create_app
from endpoint.graph.archive import Contents
from endpoint.pages import LANGUAGES, Frame, texts
from endpoint.resources.views.kinds import KINDS
from endpoint.resources.views.view import View, view_of
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import ORIGIN, Client, thing

QUERIES = sorted(files("endpoint.resources.views").joinpath("queries").iterdir(), key=lambda entry: entry.name)


@pytest.fixture(scope="module")
def served(shipped: Release) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, client_cost_ms=0), shipped)
    yield Client(app)
    app.state.site.close()


def view(client: Client, path: str, language: str = "en") -> View:
    site = client.app.state.site
    description = site.descriptions.of(thing(path) if "://" not in path else NamedNode(path))
    assert description
    return view_of(description, site, Frame(language, chosen=False, root="", path="/"), "")


def cells(found: View, name: str, column: str) -> list[list[str]]:
    section = next(section for section in found.sections if section.name == name)
    at = section.columns.index(column)
    return [[value.text for value in row[at]] for row in section.rows]


def test_a_commitment_says_where_it_came_from_and_what_it_serves(served: Client) -> None:
    found = view(served, "commitment/pe-2017-2019-01")
    assert len(cells(found, "origin", "decision")) == 1
    assert all("SGP" in name for [name] in cells(found, "origin", "proponent"))
    assert [code for [code] in cells(found, "alignments", "code")] == ["16.7", "16", "16.6", "17.17"]
    assert [how for [how] in cells(found, "alignments", "strength")] == ["Direct", *["Contributes"] * 3]
    assert len(cells(found, "responsibilities", "organization")) == 2
    assert len(cells(found, "ratings", "rated")) == 3
    assert len(found.quotes) == 4
    assert any("foros multiactor (Compromiso 1)" in quote.exact for quote in found.quotes)
    for row in cells(found, "alignments", "rationale"):
        assert len(row) == 1  # in the page's language only


def test_what_a_commitment_does_for_a_goal_comes_before_what_they_have_in_common(served: Client) -> None:
    found = view(served, "commitment/pe-2017-2019-03")
    strengths = ["Direct", "Contributes", "Context", "Context", "Context"]
    assert [strength for [strength] in cells(found, "alignments", "strength")] == strengths


def test_a_plan_has_its_eighteen_commitments_in_order(served: Client) -> None:
    found = view(served, "plan/pe-2017-2019", "es")
    assert [number for [number] in cells(found, "commitments", "number")] == [str(n) for n in range(1, 19)]


def test_an_event_says_who_came(served: Client) -> None:
    found = view(served, "event/pe-2017-2019-workshop-arequipa")
    values = [int(value) for [value] in cells(found, "attendance", "value")]
    assert max(values) == 53  # Table 3 of the document
    assert sum(values) == 2 * 53  # the parts and their total


def test_a_passage_shows_its_words(served: Client) -> None:
    [quote] = view(served, "passage/pe-cocreacion-2017-approval-8").quotes
    assert "desactivacion de comisiones" in quote.exact
    assert "desactivación de comisiones" in quote.reading
    assert quote.language == "es"
    page = served.get("/doc/passage/pe-cocreacion-2017-approval-8?lang=en", "text/html")
    assert '<blockquote lang="es">' in page.text


def test_a_goal_shows_what_is_aligned_with_its_targets(served: Client) -> None:
    found = view(served, "http://metadata.un.org/sdg/16")
    assert ["16.7"] in cells(found, "sdg-alignments", "code")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("type_", sorted(set(KINDS) - {"sdg"}))
def test_a_page_of_each_type_is_answered(served: Client, type_: str, language: str) -> None:
    member = served.app.state.site.catalogue.members(type_)[0]
    path = served.app.state.site.iris.path_of(member.value)
    page = served.get(f"{path}?lang={language}", "text/html")
    assert page.status_code == 200
    address = f"{ORIGIN}{served.app.state.site.iris.document_path(member.value)}"
    assert f"curl -L -H 'Accept: text/turtle' '{address}'" in unescape(page.text)
    assert not re.search(r"<(?:h2|th)[^>]*>\s*</", page.text)


def test_every_section_is_a_query_with_names_for_all_that_it_shows() -> None:
    names = {entry.name.removesuffix(".rq") for entry in QUERIES}
    assert {name for kind in KINDS.values() for name in kind.sections} | {"bases", "quotes"} == names
    said = texts("en")
    for entry in QUERIES:
        found = pyoxigraph.Store().query(entry.read_text(encoding="utf-8"))
        assert isinstance(found, pyoxigraph.QuerySolutions)
        if entry.name != "quotes.rq":
            assert f"section.{entry.name.removesuffix('.rq')}" in said
            assert [v.value for v in found.variables if f"column.{v.value}" not in said] == []


def test_a_page_takes_a_bounded_number_of_queries() -> None:
    assert max(len(kind.sections) for kind in KINDS.values()) + 2 <= 9


def test_a_table_of_two_dimensions_is_shown_as_the_source_prints_it(served: Client) -> None:
    """Table 3 of the account of the co-creation; the bars are of 53, the largest row but the total."""
    cross = view(served, "table/pe-2017-2019-workshops").cross
    assert cross
    assert [(name.text, total) for name, total in cross.columns] == [
        ("Civil society", False),
        ("Public sector", False),
        ("Total", True),
    ]
    assert [(row.name.text, [cell.value for cell in row.cells if cell], row.bar) for row in cross.rows] == [
        ("Arequipa", ["31", "22", "53"], "100.0"),
        ("La Libertad", ["22", "27", "49"], "92.5"),
        ("San Martín", ["29", "14", "43"], "81.1"),
        ("Total", ["82", "63", "145"], None),
    ]
    assert (cross.status and cross.status.text, cross.has_others) == ("printed", False)


def test_a_value_that_was_not_printed_says_so_in_its_cell(served: Client) -> None:
    """Table 4: the scan lost two cells of one row, which follow from the totals."""
    cross = view(served, "table/pe-2017-2019-contributions").cross
    assert cross
    assert cross.has_others
    marked = [(row.name.text, cell.value) for row in cross.rows for cell in row.cells if cell and cell.status]
    assert marked == [("Health", "2"), ("Health", "1")]


def test_a_table_of_one_dimension_has_one_column(served: Client) -> None:
    """Table 1: 124 organisations of civil society, 52 of the public sector."""
    cross = view(served, "table/pe-2017-2019-organizations").cross
    assert cross
    assert cross.columns == ()
    assert [(row.name.text, row.cells[0] and row.cells[0].value, row.bar) for row in cross.rows] == [
        ("Civil society", "124", "100.0"),
        ("Public sector", "52", "41.9"),
        ("Total", "176", None),
    ]
    page = served.get("/doc/table/pe-2017-2019-organizations?lang=en", "text/html").text
    assert '<rect width="41.9" height="10"/>' in page


def options(found: View, facet: str) -> dict[str, int]:
    section = next(section for section in found.sections if section.name == "commitments")
    return {option.label: option.count for each in section.facets if each.name == facet for option in each.options}


def test_the_commitments_of_a_plan_are_narrowed_down(served: Client) -> None:
    """By hand, of 18 in the third plan: three on the environment, four on education; of the three, all serve SDG 16."""
    site = served.app.state.site
    description = site.descriptions.of(thing("plan/pe-2017-2019"))
    frame = Frame("en", chosen=False, root="", path="/")
    everything = view_of(description, site, frame, "")
    assert (options(everything, "theme")["Environment"], options(everything, "theme")["Education"]) == (3, 4)
    narrowed = view_of(description, site, frame, "", {"theme": "theme/environment", "page": "1"})
    assert [number for [number] in cells(narrowed, "commitments", "number")] == ["2", "3", "4"]
    assert options(narrowed, "theme") == options(everything, "theme")
    assert sum(count for name, count in options(narrowed, "goal").items() if "Peace" in name) == 3
    both = view_of(description, site, frame, "", {"theme": "theme/environment", "goal": "sdg/12"})
    assert [number for [number] in cells(both, "commitments", "number")] == ["2"]


def test_a_filtered_page_has_an_address_of_its_own(served: Client) -> None:
    path = "/doc/plan/pe-2017-2019?lang=en"
    whole, part = served.get(path, "text/html"), served.get(f"{path}&theme=theme%2Feducation", "text/html")
    assert whole.headers["etag"] != part.headers["etag"]
    assert ">4 of 18<" in part.text
    assert '<option value="theme/education" selected>Education (4)</option>' in part.text
    assert 'hreflang="es" lang="es"' in part.text
    assert "theme=theme%2Feducation&amp;lang=es" in part.text
    nothing = served.get(f"{path}&theme=%3Cb%3E", "text/html").text
    assert "None has all that was chosen." in nothing
    assert "<b>" not in nothing


class _Counting:
    """A store that counts the queries that it is asked."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store
        self.queries = 0

    def query(self, *args: object, **kwargs: object) -> object:
        self.queries += 1
        return self._store.query(*args, **kwargs)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.mark.parametrize("type_", sorted(KINDS))
def test_a_page_asks_a_bounded_number_of_queries(served: Client, shipped: Release, type_: str) -> None:
    """One for each section, one for the quotes, one for what single values rest on: however much there is."""
    site = served.app.state.site
    store = _Counting(shipped.store)
    contents = Contents.of(replace(shipped, store=store))  # type: ignore[arg-type]
    counted = replace(site, contents=contents)
    members = site.catalogue.members(type_)
    assert members, "a kind of page without anything in the shipped data"
    for topic in {members[0], members[-1]}:
        description = contents.descriptions.of(topic)
        assert description
        store.queries = 0
        view_of(description, counted, Frame("es", chosen=False, root="", path="/"), "")
        assert store.queries == len(KINDS[type_].sections) + 2
        assert store.queries <= 9
