"""What somebody asserts, as triples: SDG alignments, assessments and their ratings, the basis of single values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from loaders.cells import LangText
from loaders.identifiers import dependent_key, kebab, own_key
from loaders.nodes import Context, Triples, described, integer, lang_texts, many
from loaders.rows import Alignment, AlignmentRule, Assessment, Commitment, Rating, Row, Statement
from ontology import codelists
from ontology.terms import GA, PREFIXES, PROV, RDF

OWN_GRAPHS = {"editorial": "editorial-alignments", "rule": "rule-alignments"}
"""Bases of alignment that stand in a graph of their own, ``{package}-{name}``."""

RULE = "rule"

ASSESSMENT_CLASSES = {"smart": GA.SMARTAssessment, "irm": GA.IRMAssessment}
ASSESSMENT_LABELS = {
    "smart": {
        "es": "Evaluación SMART de {party} ({year}): {thing}",
        "en": "SMART assessment by {party} ({year}): {thing}",
    },
    "irm": {"es": "Evaluación de {party} ({year}): {thing}", "en": "Assessment by {party} ({year}): {thing}"},
}
COMPLETION = "completion-"
END_OF_TERM = "completion-end-of-term"
"""What the criteria begin with whose latest rating is a commitment's completion status."""


def _key(row: Row, context: Context, reference: str) -> tuple[str, str]:
    made = dependent_key(row, context.key("", reference).replace("/", "-"))
    assert made is not None
    return made


def counts_as_contribution(row: Alignment) -> bool:
    """True where an alignment gives its commitment the direct link ``ga:contributesTo``."""
    return row.status != "rejected" and row.basis != "rule" and row.strength != "context"


def alignments(rows: Iterable[Alignment], context: Context) -> Triples:
    for row in rows:
        commitment = context.iri("commitment", row.commitment)
        target = context.registry.minter.sdg(row.sdg)
        party = context.iri("organization", row.party)
        node = context.mint(*_key(row, context, f"commitment/{row.commitment}"))
        pattern = {"es": "{commitment} → ODS {sdg} ({party})", "en": "{commitment} → SDG {sdg} ({party})"}
        label = context.sentence(pattern, commitment=commitment, sdg=row.sdg, party=party)
        yield from described(node, GA.SDGAlignment, row, context, label)
        yield Triple(node, GA.alignmentOf, commitment)
        yield Triple(node, GA.alignedWith, target)
        yield Triple(node, PROV.wasAttributedTo, party)
        yield Triple(node, GA.alignmentBasis, context.mint("alignment-basis", row.basis))
        yield Triple(node, GA.alignmentStrength, context.mint("alignment-strength", row.strength))
        yield Triple(node, GA.reviewStatus, context.mint("review-status", row.status))
        yield from many(node, GA.rationale, lang_texts(row.rationale))
        yield Triple(commitment, GA.hasAlignment, node)
        if counts_as_contribution(row):
            yield Triple(commitment, GA.contributesTo, target)


def by_rule(
    rules: Iterable[AlignmentRule], commitments: Iterable[Commitment], asserted: Iterable[Alignment], context: Context
) -> list[Alignment]:
    """The alignments that rules make: each commitment of a rule's theme with the rule's SDG concept.

    What the same party asserted itself goes before its rule, and of several rules that meet in one alignment the first.
    """
    rules = list(rules)
    said = {(context.key("commitment", row.commitment), row.sdg, row.party) for row in asserted}
    made: dict[tuple[str, str, str], Alignment] = {}
    for row, rule in ((row, rule) for row in commitments for rule in rules if rule.theme in row.theme):
        # Not by its number, which a plan may have given twice.
        commitment = own_key(context.package, row.local_key)
        key = commitment, rule.sdg, rule.party
        if key in said or key in made:
            continue
        made[key] = Alignment(
            commitment=commitment,
            sdg=rule.sdg,
            party=rule.party,
            basis=RULE,
            strength=rule.strength,
            status="proposed",
            rationale=rule.rationale,
            evidence=rule.evidence,
            known_from=rule.known_from,
        )
    return list(made.values())


def assessments(rows: Iterable[Assessment], context: Context) -> Triples:
    for row in rows:
        thing = context.thing(row.thing)
        party = context.iri("organization", row.party)
        node = context.mint(*_key(row, context, row.thing))
        label = context.sentence(ASSESSMENT_LABELS[row.kind], party=party, year=str(row.year), thing=thing)
        yield from described(node, ASSESSMENT_CLASSES[row.kind], row, context, label)
        yield Triple(node, GA.assesses, thing)
        yield Triple(thing, GA.hasAssessment, node)
        yield Triple(node, PROV.wasAttributedTo, party)
        yield Triple(node, GA.assessmentYear, integer(row.year))


def ratings(rows: Iterable[Rating], kinds: Mapping[str, str], context: Context) -> Triples:
    """The ratings; ``kinds`` is the kind (smart, irm) of each assessment by its key."""
    latest: dict[NamedNode, tuple[int, bool, NamedNode]] = {}
    for row in rows:
        type_, key = _key(row, context, row.thing)
        kind = kinds[key.rpartition("/")[0]]
        node = context.mint(type_, key)
        whole = NamedNode(node.value.rpartition("/")[0])
        criterion = context.mint(f"{kind}-criterion", row.criterion)
        value = context.mint(scale_of(kind, row.criterion), row.value)
        pattern = {"es": "{criterion}: {value} · {thing}", "en": "{criterion}: {value} · {thing}"}
        label: LangText = context.sentence(pattern, criterion=criterion, value=value, thing=context.thing(row.thing))
        yield from described(node, GA.Rating, row, context, label)
        yield Triple(whole, GA.hasRating, node)
        yield Triple(node, GA.criterion, criterion)
        yield Triple(node, GA.ratingValue, value)
        yield from many(node, GA.ogpValue, (context.mint("ogp-value", each) for each in row.ogp_value))
        yield from many(node, GA.rationale, lang_texts(row.rationale))
        if row.criterion.startswith(COMPLETION) and row.thing.startswith("commitment/"):
            thing = context.thing(row.thing)
            # Within a year, the end of the term comes after the progress report.
            found = (row.year, row.criterion == END_OF_TERM, value)
            latest[thing] = max(latest.get(thing, found), found, key=lambda each: each[:2])
    for thing, (_, _, value) in latest.items():
        yield Triple(thing, GA.completionStatus, value)


def scale_of(kind: str, criterion: str) -> str:
    """The code list of a criterion's values; raises :exc:`KeyError` for an unknown criterion."""
    scale = codelists.code_list(f"{kind}-criterion").concepts[criterion].scale
    assert scale is not None
    return scale


def statements(
    rows: Iterable[Statement], known: set[Triple], context: Context
) -> tuple[list[Triple], list[tuple[Statement, str]]]:
    """Triples, and the rows that speak of a value that is not in the data (with what is wrong)."""
    made: list[Triple] = []
    wrong: list[tuple[Statement, str]] = []
    values: dict[tuple[NamedNode, NamedNode], list[NamedNode | Literal]] = {}
    for triple in known:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values.setdefault((triple.subject, triple.predicate), []).append(triple.object)
    for row in rows:
        prefix, _, name = row.property.partition(":")
        if prefix not in PREFIXES:
            wrong.append((row, f"unknown prefix {prefix!r}"))
            continue
        subject, predicate = context.thing(row.subject), NamedNode(PREFIXES[prefix] + name)
        there = [value for value in values.get((subject, predicate), []) if _means(value, row.value)]
        if len(there) != 1:
            wrong.append(
                (row, f"{len(there)} values of {row.property} fit; expected one that is in the data of this package")
            )
            continue
        node = context.mint(*_key(row, context, row.subject))
        pattern = {"es": "{thing}: {property}, {basis}", "en": "{thing}: {property}, {basis}"}
        basis = context.mint("basis", row.basis)
        label = context.sentence(pattern, thing=subject, property=predicate, basis=basis)
        made.extend(described(node, GA.Statement, row, context, label))
        made.extend(
            [
                Triple(node, RDF.subject, subject),
                Triple(node, RDF.predicate, predicate),
                Triple(node, RDF.object, there[0]),
                Triple(node, GA.basis, basis),
            ]
        )
    return made, wrong


def _means(value: NamedNode | Literal, written: str | None) -> bool:
    """True where a cell's text stands for a value: a literal's text, an IRI's key."""
    if written is None:
        return True
    return value.value == written or (isinstance(value, NamedNode) and value.value.endswith("/" + kebab(written)))
