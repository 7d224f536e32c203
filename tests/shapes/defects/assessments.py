"""Broken examples for ``shapes/assessments.ttl``."""

from tests.shapes.defect import Defect, V, W

IRM = "<assessment/xx-2020-2021-01--irm-2022>"
SMART = "<assessment/xx-2020-2021-01--editors-2020>"
RATING = "<assessment/xx-2020-2021-01--irm-2022/completion-end-of-term>"

DEFECTS = [
    Defect("AssessmentShape", W, "a property of something else", add=f"{IRM} ga:theme theme:health ."),
    Defect(
        "AssessmentShape-iri",
        V,
        "the key of another year",
        remove=f"{IRM} ga:assessmentYear [] .",
        add=f"{IRM} ga:assessmentYear 2023 .",
    ),
    Defect("AssessmentShape-assesses", V, "of nothing", remove=f"{IRM} ga:assesses [] ."),
    Defect(
        "AssessmentShape-assesses",
        V,
        "of a plan that does not say so",
        remove="<plan/xx-2020-2021> ga:hasAssessment [] .",
    ),
    Defect("AssessmentShape-wasAttributedTo", V, "nobody's", remove=f"{IRM} prov:wasAttributedTo [] ."),
    Defect("AssessmentShape-assessmentYear", V, "no year", remove=f"{IRM} ga:assessmentYear [] ."),
    Defect(
        "AssessmentShape-assessmentYear",
        V,
        "not a year",
        remove=f"{IRM} ga:assessmentYear [] .",
        add=f'{IRM} ga:assessmentYear "MMXXII"^^xsd:integer .',
    ),
    Defect("AssessmentShape-hasRating", V, "not a rating", add=f"{IRM} ga:hasRating scale-completion:complete ."),
    Defect("AssessmentShape-rated", W, "no rating", remove=f"{SMART} ga:hasRating [] ."),
    Defect(
        "SMARTAssessmentShape-criteria",
        V,
        "a criterion of the IRM",
        add=f"{SMART} ga:hasRating {RATING} .",
    ),
    Defect(
        "IRMAssessmentShape-criteria",
        V,
        "a criterion of SMART",
        add=f"{IRM} ga:hasRating <assessment/xx-2020-2021-01--editors-2020/specific> .",
    ),
    Defect("RatingShape", W, "a property of something else", add=f"{RATING} ga:theme theme:health ."),
    Defect(
        "RatingShape-iri",
        V,
        "the key of another criterion",
        remove=f"{RATING} ga:criterion [] .",
        add=f"{RATING} ga:criterion irm-criterion:starred .",
    ),
    Defect("RatingShape-iri", V, "of no assessment", remove=f"{IRM} ga:hasRating [] ."),
    Defect(
        "RatingShape-criterion",
        V,
        "not a criterion",
        remove=f"{RATING} ga:criterion [] .",
        add=f"{RATING} ga:criterion theme:health .",
    ),
    Defect("RatingShape-ratingValue", V, "no value", remove=f"{RATING} ga:ratingValue [] ."),
    Defect(
        "RatingShape-valueInScale",
        V,
        "a value of another scale",
        remove=f"{RATING} ga:ratingValue [] .",
        add=f"{RATING} ga:ratingValue scale-relevance:yes .",
    ),
    Defect("RatingShape-rationale", V, "no language", add=f'{RATING} ga:rationale "Sí" .'),
    Defect("RatingShape-ogpValue", V, "a theme", add=f"{RATING} ga:ogpValue theme:health ."),
]
