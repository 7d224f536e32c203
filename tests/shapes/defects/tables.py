"""Broken examples for ``shapes/tables.ttl``."""

from tests.shapes.defect import Defect, V, W

TABLE = "<table/xx-2020-2021-participants>"


def cell(codes: str) -> str:
    return f"<table/xx-2020-2021-participants/{codes}>"


DEFECTS = [
    Defect("DataSetShape", W, "a property of something else", add=f"{TABLE} ga:theme theme:health ."),
    Defect("DataSetShape-iri", V, "of another type", add="<document/xx-table> a qb:DataSet ."),
    Defect("DataSetShape-structure", V, "no structure", remove=f"{TABLE} qb:structure [] ."),
    Defect("DataSetShape-tableOf", V, "of nothing", remove=f"{TABLE} ga:tableOf [] ."),
    Defect("DataSetShape-title", V, "no language", add=f'{TABLE} dcterms:title "Cuadro" .'),
    Defect("DataSetShape-source", V, "no source", remove=f"{TABLE} dcterms:source [] ."),
    Defect("DataSetShape-filled", W, "no cells", add="<table/xx-empty> a qb:DataSet ."),
    Defect("ObservationShape", W, "a property of something else", add=f'{cell("n-total")} ga:number "8" .'),
    Defect(
        "ObservationShape-iri",
        V,
        "not below its table",
        add=f"<table/xx-other/n> a qb:Observation ; qb:dataSet {TABLE} .",
    ),
    Defect("ObservationShape-dataSet", V, "of no table", remove=f"{cell('n-total')} qb:dataSet [] ."),
    Defect(
        "ObservationShape-refArea",
        V,
        "not a place",
        remove=f"{cell('n-total')} sdmx-dimension:refArea [] .",
        add=f"{cell('n-total')} sdmx-dimension:refArea theme:health .",
    ),
    Defect("ObservationShape-actorType", V, "two codes", add=f"{cell('n-total')} ga:actorType actor-type:ngo ."),
    Defect("ObservationShape-theme", V, "a channel", add=f"{cell('n-total')} ga:theme channel:forum ."),
    Defect("ObservationShape-channel", V, "a theme", add=f"{cell('n-total')} ga:channel theme:health ."),
    Defect("ObservationShape-eventType", V, "a theme", add=f"{cell('n-total')} ga:eventType theme:health ."),
    Defect("ObservationShape-dimensions", V, "no place", remove=f"{cell('n-total')} sdmx-dimension:refArea [] ."),
    Defect(
        "ObservationShape-unique",
        V,
        "the codes of another cell",
        remove=f"{cell('n-civil-society')} sdmx-dimension:refArea [] .",
        add=f"{cell('n-civil-society')} sdmx-dimension:refArea <place/xx-s> .",
    ),
    Defect(
        "ObservationShape-obsValue",
        V,
        "negative",
        remove=f"{cell('n-total')} sdmx-measure:obsValue [] .",
        add=f"{cell('n-total')} sdmx-measure:obsValue -8 .",
    ),
    Defect(
        "ObservationShape-obsValue",
        V,
        "not a number",
        remove=f"{cell('n-total')} sdmx-measure:obsValue [] .",
        add=f'{cell("n-total")} sdmx-measure:obsValue "ocho"^^xsd:integer .',
    ),
    Defect("ObservationShape-obsStatus", V, "no status", remove=f"{cell('n-total')} sdmx-attribute:obsStatus [] ."),
    Defect(
        "ObservationShape-missing", V, "printed without a value", remove=f"{cell('n-total')} sdmx-measure:obsValue [] ."
    ),
    Defect(
        "ObservationShape-missing",
        V,
        "missing with a value",
        remove=f"{cell('n-total')} sdmx-attribute:obsStatus [] .",
        add=f"{cell('n-total')} sdmx-attribute:obsStatus sdmx-code:obsStatus-M .",
    ),
    Defect("ObservationShape-isTotal", V, "does not say", remove=f"{cell('n-total')} ga:isTotal [] ."),
    Defect(
        "ObservationShape-totalCode",
        V,
        "a total without the code",
        remove=f"{cell('n-civil-society')} ga:isTotal [] .",
        add=f"{cell('n-civil-society')} ga:isTotal true .",
    ),
    Defect(
        "ObservationShape-totalCode",
        V,
        "the code, and not a total",
        remove=f"{cell('n-total')} ga:isTotal [] .",
        add=f"{cell('n-total')} ga:isTotal false .",
    ),
    Defect(
        "ObservationShape-sum",
        W,
        "the parts add up to less",
        remove=f"{cell('n-total')} sdmx-measure:obsValue [] .",
        add=f"{cell('n-total')} sdmx-measure:obsValue 9 .",
    ),
]
