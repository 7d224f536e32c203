"""A thing last changed in the release in which its statements, or those of a part of it, last did."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders import release
from loaders.downloads import DATASET
from loaders.modified import FILE, modified_by, modified_in
from loaders.release import CURRENT, ReleaseError, write
from ontology.terms import BASE, RDFS

FIRST, SECOND, THIRD = date(2030, 1, 1), date(2030, 1, 5), date(2030, 2, 1)


def about(key: str, text: str) -> Quad:
    graph = NamedNode(f"{BASE}id/graph/g")
    return Quad(NamedNode(f"{BASE}id/{key}"), RDFS.label, Literal(text, language="en"), graph)


def built(monkeypatch: pytest.MonkeyPatch, var: Path, day: date, quads: Sequence[Quad]) -> Path:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    monkeypatch.setattr(release, "_after", lambda _: moment)
    return write(quads, BASE, var, {FILE: modified_by(quads, var)}, None).path


def days(path: Path, *keys: str) -> list[date]:
    found = modified_in(path)
    return [found.of(f"{BASE}id/{key}") for key in keys]


def test_the_day_is_that_of_the_last_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, part, four = (
        about("theme/a", "A"),
        about("theme/b", "B"),
        about("theme/b/part", "P"),
        about("plan/d", "D"),
    )
    path = built(monkeypatch, tmp_path, FIRST, [one, two, part])
    assert days(path, "theme/a", "theme/b", "theme/b/part") == [FIRST] * 3
    path = built(monkeypatch, tmp_path, SECOND, [one, two, about("theme/b/part", "Q"), four])
    assert days(path, "theme/a", "theme/b", "theme/b/part", "plan/d") == [FIRST, SECOND, SECOND, SECOND]
    path = built(monkeypatch, tmp_path, THIRD, [about("theme/a", "other"), two, about("theme/b/part", "Q"), four])
    assert days(path, "theme/a", "theme/b", "theme/b/part", "plan/d") == [THIRD, SECOND, SECOND, SECOND]
    said = json.loads((path / FILE).read_bytes())
    assert said == {"otherwise": "2030-01-05", "since": {"": [f"{BASE}id/theme/a"]}}, "what is rare is listed"


def test_what_loses_a_statement_changes_and_comes_back_as_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, two = about("theme/a", "A"), about("theme/a", "AA"), about("theme/b", "B")
    built(monkeypatch, tmp_path, FIRST, [one, other, two])
    assert days(built(monkeypatch, tmp_path, SECOND, [one]), "theme/a") == [SECOND]
    assert days(built(monkeypatch, tmp_path, THIRD, [one, two]), "theme/a", "theme/b") == [SECOND, THIRD]


def test_a_release_that_says_nothing_may_have_changed_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = about("theme/a", "A")
    path = built(monkeypatch, tmp_path, FIRST, [one])
    (path / FILE).unlink()
    modified_in.cache_clear()
    assert days(path, "theme/a") == [FIRST]
    assert days(built(monkeypatch, tmp_path, SECOND, [one]), "theme/a") == [FIRST]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"otherwise": "yesterday", "since": {}}'])
def test_a_damaged_file_is_named_and_does_not_hinder_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    one = about("theme/a", "A")
    path = built(monkeypatch, tmp_path, FIRST, [one])
    (path / FILE).write_text(content)
    modified_in.cache_clear()
    with pytest.raises(ReleaseError, match=FILE):
        modified_in(path)
    assert days(built(monkeypatch, tmp_path, SECOND, [one]), "theme/a") == [SECOND]


def test_a_damaged_dataset_does_not_hinder_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = about("theme/a", "A")
    path = built(monkeypatch, tmp_path, FIRST, [one])
    (path / DATASET).write_bytes(gzip.compress(b"what is this\n"))
    assert days(built(monkeypatch, tmp_path, SECOND, [one]), "theme/a") == [SECOND]


def test_an_empty_release(tmp_path: Path) -> None:
    assert json.loads(modified_by([], tmp_path)) == {"otherwise": "", "since": {}}
    (tmp_path / CURRENT).symlink_to("releases/nowhere")
    assert json.loads(modified_by([about("theme/a", "A")], tmp_path)) == {"otherwise": "", "since": {}}
