"""The page of an answer: what the query gives, named for people, and drawn where that says something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders.release import Release
from ontology.terms import BASE
from tests.endpoint.client import Client


@pytest.fixture(scope="module")
def shipped_client(shipped: Release) -> Iterator[Client]:
    """A service of the shipped data."""
    app = create_app(Settings(_env_file=None, workers=1, client_cost_ms=0), shipped)
    yield Client(app)
    app.state.site.close()


class _Cells(HTMLParser):
    """The rows of the table of results: the text of each cell, and the width of what is drawn in one."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.numeric: list[bool] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._inside = True
            if tag == "th":
                self.numeric.append(found.get("class") == "number")
        elif tag == "rect":
            self.rows[-1][-1] += f"bar {found['width']}"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data}".strip()


def cells(client: Client, query: str, language: str = "en") -> _Cells:
    page = client.query(query, "text/html", lang=language)
    assert page.status_code == 200, page.text
    found = _Cells()
    found.feed(page.text.partition("<main")[2])
    return found


@pytest.mark.parametrize(("language", "name"), [("es", "Salud"), ("en", "Health")])
def test_beside_an_iri_stands_the_name_of_the_thing(shipped_client: Client, language: str, name: str) -> None:
    found = cells(shipped_client, f"SELECT ?t {{ VALUES ?t {{ <{BASE}id/theme/health> }} }}", language)
    assert found.rows[1] == [f"{BASE}id/theme/health {name}"]


def test_every_known_iri_is_a_link_and_no_script_is(shipped_client: Client) -> None:
    values = f"<{BASE}id/theme/health> <http://metadata.un.org/sdg/16> <javascript:alert(1)> <https://e.org/x>"
    page = shipped_client.query(f"SELECT ?t {{ VALUES ?t {{ {values} }} }}", "text/html", lang="en").text
    links = re.findall(r'<td><a href="([^"]*)"', page)
    assert links == ["/doc/theme/health?lang=en", "/doc/sdg/16?lang=en", "https://e.org/x"]
    assert "javascript:alert(1)" in page


VALUES: dict[str, tuple[str, list[str | None]]] = {
    "numbers of several types": ("2 4.0 1e0", ["bar 50.0", "bar 100.0", "bar 25.0"]),
    "nothing bound in a row": ("2 UNDEF", ["bar 100.0", ""]),
    "a negative number": ("-1 2", [None, None]),
    "only zeros": ("0 0", [None, None]),
    "one row": ("7", [None]),
    "a text among them": ("1 'x'", [None, None]),
    "one that is none": ("1 'x'^^<http://www.w3.org/2001/XMLSchema#integer>", [None, None]),
    "one without size": ("1 'INF'^^<http://www.w3.org/2001/XMLSchema#double>", [None, None]),
    "a year": ("'2017'^^<http://www.w3.org/2001/XMLSchema#gYear> 2", [None, None]),
}


@pytest.mark.parametrize(("values", "bars"), VALUES.values(), ids=VALUES)
def test_one_column_of_numbers_is_drawn(client: Client, values: str, bars: list[str | None]) -> None:
    found = cells(client, f"SELECT ?n {{ VALUES ?n {{ {values} }} }}")
    assert [row[1] if len(row) > 1 else None for row in found.rows[1:]] == bars


def test_two_columns_of_numbers_are_not_drawn_and_stand_to_the_right(client: Client) -> None:
    found = cells(client, "SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (1 2 'x') (3 4 'y') } }")
    assert found.numeric == [True, True, False]
    assert found.rows[1:] == [["1", "2", "x"], ["3", "4", "y"]]


def test_other_datatypes_are_named(client: Client) -> None:
    found = cells(
        client, "SELECT ?d { VALUES ?d { '2017'^^<http://www.w3.org/2001/XMLSchema#gYear> true 'x' 'y'@es } }"
    )
    assert [row[0] for row in found.rows[1:]] == ["2017 xsd:gYear", "true xsd:boolean", "x", "y es"]


def test_many_rows_are_not_drawn(client: Client) -> None:
    values = " ".join(map(str, range(201)))
    assert len(cells(client, f"SELECT ?n {{ VALUES ?n {{ {values} }} }}").rows[-1]) == 1
