"""An installed ``quipu`` works with no checkout: the wheel holds every data file."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel in a folder, as an installer would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line of the wheel; ``-S`` keeps the editable install of this checkout out of the way."""
    path = os.pathsep.join([str(installed), sysconfig.get_paths()["purelib"]])
    command = [sys.executable, "-S", "-c", "import quipu; quipu.main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_an_installed_quipu_builds_and_answers(installed: Path, tmp_path: Path) -> None:
    built = run(installed, tmp_path, "build")
    assert built.returncode == 0, built.stderr
    query = "SELECT (COUNT(*) AS ?n) { ?c <https://w3id.org/gobierno-abierto/def#inPlan> ?p }"
    (tmp_path / "q.rq").write_text(query)
    answered = run(installed, tmp_path, "query", "q.rq", "--format", "csv")
    assert int(answered.stdout.split()[1]) >= 18, answered.stderr


def test_the_wheel_holds_what_git_holds(installed: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    folders = ("ontology/", "shapes/", "loaders/", "endpoint/", "data/")
    expected = {name for name in tracked.split("\0") if name.startswith(folders) or name == "quipu.py"}
    assert expected - {str(path.relative_to(installed)) for path in installed.rglob("*")} == set()
