"""What a cell of a data package may hold.

Cells are text. An empty cell means "no value". Several values in one cell are joined with ``|``. A field of type
:data:`LangText` is spread over one column a language: ``label`` becomes ``label_es``, ``label_en``, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from pyoxigraph import Literal, NamedNode

from ontology import codelists

KEY_PATTERN = re.compile(r"[a-z0-9]+(?:(?:-{1,2}|\.)[a-z0-9]+)*")
SDG_PATTERN = re.compile(r"\d{1,2}(?:\.(?:\d{1,2}|[a-d]))?(?:\.\d{1,2})?|C\d{6}")
MAX_QUOTE_WORDS = 25
MAX_DIGITS = 18
"""Of a number before and after its point: more do not fit the numbers that queries calculate with."""
WHOLE_NUMBER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}")
NUMBER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS}}})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

LangText = dict[str, str]
"""Text by language tag: ``{"es": "...", "en": "..."}``."""


@dataclass(frozen=True)
class CodeOf:
    """Marks a field that holds a code of a code list; the value must be one of its codes."""

    scheme: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, value: str) -> str:
        codes = codelists.code_list(self.scheme).codes
        if value not in codes:
            raise ValueError(f"unknown code of the list {self.scheme}; expected one of: {', '.join(sorted(codes))}")
        return value


@dataclass(frozen=True)
class Ref:
    """Marks a field that names a thing by its key.

    With a type (``id/{type}``) the cell holds the key; with none it holds ``type/key``, and every type is allowed. A
    key may be written without the plan's key in front of it; a commitment may be named by its number.
    """

    type: str = ""


def _key(value: str) -> str:
    if not KEY_PATTERN.fullmatch(value):
        raise ValueError("not a key; expected lower-case ASCII letters and digits in groups joined with hyphens")
    return value


def _sdg(value: str) -> str:
    if not SDG_PATTERN.fullmatch(value):
        raise ValueError("not an SDG code; expected a goal (16), a target (16.7) or an indicator (C160702)")
    return value


def _quote(value: str) -> str:
    words = len(value.split())
    if words > MAX_QUOTE_WORDS:
        raise ValueError(f"a quote of {words} words; expected at most {MAX_QUOTE_WORDS}")
    return value


def _split(value: object) -> object:
    return [part.strip() for part in value.split("|")] if isinstance(value, str) else value


def _boolean(value: object) -> object:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("expected true or false")
        return value == "true"
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        raise ValueError("not a number; expected digits with a decimal point, no thousands separator, no unit")
    return value


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not WHOLE_NUMBER.fullmatch(value):
        raise ValueError(f"not a whole number; expected at most {MAX_DIGITS} digits and nothing else")
    return value


def _day(value: object) -> object:
    """Without this check a spreadsheet's serial number passes for seconds since 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and not DAY.fullmatch(value)):
        raise ValueError("not a day; expected YYYY-MM-DD")
    return value


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^/?#]", value):
        raise ValueError("not a web address; expected http://... or https://...")
    try:
        NamedNode(value)
    except ValueError as error:
        expected = "expected spaces and other special characters as %20 and the like"
        raise ValueError(f"not a web address: {error}; {expected}") from error
    return value


def is_language(tag: str) -> bool:
    """True for a language tag that a text can carry."""
    try:
        Literal("", language=tag)
    except ValueError:
        return False
    return True


def _language(tag: str) -> str:
    if not is_language(tag):
        raise ValueError("not a language tag; expected one such as es or pt-BR")
    return tag


Key = Annotated[str, AfterValidator(_key)]
SDGCode = Annotated[str, AfterValidator(_sdg)]
Quote = Annotated[str, AfterValidator(_quote)]
Flag = Annotated[bool, BeforeValidator(_boolean)]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Day = Annotated[date, BeforeValidator(_day)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Language = Annotated[str, AfterValidator(_language)]
PrintedNumber = Annotated[str, BeforeValidator(_number)]
"""A number as printed in its source, so that its decimal places are kept: ``70.5``."""

OrganizationRef = Annotated[str, Ref("organization")]
LegalRef = Annotated[str, Ref("legal")]
PlaceRef = Annotated[str, Ref("place")]
DocumentRef = Annotated[str, Ref("document")]
PassageRef = Annotated[str, Ref("passage")]
PlanRef = Annotated[str, Ref("plan")]
CommitmentRef = Annotated[str, Ref("commitment")]
ProcessRef = Annotated[str, Ref("process")]
EventRef = Annotated[str, Ref("event")]
TableRef = Annotated[str, Ref("table")]
ClaimRef = Annotated[str, Ref("claim")]
ThingRef = Annotated[str, Ref()]

Theme = Annotated[str, CodeOf("theme")]
Principle = Annotated[str, CodeOf("principle")]
PolicyArea = Annotated[str, CodeOf("policy-area")]
ActorType = Annotated[str, CodeOf("actor-type")]
EventType = Annotated[str, CodeOf("event-type")]
Channel = Annotated[str, CodeOf("channel")]
Basis = Annotated[str, CodeOf("basis")]

Many = BeforeValidator(_split)


def languages_of(field: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    """The columns that spread a :data:`LangText` field, with their language tags."""
    for column in columns:
        match = re.fullmatch(rf"{re.escape(field)}_([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)", column)
        if match and is_language(match[1]):
            yield column, match[1]
