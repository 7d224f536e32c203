"""The core constraint components of SHACL, each as a check of a focus node's values.

Section numbers are those of the `specification <https://www.w3.org/TR/shacl/#core-components>`_. What is not here is
pySHACL's: :mod:`shapes.core_constraints` asks it.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import PREFIXES, RDF
from shapes.literals import order, well_typed
from shapes.shapes_graph import Node, ShapesGraph

Term = NamedNode | BlankNode | Literal


class Surroundings(Protocol):
    """What a check can ask besides the values."""

    def is_instance(self, node: Term, class_: Term) -> bool: ...

    def conforms(self, node: Term, shape: Node) -> bool: ...


Check = Callable[[Surroundings, Collection[Term]], Iterable[Term | None]]
"""Gives the values at fault, or none for what is nobody's fault alone."""
Test = Callable[[Surroundings, Term], bool]


class NotUnderstoodError(ValueError):
    """A shape that this module cannot check: with a component of another kind, or not well-formed."""


class Parameters:
    """The values that a shape has for the parameters of its constraint components."""

    def __init__(self, shapes: ShapesGraph, node: Node) -> None:
        self._shapes = shapes
        self._node = node

    def values(self, name: str) -> list[Term]:
        return list(self._shapes.values(self._node, NamedNode(PREFIXES["sh"] + name)))

    def text(self, name: str) -> str:
        """The value of an optional parameter; empty where there is none."""
        values = self.values(name)
        if len(values) > 1:
            raise NotUnderstoodError(f"{self._node}: more than one sh:{name}")
        return values[0].value if values else ""

    def list(self, head: Term) -> list[Term]:
        """The members of a SHACL list."""
        members: list[Term] = []
        while head != RDF.nil:
            if isinstance(head, Literal) or len(members) > len(self._shapes.triples):
                raise NotUnderstoodError(f"{self._node}: not a list")
            first, rest = self._shapes.values(head, RDF.first), self._shapes.values(head, RDF.rest)
            if len(first) != 1 or len(rest) != 1:
                raise NotUnderstoodError(f"{self._node}: not a list")
            members.append(first[0])
            head = rest[0]
        return members


def _each(test: Test) -> Check:
    return lambda around, values: [value for value in values if not test(around, value)]


def _number(parameter: Term) -> int:
    if not isinstance(parameter, Literal) or not re.fullmatch(r"[0-9]+", parameter.value):
        raise NotUnderstoodError(f"not a number: {parameter}")
    return int(parameter.value)


def _shape(parameter: Term) -> Node:
    if isinstance(parameter, Literal):
        raise NotUnderstoodError(f"not a shape: {parameter}")
    return parameter


# 4.1 Value type

_KINDS = {
    "IRI": (NamedNode,),
    "Literal": (Literal,),
    "BlankNode": (BlankNode,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}


def _class(parameter: Term, _: Parameters) -> Check:
    return _each(lambda around, value: around.is_instance(value, parameter))


def _datatype(parameter: Term, _: Parameters) -> Check:
    if parameter in {NamedNode(PREFIXES["rdfs"] + "Literal"), NamedNode(PREFIXES["rdfs"] + "Datatype")}:
        raise NotUnderstoodError("pySHACL reads these datatypes in its own way")
    return _each(lambda _, value: isinstance(value, Literal) and value.datatype == parameter and well_typed(value))


def _node_kind(parameter: Term, _: Parameters) -> Check:
    kinds = _KINDS.get(parameter.value.removeprefix(PREFIXES["sh"]))
    if kinds is None:
        raise NotUnderstoodError(f"not a kind of node: {parameter}")
    return _each(lambda _, value: isinstance(value, kinds))


# 4.2 Cardinality


def _min_count(parameter: Term, _: Parameters) -> Check:
    least = _number(parameter)
    return lambda _, values: (None,) if len(values) < least else ()


def _max_count(parameter: Term, _: Parameters) -> Check:
    most = _number(parameter)
    return lambda _, values: (None,) if len(values) > most else ()


# 4.3 Value range


def _range(allowed: Callable[[int], bool]) -> "Maker":
    def make(parameter: Term, _: Parameters) -> Check:
        if not isinstance(parameter, Literal):
            raise NotUnderstoodError(f"not a bound: {parameter}")
        bound = parameter

        def test(_: Surroundings, value: Term) -> bool:
            found = order(value, bound) if isinstance(value, Literal) else None
            return found is not None and allowed(found)

        return _each(test)

    return make


# 4.4 Strings: a blank node has none


def _min_length(parameter: Term, _: Parameters) -> Check:
    least = _number(parameter)
    return _each(lambda _, value: not least or (not isinstance(value, BlankNode) and len(value.value) >= least))


def _max_length(parameter: Term, _: Parameters) -> Check:
    most = _number(parameter)
    return _each(lambda _, value: not isinstance(value, BlankNode) and len(value.value) <= most)


def _pattern(parameter: Term, parameters: Parameters) -> Check:
    flags = parameters.text("flags")
    if set(flags) - {"i", "m"}:
        raise NotUnderstoodError(f"flags other than i and m: {flags}")
    try:
        pattern = re.compile(parameter.value, sum({"i": re.IGNORECASE, "m": re.MULTILINE}[flag] for flag in set(flags)))
    except re.error as error:
        raise NotUnderstoodError(f"not a pattern: {error}") from error
    return _each(lambda _, value: not isinstance(value, BlankNode) and pattern.search(value.value) is not None)


def _language_in(parameter: Term, parameters: Parameters) -> Check:
    ranges = [member.value.lower() for member in parameters.list(parameter)]

    def test(_: Surroundings, value: Term) -> bool:
        tag = (value.language or "").lower() if isinstance(value, Literal) else ""
        return bool(tag) and any(each in {"*", tag} or tag.startswith(f"{each}-") for each in ranges)

    return _each(test)


def _unique_lang(parameter: Term, _: Parameters) -> Check:
    def check(_: Surroundings, values: Collection[Term]) -> Iterable[None]:
        tags = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
        return [None for number in tags.values() if number > 1]

    return check if parameter.value in {"true", "1"} else lambda *_: ()


# 4.6 Logic and 4.7 shapes: a value conforms where there is no result at all, of whatever severity


def _node(parameter: Term, _: Parameters) -> Check:
    shape = _shape(parameter)
    return _each(lambda around, value: around.conforms(value, shape))


def _not(parameter: Term, _: Parameters) -> Check:
    shape = _shape(parameter)
    return _each(lambda around, value: not around.conforms(value, shape))


def _logical(allowed: Callable[[int, int], bool]) -> "Maker":
    def make(parameter: Term, parameters: Parameters) -> Check:
        shapes = [_shape(member) for member in parameters.list(parameter)]
        return _each(lambda around, value: allowed(sum(around.conforms(value, shape) for shape in shapes), len(shapes)))

    return make


# 4.8 Others


def _has_value(parameter: Term, _: Parameters) -> Check:
    return lambda _, values: () if parameter in values else (None,)


def _in(parameter: Term, parameters: Parameters) -> Check:
    members = frozenset(parameters.list(parameter))
    return _each(lambda _, value: value in members)


Maker = Callable[[Term, Parameters], Check]

COMPONENTS: Mapping[str, Maker] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minCount": _min_count,
    "maxCount": _max_count,
    "minExclusive": _range(lambda found: found > 0),
    "minInclusive": _range(lambda found: found >= 0),
    "maxExclusive": _range(lambda found: found < 0),
    "maxInclusive": _range(lambda found: found <= 0),
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "node": _node,
    "not": _not,
    "and": _logical(lambda found, all_: found == all_),
    "or": _logical(lambda found, _: found > 0),
    "xone": _logical(lambda found, _: found == 1),
    "hasValue": _has_value,
    "in": _in,
}
"""By the parameter that says a shape has it."""
ONCE = {
    *("datatype", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "languageIn", "uniqueLang", "in"),
    *("closed", "ignoredProperties", "flags"),
}
"""Parameters that a shape has once at most."""
SHAPES = ("node", "not")
LISTS_OF_SHAPES = ("and", "or", "xone")
"""Parameters whose values are shapes, and lists of shapes."""
