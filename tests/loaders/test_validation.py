"""Anyone's data against the shapes: what can be read is judged, what cannot is an error with its place."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from loaders.package import PackageError
from loaders.validation import Validation, read_shape_files, validate_files
from loaders.validation_text import WRITERS
from ontology import context
from ontology.terms import BASE, PREFIXES
from shapes.report_view import Shown
from shapes.shapes_graph import ShapesError, ShapesGraph

Packages = Callable[..., Path]
VALID = Path(__file__).parent.parent / "shapes" / "examples" / "valid.ttl"
HEAD = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("ga", "rdfs", "schema", "sh", "xsd"))
COMMITMENT = "<https://xx.example/id/commitment/xx-2020-2021-01>"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


Write = Callable[[str, str | bytes], Path]


def errors(*paths: Path) -> list[str]:
    with pytest.raises(PackageError) as caught:
        validate_files(paths)
    parent = paths[0].parent
    return [str(error).removeprefix(f"{parent}/") for error in caught.value.errors]


def found(validation: Validation) -> set[tuple[str, str]]:
    return {
        (str(result.shape).partition("#")[2].rstrip(">"), str(result.focus).strip("<>"))
        for result in validation.report.results
    }


@pytest.mark.parametrize(
    ("end", "rdf_format"),
    [
        ("nt", RdfFormat.N_TRIPLES),
        ("nq", RdfFormat.N_QUADS),
        ("trig", RdfFormat.TRIG),
        ("rdf", RdfFormat.RDF_XML),
        ("xml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("json", RdfFormat.JSON_LD),
    ],
)
def test_every_format_is_read(write: Write, end: str, rdf_format: RdfFormat) -> None:
    """The valid example without a plan's title is the same in all."""
    store = Store()
    store.load(path=str(VALID), format=RdfFormat.TURTLE)
    for quad in list(store.quads_for_pattern(None, None, None, None)):
        if quad.predicate.value == PREFIXES["ga"] + "number" and str(quad.subject) == COMMITMENT:
            store.remove(quad)
    data = serialize((quad.triple for quad in store), format=rdf_format)
    assert data is not None
    validation = validate_files([write(f"data.{end}", data)])
    assert found(validation) == {("CommitmentShape-number", COMMITMENT.strip("<>"))}
    assert (validation.statements, validation.unchecked) == (len(store), {})


def test_the_valid_example_is_valid_though_it_describes_the_sdgs_itself() -> None:
    validation = validate_files([VALID])
    assert validation.report.results == ()
    assert validation.checked == 77


def test_files_are_judged_as_one(write: Write) -> None:
    plan = write("plan.ttl", f"{HEAD} {COMMITMENT} ga:inPlan <https://xx.example/id/plan/xx-2018-2019> .")
    assert ("CommitmentShape-inPlan", COMMITMENT.strip("<>")) in found(validate_files([VALID, plan]))


def test_blank_nodes_of_two_files_are_two(write: Write) -> None:
    one, two = (write(f"{n}.ttl", f'{HEAD} _:b a ga:Commitment ; ga:number "{n}" .') for n in (1, 2))
    validation = validate_files([one, two])
    assert validation.checked == 2
    assert "CommitmentShape-number" not in {shape for shape, _ in found(validation)}


def test_what_no_shape_looks_at_is_told(write: Write) -> None:
    data = f"{HEAD} <x:a> a <x:Foo>, <x:Bar> . <x:b> a <x:Foo> . <x:c> rdfs:label 'c' . {COMMITMENT} a ga:Commitment ."
    validation = validate_files([write("data.ttl", data)])
    assert validation.checked == 1
    assert validation.unchecked == {"": 1, "<x:Bar>": 1, "<x:Foo>": 2}
    text = WRITERS["text"](validation, "en", Shown())
    assert "no shape applies to their class: without a class (1), <x:Bar> (1), <x:Foo> (2)." in text


def test_a_class_that_is_misspelt_is_a_violation(write: Write) -> None:
    validation = validate_files([write("data.ttl", f"{HEAD} <https://xx.example/id/commitment/a> a ga:Comitment .")])
    assert ("VocabularyShape", "https://xx.example/id/commitment/a") in found(validation)
    assert "nothing was checked" in WRITERS["text"](validation, "en", Shown())


def test_a_package_has_the_lines_of_its_rows(packages: Packages) -> None:
    root = packages({"plan/commitments.csv": "number,position,label_es,label_en,known_from\n1,1,Uno,One,xx-source\n"})
    validation = validate_files([root])
    assert WRITERS["csv"](validation, "es", Shown()).splitlines()[1] == (
        "violation,https://w3id.org/gobierno-abierto/shapes#CommitmentShape-themeKnown,"
        "https://w3id.org/gobierno-abierto/id/commitment/xx-2020-2022-01,"
        "https://w3id.org/gobierno-abierto/def#theme,,No tiene tema ni dice ga:notKnown ga:theme.,"
        f"{root}/plan/commitments.csv:2"
    )
    assert f"  - {root}/plan/commitments.csv:2: commitment/xx" in WRITERS["text"](validation, "es", Shown())


def test_a_part_has_the_line_of_its_whole(packages: Packages) -> None:
    """A selector of a quote has no row of its own."""
    root = packages()
    validation = validate_files([root])
    passage = next(iri for iri in validation.places if "/passage/" in iri)
    part = next(
        result.focus for result in validate_files([root], selectors(root)).report.results if "/selector" in str(result)
    )
    assert str(part).strip("<>") == f"{passage}/selector"
    assert validation.place(part) == validation.places[passage]


def selectors(root: Path) -> ShapesGraph:
    path = root / "shapes.ttl"
    path.write_text(
        f"{HEAD} <x:S> a sh:NodeShape ; sh:targetClass <{PREFIXES['oa']}TextQuoteSelector> ; sh:nodeKind sh:Literal ."
    )
    return read_shape_files([path])


def test_a_package_in_a_zip_file_is_the_package(packages: Packages, write: Write) -> None:
    root = packages()
    assert validate_files([root]).report.json() == validate_files([zipped(root, write)]).report.json()


def zipped(root: Path, write: Write) -> Path:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in root.rglob("*"):
            archive.write(path, path.relative_to(root.parent))
    return write("package.zip", data.getvalue())


def test_errors_of_a_package_have_their_place(packages: Packages, write: Write) -> None:
    bad = packages({"plan/commitments.csv": "number,position,title_es,theme,known_from\n1,1,Uno,healt,xx-source\n"})
    assert "plan/commitments.csv:2:theme: unknown code" in errors(bad)[0]
    assert errors(zipped(bad, write))[0].startswith("package.zip/data/plan/commitments.csv:2:theme: unknown code")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ttl", "@prefix a: <x:> .\na:b a:c ;;; .\n", "a.ttl:2:"),
        ("a.nt", "<x:a> <x:b> <x:c> .\n<x:a> <x:b>\n", "a.nt:3:1: line jumps"),
        ("a.ttl", b'<x:a> <x:b> "\xff" .', "a.ttl:1:14: Invalid UTF-8"),
        ("a.ttl", "<a> <x:b> <x:c> .", "a.ttl:1:1: No scheme found"),
        ("a.rdf", "<x:a> <x:b> <x:c> .", "a.rdf:1:"),
        ("a.rdf", "<?xml version='1.0'?>\n<a>\n<b></a>", "a.rdf:3:"),
        ("a.json", '{"a":\n nonsense}', "a.json:2:2: not JSON"),
        ("a.json", b'{"a": "\xff"}', "a.json:1: not UTF-8"),
        ("a.json", '{"@id": "x:a", "@context": 7}', "a.json: not JSON-LD"),
        ("a.json", '{"x:a": NaN}', "a.json: not JSON: NaN"),
        ("a.json", '{"x:a": ' + "[" * 500 + "]" * 500 + "}", "a.json: nested too deeply"),
        ("a.json", "[" * 100_000, "a.json: nested too deeply"),
        ("a.json", '{"@id": "b", "x:a": 1}', "a.json: a relative IRI, 'b'"),
        (
            "a.json",
            '{"@context": "https://xx.example/c"}',
            "a.json: a context elsewhere, https://xx.example/c; nothing is",
        ),
        ("a.json", '{"@context": {"@import": "https://xx.example/c"}}', "a.json: a context elsewhere"),
        (
            "a.json",
            '{"@context": {"p": {"@id": "x:p", "@context": "https://xx.example/c"}}, "p": {"q": 1}}',
            "a.json: a context elsewhere",
        ),
        ("a.ttl", "", "a.ttl: holds no statements"),
        ("a.json", "[]", "a.json: holds no statements"),
        ("a.ttl", "# nothing\n", "a.ttl: holds no statements"),
        ("a.csv", "a,b", "a.csv: no format is known by this name"),
        ("a", "", "a: no format is known by this name"),
        ("a.zip", "no zip", "a.zip: not a zip file"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_place(
    write: Write, name: str, content: str | bytes, message: str
) -> None:
    [error] = errors(write(name, content))
    assert error.startswith(message)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert errors(tmp_path / "a.ttl") == ["a.ttl: cannot be read: No such file or directory"]


XML = """<?xml version="1.0"?>
<!DOCTYPE r [{entities}
]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="x:">
<rdf:Description rdf:about="x:a"><a:b>&last;</a:b></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa">\n<!ENTITY last "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        f'<!ENTITY a "">\n<!ENTITY last "{"a" * 1001}">',
        '<!ENTITY a "">\n<!ENTITY last SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "">\n<!ENTITY % last SYSTEM "https://xx.example/">',
        "<!ENTITY a \"\">\n<!ENTITY last '&#38;a;&#38;a;'>",
    ],
)
def test_xml_entities_do_not_grow_nor_read_files(write: Write, entities: str) -> None:
    [error] = errors(write("a.rdf", XML.format(entities=entities)))
    assert error == "a.rdf:3: an XML entity that is more than a short text; expected none"


def test_xml_entities_that_are_short_are_read(write: Write) -> None:
    file = write("a.rdf", XML.format(entities='<!ENTITY last "short">'))
    assert validate_files([file]).statements == 1


@pytest.mark.parametrize("name", ["../plan/plan.yaml", "/plan/plan.yaml", "plan\\..\\plan.yaml"])
def test_a_zip_file_holds_nothing_outside_itself(write: Write, name: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "key: x")
    [error] = errors(write("a.zip", data.getvalue()))
    assert error == f"a.zip: a file outside the archive: {name!r}"


def test_a_zip_file_does_not_grow_without_end(write: Write) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"plan/{number}.csv", bytes(10_000_000))
    assert len(data.getvalue()) < 200_000
    [error] = errors(write("a.zip", data.getvalue()))
    assert error.startswith("a.zip: 11 files, 110000000 bytes unpacked; expected at most")


def test_a_zip_file_that_is_damaged(packages: Packages, write: Write) -> None:
    path = zipped(packages(), write)
    data = bytearray(path.read_bytes())
    data[60:70] = bytes(10)
    [error] = errors(write("a.zip", bytes(data)))
    assert error.startswith("a.zip: not a zip file that can be read")


@pytest.mark.parametrize("address", [f"{BASE}context/{context.version()}.jsonld"])
def test_the_projects_context_is_known_by_its_address(write: Write, address: str) -> None:
    thing = {"@id": "https://xx.example/id/commitment/a", "@type": "Commitment", "number": "1", "titel": "?"}
    validation = validate_files([write("a.json", json.dumps({"@context": [address], "@graph": [thing]}))])
    assert (validation.checked, validation.statements, validation.undefined) == (1, 2, ("titel",))
    assert "left out: titel" in WRITERS["text"](validation, "en", Shown())


def test_shapes_of_ones_own(write: Write) -> None:
    shapes = f"""{HEAD}
    <x:S> a sh:NodeShape ; sh:targetClass <x:Foo> ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ;
      sh:severity sh:Warning ; sh:message "No label."@en ] .
    <x:T> a sh:NodeShape ; sh:targetClass <x:Foo> ; sh:property [ sh:path rdfs:label ; {{}} ] ."""
    data = write("data.ttl", "<x:a> a <x:Foo> .")
    for core_or_not in ("sh:maxCount 1", "sh:equals schema:name"):
        own = read_shape_files([write("shapes.ttl", shapes.format(core_or_not))])
        validation = validate_files([data], own)
        assert [result.message("es") for result in validation.report.results] == ["No label."]
        assert (validation.checked, validation.unchecked) == (1, {})


def test_shapes_that_cannot_be_read_are_an_error(write: Write) -> None:
    with pytest.raises(ShapesError, match=r"shapes\.ttl: .* line 2"):
        read_shape_files([write("shapes.ttl", "\n<x:a> nonsense")])


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Validation:
    path = tmp_path_factory.mktemp("broken") / "data.ttl"
    path.write_text(
        f'{HEAD} {COMMITMENT} a ga:Commitment ; ga:number 7 ; rdfs:label "=1+1"@es, "-2"@es ; ga:position "-1" .'
    )
    return validate_files([path])


def test_json_says_what_was_found_and_what_it_was_found_in(broken: Validation) -> None:
    written = json.loads(WRITERS["json"](broken, "en", Shown()))
    assert (written["conforms"], written["checked"], written["statements"]) == (False, 1, 5)
    assert written["counts"]["violation"] == sum(each["severity"] == "violation" for each in written["results"])
    assert {each["place"] for each in written["results"]} == {None}


def test_turtle_is_a_shacl_report(broken: Validation) -> None:
    store = Store()
    store.load(WRITERS["ttl"](broken, "en", Shown()).encode(), format=RdfFormat.TURTLE)
    asked = f"""PREFIX sh: <{PREFIXES["sh"]}> SELECT (COUNT(*) AS ?n) {{
      ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
      ?result a sh:ValidationResult ; sh:focusNode {COMMITMENT} ; sh:sourceShape ?shape ; sh:resultSeverity ?severity
    }}"""
    [row] = store.query(asked)  # type: ignore[misc]
    assert int(row["n"].value) == len(broken.report.results)
    assert WRITERS["ttl"](broken, "en", Shown()) == WRITERS["ttl"](broken, "es", Shown())


def test_a_spreadsheet_calculates_nothing(broken: Validation) -> None:
    assert ",'-1," in WRITERS["csv"](broken, "en", Shown())


def test_the_text_speaks_spanish_and_can_be_short(broken: Validation) -> None:
    text = WRITERS["text"](broken, "es", Shown(limit=1))
    assert text.startswith("Cosas revisadas: 1; enunciados: 5.\nNo conforme: hay violaciones.\n")
