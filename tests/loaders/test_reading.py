"""Bad input of a data package: every error is listed as ``file:line:column: what is wrong``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.build import build_release
from loaders.graph import build, read_sources
from loaders.package import PackageError
from ontology.terms import GA

Packages = Callable[..., Path]
SHARED = "key: xx-common\ncountry: xx\nlanguages: [es, en]\nlabel: {es: a, en: b}\n"
PLAN = "key: xx\ncountry: xx\nlanguages: [es]\nlabel: {es: a}\ntitle: {es: a}\nstart_date: 2020-01-01\n"


def errors_of(root: Path) -> list[str]:
    """The messages of reading and building the packages of a folder."""
    try:
        build(read_sources([("data", root)]))
    except PackageError as error:
        return [str(each) for each in error.errors]
    return []


def test_the_small_packages_are_good(packages: Packages) -> None:
    assert errors_of(packages()) == []


HEADER = "number,position,title_es,label_en,theme,known_from,start_date,end_date\n"
CASES: dict[str, tuple[str, str | bytes, str]] = {
    "unknown code": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,healt,xx-source,,\n",
        "data/plan/commitments.csv:2:theme: unknown code of the list theme; expected one of: cross-cutting, ",
    ),
    "dates out of order": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,health,xx-source,2021-05-01,2020-05-01\n",
        "data/plan/commitments.csv:2:end_date: dates out of order",
    ),
    "not a date": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,health,xx-source,01/05/2021,\n",
        "data/plan/commitments.csv:2:start_date: not a day; expected YYYY-MM-DD; found '01/05/2021'",
    ),
    "missing column": (
        "plan/commitments.csv",
        "position,title_es,label_en,known_from\n1,Uno,One,xx-source\n",
        "data/plan/commitments.csv:1:number: missing column",
    ),
    "unknown column": (
        "plan/commitments.csv",
        "number,position,tittle_es,known_from\n1,1,Uno,xx-source\n",
        "data/plan/commitments.csv:1:tittle_es: unknown column",
    ),
    "column twice": (
        "plan/commitments.csv",
        "number,position,position,known_from\n1,1,1,xx-source\n",
        "data/plan/commitments.csv:1:position: the column is there twice",
    ),
    "duplicate key": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,,xx-source,,\n1,2,Dos,Two,,xx-source,,\n",
        "data/plan/commitments.csv:3:number: the key xx-2020-2022-01 is there twice; first at",
    ),
    "wrong encoding": (
        "plan/commitments.csv",
        (HEADER + "1,1,Educación,One,,xx-source,,\n").encode("latin-1"),
        "data/plan/commitments.csv:2: not UTF-8: byte 0xf3 after '1,1,Educaci'",
    ),
    "byte order mark": (
        "plan/commitments.csv",
        b"\xef\xbb\xbf" + (HEADER + "1,1,Uno,One,,xx-source,,\n").encode(),
        "data/plan/commitments.csv:1: a byte order mark; expected UTF-8 without one",
    ),
    "semicolons": (
        "plan/commitments.csv",
        HEADER.replace(",", ";") + "1;1;Uno;One;;xx-source;;\n",
        "data/plan/commitments.csv:1: cells are separated with ;; expected commas",
    ),
    "too few cells": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno\n",
        "data/plan/commitments.csv:2: 3 cells; expected 8, as in the header",
    ),
    "empty file": ("plan/commitments.csv", "", "data/plan/commitments.csv:1: an empty file"),
    "an open quote": ("plan/commitments.csv", HEADER + '1,1,"Uno,One\n', "data/plan/commitments.csv:2: not CSV"),
    "no value": ("plan/commitments.csv", HEADER + ",1,Uno,One,,xx-source,,\n", "csv:2:number: no value"),
    "unknown reference": (
        "plan/responsibilities.csv",
        "thing,organization,role,evidence\ncommitment/1,xx-minstry,lead,intro-1\n",
        "responsibilities.csv:2:organization: there is no organization 'xx-minstry'; did you mean xx-ministry?",
    ),
    "unknown thing": (
        "plan/responsibilities.csv",
        "thing,organization,role,evidence\ncommitment/7,xx-ministry,lead,intro-1\n",
        "data/plan/responsibilities.csv:2:thing: there is no commitment '7'",
    ),
    "unknown type": (
        "plan/responsibilities.csv",
        "thing,organization,role,evidence\npromise/1,xx-ministry,lead,intro-1\n",
        "data/plan/responsibilities.csv:2:thing: unknown type 'promise'",
    ),
    "a quote too long": (
        "plan/passages.csv",
        "document,section,n,exact\nxx-source,intro,1," + "palabra " * 26 + "\n",
        "data/plan/passages.csv:2:exact: a quote of 26 words; expected at most 25",
    ),
    "unknown section": (
        "plan/passages.csv",
        "document,section,n,exact\nxx-source,intro,1,uno\nxx-source,annex,1,dos\n",
        "data/plan/passages.csv:3:section: unknown section annex of xx-source",
    ),
    "said not to be known": (
        "plan/commitments.csv",
        "number,position,title_es,not_known,known_from\n1,1,Uno,title,xx-source\n",
        "data/plan/commitments.csv:2:not_known: title has a value and is said not to be known",
    ),
    "label of a language missing": (
        "common/places.csv",
        "key,label_es\nxx,País\n",
        "data/common/places.csv:2:label_en: no value; expected a label in this language",
    ),
    "unknown table": ("plan/promises.csv", "a,b\n", "data/plan/promises.csv: unknown table; expected one of: "),
    "not YAML": ("plan/plan.yaml", "key: [xx\n", "data/plan/plan.yaml:2:1: not YAML"),
    "unknown name in YAML": (
        "common/package.yaml",
        "key: xx-common\ncountry: xx\nlanguages: [es]\nlabel: {es: a}\nlicence: CC0\n",
        "data/common/package.yaml:5:licence: unknown name",
    ),
    "a statement of what is not there": (
        "plan/statements.csv",
        "subject,property,value,basis,known_from\ncommitment/1,ga:theme,sanitation,inferred,xx-source\n",
        "data/plan/statements.csv:2:value: 0 values of ga:theme fit; expected one that is in the data",
    ),
    "a comma too many": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno, dos,One,,xx-source,,\n",
        "data/plan/commitments.csv:2: 9 cells; expected 8, as in the header",
    ),
    "a spreadsheet's number for a day": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,health,xx-source,1577836800,\n",
        "csv:2:start_date: not a day; expected YYYY-MM-DD; found '1577836800'",
    ),
    "a day with a time": (
        "plan/commitments.csv",
        HEADER + "1,1,Uno,One,health,xx-source,2020-01-01T00:00:00,\n",
        "csv:2:start_date: not a day",
    ),
    "thousands": (
        "plan/commitments.csv",
        HEADER + '1,"1,000",Uno,One,health,xx-source,,\n',
        "csv:2:position: not a whole number; expected at most 18 digits and nothing else; found '1,000'",
    ),
    "a number too large to calculate with": (
        "plan/claims.csv",
        f"key,about,measure,value,evidence\na,plan,participants,{'9' * 5000},intro-1\n",
        "csv:2:value: not a number",
    ),
    "a formula": (
        "plan/commitments.csv",
        HEADER + "1,1,=SUM(A1:A3),One,health,xx-source,,\n",
        "csv:2:title_es: a formula or an error of the spreadsheet; expected its value; found '=SUM(A1:A3)'",
    ),
    "an unprintable character": (
        "plan/commitments.csv",
        HEADER + "1,1,U\x1b[31mno,One,health,xx-source,,\n",
        "csv:2:title_es: an unprintable character (U+001B); remove it",
    ),
    "a number that gives no key": (
        "plan/commitments.csv",
        HEADER + "ñ,1,Uno,One,health,xx-source,,\n",
        "csv:2:number: no key can be made of it; expected one in the column key",
    ),
    "an address with a space": (
        "common/documents.csv",
        "key,label_es,label_en,url\nxx-source,F,S,http://example.org/a b\n",
        "csv:2:url: not a web address: Invalid IRI code point ' '",
    ),
    "an address without a scheme": (
        "common/documents.csv",
        "key,label_es,label_en,url\nxx-source,F,S,www.example.org\n",
        "csv:2:url: not a web address; expected http://... or https://...",
    ),
    "a section twice": (
        "plan/sections.csv",
        "document,section,title\nxx-source,intro,I\nxx-source,intro,II\n",
        "csv:3:section: the section intro of xx-source is there twice",
    ),
    "a comparison of one claim": (
        "plan/comparisons.csv",
        "key,claims,kind,label_es,label_en\na,b|b,internal,A,A\n",
        "csv:2:claims: one claim alone; expected two or more",
    ),
    "a parameter without a value": (
        "plan/figures.csv",
        "key,about,measure,question,parameters,label_es,label_en\na,plan,participants,findings,plan,A,A\n",
        "csv:2:parameters: not written as expected",
    ),
    "a thing of a table that is left out": (
        "plan/responsibilities.csv",
        "thing,organization,role,evidence\nevent/a,xx-ministry,lead,intro-1\n",
        "csv:2:thing: there is no event 'a'",
    ),
    "a name twice in YAML": (
        "common/package.yaml",
        SHARED + "key: yy\n",
        "package.yaml:5:1: not YAML: key is there twice",
    ),
    "a day in YAML that does not exist": (
        "plan/plan.yaml",
        PLAN.replace("2020-01-01", "2020-13-01"),
        "plan.yaml:6:start_date: not a day; expected YYYY-MM-DD; found '2020-13-01'",
    ),
    "YAML nested too deeply": ("common/package.yaml", "key: " + "[" * 3000, "not YAML: nested too deeply"),
    "YAML that holds itself": ("common/package.yaml", "key: &a [*a]\n", "package.yaml:1:6: not YAML"),
    "YAML too large": ("common/package.yaml", "key: " + "x" * 100_000, "100005 characters; expected at most 100000"),
    "no label in a language of the package": (
        "common/package.yaml",
        SHARED.replace("[es, en]", "[es, en, pt]"),
        "package.yaml:4:label: no text in pt; expected one in each of the languages",
    ),
    "not a language": (
        "common/package.yaml",
        SHARED.replace("[es, en]", "[español]"),
        "package.yaml:3:languages: not a language tag; expected one such as es or pt-BR; found 'español'",
    ),
    "a reserved key": ("common/package.yaml", SHARED.replace("xx-common", "ontology"), "the key ontology is reserved"),
    "two packages with one key": ("other/package.yaml", SHARED, "the key xx-common is there twice; first at"),
    "two descriptions": ("plan/package.yaml", SHARED, "package.yaml: a second description; expected plan.yaml alone"),
    "withdrawn and still described": (
        "plan/withdrawn.csv",
        "thing\ncommitment/1\n",
        "csv:2:thing: https://w3id.org/gobierno-abierto/id/commitment/xx-2020-2022-01 is withdrawn and still described",
    ),
    "withdrawn twice": ("plan/withdrawn.csv", "thing\nevent/a\nevent/a\n", "csv:3:thing: https://w3id.org"),
    "withdrawn of an unknown type": ("plan/withdrawn.csv", "thing\npromise/a\n", "csv:2:thing: unknown type 'promise'"),
    "withdrawn without a key": ("plan/withdrawn.csv", "thing\nevent/<a>\n", "csv:2:thing: '<a>' is not a key"),
    "no package": ("plan/plan.yaml", "", "data/plan/plan.yaml:1: expected names and values"),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_named_with_its_place(packages: Packages, case: str) -> None:
    file, content, expected = CASES[case]
    found = errors_of(packages({file: content}))
    assert any(expected in message for message in found), found


def test_all_errors_are_listed_not_only_the_first(packages: Packages) -> None:
    root = packages(
        {
            "plan/commitments.csv": HEADER + "1,x,Uno,One,healt,xx-source,,\n2,2,Dos,Two,,xx-source,soon,\n",
            "common/legal.csv": "key,label_es,label_en,legal_type,number,known_from\nxx-rm-1,R,R,edict,1,xx-source\n",
        }
    )
    places = [message.partition(": ")[0] for message in errors_of(root)]
    assert places == [
        "data/common/legal.csv:2:legal_type",
        "data/plan/commitments.csv:2:position",
        "data/plan/commitments.csv:2:theme",
        "data/plan/commitments.csv:3:start_date",
    ]


def test_lines_are_counted_across_cells_with_line_breaks(packages: Packages) -> None:
    content = HEADER + '1,1,"Uno\ny más",One,,xx-source,,\n2,2,Dos,Two,healt,xx-source,,\n'
    assert "data/plan/commitments.csv:4:theme" in errors_of(packages({"plan/commitments.csv": content}))[0]


def test_a_folder_without_packages(tmp_path: Path) -> None:
    assert "no data package here" in errors_of(tmp_path)[0]


def test_accents_survive(packages: Packages) -> None:
    """Decomposed letters become composed ones: queries are typed in NFC."""
    decomposed = "Atencio\u0301n"
    root = packages({"plan/commitments.csv": HEADER + f"1,1,{decomposed},One,,xx-source,,\n"})
    assert any("Atención" in str(quad) for quad in build(read_sources([("data", root)])))


def test_a_spreadsheets_empty_columns_and_spaces_are_no_error(packages: Packages) -> None:
    spaced = HEADER.replace("theme", " theme\u00a0").strip()
    rows = "1,1,\u00a0Uno ,One,health,xx-source,,,,\n,,,,,,,,,\n"
    assert errors_of(packages({"plan/commitments.csv": f"{spaced},,\n{rows}"})) == []


def test_what_is_not_a_file_is_an_error_with_its_place(packages: Packages) -> None:
    root = packages()
    (root / "plan" / "claims.csv").mkdir()
    (root / "plan" / "events.csv").symlink_to("nowhere")
    assert errors_of(root) == ["data/plan/claims.csv: not a file", "data/plan/events.csv: not a file"]


def test_a_link_that_leads_back_is_followed_once(packages: Packages) -> None:
    root = packages()
    (root / "plan" / "back").symlink_to("..")
    assert errors_of(root) == []


def test_yaml_keeps_what_was_written(packages: Packages) -> None:
    """``no`` is Norwegian and not false; a year is a text where a text is expected."""
    shared = SHARED.replace("[es, en]", "[es, en, no]").replace("en: b", "en: 2020, no: c")
    assert errors_of(packages({"common/package.yaml": shared, "common/legal.csv": None})) != []
    with pytest.raises(PackageError) as caught:
        read_sources([("data", packages({"common/package.yaml": shared}))])
    assert all("label_no" in str(error) for error in caught.value.errors)


TABLE = "key,label_es,label_en,structure,table_of,document,known_from\nt,T,T,workshops,plan,xx-source,xx-source\n"
CELLS = "in_table,place,actor_type,theme,value,status,evidence\n"


def test_a_dimension_that_the_table_does_not_have_is_not_lost(packages: Packages) -> None:
    cells = CELLS + "t,xx,total,health,2,printed,intro-1\n"
    found = errors_of(packages({"plan/tables.csv": TABLE, "plan/observations.csv": cells}))
    assert found == [
        "data/plan/observations.csv:2:theme: the structure workshops does not have this dimension; expected no value"
    ]


def test_a_table_may_be_named_by_its_whole_key_but_only_in_its_package(packages: Packages) -> None:
    cell = CELLS + "xx-2020-2022-t,xx,total,,2,printed,"
    whole = packages({"plan/tables.csv": TABLE, "plan/observations.csv": cell + "intro-1\n"})
    assert errors_of(whole) == []
    apart = packages({"plan/observations.csv": None, "common/observations.csv": cell + "xx-source-intro-1\n"})
    (apart / "plan" / "observations.csv").unlink()
    expected = "data/common/observations.csv:2:in_table: the table xx-2020-2022-t is not of this package"
    assert errors_of(apart) == [expected]


def test_a_second_resolution_is_an_error(packages: Packages) -> None:
    claims = "key,about,measure,value,evidence\na,plan,participants,2,intro-1\nb,plan,participants,3,intro-1\n"
    row = "xx-2020-2022--participants,Así,So\n"
    resolutions = "discrepancy,resolution_es,resolution_en\n" + row
    assert errors_of(packages({"plan/claims.csv": claims, "plan/resolutions.csv": resolutions})) == []
    found = errors_of(packages({"plan/claims.csv": claims, "plan/resolutions.csv": resolutions + row}))
    assert "csv:3:discrepancy: a second resolution of xx-2020-2022--participants" in found[0]


def test_rules_that_meet_make_one_alignment(packages: Packages) -> None:
    rules = "theme,sdg,party,strength,rationale_es,rationale_en,evidence\n"
    rules += "".join(f"health,3,quipu-editors,{strength},a,a,intro-1\n" for strength in ("direct", "context"))
    root = packages({"plan/alignment-rules.csv": rules})
    strengths = [quad for quad in build(read_sources([("data", root)])) if quad.predicate == GA.alignmentStrength]
    assert len([quad for quad in strengths if "id/alignment/" in str(quad.subject)]) == 1


def test_withdrawn_things_are_in_the_release_with_the_reason(packages: Packages, tmp_path: Path) -> None:
    rows = "event/gone,Fue un error.,A mistake.\ncommitment/7,,\nprocess/xx-2020-2022-old,Sin fuente.,\n"
    root = packages({"plan/withdrawn.csv": "thing,reason_es,reason_en\n" + rows})
    made, _ = build_release([("data", root)], tmp_path / "var")
    base = "https://w3id.org/gobierno-abierto/id/"
    assert json.loads((made.path / "withdrawn.json").read_bytes()) == {
        f"{base}commitment/xx-2020-2022-07": "",
        f"{base}event/xx-2020-2022-gone": "A mistake.",
        f"{base}process/xx-2020-2022-old": "Sin fuente.",
    }
    assert "withdrawn.json" in made.manifest.files
