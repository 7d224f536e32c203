"""A synthetic dataset in the project's own vocabulary: the same arguments always give the same statements.

About 80 triples for each commitment, in one named graph. Nothing in it is about the world; all of
it is valid by the project's shapes.

    python -m bench.generate --commitments 1000 --var DIR --nt FILE

writes a release that ``quipu serve --var DIR`` serves, and the same triples as N-Triples for other engines.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, Quad, Triple

from loaders import release
from loaders.identifiers import Minter
from loaders.nodes import Triples, day, integer, labelled, lang_texts, many, text, typed
from loaders.sdg import SCHEME
from ontology import codelists
from ontology.terms import BASE, DCAT, DCTERMS, GA, OA, ORG, PROV, SCHEMA, SDGO, SKOS

GRAPH = "synthetic"
COMMITMENTS_A_PLAN = 20
CRITERIA = (
    ("specificity", "scale-specificity"),
    ("potential-impact", "scale-potential-impact"),
    ("completion-end-of-term", "scale-completion"),
)
_TARGETS_OF_GOAL = (7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19)
_SCHEMES = ("theme", "principle", "policy-area", "role", "alignment-basis", "alignment-strength", "review-status")
_TEXTS = {
    "es": "acceso agua ambiente apertura capacidad canal ciudadano comunidad consulta datos derecho distrito educación"
    " entidad escuela gestión información inversión medición mejora norma obra pueblo portal registro región salud"
    " servicio sociedad transparencia usuario vigilancia",
    "en": "access water environment openness capacity channel citizen community consultation data right district"
    " education body school management information investment measurement improvement rule works people portal"
    " register region health service society transparency user oversight",
}
_WORDS = {tag: words.split() for tag, words in _TEXTS.items()}
"""As many in each language."""


class Generator:
    """Makes the statements. What a commitment has follows from its number alone."""

    def __init__(self, commitments: int) -> None:
        self._commitments = commitments
        self._minter = Minter()
        self._agents = [f"synthetic-{number}" for number in range(max(20, commitments // 10))]
        self._targets = [
            f"{goal}.{number}" for goal, count in enumerate(_TARGETS_OF_GOAL, 1) for number in range(1, count + 1)
        ]
        self._country = self._thing("place", "xx")
        self._source = self._thing("document", "synthetic")
        self._codes = {scheme: sorted(codelists.code_list(scheme).codes - {"total"}) for scheme in _SCHEMES} | {
            scale: sorted(codelists.code_list(scale).codes) for _, scale in CRITERIA
        }

    def triples(self) -> Triples:
        yield from self._concepts()
        yield from self._goals()
        yield from self._place()
        yield from self._document()
        for key in self._agents:
            yield from self._organization(key, Random(key))
        for number in range(-(-self._commitments // COMMITMENTS_A_PLAN)):
            yield from self._plan(number)
        for number in range(self._commitments):
            yield from self._commitment(number, Random(f"commitment {number}"))

    def _concepts(self) -> Triples:
        for scheme in (*_SCHEMES, *(scale for _, scale in CRITERIA)):
            for concept in codelists.code_list(scheme).concepts.values():
                yield from typed(concept.iri, SKOS.Concept)
                yield from labelled(concept.iri, concept.label, SKOS.prefLabel)
                yield Triple(concept.iri, SKOS.inScheme, Minter.scheme(scheme))

    def _goals(self) -> Triples:
        yield from typed(SCHEME, SKOS.ConceptScheme)
        yield from labelled(SCHEME, {"es": "Objetivos", "en": "Goals"}, SKOS.prefLabel)
        for goal in range(1, len(_TARGETS_OF_GOAL) + 1):
            yield from typed(Minter.sdg(str(goal)), SDGO.Goal)
            yield from labelled(Minter.sdg(str(goal)), {"es": f"Objetivo {goal}", "en": f"Goal {goal}"}, SKOS.prefLabel)
            yield Triple(Minter.sdg(str(goal)), GA.code, text(str(goal)))
            yield Triple(Minter.sdg(str(goal)), SKOS.inScheme, SCHEME)
            yield Triple(Minter.sdg(str(goal)), SKOS.topConceptOf, SCHEME)
            yield Triple(SCHEME, SKOS.hasTopConcept, Minter.sdg(str(goal)))
        for code in self._targets:
            yield from typed(Minter.sdg(code), SDGO.Target)
            yield from labelled(Minter.sdg(code), {"es": f"Meta {code}", "en": f"Target {code}"}, SKOS.altLabel)
            yield Triple(Minter.sdg(code), GA.code, text(code))
            yield Triple(Minter.sdg(code), SKOS.inScheme, SCHEME)
            yield Triple(Minter.sdg(code), SKOS.broader, Minter.sdg(code.partition(".")[0]))
            yield Triple(Minter.sdg(code), SDGO.isTargetOf, Minter.sdg(code.partition(".")[0]))

    def _place(self) -> Triples:
        yield from typed(self._country, SCHEMA.Place)
        yield from typed(self._country, SKOS.Concept)
        yield from labelled(self._country, {"es": "País", "en": "Country"}, SKOS.prefLabel)
        yield Triple(self._country, SKOS.notation, text("xx"))
        yield Triple(self._country, SKOS.inScheme, Minter.scheme("place"))

    def _document(self) -> Triples:
        """What everything is known from."""
        yield from typed(self._source, GA.SourceDocument)
        yield from labelled(self._source, {"es": "Documento", "en": "Document"})
        yield from many(self._source, DCTERMS.title, lang_texts({"es": "Documento"}))
        yield Triple(self._source, DCTERMS.publisher, self._thing("organization", self._agents[0]))
        yield Triple(self._source, DCTERMS.issued, day(date(2012, 1, 1)))
        yield Triple(self._source, GA.sha256, text("0" * 64))

    def _organization(self, key: str, random: Random) -> Triples:
        node = self._thing("organization", key)
        yield from typed(node, ORG.FormalOrganization)
        yield from labelled(node, _words(random, 3, key))
        yield Triple(node, GA.knownFrom, self._source)

    def _plan(self, number: int) -> Triples:
        node = self._thing("plan", _plan_key(number))
        yield from typed(node, GA.ActionPlan)
        yield from labelled(node, {"es": f"Plan de acción {number}", "en": f"Action plan {number}"})
        yield Triple(node, SCHEMA.startDate, day(_plan_start(number)))
        yield Triple(node, SCHEMA.endDate, day(_plan_start(number) + timedelta(729)))
        yield Triple(node, DCTERMS.spatial, self._country)
        yield Triple(node, GA.knownFrom, self._source)

    def _commitment(self, number: int, random: Random) -> Triples:
        position = number % COMMITMENTS_A_PLAN + 1
        plan = self._thing("plan", _plan_key(number // COMMITMENTS_A_PLAN))
        key = f"{_plan_key(number // COMMITMENTS_A_PLAN)}-{position:02d}"
        node = self._thing("commitment", key)
        start = _plan_start(number // COMMITMENTS_A_PLAN) + timedelta(random.randrange(300))
        yield from typed(node, GA.Commitment)
        yield from labelled(node, _words(random, 6, str(number)))
        yield from many(node, DCTERMS.title, lang_texts({"es": _words(random, 8, "")["es"]}))
        yield from many(node, DCTERMS.description, lang_texts({"es": _words(random, 40, "")["es"]}))
        yield Triple(node, GA.inPlan, plan)
        yield Triple(plan, GA.hasCommitment, node)
        yield Triple(node, GA.number, text(str(position)))
        yield Triple(node, GA.position, integer(position))
        yield Triple(node, GA.ogpIdentifier, text(ogp_identifier(number)))
        yield Triple(node, GA.knownFrom, self._source)
        yield Triple(node, SCHEMA.startDate, day(start))
        yield Triple(node, SCHEMA.endDate, day(start + timedelta(400)))
        yield Triple(node, GA.theme, self._pick(random, "theme"))
        yield Triple(node, GA.principle, self._pick(random, "principle"))
        yield Triple(node, GA.policyArea, self._pick(random, "policy-area"))
        agents = random.sample(self._agents, 1 + random.randrange(2))
        for role, agent in zip(("lead", "support"), agents, strict=False):
            yield from self._responsibility(node, key, role, agent)
        for code in random.sample(self._targets, 1 + random.randrange(2)):
            yield from self._alignment(node, key, code, random)
        yield from self._assessment(node, key, random)
        yield from self._milestone(node, start, random)
        if random.randrange(8) == 0:
            yield from self._passage(node, f"synthetic-{key}-1", random)

    def _responsibility(self, commitment: NamedNode, key: str, role: str, agent_key: str) -> Triples:
        node = self._thing("responsibility", f"{key}--{agent_key}--{role}")
        agent = self._thing("organization", agent_key)
        yield from typed(node, GA.Responsibility)
        yield from labelled(node, {"es": f"{agent_key}: {role}", "en": f"{agent_key}: {role}"})
        yield Triple(node, GA.responsibilityFor, commitment)
        yield Triple(node, PROV.agent, agent)
        yield Triple(node, DCAT.hadRole, Minter.concept("role", role))
        yield Triple(node, GA.knownFrom, self._source)
        yield Triple(commitment, GA.leadEntity if role == "lead" else GA.supportingEntity, agent)

    def _alignment(self, commitment: NamedNode, key: str, code: str, random: Random) -> Triples:
        party = random.choice(self._agents)
        node = self._thing("alignment", f"{key}--{code}--{party}")
        strength = random.choice(self._codes["alignment-strength"])
        yield from typed(node, GA.SDGAlignment)
        yield from labelled(node, {"es": f"{key} → ODS {code}", "en": f"{key} → SDG {code}"})
        yield Triple(node, GA.alignmentOf, commitment)
        yield Triple(node, GA.alignedWith, Minter.sdg(code))
        yield Triple(node, PROV.wasAttributedTo, self._thing("organization", party))
        yield Triple(node, GA.alignmentBasis, Minter.concept("alignment-basis", "editorial"))
        yield Triple(node, GA.alignmentStrength, Minter.concept("alignment-strength", strength))
        yield Triple(node, GA.reviewStatus, Minter.concept("review-status", "proposed"))
        yield from many(node, GA.rationale, lang_texts({"es": _words(random, 8, "")["es"]}))
        yield Triple(commitment, GA.hasAlignment, node)
        if strength != "context":
            yield Triple(commitment, GA.contributesTo, Minter.sdg(code))

    def _assessment(self, commitment: NamedNode, key: str, random: Random) -> Triples:
        party, year = random.choice(self._agents), 2014 + random.randrange(10)
        node = self._thing("assessment", f"{key}--{party}-{year}")
        yield from typed(node, GA.IRMAssessment)
        yield from labelled(node, {"es": f"Evaluación {key}", "en": f"Assessment {key}"})
        yield Triple(node, GA.assesses, commitment)
        yield Triple(commitment, GA.hasAssessment, node)
        yield Triple(node, PROV.wasAttributedTo, self._thing("organization", party))
        yield Triple(node, GA.assessmentYear, integer(year))
        yield Triple(node, GA.knownFrom, self._source)
        for criterion, scale in random.sample(CRITERIA, 1 + random.randrange(2)):
            rating = NamedNode(f"{node.value}/{criterion}")
            value = self._pick(random, scale)
            yield from typed(rating, GA.Rating)
            yield from labelled(rating, {"es": f"{criterion} {key}", "en": f"{criterion} {key}"})
            yield Triple(node, GA.hasRating, rating)
            yield Triple(rating, GA.criterion, Minter.concept("irm-criterion", criterion))
            yield Triple(rating, GA.ratingValue, value)
            if scale == "scale-completion":
                yield Triple(commitment, GA.completionStatus, value)

    @staticmethod
    def _milestone(commitment: NamedNode, start: date, random: Random) -> Triples:
        node = NamedNode(f"{commitment.value}/milestone-1")
        yield from typed(node, GA.Milestone)
        yield from labelled(node, _words(random, 5, ""))
        yield Triple(node, GA.milestoneNumber, integer(1))
        yield Triple(node, SCHEMA.startDate, day(start))
        yield Triple(node, SCHEMA.endDate, day(start + timedelta(random.randrange(30, 300))))
        yield Triple(commitment, GA.hasMilestone, node)

    def _passage(self, commitment: NamedNode, key: str, random: Random) -> Triples:
        node = self._thing("passage", key)
        selector = NamedNode(f"{node.value}/selector")
        quote = _words(random, 20, "")["es"]
        yield from typed(node, GA.Passage)
        yield from labelled(node, {"es": quote[:60], "en": quote[:60]})
        yield Triple(node, OA.hasSource, self._source)
        yield Triple(node, GA.section, text("I"))
        yield Triple(node, OA.hasSelector, selector)
        for class_ in (OA.TextQuoteSelector, OA.TextPositionSelector):
            yield from typed(selector, class_)
        yield from labelled(selector, {"es": quote[:60], "en": quote[:60]})
        yield Triple(selector, OA.exact, text(quote))
        yield Triple(selector, OA.start, integer(0))
        yield Triple(selector, OA.end, integer(len(quote)))
        yield Triple(commitment, GA.evidence, node)

    def _thing(self, type_: str, key: str) -> NamedNode:
        return self._minter.thing(type_, key)

    def _pick(self, random: Random, scheme: str) -> NamedNode:
        return Minter.concept(scheme, random.choice(self._codes[scheme]))


def commitment_keys(commitments: int) -> list[str]:
    """The keys of the commitments, in the order of their numbers."""
    return [
        f"{_plan_key(number // COMMITMENTS_A_PLAN)}-{number % COMMITMENTS_A_PLAN + 1:02d}"
        for number in range(commitments)
    ]


def quads(commitments: int) -> list[Quad]:
    """The dataset; each statement once."""
    graph = Minter().graph(GRAPH)
    unique = dict.fromkeys(Generator(commitments).triples())
    return [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in unique]


def n_triples(dataset: Sequence[Quad]) -> Iterator[str]:
    """The same statements for engines that are given no named graph."""
    return (f"{quad.triple} .\n" for quad in dataset)


def _plan_key(number: int) -> str:
    return f"xx-{number:04d}"


def ogp_identifier(number: int) -> str:
    """Two letters and four digits, as the OGP's; past ten thousand, three letters."""
    letter = chr(ord("A") + number // 10_000 - 1) if number >= 10_000 else ""
    return f"XX{letter}{number % 10_000:04d}"


def _plan_start(number: int) -> date:
    return date(2012 + number * 2 % 14, 1, 1)


def _words(random: Random, count: int, end: str) -> dict[str, str]:
    """Words in both languages, with an end that tells one label from another."""
    chosen = [random.randrange(len(_WORDS["es"])) for _ in range(count)]
    ending = [end] if end else []
    return {tag: " ".join([*(words[index] for index in chosen), *ending]) for tag, words in _WORDS.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic dataset.")
    parser.add_argument("--commitments", type=int, default=1000)
    parser.add_argument("--var", type=Path, help="folder of releases to write one to, and make it the current one")
    parser.add_argument("--nt", type=Path, help="file for the triples")
    given = parser.parse_args()
    dataset = quads(given.commitments)
    if given.nt:
        given.nt.write_text("".join(n_triples(dataset)), encoding="utf-8")
    if given.var:
        print(release.write(dataset, BASE, given.var, {}, None).path)
    print(f"{len(dataset)} triples")


if __name__ == "__main__":
    main()
