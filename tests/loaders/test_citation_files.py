"""How a release says it is cited: the keys that the formats require, and what they say of this release."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import yaml

from loaders import citation_files
from loaders.about import About
from loaders.downloads import DOWNLOADS
from loaders.release import Release
from ontology.terms import BASE

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def about(licence: str) -> About:
    return About("20260102T030405Z-abcdefabcdef", "ab" * 32, CREATED, BASE, {}, licence)


def test_the_citation_has_what_the_format_requires(shipped: Release) -> None:
    """Citation File Format 1.2.0: the required keys, and those of a data set."""
    found = yaml.safe_load((shipped.path / DOWNLOADS / citation_files.CFF).read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= found.keys()
    assert (found["cff-version"], found["type"], found["version"]) == ("1.2.0", "dataset", shipped.id)
    assert found["date-released"] == shipped.manifest.created.date().isoformat()
    assert all({"name"} <= author.keys() for author in found["authors"])
    assert found["identifiers"][0]["value"] == f"sha256:{shipped.digest}"


def test_datacite_gets_what_is_mandatory(shipped: Release) -> None:
    """DataCite Metadata Schema 4: mandatory but for the identifier, which is given when it is registered."""
    found = json.loads((shipped.path / DOWNLOADS / citation_files.DATACITE).read_text("utf-8"))
    assert {"creators", "titles", "publisher", "publicationYear", "types"} <= found.keys()
    assert found["types"]["resourceTypeGeneral"] == "Dataset"
    assert found["publicationYear"] == str(shipped.manifest.created.year)


@pytest.mark.parametrize(
    ("licence", "key", "value"),
    [
        ("https://creativecommons.org/publicdomain/zero/1.0/", "license", "CC0-1.0"),
        ("https://example.org/terms", "license-url", "https://example.org/terms"),
    ],
)
def test_a_licence_is_named_as_spdx_does_or_by_its_address(licence: str, key: str, value: str) -> None:
    assert citation_files.citation(about(licence))[key] == value
    assert json.loads(json.dumps(citation_files.datacite(about(licence))))["rightsList"][0]["rightsUri"] == licence
