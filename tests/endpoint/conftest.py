"""A release in small, written and opened as a real one is, and a client of its application."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders import release
from loaders.release import Release
from ontology.terms import BASE
from tests.endpoint.client import Client
from tests.endpoint.shipped import Answers

DATA = Path(__file__).parent / "release.trig"


@pytest.fixture(scope="session")
def small_quads() -> list[Quad]:
    return list(parse(path=DATA, format=RdfFormat.TRIG, base_iri=BASE))


@pytest.fixture(scope="session")
def small(small_quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of ``release.trig``, from which one thing was withdrawn."""
    made = release.write(small_quads, BASE, tmp_path_factory.mktemp("var"), {}, None)
    (made.path / "withdrawn.json").write_text(f'{{"{BASE}id/theme/gone": "It was a mistake."}}')
    return made


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(
        _env_file=None, query_max_length=20_000, request_max_bytes=30_000, query_max_bytes=2_000_000, client_cost_ms=0
    )


@pytest.fixture(scope="session")
def client(small: Release, settings: Settings) -> Iterator[Client]:
    app = create_app(settings, small)
    yield Client(app)
    app.state.site.close()


@pytest.fixture(scope="session")
def answers(shipped: Release) -> Answers:
    return Answers(shipped)
