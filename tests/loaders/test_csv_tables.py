"""The tables of a release: read by another's implementation of CSVW, they give the release's statements back."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from csvw import CSVW, Table, TableGroup
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from loaders import csv_tables
from loaders.downloads import DATASET, DOWNLOADS
from loaders.release import Release
from ontology.terms import BASE, DCTERMS, GA, RDF, RDFS, XSD

GRAPH = NamedNode(f"{BASE}id/graph/g")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:csvw")


@pytest.fixture(scope="module")
def tables(shipped: Release) -> Path:
    return shipped.path / DOWNLOADS / csv_tables.TABLES


def table_of(tables: Path, name: str) -> Table:
    group = TableGroup.from_file(tables / csv_tables.METADATA)
    [table] = [one for one in group.tables if str(one.url) == f"{name}.csv"]
    return table


def text(value: object) -> str:
    """A value of that implementation as the graph has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):  # what it makes of a date
        return value.date().isoformat()
    return str(value.unsplit()) if hasattr(value, "unsplit") else str(value)


def test_another_implementation_finds_them_valid(tables: Path) -> None:
    found = CSVW(str(tables / csv_tables.METADATA), validate=True)
    assert found.is_valid
    assert sorted(str(table.url) for table in found.tables) == sorted(path.name for path in tables.glob("*.csv"))


def test_each_class_is_a_table_of_its_instances(shipped: Release, tables: Path) -> None:
    counts = shipped.manifest.counts
    for class_ in ("Commitment", "SDGAlignment", "Passage", "ParticipationEvent"):
        assert len(list(table_of(tables, class_))) == counts[f"{BASE}def#{class_}"]
    assert (tables / "org_Organization.csv").is_file()


def test_a_table_of_the_source_has_its_values(tables: Path) -> None:
    """Table 1 of the account of the co-creation: 124 organisations of civil society, 52 of the public sector."""
    table = table_of(tables, "table-pe-2017-2019-organizations")
    values = {text(row["actorType"]).rpartition("/")[2]: row["sdmx_measure_obsValue"] for row in table}
    assert values == {"civil-society": 124, "public-sector": 52, "total": 176}


def test_rows_give_the_statements_back(shipped: Release, tables: Path) -> None:
    """With that parser's values each cell is a statement of the release, and none lacks."""
    quads = parse(gzip.decompress((shipped.path / DATASET).read_bytes()), format=RdfFormat.N_QUADS)
    expected = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
    }
    table = table_of(tables, "Commitment")
    properties = {column.name: str(column.propertyUrl) for column in table.tableSchema.columns if column.propertyUrl}
    found = set()
    for row in table:
        for name, value in row.items():
            for one in value if isinstance(value, list) else [value]:
                if name in properties and one is not None:
                    found.add((text(row["iri"]), properties[name], text(one)))
    subjects = {subject for subject, _, _ in found}
    assert len(subjects) == shipped.manifest.counts[f"{BASE}def#Commitment"]
    assert found == {triple for triple in expected if triple[0] in subjects}


def test_the_archive_holds_the_same_files(tables: Path) -> None:
    with zipfile.ZipFile(tables.parent / csv_tables.ZIP) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in tables.iterdir()
        }


def test_values_that_are_hard_to_write_come_back(tmp_path: Path) -> None:
    thing = NamedNode(f"{BASE}id/theme/x")
    labels = ['a "b", c', "línea\notra", "=1+1", "a|b;c"]
    quads = [Quad(thing, RDF.type, GA.Theme, GRAPH)]
    quads += [Quad(thing, RDFS.label, Literal(label, language="es"), GRAPH) for label in labels]
    quads += [Quad(thing, GA.position, Literal(str(n), datatype=XSD.integer), GRAPH) for n in (1, 2)]
    quads += [Quad(thing, DCTERMS.title, Literal("x"), GRAPH)]
    csv_tables.write(quads, BASE, LICENCE, tmp_path)
    [table] = TableGroup.from_file(tmp_path / csv_tables.TABLES / csv_tables.METADATA).tables
    [row] = table
    assert sorted(row["label_es"]) == sorted(labels)
    assert (row["position"], row["dcterms_title"]) == ([1, 2], "x")


def test_equal_data_are_equal_files(tmp_path: Path) -> None:
    thing = NamedNode(f"{BASE}id/theme/x")
    quads = [Quad(thing, RDF.type, GA.Theme, GRAPH), Quad(thing, RDFS.label, Literal("x"), GRAPH)]
    for name, order in (("1", quads), ("2", quads[::-1])):
        (tmp_path / name).mkdir()
        csv_tables.write(order, BASE, LICENCE, tmp_path / name)
    assert (tmp_path / "1" / csv_tables.ZIP).read_bytes() == (tmp_path / "2" / csv_tables.ZIP).read_bytes()


def test_the_licence_is_said(tables: Path) -> None:
    assert json.loads((tables / csv_tables.METADATA).read_bytes())["dc:license"] == {"@id": LICENCE}
