"""Releases: the digest is a promise, the switch is atomic, damage is told in one line."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loaders import downloads, release
from loaders.release import ReleaseError
from ontology.terms import BASE, GA, RDFS, XSD

ROOT = Path(__file__).parent.parent.parent
GRAPH = NamedNode("http://example.org/g")


def quads(*names: str) -> list[Quad]:
    return [
        Quad(NamedNode(f"http://example.org/{name}"), RDFS.label, Literal(name, language="es"), GRAPH) for name in names
    ]


def write(var: Path, *names: str) -> release.Release:
    return release.write(quads(*names), BASE, var, {}, None)


def test_same_quads_in_any_order_have_the_same_digest(tmp_path: Path) -> None:
    one = write(tmp_path / "1", "a", "b", "ñ")
    two = write(tmp_path / "2", "ñ", "b", "a", "a")
    assert one.digest == two.digest
    assert one.manifest.quads == two.manifest.quads == 3


def test_anyone_can_check_the_digest_with_standard_tools(tmp_path: Path) -> None:
    made = write(tmp_path, "a", "b")
    command = f"zcat {made.path}/dataset.nq.gz | sha256sum"
    printed = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    assert printed.split()[0] == made.digest


def test_the_dataset_file_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1", "a"), write(tmp_path / "2", "a")
    assert (one.path / downloads.DATASET).read_bytes() == (two.path / downloads.DATASET).read_bytes()


def test_a_later_build_becomes_the_current_one_and_the_earlier_stays(tmp_path: Path) -> None:
    first = write(tmp_path, "a")
    second = write(tmp_path, "a", "b")
    assert release.open_current(tmp_path).id == second.id
    assert release.open_release(first.path).manifest.quads == 1


def test_a_literal_that_the_store_rewrites_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path, "a")
    before = release.open_current(tmp_path).id
    subject = NamedNode("http://example.org/s")
    odd = [Quad(subject, GA.value, Literal("1.50", datatype=XSD.decimal), GRAPH)]
    with pytest.raises(ReleaseError, match=r'rewrites 1 statements.*"1\.50"'):
        release.write(odd, BASE, tmp_path, {}, None)
    assert release.open_current(tmp_path).id == before
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [before]


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "releases" / f"{release.BUILDING}999"
    left.mkdir(parents=True)
    (left / "rubbish").write_text("x")
    made = write(tmp_path, "a")
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [made.id]


def test_two_builds_at_once(tmp_path: Path) -> None:
    with release.exclusive(tmp_path), pytest.raises(ReleaseError, match="another build is running"):
        write(tmp_path, "a")


def test_no_release_yet(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release yet; run quipu build"):
        release.open_current(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(ReleaseError, match="var"):
        write(tmp_path / "var", "a")


def damage_manifest(path: Path) -> None:
    (path / release.MANIFEST).write_text("{")


def lose_manifest(path: Path) -> None:
    (path / release.MANIFEST).unlink()


def lose_field(path: Path) -> None:
    manifest = json.loads((path / release.MANIFEST).read_text())
    del manifest["quads"]
    (path / release.MANIFEST).write_text(json.dumps(manifest))


def lose_store(path: Path) -> None:
    (path / release.STORE).rename(path / "elsewhere")


def count_wrongly(path: Path) -> None:
    manifest = json.loads((path / release.MANIFEST).read_text())
    (path / release.MANIFEST).write_text(json.dumps(manifest | {"quads": 7}))


@pytest.mark.parametrize("damage", [damage_manifest, lose_manifest, lose_field, lose_store, count_wrongly])
def test_a_damaged_release_is_told_in_one_line(tmp_path: Path, damage: object) -> None:
    path = write(tmp_path, "a").path
    assert callable(damage)
    damage(path)
    with pytest.raises(ReleaseError, match="damaged release") as caught:
        release.open_current(tmp_path)
    assert "\n" not in str(caught.value)


def test_verify_accepts_what_was_written(tmp_path: Path) -> None:
    assert release.verify(write(tmp_path, "a", "b").path).quads == 2


def test_verify_finds_a_changed_byte(tmp_path: Path) -> None:
    path = write(tmp_path, "a", "b").path
    (path / downloads.DATASET).write_bytes(gzip.compress(b"<http://example.org/x> <http://example.org/p> 'y' .\n"))
    with pytest.raises(ReleaseError, match="SHA-256 is"):
        release.verify(path)


def test_verify_finds_a_store_with_other_content(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1", "a").path, write(tmp_path / "2", "b").path
    (one / release.STORE).rename(one / "old")
    (two / release.STORE).rename(one / release.STORE)
    with pytest.raises(ReleaseError, match=r"store/.*: SHA-256 is"):
        release.verify(one)
    manifest = json.loads((one / release.MANIFEST).read_text())
    manifest["files"] = {name: digest for name, digest in manifest["files"].items() if "/" not in name}
    (one / release.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="are not those of"):
        release.verify(one)


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.loaders.test_release import write
print("ready", flush=True)
write(Path(sys.argv[2]), *(f"n{i}" for i in range(20000)))
"""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8])
def test_a_build_killed_at_any_moment_leaves_a_whole_release(tmp_path: Path, delay: float) -> None:
    """Either the old release is current or the new one; it opens and verifies, and a next build succeeds."""
    before = write(tmp_path, "a").id
    command = [sys.executable, "-c", KILLED, str(ROOT), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)  # the moment of the kill is what is tried here
        os.kill(process.pid, signal.SIGKILL)
    current = release.open_current(tmp_path)
    assert current.id == before or current.manifest.quads == 20000
    release.verify(current.path)
    del current
    write(tmp_path, "c")


@pytest.mark.parametrize("name", ["*.sst", "CURRENT", "MANIFEST-*"])
@pytest.mark.parametrize("content", [b"", b"rubbish"])
def test_a_damaged_file_of_the_store_is_told_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path, "a", "b").path
    for file in (path / release.STORE).glob(name):
        file.write_bytes(content)
    with pytest.raises(ReleaseError, match=r"store/.*: SHA-256 is"):
        release.verify(path)
    with pytest.raises(ReleaseError, match="damaged release") as caught:
        release.open_release(path)
    assert "\n" not in str(caught.value)


def test_a_file_in_the_place_of_the_releases(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("")
    with pytest.raises(ReleaseError, match="File exists"):
        write(tmp_path, "a")


def test_releases_made_at_once_are_in_the_order_of_their_ids(tmp_path: Path) -> None:
    """Their digests would order those of one second by chance."""
    made = [write(tmp_path, name) for name in "dbca"]
    ids = [one.id for one in made]
    assert ids == sorted(ids)
    created = [one.manifest.created for one in made]
    assert created == sorted(set(created))
