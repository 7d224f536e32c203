"""The command line as a user meets it: exit status, one clear line, nothing changed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from loaders import release
from tests.conftest import TABLES
from tests.tools import missing

Packages = Callable[..., Path]


def quipu(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quipu", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIPU_")}
    return subprocess.run(
        command, capture_output=True, text=True, input=stdin, env=environment, check=False, timeout=120
    )


def test_build_verify_query(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    built = quipu("build", "--data", packages(), "--var", var)
    assert built.returncode == 0, built.stderr
    verified = quipu("verify", "--var", var)
    assert verified.returncode == 0
    assert verified.stdout.endswith("intact\n")
    file = tmp_path / "q.rq"
    file.write_text(
        "PREFIX ga: <https://w3id.org/gobierno-abierto/def#>\n"
        "SELECT ?n { ?c a ga:Commitment ; ga:number ?n } ORDER BY ?n"
    )
    answered = quipu("query", file, "--format", "csv", "--var", var)
    assert answered.stdout.split() == ["n", "1", "2"]
    assert "│ 1 │" in quipu("query", file, "--var", var).stdout


def test_an_audit_can_be_had_again(packages: Packages, tmp_path: Path) -> None:
    var, others = tmp_path / "var", tmp_path / "others.csv"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    others.write_text("commitment,code\n1,\n")
    report = tmp_path / "report.json"
    report.write_text(quipu("audit", "--format", "json", "--compare", others, "--by", "Ana", "--var", var).stdout)
    checked = quipu("audit", "--check", report, "--compare", others, "--var", var)
    assert (checked.returncode, checked.stdout) == (0, "the same is found now\n")
    assert "give it with --compare" in quipu("audit", "--check", report, "--var", var).stderr
    others.write_text("commitment,code\n2,\n")
    differs = quipu("audit", "--check", report, "--compare", others, "--var", var)
    assert differs.returncode == 1
    assert "second/sha256" in differs.stderr
    assert "Commitment" in quipu("audit", "--lang", "en", "--var", var).stdout
    assert "no plan 'none'; there are: xx-2020-2022" in quipu("audit", "none", "--var", var).stderr
    assert quipu("audit", "--format", "pdf", "--var", var).returncode == 2


def test_prune_names_what_it_takes_away(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    for _ in range(2):
        assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    [_, old] = sorted((path.name for path in (var / "releases").iterdir()), reverse=True)
    assert quipu("prune", "--keep", "1", "--dry-run", "--var", var).stdout.split() == [old]
    pruned = quipu("prune", "--keep", "1", "--var", var)
    assert (pruned.stdout.split(), pruned.stderr) == ([old], "1 release pruned\n")
    assert quipu("prune", "--keep", "0", "--var", var).returncode == 2
    assert quipu("verify", "--var", var).returncode == 0


def test_bad_cells_are_listed_and_the_current_release_stays(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    before = release.open_current(var).id
    bad = packages({"plan/commitments.csv": "number,position,title_es,theme,known_from\n1,1,Uno,healt,xx-source\n"})
    result = quipu("build", "--data", bad, "--var", var)
    assert result.returncode == 1
    assert f"{bad}/plan/commitments.csv:2:theme: unknown code" in result.stderr
    assert "Traceback" not in result.stderr
    assert release.open_current(var).id == before


def test_an_invalid_graph_gives_the_report_and_the_current_release_stays(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    before = release.open_current(var).id
    unknown = packages(
        {"plan/commitments.csv": "number,position,label_es,label_en,known_from\n1,1,Uno,One,xx-source\n"}
    )
    result = quipu("build", "--data", unknown, "--var", var)
    assert result.returncode == 1
    assert "violation" in result.stderr.lower()
    assert "nothing was changed" in result.stderr
    assert release.open_current(var).id == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--data", "nowhere"], "nowhere: no such folder"),
        (["query", "nowhere.rq"], "nowhere.rq: No such file"),
        (["verify"], "no release yet; run quipu build"),
        (["verify", "20200101T000000Z-abc"], "No such file"),
        (["query", "-"], "no release yet"),
        (["build", "--base", "not an iri"], "not a base IRI"),
        (["build", "--base", "https://example.org/a?b/"], "no ? or #"),
        (["build", "--base", "https://example.org/a#b/"], "no ? or #"),
    ],
)
def test_what_is_missing_is_told_in_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = quipu(*arguments, "--var", tmp_path / "var", stdin="")
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_wrong_usage(tmp_path: Path) -> None:
    assert quipu("build", "--no-such-option").returncode == 2
    assert quipu("knot").returncode == 2


def test_a_query_that_does_not_parse_names_line_and_column(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    result = quipu("query", "-", "--var", var, stdin="SELECT ?a\n{ ?a ?b }")
    assert result.returncode == 1
    assert "2:" in result.stderr
    assert quipu("query", "-", "--var", var, "--format", "docx", stdin="ASK {}").returncode == 1
    assert quipu("query", "-", "--var", var, "--format", "ttl", stdin="ASK {}").returncode == 1
    assert quipu("query", "-", "--var", var, stdin="ASK {}").stdout == "true\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_serve_builds_where_there_is_no_release_and_answers(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "quipu", "serve", "--port", str(port), "--var", str(tmp_path / "var")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            answer = wait_for(f"http://127.0.0.1:{port}/health/ready")
            assert answer.status_code == 200
            query = "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/gobierno-abierto/def#Commitment> }"
            found = httpx.get(
                f"http://127.0.0.1:{port}/sparql",
                params={"query": query},
                headers={"Accept": "application/sparql-results+json"},
            )
            assert int(json.loads(found.text)["results"]["bindings"][0]["n"]["value"]) >= 18
            taken = quipu("serve", "--port", port, "--var", tmp_path / "var")
            assert taken.returncode == 1
            assert "in use" in taken.stderr
            assert "Traceback" not in taken.stderr
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def test_asked_to_stop_it_waits_for_no_runaway(packages: Packages, tmp_path: Path) -> None:
    """As those want that stop services: ten seconds after SIGTERM they kill, and nothing is closed in order."""
    var, port = tmp_path / "var", free_port()
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    command = [sys.executable, "-m", "quipu", "serve", "--port", str(port), "--var", str(var)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/ready")
            runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(f"GET /sparql?query={quote(runaway)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                time.sleep(0.5)
                process.send_signal(signal.SIGTERM)
                process.wait(20)
                assert connection.recv(1000).startswith(b"HTTP/1.1 503 ")
            assert process.stderr is not None
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


def wait_for(url: str, seconds: float = 60) -> httpx.Response:
    """Poll until the server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_serving_a_damaged_release(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    (var / "current" / "manifest.json").write_text("{}")
    result = quipu("serve", "--port", free_port(), "--var", var)
    assert result.returncode == 1
    assert "damaged release" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_interrupted_build_leaves_no_stack_trace(packages: Packages, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "quipu", "build", "--data", str(packages()), "--var", str(tmp_path / "var")]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as process:
        while not (tmp_path / "var" / release.LOCK).exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert "Traceback" not in said


def test_query_from_other_tools(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    file = tmp_path / "q.rq"
    file.write_bytes(b"\xef\xbb\xbfASK {}")
    assert quipu("query", file, "--var", var).stdout == "true\n"
    unknown = quipu("query", file, "-p", "a=b", "--var", var)
    assert (unknown.returncode, "no header that declares parameters" in unknown.stderr) == (1, True)
    file.write_text("ASK {" + "{" * 20_000 + "}" * 20_000 + "}")
    assert "nested deeper" in quipu("query", file, "--var", var).stderr


def test_a_table_in_a_pipe_is_whole_and_a_terminal_obeys_nothing_in_it(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    long = "x" * 500
    shown = quipu("query", "-", "--var", var, stdin=f'SELECT ?a ?b {{ VALUES (?a ?b) {{ ("{long}" "\\u001b[31m") }} }}')
    assert long in shown.stdout
    assert "\x1b" not in shown.stdout


def test_an_output_that_takes_nothing(packages: Packages, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        missing("a device that is always full", "run the tests on Linux")
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    command = [sys.executable, "-m", "quipu", "query", "graph-summary", "--var", str(var)]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stderr == "cannot write the output: No space left on device\n"


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "quipu", "serve", "--var", str(tmp_path)]
    environment = {**os.environ, "QUIPU_WORKERS": "-3"}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stderr.startswith("QUIPU_WORKERS: ")
    assert "Traceback" not in result.stderr


def test_diff_says_what_changed_since_the_release_before(packages: Packages, tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quipu("build", "--data", packages(), "--var", var).returncode == 0
    alone = quipu("diff", "--var", var)
    assert alone.returncode == 1
    assert "there is no release before it" in alone.stderr
    changed = TABLES["plan/commitments.csv"].replace("Open health data", "Health data")
    assert quipu("build", "--data", packages({"plan/commitments.csv": changed}), "--var", var).returncode == 0
    found = quipu("diff", "--var", var)
    assert found.returncode == 0, found.stderr
    assert '- rdfs:label "Open health data"@en' in found.stdout
    assert '+ rdfs:label "Health data"@en' in found.stdout
    unknown = quipu("diff", "1999", "--var", var)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("1999: no such release; there are: ")
    assert quipu("diff", "--format", "html", "--var", var).returncode == 2


def test_validate_anyones_data(tmp_path: Path) -> None:
    valid = Path(__file__).parent / "shapes" / "examples" / "valid.ttl"
    assert quipu("validate", valid).stdout.startswith("Things checked: 77;")
    assert quipu("validate", valid).returncode == 0
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix ga: <https://w3id.org/gobierno-abierto/def#> . <https://xx.example/id/plan/x> a ga:ActionPlan ."
    )
    found = quipu("validate", valid, bad, "--lang", "es")
    assert (found.returncode, found.stderr) == (1, "")
    assert "No conforme: hay violaciones." in found.stdout
    bad.write_text("<x:a> a <x:B> .")
    assert quipu("validate", bad).returncode == 1, "nothing in it was checked"
    bad.write_text("nonsense")
    unreadable = quipu("validate", bad, valid)
    assert (unreadable.returncode, unreadable.stdout) == (1, "")
    assert unreadable.stderr.startswith(f"{bad}:1:")
    assert unreadable.stderr.endswith("1 error; nothing was validated\n")
    assert quipu("validate", valid, "--format", "pdf").returncode == 2
    assert quipu("validate", valid, "--lang", "fr").returncode == 2
    assert quipu("validate").returncode == 2
