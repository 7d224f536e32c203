"""``ontology < shapes < loaders < endpoint < quipu``: each imports only from those on its left.

Within ``endpoint``, folders and modules beside them import one another in one direction only.
"""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["ontology", "shapes", "loaders", "endpoint", "quipu"]
MODULES = sorted(
    path for layer in LAYERS for path in ([ROOT / f"{layer}.py"] if layer == "quipu" else (ROOT / layer).rglob("*.py"))
)


def imported(path: Path) -> set[str]:
    """Top-level packages that a module imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_layer_and_those_below(path: Path) -> None:
    layer = path.stem if path.parent == ROOT else path.relative_to(ROOT).parts[0]
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not imported(path) & above


def test_every_layer_has_modules() -> None:
    assert {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in MODULES} == set(LAYERS)


def part(module: str) -> str:
    """The folder of ``endpoint``, or the module beside the folders, that a dotted name belongs to."""
    return module.removeprefix("endpoint.").partition(".")[0]


def parts_imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(part(alias.name) for alias in node.names if alias.name.startswith("endpoint."))
        elif isinstance(node, ast.ImportFrom) and node.module == "endpoint":
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("endpoint."):
            found.add(part(node.module))
    return found


def test_parts_of_the_endpoint_import_one_another_in_one_direction() -> None:
    graph: dict[str, set[str]] = {}
    for path in (ROOT / "endpoint").rglob("*.py"):
        name = part(".".join(path.relative_to(ROOT).with_suffix("").parts))
        graph.setdefault(name, set()).update(parts_imported(path) - {name})
    order = list(TopologicalSorter(graph).static_order())  # CycleError names the cycle
    assert order.index("parsing") < order.index("engine") < order.index("sparql") < order.index("app")
