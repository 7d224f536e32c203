"""What literals are worth, as rdflib has it: its reading of XML Schema is pySHACL's, and so it is the report's."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

import rdflib
from pyoxigraph import Literal

from ontology.terms import RDF, XSD
from shapes.rdflib_terms import quiet, to_rdflib

_KINDS: dict[str, type] = {
    XSD.integer.value: int,
    XSD.decimal.value: Decimal,
    XSD.boolean.value: bool,
    XSD.date.value: date,
    XSD.dateTime.value: datetime,
    f"{XSD.date.value.removesuffix('date')}float": float,
    f"{XSD.date.value.removesuffix('date')}time": time,
}


@lru_cache(maxsize=1 << 16)
def well_typed(literal: Literal) -> bool:
    """False where the lexical form is none of the datatype's; true for datatypes that rdflib does not know."""
    if literal.datatype in {XSD.string, RDF.langString}:
        return True
    value = _to_rdflib(literal)
    kind = _KINDS.get(literal.datatype.value)
    return value.ill_typed is not True and (kind is None or isinstance(value.value, kind))


@lru_cache(maxsize=1 << 12)
def order(literal: Literal, bound: Literal) -> int | None:
    """Negative, zero or positive as the literal is below, at or above the bound; none where they do not compare."""
    one, other = _to_rdflib(literal), _to_rdflib(bound)
    if isinstance(one.value, str) != isinstance(other.value, str):
        return None
    try:
        if one.eq(other):
            return 0
        # Rdflib orders times of day and days with times that cannot be compared; as values they raise.
        by_value = isinstance(one.value, datetime | time)
        above = one.value > other.value if by_value else one > other
    except (TypeError, NotImplementedError):
        return None
    return 1 if above else -1


def _to_rdflib(literal: Literal) -> rdflib.Literal:
    with quiet():
        converted = to_rdflib(literal)
    assert isinstance(converted, rdflib.Literal)
    return converted
