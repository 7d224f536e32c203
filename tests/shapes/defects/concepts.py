"""Broken examples for ``shapes/concepts.ttl``."""

from tests.shapes.defect import Defect, V, W

NORTH = "<place/xx-n>"

DEFECTS = [
    Defect("ConceptShape-inScheme", V, "of no list", remove=f"{NORTH} skos:inScheme [] ."),
    Defect("ConceptShape-prefLabel", V, "two in one language", add=f'{NORTH} skos:prefLabel "Boreal"@es .'),
    Defect("ConceptShape-prefLabelLanguages", V, "Spanish only", remove='theme:health skos:prefLabel "Health"@en .'),
    Defect("ConceptShape-definition", V, "no language", add='<place/xx> skos:definition "País" .'),
    Defect(
        "ConceptShape-definitionLanguages",
        V,
        "English only",
        remove="theme:health skos:definition [] .",
        add='theme:health skos:definition "Health."@en .',
    ),
    Defect(
        "ConceptShape-notation",
        V,
        "a code that is not its IRI's end",
        remove=f'{NORTH} skos:notation "xx-n" .',
        add=f'{NORTH} skos:notation "norte" .',
    ),
    Defect("ConceptShape-broader", W, "below a code of another list", add=f"{NORTH} skos:broader theme:health ."),
    Defect("ConceptShape-acyclic", V, "below itself", add=f"<place/xx> skos:broader {NORTH} ."),
    Defect("ConceptSchemeShape-filled", W, "an empty list", add="<place> a skos:ConceptScheme ."),
    Defect("ThemeShape-inScheme", V, "a theme of another list", add="principle:accountability a ga:Theme ."),
    Defect("PrincipleShape-inScheme", V, "a principle of another list", add="theme:health a ga:Principle ."),
    Defect("PlaceShape-inScheme", V, "a place of another list", add="theme:health a schema:Place ."),
    Defect("PlaceShape-notation", V, "not ISO 3166-2", add=f'{NORTH} skos:notation "norte"^^ga:ISO3166-2 .'),
    Defect("PlaceShape-notation", V, "two of one type", add=f'{NORTH} skos:notation "09"^^ga:UBIGEO-INEI .'),
    Defect("CriterionShape-hasScale", V, "no scale", remove="irm-criterion:relevance ga:hasScale [] ."),
    Defect("CriterionShape-yearUsed", V, "not a year", add='irm-criterion:relevance ga:yearUsed "2O20" .'),
    Defect(
        "SDGConceptShape-code",
        V,
        "not a code",
        remove="sdg:16 ga:code [] .",
        add='sdg:16 ga:code "ODS 16" .',
    ),
    Defect("SDGConceptShape-unique", V, "two with one code", add='<http://metadata.un.org/sdg/16.6> ga:code "16" .'),
]
