"""What looks odd and is right: changes to the valid example in which there is nothing to object to either."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions, Store

from shapes.shapes_graph import shapes_graph
from shapes.sparql_constraints import focus_query
from shapes.validation import validate
from tests.shapes.defect import Defect, changed, example, reference, store

TABLE = "<table/xx-2020-2021-participants>"
CELL = "<table/xx-2020-2021-participants/{}>"
NGO = (
    f"{CELL.format('n-ngo')} a qb:Observation ; rdfs:label 'ONG'@es, 'NGOs'@en ; qb:dataSet {TABLE} ; "
    "sdmx-dimension:refArea <place/xx-n> ; ga:actorType actor-type:ngo ; sdmx-measure:obsValue 2 ; "
    "sdmx-attribute:obsStatus sdmx-code:obsStatus-A ; ga:isTotal false ."
)
OTHER_PARTY = """
<alignment/xx-2020-2021-01--16.6--irm> a ga:SDGAlignment, prov:Entity ; rdfs:label "IRM"@es, "IRM"@en ;
    ga:alignmentOf <commitment/xx-2020-2021-01> ; ga:alignedWith <http://metadata.un.org/sdg/16.6> ;
    prov:wasAttributedTo <organization/irm> ; ga:alignmentBasis alignment-basis:third-party ;
    ga:alignmentStrength alignment-strength:context ; ga:reviewStatus review-status:proposed ;
    ga:rationale "Se parece."@es, "It is alike."@en .
<commitment/xx-2020-2021-01> ga:hasAlignment <alignment/xx-2020-2021-01--16.6--irm> .
"""


def variation(what: str, remove: str = "", add: str = "") -> Defect:
    return Defect("", "", what, remove, add)


VARIATIONS = [
    variation("a plan that announced nothing", remove="<plan/xx-2020-2021> ga:announcedCommitments [] ."),
    variation(
        "a number with a letter",
        remove="<commitment/xx-2020-2021-01> ga:number [] .",
        add='<commitment/xx-2020-2021-01> ga:number "1:A" .',
    ),
    variation("the number of a commitment of another plan", add="<commitment/xx-2018-2019-01> ga:position 1 ."),
    variation(
        "days that are the plan's first and last",
        remove="<commitment/xx-2020-2021-01> schema:startDate [] ; schema:endDate [] .",
        add='<commitment/xx-2020-2021-01> schema:startDate "2020-01-01"^^xsd:date ; '
        'schema:endDate "2021-12-31"^^xsd:date .',
    ),
    variation(
        "a day that is not known, within bounds",
        remove="<event/xx-2020-2021-workshop> schema:startDate [] ; schema:endDate [] .",
        add='<event/xx-2020-2021-workshop> ga:notBefore "2019-06-01"^^xsd:date .',
    ),
    variation("two parties who differ on one commitment", add=OTHER_PARTY),
    variation(
        "an absence is a value of each scale",
        remove="<assessment/xx-2020-2021-01--irm-2021/completion-progress> ga:ratingValue [] .",
        add="<assessment/xx-2020-2021-01--irm-2021/completion-progress> "
        "ga:ratingValue <https://w3id.org/gobierno-abierto/id/scale-completion/not-reviewed> .",
    ),
    variation(
        "a statement that is inferred cites nothing",
        remove="<statement/xx-2020-2021-01--theme> ga:evidence [] ; ga:basis [] .",
        add="<statement/xx-2020-2021-01--theme> ga:basis basis:inferred .",
    ),
    variation(
        "a quote of 25 words",
        remove="<passage/report-intro-1/selector> oa:exact [] .",
        add=f'<passage/report-intro-1/selector> oa:exact "{" ".join("uno" for _ in range(25))}" .',
    ),
    variation(
        "where a part is missing there is no sum",
        remove=f"{CELL.format('n-civil-society')} sdmx-measure:obsValue [] ; sdmx-attribute:obsStatus [] .",
        add=f"{CELL.format('n-civil-society')} sdmx-attribute:obsStatus sdmx-code:obsStatus-M .",
    ),
    variation("a part of a part is not counted twice", add=NGO),
]


@pytest.fixture(scope="module")
def data() -> Store:
    return store({*reference(), *example()})


@pytest.mark.parametrize("change", VARIATIONS, ids=lambda change: change.what)
def test_there_is_nothing_to_object_to(data: Store, change: Defect) -> None:
    with changed(data, change):
        report = validate(data)
    assert [f"{result.focus} {result.shape} {result.message('en')}" for result in report.results] == []


def test_every_shape_passes_something_of_the_valid_example(data: Store) -> None:
    """So that finding nothing in it means something."""
    for shape in shapes_graph().shapes.values():
        if shape.targets:
            solutions = data.query(focus_query(shape.targets))
            assert isinstance(solutions, QuerySolutions)
            assert next(solutions, None) is not None, shape.node
