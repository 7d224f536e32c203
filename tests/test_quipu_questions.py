"""``quipu query`` with the name of a question and its parameters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Packages = Callable[..., Path]
PLAN = "plan=xx-2020-2022"
OWN = """\
#+ title: {es: Números, en: Numbers}
#+ summary: {es: Los números., en: The numbers.}
#+ tags: [commitments]
#+ parameters:
#+   - {name: number, type: string, label: {es: Número, en: Number}, default: "1"}
PREFIX ga: <https://w3id.org/gobierno-abierto/def#>
SELECT ?number { VALUES ?number { "1" } ?commitment ga:number ?number }
"""


def quipu(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quipu", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIPU_")}
    return subprocess.run(
        command, capture_output=True, text=True, input=stdin, env=environment, check=False, timeout=120
    )


@pytest.fixture
def var(packages: Packages, tmp_path: Path) -> Path:
    """A folder with a release of the small country, under a base of its own."""
    folder = tmp_path / "var"
    built = quipu("build", "--data", packages(), "--var", folder, "--base", "https://data.example.org/")
    assert built.returncode == 0, built.stderr
    return folder


def test_a_question_is_answered_by_its_name(var: Path) -> None:
    """A key names a thing under the release's own base, in values and in defaults."""
    asked = ("query", "number-of-commitments", "--format", "csv", "--var", var)
    assert quipu(*asked).stdout.split() == ["commitments", "0"]
    assert quipu(*asked, "-p", PLAN).stdout.split() == ["commitments", "2"]
    whole = "plan=https://data.example.org/id/plan/xx-2020-2022"
    assert quipu(*asked, "--parameter", whole).stdout.split() == ["commitments", "2"]


def test_several_parameters_and_a_table_for_the_eyes(var: Path) -> None:
    answered = quipu("query", "commitments-by-theme", "-p", PLAN, "-p", "lang=es", "--var", var)
    assert answered.returncode == 0, answered.stderr
    assert "Salud" in answered.stdout
    assert "no se conoce" in answered.stdout


def test_a_file_with_a_header_takes_parameters_too(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "numbers.rq"
    file.write_text(OWN, encoding="utf-8")
    asked = ("--format", "csv", "--var", var)
    assert quipu("query", file, *asked).stdout.split() == ["number", "1"]
    assert quipu("query", file, "-p", "number=2", *asked).stdout.split() == ["number", "2"]
    assert quipu("query", "-", "-p", "number=2", *asked, stdin=OWN).stdout.split() == ["number", "2"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["number-of-commitments", "-p", "plano=x"], 1, "no parameter 'plano'; expected one of: plan"),
        (["number-of-commitments", "-p", "plan=two words"], 1, "plan: 'two words' does not fit"),
        (["number-of-commitments", "-p", "plan=x> } #"], 1, "does not fit"),
        (["number-of-commitments", "-p", "plan"], 2, "expected name=value"),
        (["commitment-by-theme"], 1, "did you mean the question commitments-by-theme?"),
        (["-", "-p", "plan=x"], 1, "header"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(var: Path, arguments: list[str], status: int, message: str) -> None:
    result = quipu("query", *arguments, "--var", var, stdin="ASK {}")
    assert result.returncode == status
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_value_of_quotes_and_braces_stays_a_value(var: Path) -> None:
    evil = 'lang=es" } } SELECT * { ?s ?p ?o } # {'
    answered = quipu("query", "commitments-by-theme", "-p", PLAN, "-p", evil, "--format", "csv", "--var", var)
    assert answered.returncode == 0, answered.stderr
    assert [line.split(",")[1] for line in answered.stdout.splitlines()] == ["themeLabel", "", ""]
