from collections.abc import Mapping

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import BASE, GA, QB, RDF, RDFS, SDMX_ATTRIBUTE, SDMX_DIMENSION, SDMX_MEASURE

STRUCTURES = {
    "organizations": [GA.actorType],
    "civil-society": [GA.actorType],
    "workshops": [SDMX_DIMENSION.refArea, GA.actorType],
    "contributions": [GA.theme, GA.channel],
    "proposals": [GA.theme, GA.eventType],
}

Values = Mapping[NamedNode, Mapping[NamedNode, list[NamedNode | Literal]]]


@pytest.fixture
def cubes(graphs: Mapping[str, frozenset[Triple]]) -> Values:
    found: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = {}
    for triple in graphs["cubes.ttl"]:
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode | Literal)
        found.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return found


def order(component: Mapping[NamedNode, list[NamedNode | Literal]]) -> int:
    (number,) = component[QB.order]
    return int(number.value)


def test_there_are_no_other_structures(cubes: Values) -> None:
    structures = {
        node.value for node, values in cubes.items() if QB.DataStructureDefinition in values.get(RDF.type, ())
    }
    assert structures == {f"{BASE}id/structure/{name}" for name in STRUCTURES}


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_structure(cubes: Values, name: str) -> None:
    structure = NamedNode(f"{BASE}id/structure/{name}")
    nodes = [node for node in cubes[structure][QB.component] if isinstance(node, NamedNode)]
    components = sorted((cubes[node] for node in nodes), key=order)
    assert [order(component) for component in components] == list(range(1, len(components) + 1))
    assert [each for component in components for each in component.get(QB.dimension, ())] == STRUCTURES[name]
    assert [each for component in components for each in component.get(QB.measure, ())] == [SDMX_MEASURE.obsValue]
    attributes = [each for component in components for each in component.get(QB.attribute, ())]
    assert attributes == [SDMX_ATTRIBUTE.obsStatus, GA.isTotal]
    for node in nodes:
        (property_,) = (
            value for predicate in (QB.dimension, QB.measure, QB.attribute) for value in cubes[node].get(predicate, ())
        )
        assert node.value == f"{structure.value}/{property_.value.rpartition('#')[2]}"
        assert {label.language for label in cubes[node][RDFS.label] if isinstance(label, Literal)} == {"en", "es"}


def test_a_dimension_has_a_code_list(cubes: Values) -> None:
    for dimension in {each for dimensions in STRUCTURES.values() for each in dimensions}:
        assert cubes[dimension][RDF.type] == [QB.DimensionProperty]
        (code_list,) = cubes[dimension][QB.codeList]
        assert code_list.value.startswith(f"{BASE}id/")
