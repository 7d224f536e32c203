"""Quotes held against a text: literal but for NFC, white space, and hyphens at line ends."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.build import shipped_data
from loaders.citations import SourceText, find, verify, write_all
from loaders.graph import read_sources

TEXT = "Se hacen poli-\nticas publicas en 2017-\n2019,  con el\n\n disefio del Per\u00fa. El Per\u00fa crece-.\n"


def places(quote: str, text: str = TEXT, **context: str) -> list[str]:
    """The words found, cut from the text by the positions given."""
    source = SourceText.from_bytes(text.encode())
    return [text[start:end] for start, end in find(source, quote, **context)]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("politicas publicas", ["poli-\nticas publicas"]),
        ("poli-ticas publicas", ["poli-\nticas publicas"]),
        ("2017-2019, con el", ["2017-\n2019,  con el"]),
        ("20172019", ["2017-\n2019"]),
        ("el disefio", ["el\n\n disefio"]),
        ("el diseño", []),
        ("Per\u0075\u0301", ["Per\u00fa", "Per\u00fa"]),
        ("publi cas", []),
        ("SE HACEN", []),
        ("crece-.", ["crece-."]),
        ("(.*)", []),
    ],
)
def test_how_a_quote_is_read(quote: str, found: list[str]) -> None:
    assert places(quote) == found


def test_prefix_and_suffix_tell_two_places_apart() -> None:
    assert len(places("Per\u00fa")) == 2
    assert places("Per\u00fa", prefix="disefio del") == ["Per\u00fa"]
    source = SourceText.from_bytes(TEXT.encode())
    assert find(source, "Per\u00fa", prefix="disefio del") == [(TEXT.index("Per\u00fa"), TEXT.index("Per\u00fa") + 4)]
    assert find(source, "Per\u00fa", suffix="crece")[0][0] == TEXT.rindex("Per\u00fa")


def test_positions_are_those_of_the_file_also_where_it_is_decomposed() -> None:
    text = unicodedata.normalize("NFD", "Según la Región, el diálogo siguió.")
    assert places("el diálogo", text) == [unicodedata.normalize("NFD", "el diálogo")]


@given(st.text(alphabet="ab-é \n\u0301", max_size=40), st.integers(0, 39), st.integers(1, 10))
def test_what_is_cut_from_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    if unicodedata.is_normalized("NFC", text) and quote.strip() == quote and quote and "\n" not in quote:
        source = SourceText.from_bytes(text.encode())
        assert (start, start + len(quote)) in find(source, quote)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "source.txt").write_text("Aquí se aprobaron 2 compromi-\nsos. Y se aprobaron 3.\n", encoding="utf-8")
    return folder


def documents(sources: Path, sha256: str | None = None) -> dict[str, str | bytes | None]:
    digest = sha256 or hashlib.sha256((sources / "source.txt").read_bytes()).hexdigest()
    header = "key,label_es,label_en,language,sha256,text_file\n"
    return {"common/documents.csv": f"{header}xx-source,Fuente,Source,es,{digest},source.txt\n"}


PASSAGES = "document,section,n,exact,start,end\nxx-source,intro,1,{}\n"


def test_a_good_quote_is_found_and_its_position_written(packages: Callable[..., Path], sources: Path) -> None:
    root = packages(documents(sources))
    read = read_sources([(str(root), root)]).packages
    result = verify(read, sources)
    assert (result.errors, len(result.found)) == ([], 1)
    assert write_all(read, result.found) == 1
    again = read_sources([(str(root), root)]).packages
    assert write_all(again, verify(again, sources).found) == 0
    assert "se aprobaron 2 compromisos,5,33" in (root / "plan/passages.csv").read_text()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("se aprobaron 4 compromisos,,", "plan/passages.csv:2:exact: not in the text of xx-source"),
        ("se aprobaron,,", "plan/passages.csv:2:exact: 2 times in the text of xx-source; give a prefix or a suffix"),
        ("se aprobaron 2 compromisos,1,9", "plan/passages.csv:2:start: it stands at 5-33; found 1-9"),
    ],
)
def test_errors_name_file_line_and_column(packages: Callable[..., Path], sources: Path, row: str, message: str) -> None:
    root = packages({**documents(sources), "plan/passages.csv": PASSAGES.format(row)})
    errors = verify(read_sources([("data", root)]).packages, sources).errors
    assert [message in str(error) for error in errors] == [True]


def test_another_text_than_the_one_quoted(packages: Callable[..., Path], sources: Path) -> None:
    root = packages(documents(sources, "0" * 64))
    errors = verify(read_sources([("data", root)]).packages, sources).errors
    assert "common/documents.csv:2:sha256: the text's SHA-256 is" in str(errors[0])


def test_a_text_that_is_not_there_is_said_not_to_be_verified(packages: Callable[..., Path], tmp_path: Path) -> None:
    root = packages()
    result = verify(read_sources([("data", root)]).packages, tmp_path)
    assert result.without_text == {"xx-source": 1}


SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "sources"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source text is not part of the project and is not here")
def test_every_quote_of_the_shipped_data_stands_in_its_source() -> None:
    result = verify(read_sources([shipped_data()]).packages, SHARED)
    assert [str(error) for error in result.errors] == []
    assert result.without_text == {}
    assert len(result.found) >= 170
