"""Versions of the vocabulary in a folder of releases, and the addresses that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.app import create_app
from endpoint.graph.definitions import SHAPES, VOCABULARY, versions
from endpoint.settings import Settings
from loaders import release
from loaders.downloads import DATASET
from loaders.release import MANIFEST, Release
from ontology.terms import BASE, OWL, RDFS
from tests.endpoint.client import Client


def write(var: Path, version: str, label: str) -> Release:
    said = [(OWL.versionInfo, Literal(version)), (RDFS.label, Literal(label))]
    quads = [Quad(VOCABULARY.iri, predicate, value, VOCABULARY.graph) for predicate, value in said]
    return release.write(quads, BASE, var, {}, None)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five releases: 0.9.0 lost its files, there are two of 1.0.0, and 1.1.0 is the newest but for a damaged one."""
    var = tmp_path_factory.mktemp("versions")
    (write(var, "0.9.0", "a").path / DATASET).unlink()
    for version, label in [("1.0.0", "b"), ("1.0.0", "c"), ("1.1.0", "d")]:
        write(var, version, label)
    damaged = var / "releases" / "29990101T000000Z-000000000000"
    damaged.mkdir()
    (damaged / MANIFEST).write_text("{")
    return var


@pytest.fixture(scope="module")
def client(var: Path, settings: Settings) -> Iterator[Client]:
    app = create_app(settings, release.open_release((var / "current").resolve()))
    yield Client(app)
    app.state.site.close()


def test_each_version_is_that_of_its_newest_release(var: Path, client: Client) -> None:
    served = client.app.state.site.release.id
    found = versions(var, VOCABULARY)
    assert list(found) == ["1.1.0", "1.0.0", "0.9.0"]
    assert found["1.1.0"] == served
    assert found["0.9.0"] is None
    assert versions(var, SHAPES) == {}


@pytest.mark.parametrize(("path", "label"), [("/def", "d"), ("/def/1.1.0", "d"), ("/def/1.0.0", "c")])
def test_an_address_goes_on_to_lead_to_its_version(client: Client, path: str, label: str) -> None:
    for address in (path, f"{path}.nt"):
        text = client.get(address, "application/n-triples").text
        assert f'{VOCABULARY.iri} {RDFS.label} "{label}" .' in text
    assert client.get(path, "text/html").status_code == 200


def test_a_version_has_a_tag_of_its_own(client: Client) -> None:
    tags = {client.get(f"/def/{version}.ttl").headers["etag"] for version in ("1.0.0", "1.1.0")}
    assert len(tags) == 2


def test_a_version_without_files_is_gone(client: Client) -> None:
    assert client.get("/def/0.9.0").status_code == 410
    assert client.get("/def/2.0.0").json()["detail"].endswith("there are: 1.1.0, 1.0.0, 0.9.0.")
    assert client.get("/shapes/1.0.0").json()["detail"].endswith("there are: none.")


def test_iris_of_versions_are_read_here(client: Client) -> None:
    path_of = client.app.state.site.iris.path_of
    for path in ("def", "def#Theme", "def/1.0.0", "shapes", "shapes#X", "shapes/1.0.0"):
        assert path_of(BASE + path) == f"/{path}"
    for path in ("definitions", "def/", "def/x", "shapes/1.0.0/x"):
        assert path_of(BASE + path) is None
    assert isinstance(VOCABULARY.graph, NamedNode)
