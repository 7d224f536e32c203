"""Parameters, held against the standard library's own reading and its writing."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.http.parameters import MAX_FIELDS, pairs

BROKEN = re.compile("%(?![0-9A-Fa-f]{2})")
LETTERS = st.characters(codec="utf-8")
TEXT = st.text(LETTERS)


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_what_was_written_is_read(written: list[tuple[str, str]]) -> None:
    assert pairs(urlencode(written)) == written
    assert pairs(urlencode(written, quote_via=quote, safe="")) == written


@given(st.text(st.one_of(st.sampled_from("%0Aa=&+ \r\n\t_=?é€;"), LETTERS)))
def test_whatever_is_sent_is_read_as_the_standard_library_reads_it(sent: str) -> None:
    if BROKEN.search(sent):  # the library leaves such a % as it is
        with pytest.raises(ValueError, match="hexadecimal"):
            pairs(sent)
        return
    try:
        expected = parse_qsl(sent, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(ValueError, match="not UTF-8"):
            pairs(sent)
    else:
        assert pairs(sent) == expected


@pytest.mark.parametrize(
    "end", ["=", "=\n", "= ", "=\r\n", "==", "=3D", "%3D", "%3D%0A", " ", "\t", "\n", ".", "%2E%0D%0A.."]
)
def test_what_quoted_printable_treats_specially_is_not(end: str) -> None:
    """RFC 2045, section 6.7: soft line breaks, white space at the end of a line, lines that are dots."""
    assert pairs(f"query=a{end}") == parse_qsl(f"query=a{end}", keep_blank_values=True)
    assert pairs(f"query=a{end}b&c") == parse_qsl(f"query=a{end}b&c", keep_blank_values=True)


@pytest.mark.parametrize("sent", ["a=%", "a=%4", "a=%4g", "%zz", "a=%%41"])
def test_a_broken_escape_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="two hexadecimal digits"):
        pairs(sent)


@pytest.mark.parametrize("sent", ["a=%ff", "a=%C3", "%C3=%A9", "a=%ED%A0%80", "a=%C0%AF"])
def test_what_is_not_utf_8_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="not UTF-8"):
        pairs(sent)


def test_there_is_an_end_to_how_many() -> None:
    assert len(pairs("&".join(["a"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(ValueError, match="more than 1000"):
        pairs("&".join(["a"] * (MAX_FIELDS + 1)))
