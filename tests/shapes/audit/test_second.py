"""A second assessor's table: what it says, and each fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapes.audit.second import SecondAssessmentError, read

COMMITMENTS = {"1": "http://example.org/1", "2": "http://example.org/2"}
CODES = {"16", "16.7", "4"}


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "others.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_row_is_a_commitment_and_what_it_serves(tmp_path: Path) -> None:
    text = "\ufeffparty,commitment,code\r\nCourt,1,16.7\r\nCourt,http://example.org/2,\r\n,2,4\r\n"
    found = read(written(tmp_path, text), COMMITMENTS, CODES)
    court, others = found.assessors
    assert (court.key, court.looked_at) == ("Court", frozenset(COMMITMENTS.values()))
    assert sorted(court.goals) == [("http://example.org/1", "16")]
    assert sorted(court.targets) == [("http://example.org/1", "16.7")]
    assert (others.key, sorted(others.goals), sorted(others.targets)) == ("others", [("http://example.org/2", "4")], [])
    assert (found.file, len(found.sha256)) == ("others.csv", 64)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: no column commitment, code"),
        ("commitment,target\n1,4\n", ":1: no column code"),
        ("commitment,code\n", ": no row"),
        ("commitment,code\n9,4\n1,4.99\n", ":2:commitment: the plan has no commitment '9'"),
        ("commitment,code\n1,4\n1,4.99\n", ":3:code: there is no goal or target '4.99'"),
        ('commitment,code\n1,"4\n', ":2: unexpected end of data"),
        (b"commitment,code\n1,4\n\xff,4\n", ":3: not UTF-8"),
        ("commitment,code\n1\n\n,\n", "the plan has no commitment ''"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SecondAssessmentError) as error:
        read(written(tmp_path, text), COMMITMENTS, CODES)
    assert said in str(error.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SecondAssessmentError) as error:
        read(written(tmp_path, "commitment,code\n9,4\n1,x\n"), COMMITMENTS, CODES)
    assert len(error.value.faults) == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SecondAssessmentError, match="No such file"):
        read(tmp_path / "none.csv", COMMITMENTS, CODES)
