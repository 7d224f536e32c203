"""Bad input of a data package: every error is listed as ``file:line:column: what is wrong``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.graph import build, read_sources
from loaders.package import PackageError

Packages = Callable[..., Path]


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
