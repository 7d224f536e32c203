"""Broken examples for ``shapes/claims.ttl``."""

from tests.shapes.defect import Defect, I, V, W

COUNT = "<claim/xx-2020-2021-commitments>"
SHARE = "<claim/xx-2020-2021-share>"
FIGURE = "<claim/xx-2020-2021-computed>"
DISCREPANCY = "<discrepancy/xx-2020-2021-commitments>"

DEFECTS = [
    Defect("ClaimShape", W, "a property of something else", add=f"{COUNT} ga:theme theme:health ."),
    Defect("ClaimShape-iri", V, "of another type", add="<finding/xx-claim> a ga:Claim ."),
    Defect("ClaimShape-about", V, "about nothing", remove=f"{COUNT} schema:about [] ."),
    Defect("ClaimShape-measure", V, "of no measure", remove=f"{COUNT} ga:measure [] ."),
    Defect("ClaimShape-value", V, "no value", remove=f"{COUNT} ga:value [] ."),
    Defect("ClaimShape-value", V, "text", remove=f"{SHARE} ga:value [] .", add=f'{SHARE} ga:value "70.5 %" .'),
    Defect(
        "ClaimShape-value",
        V,
        "not a number",
        remove=f"{SHARE} ga:value [] .",
        add=f'{SHARE} ga:value "70,5"^^xsd:decimal .',
    ),
    Defect("ClaimShape-unit", V, "no unit", remove=f"{COUNT} ga:unit [] ."),
    Defect("ClaimShape-decimalPlaces", V, "two numbers", add=f"{COUNT} ga:decimalPlaces 1 ."),
    Defect(
        "ClaimShape-places",
        V,
        "more decimal places than printed",
        remove=f"{SHARE} ga:value [] .",
        add=f"{SHARE} ga:value 70.45 .",
    ),
    Defect("ClaimShape-range", W, "over 100 %", remove=f"{SHARE} ga:value [] .", add=f"{SHARE} ga:value 100.5 ."),
    Defect("ClaimShape-range", W, "negative", remove=f"{COUNT} ga:value [] .", add=f"{COUNT} ga:value -2 ."),
    Defect("ClaimShape-range", W, "half a thing", remove=f"{COUNT} ga:value [] .", add=f"{COUNT} ga:value 2.5 ."),
    Defect("ClaimShape-computedBy", V, "not a question", add=f"{FIGURE} ga:computedBy <plan/xx-2020-2021> ."),
    Defect("PublishedClaimShape-decimalPlaces", V, "none said", remove=f"{COUNT} ga:decimalPlaces [] ."),
    Defect("DerivedFigureShape-computedBy", V, "by nothing", remove=f"{FIGURE} ga:computedBy [] ."),
    Defect("DiscrepancyShape", W, "a property of something else", add=f"{DISCREPANCY} ga:theme theme:health ."),
    Defect("DiscrepancyShape-iri", V, "of another type", add="<claim/xx-discrepancy> a ga:Discrepancy ."),
    Defect(
        "DiscrepancyShape-involvesClaim",
        V,
        "one claim only",
        remove=f"{DISCREPANCY} ga:involvesClaim <claim/xx-2020-2021-announced> .",
    ),
    Defect("DiscrepancyShape-discrepancyKind", V, "no kind", remove=f"{DISCREPANCY} ga:discrepancyKind [] ."),
    Defect(
        "DiscrepancyShape-preferredClaim",
        V,
        "a third claim",
        remove=f"{DISCREPANCY} ga:preferredClaim [] .",
        add=f"{DISCREPANCY} ga:preferredClaim {SHARE} .",
    ),
    Defect("DiscrepancyShape-resolution", V, "no language", add=f'{DISCREPANCY} ga:resolution "Dos" .'),
    Defect("DiscrepancyShape-resolved", I, "no resolution", remove=f"{DISCREPANCY} ga:resolution [] ."),
    Defect("QuestionShape-iri", V, "of another type", add="<claim/xx-question> a ga:Question ."),
    Defect("QuestionShape-query", V, "no query", remove="<question/commitments> sh:select [] ."),
]
