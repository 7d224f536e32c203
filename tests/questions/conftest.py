"""What the tests of the questions share: a way to ask, and the shipped data in another order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from loaders.release import Release
from ontology.question import questions

Row = dict[str, str]
Ask = Callable[..., list[Row]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-expected",
        action="store_true",
        help="write what the questions answer to tests/questions/expected; read the difference before committing it",
    )


@pytest.fixture(scope="session")
def writes_expected(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("write_expected", default=False))


@pytest.fixture(scope="session")
def csv() -> Callable[[Store, str], str]:
    """The result of a query as CSV, with the line ends of a text file."""

    def write(store: Store, query: str) -> str:
        result = store.query(query, use_default_graph_as_union=True)
        assert isinstance(result, QuerySolutions)
        return (result.serialize(format=QueryResultsFormat.CSV) or b"").decode().replace("\r\n", "\n")

    return write


@pytest.fixture
def shuffled(shipped: Release) -> Store:
    """The shipped data in another order and in memory, free to be changed."""
    store = Store()
    store.extend(sorted(shipped.store, key=lambda quad: str(quad)[::-1]))
    return store


@pytest.fixture
def ask(shipped: Release) -> Ask:
    """A question's rows, each value as its text; keyword arguments are its parameters, ``store`` other data."""

    def answer(name: str, store: Store | None = None, **values: str) -> list[Row]:
        query = questions()[name].with_values(values)
        result = (store or shipped.store).query(query, use_default_graph_as_union=True)
        assert isinstance(result, QuerySolutions)
        names = [variable.value for variable in result.variables]
        return [
            {name: getattr(term, "value", "") for name, term in zip(names, solution, strict=True)}
            for solution in result
        ]

    return answer
