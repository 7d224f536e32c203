"""Derived figures, and the discrepancies between figures.

A published figure is a claim. A figure that can be computed is a derived figure, with the question that computes it.
Claims about the same measure of the same thing are compared; so are those that ``comparisons`` names, and a claim with
its derived figure, to the decimal places printed. Nothing is corrected: what differs is recorded, with what
``resolutions`` makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from loaders.cells import LangText
from loaders.identifiers import own_key
from loaders.nodes import Context, Triples, described, integer, labelled, lang_texts, many, number, rests_on, typed
from loaders.package import Line, RowError
from loaders.rows import Claim, Comparison, Figure, Resolution
from ontology.question import QuestionError, questions
from ontology.terms import GA, SCHEMA

DERIVED_PLACES = Decimal("0.0001")
"""To how many decimal places a derived figure is kept."""

LABEL = {"es": "Discrepancia: {measure} · {about}", "en": "Discrepancy: {measure} · {about}"}


@dataclass(frozen=True)
class Value:
    """A claim or a derived figure, as far as comparing needs it."""

    node: NamedNode
    about: NamedNode
    measure: NamedNode
    amount: Decimal
    places: int
    sources: frozenset[str]
    """Documents that it is from; none for a derived figure."""
    derived: bool

    def agrees_with(self, other: Value) -> bool:
        """True where the two are the same number. A derived figure is rounded to the places that a claim prints."""
        if self.derived == other.derived:
            return self.amount == other.amount
        claim, figure = (other, self) if self.derived else (self, other)
        return claim.amount == rounded(figure.amount, claim.places)

    def rounds_to(self, other: Value) -> bool:
        """True where one is the other rounded to fewer places."""
        places = min(self.places, other.places)
        return self.places != other.places and rounded(self.amount, places) == rounded(other.amount, places)


def rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def derive(lines: Iterable[Line[Figure]], data: Store, context: Context, errors: list[RowError]) -> Triples:
    """The derived figures of a package, computed on the data.

    ``errors`` takes in a question that is not there, and one that answers with no row, several, or no number.
    """
    for line in lines:
        row = line.row
        question = questions().get(row.question)
        if question is None:
            errors.append(RowError(line.place("question"), f"there is no question {row.question!r}"))
            continue
        try:
            query = question.with_values(_parameters(row), context.registry.minter.base)
            amount = _one_number(data.query(query, use_default_graph_as_union=True))
        except (QuestionError, ValueError) as error:
            message = f"{row.question}: {str(error).removeprefix(f'{row.question}: ')}"
            errors.append(RowError(line.place("question"), message))
            continue
        node = context.mint("claim", own_key(context.package, row.key))
        yield from described(node, GA.DerivedFigure, row, context)
        yield Triple(node, SCHEMA.about, context.thing(row.about))
        yield Triple(node, GA.measure, context.mint("measure", row.measure))
        yield Triple(node, GA.unit, context.mint("unit", row.unit))
        literal = number(format(amount, "f"))
        yield Triple(node, GA.value, literal)
        yield Triple(node, GA.decimalPlaces, integer(len(literal.value.partition(".")[2])))
        yield Triple(node, GA.computedBy, context.mint("question", row.question))


def _parameters(row: Figure) -> dict[str, str]:
    pairs = (each.partition("=") for each in row.parameters)
    return {name: value for name, _, value in pairs}


def _one_number(result: object) -> Decimal:
    """The only number in a result; raises :exc:`ValueError` where it is not one row of one number."""
    if not isinstance(result, QuerySolutions):
        raise ValueError("not a SELECT query")  # noqa: TRY004 - the query is at fault, not a type
    rows = list(result)
    if len(rows) != 1 or len(result.variables) != 1:
        raise ValueError(f"{len(rows)} rows of {len(result.variables)} values; expected one number")
    term = rows[0][0]
    try:
        amount = Decimal(term.value) if isinstance(term, Literal) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise ValueError(f"{term}; expected a number")
    return amount if amount == amount.to_integral_value() else amount.quantize(DERIVED_PLACES, ROUND_HALF_UP)


def values(claims: Iterable[Claim], triples: Iterable[Triple], context: Context) -> list[Value]:
    """The claims of a package and the derived figures among its triples."""
    found = [_claim_value(row, context) for row in claims]
    facts: dict[NamedNode, dict[NamedNode, NamedNode | Literal]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            facts.setdefault(triple.subject, {})[triple.predicate] = triple.object
    for node, fact in facts.items():
        about, measure, value = fact.get(SCHEMA.about), fact.get(GA.measure), fact.get(GA.value)
        if GA.computedBy in fact and isinstance(about, NamedNode) and isinstance(measure, NamedNode) and value:
            amount = Decimal(value.value)
            found.append(Value(node, about, measure, amount, len(value.value.partition(".")[2]), frozenset(), True))
    return found


def _claim_value(row: Claim, context: Context) -> Value:
    passages = (context.registry.documents[context.key("passage", each)] for each in row.evidence)
    return Value(
        context.mint("claim", own_key(context.package, row.key)),
        context.thing(row.about),
        context.mint("measure", row.measure),
        Decimal(row.value),
        len(row.value.partition(".")[2]),
        frozenset([*passages, *row.known_from]),
        derived=False,
    )


def kind_of(group: Sequence[Value]) -> str:
    """The kind of a discrepancy where nobody says: by what differs, and whether one document says both."""
    claims = [value for value in group if not value.derived]
    figures = [value for value in group if value.derived]
    if figures and all(claim.agrees_with(figure) for claim in claims for figure in figures):
        return "rounding"  # 70 and 70.5 are both 70.4545, though neither is the other rounded
    if all(one.agrees_with(two) or one.rounds_to(two) for one in group for two in group):
        return "rounding"
    if len(claims) < len(group) and all(one.agrees_with(two) for one in claims for two in claims):
        return "arithmetic"
    documents = [value.sources for value in claims]
    return "internal" if frozenset.intersection(*documents) else "between-sources"


@dataclass(frozen=True)
class Found:
    """A discrepancy, before it becomes triples."""

    key: str
    label: LangText
    claims: tuple[NamedNode, ...]
    kind: str
    context: Context
    """That of the package where it was named, or that holds the first claim."""
    row: Comparison | None = None


def between(values_: Sequence[tuple[Context, Value]]) -> Iterator[Found]:
    """The discrepancies between claims about the same measure of the same thing, across packages."""
    groups: dict[tuple[NamedNode, NamedNode], list[tuple[Context, Value]]] = {}
    for context, value in values_:
        groups.setdefault((value.about, value.measure), []).append((context, value))
    for (about, measure), members in groups.items():
        group = [value for _, value in members]
        if not all(one.agrees_with(two) for one in group for two in group):
            context = members[0][0]
            label = context.sentence(LABEL, measure=measure, about=about)
            claims = tuple(value.node for value in group)
            yield Found(f"{_key(about)}--{_key(measure)}", label, claims, kind_of(group), context)


def named(rows: Iterable[Comparison], context: Context) -> Iterator[Found]:
    """The discrepancies that ``comparisons`` names."""
    for row in rows:
        claims = tuple(context.iri("claim", each) for each in row.claims)
        yield Found(own_key(context.package, row.key), row.label, claims, row.kind, context, row)


def discrepancies(
    found: Iterable[Found], contexts: Iterable[Context], errors: list[RowError]
) -> Iterator[tuple[str, Triple]]:
    """The triples of discrepancies with the key of the package that they belong to.

    A discrepancy stands where it is resolved. ``errors`` takes in resolutions of what is not there, and second ones.
    """
    resolutions: dict[str, tuple[Context, Line[Resolution]]] = {}
    for context in contexts:
        for line in context.package.rows(Resolution):
            key = line.row.discrepancy
            key = key if "--" in key else own_key(context.package, key)
            if resolutions.setdefault(key, (context, line))[1] is not line:
                message = f"a second resolution of {key}; first at {resolutions[key][1].place()}"
                errors.append(RowError(line.place("discrepancy"), message))
    for each in found:
        resolved = resolutions.pop(each.key, None)
        home = resolved[0] if resolved else each.context
        resolution = resolved[1].row if resolved else None
        for triple in _described(each, resolution, home):
            yield home.package.key, triple
    for key, (_, line) in resolutions.items():
        errors.append(RowError(line.place("discrepancy"), f"there is no discrepancy {key!r}"))


def _described(found: Found, resolution: Resolution | None, home: Context) -> Triples:
    node = home.mint("discrepancy", found.key)
    yield from typed(node, GA.Discrepancy)
    yield from labelled(node, found.label)
    yield from many(node, GA.involvesClaim, found.claims)
    if found.row:
        yield from rests_on(node, found.row, found.context)
    kind = found.kind
    if resolution:
        kind = resolution.kind or kind
        yield from rests_on(node, resolution, home)
        yield from many(node, GA.resolution, lang_texts(resolution.resolution))
        if resolution.preferred:
            yield Triple(node, GA.preferredClaim, home.iri("claim", resolution.preferred))
    yield Triple(node, GA.discrepancyKind, home.mint("discrepancy-kind", kind))


def _key(node: NamedNode) -> str:
    """The key of a thing, parts joined with hyphens."""
    return node.value.partition("/id/")[2].partition("/")[2].replace("/", "-")
