"""A client of the shipped data: their vocabulary and shapes are what these pages are for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import Client


@pytest.fixture(scope="package")
def whole(shipped: Release, settings: Settings) -> Iterator[Client]:
    app = create_app(settings, shipped)
    yield Client(app)
    app.state.site.close()
