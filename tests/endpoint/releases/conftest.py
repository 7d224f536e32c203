"""A service with a past."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders import release, withdrawn
from loaders.downloads import DATASET
from loaders.release import Release
from ontology.terms import BASE, RDFS
from tests.endpoint.client import Client
from tests.endpoint.releases.served import Served

GRAPH = NamedNode(f"{BASE}id/graph/marks")


@pytest.fixture(scope="module")
def served(small_quads: list[Quad], settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    var = tmp_path_factory.mktemp("releases")

    def write(said: dict[str, list[str]], gone: dict[str, str]) -> Release:
        labels = [
            Quad(NamedNode(f"{BASE}id/theme/{key}"), RDFS.label, Literal(text, language="es"), GRAPH)
            for key, texts in said.items()
            for text in texts
        ]
        return release.write([*small_quads, *labels], BASE, var, {withdrawn.FILE: json.dumps(gone).encode()}, None)

    past = {"agua": ["Agua", "Aguas"], "luz": ["Luz"]}
    first = write({"luz": ["Luz"]}, {})
    second = write(past, {})
    third = write({"agua": ["Agua", "Agua <b>y</b> saneamiento", "Lluvia"]}, {f"{BASE}id/theme/luz": "Es energía."})
    (first.path / DATASET).unlink()
    app = create_app(settings, third)
    yield Served(Client(app), first.id, second, third)
    app.state.site.close()
