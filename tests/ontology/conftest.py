from collections.abc import Mapping

import pytest
from pyoxigraph import Dataset, RdfFormat, Triple, parse

from ontology import vocabulary


@pytest.fixture(scope="session")
def graphs() -> Mapping[str, frozenset[Triple]]:
    """What each Turtle file of the ontology says, by the file's name."""
    return {
        file.name: frozenset(quad.triple for quad in Dataset(parse(file.read_bytes(), RdfFormat.TURTLE)))
        for file in vocabulary.turtle_files()
    }


@pytest.fixture(scope="session")
def graph(graphs: Mapping[str, frozenset[Triple]]) -> frozenset[Triple]:
    """What all Turtle of the ontology says."""
    return frozenset().union(*graphs.values())
