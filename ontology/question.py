"""Questions: SPARQL files in ``questions/`` with a header that says what they ask and what may be changed in them.

The header is YAML in lines that begin with ``#+``; a SPARQL processor sees comments. A file runs as it is: each
parameter stands in it as ``VALUES ?name { default }``, and a value replaces that block as a serialised term. Nothing is
ever pasted as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Annotated, Self
from typing import Literal as OneOf

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ontology import codelists
from ontology.terms import BASE, PREFIXES, XSD

HEADER = "#+"
LANGUAGES = ("es", "en")
BLOCK = re.compile(r"VALUES\s+\?(?P<name>\w+)\s*\{[^{}]*\}")
"""Where a parameter stands: ``VALUES ?name { ... }``."""


def _in_both_languages(text: dict[str, str]) -> dict[str, str]:
    missing = [tag for tag in LANGUAGES if not text.get(tag, "").strip()]
    if missing:
        raise ValueError(f"no text in {' and '.join(missing)}")
    return text


def _with_variables(text: dict[str, str]) -> dict[str, str]:
    for each in text.values():
        for _, name, form, conversion in Formatter().parse(each):
            if name is not None and (not name.isidentifier() or form or conversion):
                raise ValueError(f"expected a variable's name in braces, found {each!r}")
    return text


Text = Annotated[dict[str, str], AfterValidator(_in_both_languages)]


class QuestionError(ValueError):
    """A question that cannot be read, or a value that does not fit a parameter; the message names file and line."""


class Parameter(BaseModel):
    """What may be changed in a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern="^[a-z][A-Za-z0-9_]*$")
    type: OneOf["iri", "code", "string", "integer", "date"]
    label: Text
    scheme: str | None = None
    """Of a code: its code list."""
    thing: str | None = None
    """Of an IRI: the identifier type, so that a key is enough."""
    default: str | int | date

    @model_validator(mode="after")
    def _default_fits(self) -> Self:
        if self.type == "code" and self.scheme not in codelists.schemes():
            raise ValueError(f"{self.name}: no code list {self.scheme!r}")
        term(self, str(self.default))
        return self


class Check(BaseModel):
    """What makes a question a check of the audit: each row of its answer is a finding about the thing in it first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    area: OneOf["alignment", "evidence", "consistency", "agreement", "smart", "traceability", "figures"]
    severity: OneOf["high", "medium", "low"]
    outcome: OneOf["failed", "cantTell"]
    """What a row says: that something is wrong, or that it is not known (`EARL 1.0 Schema
    <https://www.w3.org/TR/EARL10-Schema/#OutcomeValue>`_, section 2.7)."""
    of: str
    """The question whose one number says how many things were looked at."""
    found: Annotated[Text, AfterValidator(_with_variables)]
    """A sentence for a row, with ``{variable}`` for its values."""
    why: Text
    mend: Text

    @property
    def variables(self) -> set[str]:
        """The variables that :attr:`found` shows."""
        return {name for text in self.found.values() for _, name, _, _ in Formatter().parse(text) if name is not None}


class Header(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    summary: Text
    tags: list[str] = Field(min_length=1)
    parameters: list[Parameter] = []
    chart: str | None = None
    check: Check | None = None


@dataclass(frozen=True)
class Question:
    """A stored query; :attr:`text` runs as it is, with the defaults."""

    name: str
    header: Header
    text: str

    def with_values(self, values: Mapping[str, str], base: str = BASE) -> str:
        """The query with values in the place of defaults; ``base`` is that of the things which keys name.

        Raises :class:`QuestionError` for a parameter that the question does not have or a value that does not fit.
        """
        parameters = {parameter.name: parameter for parameter in self.header.parameters}
        moved = {name: str(each.default) for name, each in parameters.items() if base != BASE}
        written: dict[str, str] = {}
        for name, value in {**moved, **values}.items():
            if name not in parameters:
                expected = ", ".join(parameters) or "none"
                raise QuestionError(f"{self.name}: no parameter {name!r}; expected one of: {expected}")
            written[name] = f"VALUES ?{name} {{ {term(parameters[name], value, base)} }}"
        # In one pass: a second one would find blocks inside the values of the first.
        return BLOCK.sub(lambda block: written.get(block["name"], block[0]), self.text)


def term(parameter: Parameter, value: str, base: str = BASE) -> NamedNode | Literal:
    """A value as an RDF term; raises :class:`QuestionError` where it does not fit the parameter's type."""
    try:
        match parameter.type:
            case "string":
                return Literal(value)
            case "integer":
                return Literal(str(int(value)), datatype=XSD.integer)
            case "date":
                return Literal(date.fromisoformat(value).isoformat(), datatype=XSD.date)
            case "code":
                codes = codelists.code_list(parameter.scheme or "")
                return codes.concepts[value].iri
            case "iri":
                return _iri(parameter, value, base)
    except (ValueError, KeyError):
        expected = f"a code of {parameter.scheme}" if parameter.type == "code" else f"a value of type {parameter.type}"
        raise QuestionError(f"{parameter.name}: {value!r} does not fit; expected {expected}") from None


def _iri(parameter: Parameter, value: str, base: str) -> NamedNode:
    prefix, colon, local = value.partition(":")
    if colon and prefix in PREFIXES:
        return NamedNode(PREFIXES[prefix] + local)
    if not colon and parameter.thing:
        return NamedNode(f"{base}id/{parameter.thing}/{value}")
    return NamedNode(value)


def parse(name: str, text: str) -> Question:
    """A question from its file; raises :class:`QuestionError` naming file and line."""
    lines = text.splitlines()
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.startswith(HEADER)]
    written = "\n".join(line.removeprefix(HEADER).removeprefix(" ") for _, line in numbered)
    file = f"{name}.rq"
    try:
        header = Header.model_validate(yaml.safe_load(written))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = numbered[min(mark.line, len(numbered) - 1)][0] if mark and numbered else 1
        raise QuestionError(f"{file}:{line}: the header is not YAML: {getattr(error, 'problem', error)}") from error
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        place = [str(part) for part in detail["loc"]]
        line = next((number for number, each in numbered if place and f"{place[0]}:" in each), 1)
        message = f"{'.'.join(place) or 'header'}: {detail['msg'].removeprefix('Value error, ')}"
        raise QuestionError(f"{file}:{line}: {message}") from error
    body = "\n".join(line for line in lines if not line.startswith(HEADER)).strip() + "\n"
    blocks = [block["name"] for block in BLOCK.finditer(body)]
    names = [parameter.name for parameter in header.parameters]
    if len(set(names)) != len(names):
        raise QuestionError(f"{file}:1: parameters: the same name twice in {', '.join(names)}")
    for parameter in header.parameters:
        if blocks.count(parameter.name) != 1:
            expected = f"expected VALUES ?{parameter.name} {{ ... }} once in the query"
            raise QuestionError(f"{file}:1: parameter {parameter.name}: {expected}")
    variables = _check_query(
        file, body, next((n for n, line in enumerate(lines, 1) if line.strip() and not line.startswith(HEADER)), 1) - 1
    )
    if header.check and not header.check.variables <= variables:
        missing = ", ".join(sorted(header.check.variables - variables))
        raise QuestionError(
            f"{file}:1: check: found: no variable {missing}; expected among: {', '.join(sorted(variables))}"
        )
    return Question(name, header, body)


def _check_query(file: str, body: str, before: int) -> set[str]:
    """The variables of a query's answer; raises :class:`QuestionError` where it is no SELECT.

    ``before`` is the number of lines above it.
    """
    try:
        result = Store().query(body)
    except SyntaxError as error:
        found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
        line, column, message = (int(found[1]), f":{found[2]}", found[3]) if found else (1, "", str(error))
        raise QuestionError(f"{file}:{line + before}{column}: not SPARQL: {message}") from error
    if not isinstance(result, QuerySolutions):
        raise QuestionError(f"{file}:{before + 1}: not a SELECT query")
    return {variable.value for variable in result.variables}


@cache
def questions() -> Mapping[str, Question]:
    """All questions by name, sorted; raises :class:`QuestionError`."""
    folder = files("ontology").joinpath("questions")
    if not folder.is_dir():
        return {}
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return {
        name.removesuffix(".rq"): parse(name.removesuffix(".rq"), folder.joinpath(name).read_text(encoding="utf-8"))
        for name in found
    }
