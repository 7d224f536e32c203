"""Old releases lose their files, and nothing that something leads to is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders import release, withdrawn
from loaders.downloads import DATASET
from loaders.history import is_pruned, release_ids
from loaders.pruning import prune
from loaders.release import MANIFEST, RELEASES, Release, ReleaseError
from ontology.terms import BASE, GA, GASH, OWL, RDFS

GRAPH = NamedNode(f"{BASE}id/graph/g")


def write(var: Path, *things: str, gone: dict[str, str] | None = None) -> Release:
    quads = [Quad(NamedNode(f"{BASE}id/{thing}"), RDFS.label, Literal(thing), GRAPH) for thing in things]
    return release.write(quads, BASE, var, {withdrawn.FILE: json.dumps(gone or {}).encode()}, None)


def whole(var: Path) -> list[str]:
    return [one for one in release_ids(var) if not is_pruned(var / RELEASES / one)]


def test_the_newest_stay(tmp_path: Path) -> None:
    made = [write(tmp_path, "a", f"b{n}").id for n in range(4)]
    assert prune(tmp_path, 2) == made[1::-1]
    assert whole(tmp_path) == made[:1:-1]
    assert release_ids(tmp_path) == made[::-1]
    assert [path.name for path in (tmp_path / RELEASES / made[0]).iterdir()] == [MANIFEST]
    assert release.verify(tmp_path / RELEASES / made[3]).id == made[3]
    assert prune(tmp_path, 2) == []


def test_what_was_withdrawn_keeps_its_last_version(tmp_path: Path) -> None:
    write(tmp_path, "a", "b", "theme/x")
    last_of_x = write(tmp_path, "a", "theme/x").id
    write(tmp_path, "a")
    current = write(tmp_path, "a", "c", gone={f"{BASE}id/theme/x": "why", f"{BASE}id/theme/never": "why"}).id
    prune(tmp_path, 1)
    assert whole(tmp_path) == [current, last_of_x]


def test_the_last_release_of_each_version_stays(tmp_path: Path) -> None:
    def of_versions(vocabulary: str, shapes: str) -> str:
        said = [
            Quad(iri, OWL.versionInfo, Literal(version), GRAPH)
            for iri, version in ((GA.ontology, vocabulary), (GASH.ontology, shapes))
        ]
        return release.write(said, BASE, tmp_path, {}, None).id

    versions = [("1.0.0", "1.0.0"), ("1.0.0", "1.1.0"), ("1.1.0", "1.1.0"), ("1.1.0", "1.2.0"), ("1.1.0", "1.3.0")]
    first, second, third, fourth, fifth = (of_versions(*pair) for pair in versions)
    assert prune(tmp_path, 1) == []
    assert whole(tmp_path) == [fifth, fourth, third, second, first]


def test_an_older_release_that_is_current_stays(tmp_path: Path) -> None:
    old, middle, new = (write(tmp_path, "a", name).id for name in "xyz")
    release.switch(tmp_path, old)
    assert prune(tmp_path, 1) == [middle]
    assert whole(tmp_path) == [new, old]


def test_a_trial_changes_nothing(tmp_path: Path) -> None:
    made = [write(tmp_path, "a", name).id for name in "xy"]
    assert prune(tmp_path, 1, dry=True) == made[:1]
    assert whole(tmp_path) == made[::-1]


def test_what_was_interrupted_is_ended(tmp_path: Path) -> None:
    old, _ = (write(tmp_path, "a", name) for name in "xy")
    (old.path / DATASET).unlink()
    assert prune(tmp_path, 1) == []
    assert [path.name for path in old.path.iterdir()] == [MANIFEST]


def test_nothing_is_pruned_during_a_build(tmp_path: Path) -> None:
    write(tmp_path, "a")
    with release.exclusive(tmp_path), pytest.raises(ReleaseError, match="another build is running"):
        prune(tmp_path, 1)


def test_without_a_release_there_is_nothing_to_prune(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release yet"):
        prune(tmp_path, 1)
