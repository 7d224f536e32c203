"""Broken examples for ``shapes/alignments.ttl``."""

from tests.shapes.defect import Defect, I, V, W

EDITORIAL = "<alignment/xx-2020-2021-01--16.7--editors>"
STATED = "<alignment/xx-2020-2021-02--16.6--xx-min>"
GOAL = "<alignment/xx-2020-2021-01--16--editors>"
SAME_PARTY = f"""
{GOAL} a ga:SDGAlignment, prov:Entity ;
    ga:alignmentOf <commitment/xx-2020-2021-01> ;
    ga:alignedWith sdg:16 ;
    prov:wasAttributedTo <organization/editors> ;
    ga:alignmentBasis alignment-basis:editorial .
"""

DEFECTS = [
    Defect("SDGAlignmentShape", W, "a property of something else", add=f"{EDITORIAL} ga:theme theme:health ."),
    Defect(
        "SDGAlignmentShape-iri",
        V,
        "the key of another target",
        remove=f"{EDITORIAL} ga:alignedWith [] .",
        add=f"{EDITORIAL} ga:alignedWith <http://metadata.un.org/sdg/16.6> .",
    ),
    Defect("SDGAlignmentShape-alignmentOf", V, "of nothing", remove=f"{EDITORIAL} ga:alignmentOf [] ."),
    Defect(
        "SDGAlignmentShape-alignmentOf",
        V,
        "of a commitment that does not say so",
        remove="<commitment/xx-2020-2021-01> ga:hasAlignment [] .",
    ),
    Defect(
        "SDGAlignmentShape-alignedWith",
        V,
        "https, which the UN does not use",
        remove=f"{EDITORIAL} ga:alignedWith [] .",
        add=f"{EDITORIAL} ga:alignedWith <https://metadata.un.org/sdg/16.7> .",
    ),
    Defect(
        "SDGAlignmentShape-alignedWith",
        V,
        "two targets",
        add=f"{EDITORIAL} ga:alignedWith <http://metadata.un.org/sdg/16.6> .",
    ),
    Defect(
        "SDGAlignmentShape-describedConcept",
        W,
        "a target that is not there",
        remove=f"{EDITORIAL} ga:alignedWith [] .",
        add=f"{EDITORIAL} ga:alignedWith <http://metadata.un.org/sdg/16.99> .",
    ),
    Defect("SDGAlignmentShape-wasAttributedTo", V, "nobody's", remove=f"{EDITORIAL} prov:wasAttributedTo [] ."),
    Defect("SDGAlignmentShape-alignmentBasis", V, "no basis", remove=f"{EDITORIAL} ga:alignmentBasis [] ."),
    Defect("SDGAlignmentShape-statedInSource", V, "stated, and no passage", remove=f"{STATED} ga:evidence [] ."),
    Defect("SDGAlignmentShape-alignmentStrength", V, "no strength", remove=f"{EDITORIAL} ga:alignmentStrength [] ."),
    Defect("SDGAlignmentShape-reviewStatus", V, "no status", remove=f"{EDITORIAL} ga:reviewStatus [] ."),
    Defect("SDGAlignmentShape-rationale", V, "no rationale", remove=f"{EDITORIAL} ga:rationale [] ."),
    Defect(
        "SDGAlignmentShape-contributesTo",
        V,
        "counts, and the commitment has no direct link",
        remove="<commitment/xx-2020-2021-01> ga:contributesTo [] .",
    ),
    Defect("SDGAlignmentShape-computedLevel", W, "the goal of the same party's target", add=SAME_PARTY),
    Defect(
        "SDGAlignmentShape-precise",
        I,
        "a whole goal",
        remove=f"{EDITORIAL} ga:alignedWith [] .",
        add=f"{EDITORIAL} ga:alignedWith sdg:16 .",
    ),
]
