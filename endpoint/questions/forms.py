"""The parameters of a question as the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from endpoint.graph.descriptions import labels_of
from endpoint.pages import Frame
from endpoint.resources.things import Names
from endpoint.site import Site
from ontology.codelists import code_list
from ontology.question import Parameter, Question

OPTIONS_SHOWN = 300
"""A list that is longer is no help; the field is then a box to write in."""
LANGUAGE = "lang"
"""The parameter that the page's own language fills."""
_TYPES = {"integer": "number", "date": "date"}


@dataclass(frozen=True)
class Option:
    """One value that may be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One field; without options it is an ``input`` of the ``type``."""

    name: str
    label: str
    type: str
    value: str
    options: tuple[Option, ...]


def fields(question: Question, values: Mapping[str, str], site: Site, frame: Frame) -> tuple[Field, ...]:
    """The fields of a question with the values that were asked. Reads the store for the names of things."""
    return tuple(
        _field(parameter, values.get(parameter.name, str(parameter.default)), site, frame)
        for parameter in question.header.parameters
        if parameter.name != LANGUAGE
    )


def _field(parameter: Parameter, value: str, site: Site, frame: Frame) -> Field:
    options = _options(parameter, site, frame)
    if options and value not in {option.value for option in options}:
        options = (Option(value, value), *options)
    label = parameter.label[frame.language]
    return Field(parameter.name, label, _TYPES.get(parameter.type, "text"), value, options)


def _options(parameter: Parameter, site: Site, frame: Frame) -> tuple[Option, ...]:
    if parameter.type == "code":
        concepts = code_list(parameter.scheme or "").concepts.values()
        return tuple(Option(concept.code, concept.label[frame.language]) for concept in concepts)
    if not parameter.thing:
        return ()
    members = site.catalogue.members(parameter.thing)
    if len(members) > OPTIONS_SHOWN:
        return ()
    names = Names(labels_of(site.descriptions.label_statements(members)), site, frame)
    return tuple(Option(node.value.rsplit("/", 1)[-1], names.label(node)[0]) for node in members)
