"""What differs between two releases: compared with sets, written so that other tools can read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from loaders import release
from loaders.diff import Change, Kind, Totals, changes
from loaders.diff_text import as_json, as_patch, as_text
from loaders.downloads import DATASET
from loaders.release import Release, ReleaseError, canonical_lines
from ontology.terms import BASE, RDFS

GRAPH = NamedNode(f"{BASE}id/graph/g")


def quad(thing: str, label: str, graph: NamedNode = GRAPH) -> Quad:
    return Quad(NamedNode(f"{BASE}id/{thing}"), RDFS.label, Literal(label, language="es"), graph)


def write(var: Path, *quads: Quad) -> Release:
    return release.write(list(quads), BASE, var, {}, None)


def test_things_are_new_gone_or_changed(tmp_path: Path) -> None:
    stays = quad("a", "uno"), quad("e", "cinco")
    old = write(tmp_path, *stays, quad("b", "dos"), quad("c", "tres"))
    new = write(tmp_path, *stays, quad("a", "más"), quad("c", "otro"), quad("d", "cuatro"))
    found = {change.thing.removeprefix(f"{BASE}id/"): change for change in changes(old.path, new.path)}
    assert {name: change.kind for name, change in found.items()} == {
        "a": Kind.CHANGED,
        "b": Kind.GONE,
        "c": Kind.CHANGED,
        "d": Kind.NEW,
    }
    assert found["c"].removed == (str(quad("c", "tres")) + " .",)
    assert found["c"].added == (str(quad("c", "otro")) + " .",)


def test_a_statement_in_another_graph_is_another_statement(tmp_path: Path) -> None:
    other = NamedNode(f"{BASE}id/graph/h")
    old, new = write(tmp_path, quad("a", "uno")), write(tmp_path, quad("a", "uno", other))
    [change] = changes(old.path, new.path)
    assert (change.kind, len(change.removed), len(change.added)) == (Kind.CHANGED, 1, 1)


def test_equal_releases_do_not_differ(tmp_path: Path) -> None:
    old, new = write(tmp_path / "1", quad("a", "uno")), write(tmp_path / "2", quad("a", "uno"))
    assert list(changes(old.path, new.path)) == []


THINGS = st.sampled_from(["a", "a/b", "ab", "a-b", "a%20b", "ñ"])
LABELS = st.sampled_from(["", "x", "línea\notra", "\u2028", "\u0085", "\r", '"', "\U0001f9f6"])
QUADS = st.sets(st.builds(quad, THINGS, LABELS), min_size=1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=QUADS, after=QUADS)
def test_the_difference_is_that_of_the_sets(
    before: set[Quad], after: set[Quad], tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = write(tmp_path_factory.mktemp("old"), *before)
    new = write(tmp_path_factory.mktemp("new"), *after)
    found = list(changes(old.path, new.path))
    assert {line + "\n" for change in found for line in change.removed} == set(canonical_lines(list(before - after)))
    assert {line + "\n" for change in found for line in change.added} == set(canonical_lines(list(after - before)))
    assert len({change.thing for change in found}) == len(found)
    for change in found:
        subject = NamedNode(change.thing)
        assert (change.kind == Kind.NEW) == all(one.subject != subject for one in before)
        assert (change.kind == Kind.GONE) == all(one.subject != subject for one in after)


def test_a_pruned_or_damaged_release_is_named(tmp_path: Path) -> None:
    old, new = write(tmp_path, quad("a", "uno")), write(tmp_path, quad("b", "dos"))
    (new.path / DATASET).write_bytes(b"no gzip")
    with pytest.raises(ReleaseError, match=f"{new.id}/{DATASET}: cannot be read"):
        list(changes(old.path, new.path))
    (new.path / DATASET).unlink()
    with pytest.raises(ReleaseError, match=f"{new.id}: its files were taken away"):
        list(changes(old.path, new.path))


CHANGE = Change(
    f"{BASE}id/commitment/x",
    Kind.CHANGED,
    (f'<{BASE}id/commitment/x> <{RDFS.label.value}> "a\\nb"@es <{GRAPH.value}> .',),
    (f"<{BASE}id/commitment/x> <{RDFS.seeAlso.value}> <{BASE}id/theme/health> <{GRAPH.value}> .",),
)


def test_people_read_short_names_and_totals() -> None:
    text = "".join(as_text("old", "new", [CHANGE]))
    assert "id:commitment/x (changed)\n" in text
    assert '- rdfs:label "a\\nb"@es  [id:graph/g]\n' in text
    assert "+ rdfs:seeAlso id:theme/health  [id:graph/g]\n" in text
    assert text.endswith("\n0 things new, 0 gone, 1 changed; 1 statements added, 1 removed\n")


def test_json_holds_the_lines_as_they_are() -> None:
    found = json.loads("".join(as_json("old", "new", [CHANGE, CHANGE])))
    assert found["things"][1]["removed"] == list(CHANGE.removed)
    assert found["totals"] == {"new": 0, "gone": 0, "changed": 2, "removed": 2, "added": 2}
    assert json.loads("".join(as_json("old", "new", [])))["things"] == []


def test_a_patch_makes_the_new_dataset_of_the_old(tmp_path: Path) -> None:
    before = {quad("a", "uno"), quad("b", "dos\n"), quad("c", "tres")}
    after = {quad("a", "uno"), quad("b", "otro"), quad("d", "cuatro")}
    old, new = write(tmp_path / "1", *before), write(tmp_path / "2", *after)
    patched = set(before)
    for line in "".join(as_patch("urn:old", "urn:new", changes(old.path, new.path))).splitlines():
        code, _, statement = line.partition(" ")
        if code in {"A", "D"}:
            [one] = parse(statement.encode(), RdfFormat.N_QUADS)
            assert isinstance(one, Quad)
            assert (one in patched) == (code == "D")
            (patched.add if code == "A" else patched.remove)(one)
    assert patched == after


def test_totals_count_things_and_statements() -> None:
    totals = Totals()
    for kind in Kind:
        totals.add(Change("x", kind, ("1", "2"), ("3",)))
    assert totals == Totals(new=1, gone=1, changed=1, removed=6, added=3)
