"""Which releases a folder holds, and which one a user means."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import history
from loaders.downloads import DATASET
from loaders.release import RELEASES, ReleaseError

FIRST = "20260101T000000Z-aaaaaaaaaaaa"
SECOND = "20260102T000000Z-bbbbbbbbbbbb"
THIRD = "20260102T000001Z-bbbbbbbbbbbb"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    for name in (SECOND, FIRST, THIRD, ".building-12", "notes"):
        (tmp_path / RELEASES / name).mkdir(parents=True)
        (tmp_path / RELEASES / name / DATASET).touch()
    return tmp_path


def test_releases_are_listed_from_the_newest(var: Path, tmp_path: Path) -> None:
    assert history.release_ids(var) == [THIRD, SECOND, FIRST]
    assert history.release_ids(tmp_path / "nowhere") == []


@pytest.mark.parametrize("name", ["", ".", "..", "notes", ".building-12", f"../{RELEASES}/{FIRST}", f"{FIRST}/", "\0"])
def test_only_ids_lead_to_a_folder(var: Path, name: str) -> None:
    assert history.path_of(var, name) is None


def test_an_id_leads_to_its_folder(var: Path) -> None:
    assert history.path_of(var, FIRST) == var / RELEASES / FIRST
    assert history.path_of(var, "20260101T000000Z-cccccccccccc") is None


def test_the_one_before_has_its_files(var: Path) -> None:
    assert history.previous(var, THIRD) == SECOND
    (var / RELEASES / SECOND / DATASET).unlink()
    assert history.previous(var, THIRD) == FIRST
    assert history.previous(var, FIRST) is None


def test_the_beginning_of_an_id_is_enough(var: Path) -> None:
    assert history.find(var, "20260101") == FIRST
    (var / "current").symlink_to(Path(RELEASES) / SECOND)
    assert history.find(var, "current") == SECOND


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("20260102", f"several releases begin so: {THIRD}, {SECOND}"), ("1999", "there are: "), ("", "no such")],
)
def test_what_is_not_clear_is_refused_with_what_there_is(var: Path, wanted: str, said: str) -> None:
    with pytest.raises(ReleaseError, match=said):
        history.find(var, wanted)


def test_without_a_current_release_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release yet"):
        history.find(tmp_path, "current")
