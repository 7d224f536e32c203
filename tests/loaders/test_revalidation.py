"""A build validates what changed since the current release, and reports what validating everything reports."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import graph
from loaders.build import InvalidGraph, build_release
from loaders.downloads import DATASET
from loaders.release import CURRENT, MANIFEST, REPORT, current_path, open_current
from loaders.revalidation import revalidate
from shapes.report import Report

Packages = Callable[..., Path]
OTHER_TITLE = {
    "plan/commitments.csv": "number,position,title_es,label_en,theme,known_from\n1,1,Otro,One,health,xx-source\n"
}
NO_TITLE = {"plan/commitments.csv": "number,position,label_es,label_en,known_from\n1,1,Uno,One,xx-source\n"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of a release of the small packages, made once."""
    return {"var": tmp_path_factory.mktemp("built") / "var"}


@pytest.fixture
def var(built: dict[str, Path], packages: Packages, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    if not built["var"].exists():
        build_release([("data", packages())], built["var"])
    copy = tmp_path / "var"
    shutil.copytree(built["var"], copy, symlinks=True)
    return copy


def made(root: Path, var: Path) -> tuple[Report, int | None]:
    return revalidate(graph.build(graph.read_sources([("data", root)])), var)


def test_a_build_reports_what_a_first_build_reports(packages: Packages, var: Path, tmp_path: Path) -> None:
    told: list[str] = []
    root = packages(OTHER_TITLE)
    second, _ = build_release([("data", root)], var, progress=told.append)
    assert any(each.startswith("validated the ") for each in told)
    told.clear()
    anew, _ = build_release([("data", root)], tmp_path / "other", progress=told.append)
    assert not any(each.startswith("validated the ") for each in told)
    assert second.digest == anew.digest
    for name in (REPORT, "report.txt"):
        assert (second.path / name).read_bytes() == (anew.path / name).read_bytes()
    assert json.loads((second.path / REPORT).read_bytes())["results"]


def test_a_violation_is_found_and_the_current_release_stays(packages: Packages, var: Path, tmp_path: Path) -> None:
    before = open_current(var).id
    bad = packages(NO_TITLE)
    with pytest.raises(InvalidGraph) as found:
        build_release([("data", bad)], var)
    everything, looked_at = made(bad, tmp_path / "nothing")
    assert looked_at is None
    assert found.value.report == everything
    assert open_current(var).id == before


def test_where_nothing_changed_only_what_had_results_is_looked_at(packages: Packages, var: Path) -> None:
    path = current_path(var)
    assert path is not None
    before = json.loads((path / REPORT).read_bytes())
    report, looked_at = made(packages(), var)
    assert report.json() == before
    assert looked_at == len({result["focus"] for result in before["results"]})


def _edit(path: Path, **values: object) -> None:
    manifest = json.loads((path / MANIFEST).read_bytes())
    assert set(values) <= set(manifest)
    (path / MANIFEST).write_text(json.dumps(manifest | values))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "other shapes": lambda path: _edit(path, validator="0" * 64),
    "not validated": lambda path: _edit(path, validator=""),
    "another engine": lambda path: _edit(path, tools={"quipu": "0.0.1"}),
    "violations": lambda path: _edit(path, conforms=False),
    "a manifest that is none": lambda path: (path / MANIFEST).write_text("{"),
    "no manifest": lambda path: (path / MANIFEST).unlink(),
    "no report": lambda path: (path / REPORT).unlink(),
    "a report that is none": lambda path: (path / REPORT).write_text('{"results": [{"focus": 1}]}'),
    "no dataset": lambda path: (path / DATASET).unlink(),
    "a dataset that is none": lambda path: (path / DATASET).write_bytes(b"?"),
    "a dataset with a line of another": lambda path: (path / DATASET).write_bytes(
        gzip.compress(gzip.decompress((path / DATASET).read_bytes()) + b"what is this\n")
    ),
    "a report that leaves something out": lambda path: (path / REPORT).write_text('{"results": []}'),
    "nothing": shutil.rmtree,
    "no current release": lambda path: (path.parent.parent / CURRENT).unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_release_that_says_nothing_sure_is_not_built_on(
    packages: Packages, var: Path, damage: Callable[[Path], object]
) -> None:
    root = packages(OTHER_TITLE)
    assert made(root, var)[1] is not None
    path = current_path(var)
    assert path is not None
    damage(path)
    report, looked_at = made(root, var)
    assert looked_at is None
    assert report.conforms


def test_where_much_changed_everything_is_looked_at(
    packages: Packages, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.revalidation.LARGEST_CHANGE", 0)
    assert made(packages(OTHER_TITLE), var)[1] is None
