"""A plan that no check of the audit objects to, and changes that each check must find.

Turtle as in :mod:`tests.shapes.defect`: relative IRIs are things of the example, prefixes code lists and vocabularies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse

from ontology import vocabulary
from tests.shapes.defect import THINGS, quads, turtle

PLAN = "xx-2020"
BASE = "https://xx.example/"
SOUND = """
sdg:4 a sdgo:Goal ; ga:code "4" ; rdfs:label "Quality education"@en, "Educación de calidad"@es .
sdg:16 a sdgo:Goal ; ga:code "16" ; rdfs:label "Strong institutions"@en, "Instituciones sólidas"@es .
sdg:4.1 a sdgo:Target ; skos:broader sdg:4 ; ga:code "4.1" ;
    rdfs:label "Schools of quality"@en, "Escuelas de calidad"@es .
sdg:16.7 a sdgo:Target ; skos:broader sdg:16 ; ga:code "16.7" ;
    rdfs:label "Participatory decisions"@en, "Decisiones participativas"@es .
sdg:16.7.1 a sdgo:Indicator ; skos:broader sdg:16.7 ; ga:code "16.7.1" .

<organization/editors> rdfs:label "Editors"@en, "Redacción"@es .
<organization/court> rdfs:label "Court of Audit"@en, "Tribunal de Cuentas"@es .
<plan/xx-2020> ga:hasCommitment <commitment/1>, <commitment/2> ; ga:producedBy <process/p> ;
    rdfs:label "Plan"@en, "El plan"@es ; schema:startDate "2020-01-01"^^xsd:date .
<event/e> a ga:ParticipationEvent ; dcterms:isPartOf <process/p> ; rdfs:label "Workshop"@en, "Taller"@es .
<decision/d> ga:resultsIn <commitment/2> ; ga:decidesOn <proposal/p> .

<commitment/1> ga:inPlan <plan/xx-2020> ; ga:number "1" ; ga:position 1 ; ga:theme theme:education ;
    dcterms:title "Abrir las escuelas"@es ; rdfs:label "Open the schools"@en, "Abrir las escuelas"@es ;
    ga:discussedAt <event/e> ; ga:leadEntity <organization/court> ;
    ga:contributesTo sdg:4.1 ; ga:hasAssessment <assessment/1> ;
    ga:hasAlignment <alignment/1-editors>, <alignment/1-court>, <alignment/1-rule> .
<commitment/2> ga:inPlan <plan/xx-2020> ; ga:number "2" ; ga:position 2 ;
    dcterms:title "Decidir juntos"@es ; rdfs:label "Decide together"@en, "Decidir juntos"@es ;
    ga:contributesTo sdg:16.7, sdg:16 ; ga:hasAssessment <assessment/2> ;
    ga:hasAlignment <alignment/2-editors>, <alignment/2-court>, <alignment/2-goal> .

<alignment/1-editors> ga:alignedWith sdg:4.1 ; prov:wasAttributedTo <organization/editors> ;
    ga:alignmentBasis alignment-basis:editorial ; ga:alignmentStrength alignment-strength:direct ;
    ga:reviewStatus review-status:reviewed ; ga:rationale "Why"@en ; ga:evidence <passage/schools> ;
    rdfs:label "1 to 4.1"@en, "1 a 4.1"@es .
<alignment/1-court> ga:alignedWith sdg:4.1 ; prov:wasAttributedTo <organization/court> ;
    ga:alignmentBasis alignment-basis:third-party ; ga:alignmentStrength alignment-strength:contributes ;
    ga:reviewStatus review-status:proposed ; ga:rationale "Why"@en .
<alignment/1-rule> ga:alignedWith sdg:4 ; prov:wasAttributedTo <organization/editors> ;
    ga:alignmentBasis alignment-basis:rule ; ga:alignmentStrength alignment-strength:context ;
    ga:reviewStatus review-status:proposed .
<alignment/2-editors> ga:alignedWith sdg:16.7 ; prov:wasAttributedTo <organization/editors> ;
    ga:alignmentBasis alignment-basis:editorial ; ga:alignmentStrength alignment-strength:contributes ;
    ga:reviewStatus review-status:proposed ; ga:rationale "Why"@en ; ga:evidence <passage/decisions> .
<alignment/2-court> ga:alignedWith sdg:16.7 ; prov:wasAttributedTo <organization/court> ;
    ga:alignmentBasis alignment-basis:third-party ; ga:alignmentStrength alignment-strength:contributes ;
    ga:reviewStatus review-status:reviewed ; ga:rationale "Why"@en .
<alignment/2-goal> ga:alignedWith sdg:16 ; prov:wasAttributedTo <organization/court> ;
    ga:alignmentBasis alignment-basis:third-party ; ga:alignmentStrength alignment-strength:contributes ;
    ga:reviewStatus review-status:reviewed ; ga:rationale "Why"@en .

<passage/schools> rdfs:label "Passage on schools"@en, "Pasaje sobre escuelas"@es ; oa:hasSelector <passage/schools/s> .
<passage/schools/s> oa:exact "abrir las ESCUELAS" ; oa:start 5 ; oa:end 23 .
<passage/decisions> rdfs:label "Passage on decisions"@en, "Pasaje"@es ; oa:hasSelector <passage/decisions/s> .
<passage/decisions/s> oa:exact "se decidió con participación" ; oa:start 50 ; oa:end 78 .

<assessment/1> ga:hasRating <assessment/1/s>, <assessment/1/m>, <assessment/1/a>, <assessment/1/r>, <assessment/1/t> .
<assessment/1/s> ga:criterion smart-criterion:specific ; ga:ratingValue scale-smart:met .
<assessment/1/m> ga:criterion smart-criterion:measurable ; ga:ratingValue scale-smart:partly-met .
<assessment/1/a> ga:criterion smart-criterion:achievable ; ga:ratingValue scale-smart:not-met .
<assessment/1/r> ga:criterion smart-criterion:realistic ; ga:ratingValue scale-smart:met .
<assessment/1/t> ga:criterion smart-criterion:time-bound ; ga:ratingValue scale-smart:met .
<assessment/2> ga:hasRating <assessment/1/s>, <assessment/1/m>, <assessment/1/a>, <assessment/1/r>, <assessment/1/t> .

<claim/a> schema:about <plan/xx-2020> ; ga:measure measure:number-of-commitments ; ga:value 2 .
<claim/b> schema:about <plan/xx-2020> ; ga:measure measure:number-of-commitments ; ga:value 3 .
"""
"""The court and the editors agree on both; a rule gives commitment 1 a goal that it also has from people."""


@dataclass(frozen=True)
class Defect:
    check: str
    what: str
    finds: str
    """What the check must find, by the path of its IRI; nothing else."""
    found: str
    """Its sentence, in English."""
    remove: str = ""
    add: str = ""

    def __str__(self) -> str:
        return f"{self.check}: {self.what}"

    @property
    def thing(self) -> str:
        return THINGS + self.finds


def sound() -> Store:
    """The example with the code lists, in a store of its own."""
    made = Store()
    made.extend(_lists())
    made.extend(quads(turtle(SOUND)))
    return made


@cache
def _lists() -> frozenset[Quad]:
    return frozenset(quad for file in vocabulary.turtle_files() for quad in parse(file.read_bytes(), RdfFormat.TURTLE))


def change(store: Store, defect: Defect) -> None:
    """Make the defect; what is removed must be there, and ``[]`` stands for any value."""
    for triple in turtle(defect.remove):
        value = None if isinstance(triple.object, BlankNode) else triple.object
        assert isinstance(triple.subject, NamedNode)
        matches = list(store.quads_for_pattern(triple.subject, triple.predicate, value, None))
        assert matches, f"{defect}: nothing to remove: {triple}"
        for quad in matches:
            store.remove(quad)
    store.extend(quads(turtle(defect.add)))


_ONLY_COURT = "<commitment/1> ga:hasAlignment <alignment/1-editors> ."
DEFECTS = [
    Defect(
        "alignments-that-contradict",
        "one rejects what the other proposes",
        "alignment/1-court",
        "Commitment 1 and 4.1. Court of Audit: “Contributes”, “Rejected”. Editors: “Direct”, “Reviewed”.",
        "<alignment/1-court> ga:reviewStatus [] .",
        "<alignment/1-court> ga:reviewStatus review-status:rejected .",
    ),
    Defect(
        "alignments-that-contradict",
        "direct for one, context for the other",
        "alignment/1-court",
        "Commitment 1 and 4.1. Court of Audit: “Context”, “Proposed”. Editors: “Direct”, “Reviewed”.",
        "<alignment/1-court> ga:alignmentStrength [] .",
        "<alignment/1-court> ga:alignmentStrength alignment-strength:context .",
    ),
    Defect(
        "alignments-with-unknown-targets",
        "a target that there is not",
        "alignment/2-goal",
        "Commitment 2 is aligned with http://metadata.un.org/sdg/18.1, which is not among the SDGs.",
        "<alignment/2-goal> ga:alignedWith [] .",
        "<alignment/2-goal> ga:alignedWith sdg:18.1 .",
    ),
    Defect(
        "alignments-without-rationale",
        "no reason given",
        "alignment/2-court",
        "The alignment of commitment 2 with 16.7 gives no rationale; asserted by: Court of Audit.",
        "<alignment/2-court> ga:rationale [] .",
    ),
    Defect(
        "commitments-aligned-by-one-party",
        "the other party says nothing",
        "commitment/1",
        "Alignments that count: 1; asserted only by: Court of Audit.",
        _ONLY_COURT,
    ),
    Defect(
        "commitments-aligned-by-one-party",
        "the other party sees a context only",
        "commitment/1",
        "Alignments that count: 1; asserted only by: Editors.",
        "<alignment/1-court> ga:alignmentStrength [] .",
        "<alignment/1-court> ga:alignmentStrength alignment-strength:context .",
    ),
    Defect(
        "commitments-aligned-by-rule-only",
        "nobody but the rule",
        "commitment/1",
        "Alignments: 1, all made by a rule.",
        "<commitment/1> ga:hasAlignment <alignment/1-editors>, <alignment/1-court> .",
    ),
    Defect(
        "commitments-aligned-in-context-only",
        "both see a context only",
        "commitment/1",
        "Alignments: 2, all of context.",
        "<commitment/1> ga:contributesTo [] . <alignment/1-court> ga:alignmentStrength [] ."
        "<alignment/1-editors> ga:alignmentStrength [] .",
        "<alignment/1-court> ga:alignmentStrength alignment-strength:context ."
        "<alignment/1-editors> ga:alignmentStrength alignment-strength:context .",
    ),
    Defect(
        "commitments-aligned-with-goals-only",
        "no target",
        "commitment/2",
        "Goals: 1; targets: none.",
        "<commitment/2> ga:contributesTo sdg:16.7 .",
    ),
    Defect(
        "commitments-aligned-without-quote",
        "no evidence",
        "commitment/1",
        "Alignments that count: 2; none rests on a quote.",
        "<alignment/1-editors> ga:evidence [] .",
    ),
    Defect(
        "commitments-aligned-without-review",
        "all proposed",
        "commitment/1",
        "Alignments proposed: 2; reviewed: none.",
        "<alignment/1-editors> ga:reviewStatus [] .",
        "<alignment/1-editors> ga:reviewStatus review-status:proposed .",
    ),
    Defect(
        "commitments-not-aligned",
        "nothing but a rejected alignment",
        "commitment/2",
        "Nobody has said which SDG commitment 2 serves.",
        "<commitment/2> ga:hasAlignment <alignment/2-editors>, <alignment/2-goal> ."
        "<alignment/2-court> ga:reviewStatus [] .",
        "<alignment/2-court> ga:reviewStatus review-status:rejected .",
    ),
    Defect(
        "commitments-not-rated-smart",
        "four criteria",
        "commitment/1",
        "Criteria rated: 4 of 5. Of title, lead body, days and milestones, 2 of 4 are on record.",
        "<commitment/1> ga:hasAssessment [] .",
        "<commitment/1> ga:hasAssessment <assessment/3> ."
        "<assessment/3> ga:hasRating <assessment/1/s>, <assessment/1/m>,"
        "<assessment/1/a>, <assessment/1/r> .",
    ),
    Defect(
        "commitments-of-unknown-title",
        "no title",
        "commitment/2",
        "The official title of commitment 2 is not on record.",
        "<commitment/2> dcterms:title [] .",
    ),
    Defect(
        "commitments-without-origin",
        "no event and no decision",
        "commitment/2",
        "It is not on record at which event commitment 2 was discussed, nor from which proposal it came.",
        "<decision/d> ga:resultsIn [] .",
    ),
    Defect(
        "events-without-commitment",
        "nothing was discussed",
        "event/f",
        "It is not on record which commitment was discussed here.",
        add="<event/f> a ga:ParticipationEvent ; dcterms:isPartOf <process/q> ."
        "<process/q> dcterms:isPartOf <process/p> .",
    ),
    Defect(
        "plan-discrepancies",
        "two values",
        "discrepancy/d",
        "Values between 2 and 3; preferred: 2. Kind: Internal.",
        add="<discrepancy/d> ga:involvesClaim <claim/a>, <claim/b> ; ga:preferredClaim <claim/a> ;"
        "ga:discrepancyKind discrepancy-kind:internal .",
    ),
    Defect(
        "plan-discrepancies",
        "about a commitment, and none preferred",
        "discrepancy/d",
        "Values between 2 and 7; preferred: \N{EN DASH}. Kind: Rounding.",
        add="<claim/c> schema:about <commitment/1> ; ga:value 7 ."
        "<discrepancy/d> ga:involvesClaim <claim/a>, <claim/c> ; ga:discrepancyKind discrepancy-kind:rounding .",
    ),
    Defect(
        "quotes-not-verified",
        "no end",
        "passage/schools",
        "It supports alignments (1), and its position in the text is not on record.",
        "<passage/schools/s> oa:end [] .",
    ),
    Defect(
        "quotes-off-the-target",
        "other words",
        "alignment/1-editors",
        "The quotes of the alignment with 4.1 (1) share no word with the short name of the target.",
        "<passage/schools/s> oa:exact [] .",
        '<passage/schools/s> oa:exact "abrir las carreteras" .',
    ),
    Defect(
        "quotes-without-text",
        "empty",
        "passage/decisions",
        "It supports alignments (1) and does not carry the words of the source.",
        "<passage/decisions/s> oa:exact [] .",
        '<passage/decisions/s> oa:exact "" .',
    ),
    Defect(
        "themes-apart-from-goals",
        "its people see another goal",
        "commitment/1",
        "Theme: Education. Of the SDGs that the rule gives to its theme (1) it contributes to none; "
        "it contributes to others (1).",
        "<commitment/1> ga:contributesTo [] .",
        "<commitment/1> ga:contributesTo sdg:16.7 .",
    ),
]
