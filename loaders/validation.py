"""Validation of anyone's data: RDF files and data packages, judged beside the vocabulary, code lists and SDGs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store

from loaders import graph
from loaders.identifiers import Minter
from loaders.json_ld import JsonLdReader
from loaders.package import Package, PackageError, Place, RowError
from loaders.rdf_files import format_of, read_rdf
from loaders.reading import Folder
from loaders.references import Registry
from loaders.zip_files import open_archive
from ontology.terms import BASE, RDF
from shapes.data_graph import DataGraph, Term
from shapes.report import Report
from shapes.shapes_graph import ShapesGraph, read_shapes, shapes_graph
from shapes.validation import validate

_NOT_DATA = (graph.ONTOLOGY_GRAPH, graph.SHAPES_GRAPH, graph.QUESTIONS_GRAPH)


@dataclass(frozen=True)
class Input:
    """A file to validate, open for reading."""

    name: str
    file: IO[bytes]
    rdf_format: RdfFormat | None
    """None for a zip file of data packages."""


@dataclass(frozen=True)
class Validation:
    """What was found, and what it was found in."""

    report: Report
    statements: int
    checked: int
    """Number of things that a shape targets: by their class, or as the value of a property."""
    unchecked: Mapping[str, int]
    """Number of things that no shape targets, by class; by ``""`` where they have none."""
    undefined: tuple[str, ...]
    """Keys of JSON-LD that no context defines: what they say was left out."""
    places: Mapping[str, Place]
    """Rows of data packages by the IRIs of what they describe."""

    def place(self, node: Term) -> Place | None:
        """The row that describes a thing, or what the thing is a part of."""
        value = node.value if isinstance(node, NamedNode) else ""
        while "/id/" in value:
            if value in self.places:
                return self.places[value]
            value = value.rpartition("/")[0]
        return None


def validate_files(paths: Sequence[Path], shapes: ShapesGraph | None = None, base: str = BASE) -> Validation:
    """Validate files and folders together, as one graph.

    Raises :class:`PackageError` where one cannot be read, and :class:`~shapes.shapes_graph.ShapesError` where the
    shapes cannot be run.
    """
    inputs: list[Input] = []
    folders: list[tuple[str, Folder]] = []
    try:
        for path in paths:
            if path.is_dir():
                folders.append((str(path), path))
            else:
                rdf_format = None if path.suffix.lower() == ".zip" else format_of(str(path))
                inputs.append(Input(str(path), _opened(path), rdf_format))
        return validate_inputs(inputs, folders, shapes, base)
    finally:
        for each in inputs:
            each.file.close()


def validate_inputs(
    inputs: Sequence[Input],
    folders: Sequence[tuple[str, Folder]] = (),
    shapes: ShapesGraph | None = None,
    base: str = BASE,
) -> Validation:
    """The same for files that are open."""
    rdf = [(each, each.rdf_format) for each in inputs if each.rdf_format is not None]
    roots = [*folders, *((each.name, open_archive(each.name, each.file)) for each in inputs if each.rdf_format is None)]
    sources = graph.read_sources(roots) if roots else graph.Sources((), None)
    if sources.sdg is None:
        sources = replace(sources, sdg=_shipped_sdg())
    contents = _Contents()
    store = Store()
    json_ld = JsonLdReader(base)
    for each, rdf_format in rdf:
        before = contents.statements
        store.bulk_extend(contents.of(read_rdf(each.name, each.file, rdf_format, json_ld, rename=len(rdf) > 1)))
        if contents.statements == before:
            raise PackageError([RowError(Place(each.name), "holds no statements")])
    store.bulk_extend(contents.beside(graph.build(sources, base), Minter(base)))
    known = _Known.of(store, shapes)
    return Validation(
        report=validate(store, shapes),
        statements=contents.statements,
        checked=contents.checked(known),
        unchecked=contents.unchecked(known),
        undefined=tuple(sorted(json_ld.undefined)),
        places=_places(sources, base),
    )


def read_shape_files(paths: Iterable[Path]) -> ShapesGraph:
    """Shapes of one's own, from RDF files; raises as :func:`validate_files`."""
    read: list[ShapesGraph] = []
    for path in paths:
        with _opened(path) as file:
            read.append(read_shapes(file.read(), str(path), format_of(str(path))))
    return ShapesGraph(triple for each in read for triple in each.triples)


class _Contents:
    """What is validated, without what it is judged by: counted on its way to the store."""

    def __init__(self) -> None:
        self.statements = 0
        self._classes: dict[object, list[Term]] = {}
        self._terms: set[object] = set()

    def of(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        for quad in quads:
            self.statements += 1
            classes = self._classes.setdefault(quad.subject, [])
            if quad.predicate == RDF.type and isinstance(quad.object, NamedNode | BlankNode):
                classes.append(quad.object)
            yield quad

    def beside(self, quads: Iterable[Quad], minter: Minter) -> Iterator[Quad]:
        """What comes of packages is data too. The SDGs are left out as far as the data describe them themselves."""
        *aside, sdgs = (minter.graph(key) for key in (*_NOT_DATA, graph.SDG_GRAPH))
        described = {subject for subject, classes in self._classes.items() if classes}
        for quad in quads:
            if quad.graph_name not in {*aside, sdgs}:
                yield from self.of((quad,))
            elif quad.graph_name != sdgs or quad.subject not in described:
                self._terms.add(quad.subject)
                yield quad

    def checked(self, known: _Known) -> int:
        return sum(known.has(node, classes) for node, classes in self._classes.items())

    def unchecked(self, known: _Known) -> Mapping[str, int]:
        data = ((node, classes) for node, classes in self._classes.items() if node not in self._terms)
        unknown = (classes for node, classes in data if not known.has(node, classes))
        found = Counter(name for classes in unknown for name in ({str(each) for each in classes} or {""}))
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class _Known:
    """What some shape targets: the instances of classes, and nodes as the values of properties."""

    classes: AbstractSet[object]
    nodes: AbstractSet[object]

    def has(self, node: object, classes: Iterable[object]) -> bool:
        return node in self.nodes or not self.classes.isdisjoint(classes)

    @classmethod
    def of(cls, store: Store, shapes: ShapesGraph | None) -> _Known:
        data = DataGraph(store)
        classes: set[Term] = set()
        nodes: set[object] = set()
        for each in (shapes_graph(), *([shapes] if shapes else ())):
            for target in (target for node in each.targeted for target in each.own_targets(node)):
                if target.kind == "targetClass" and target.term not in classes:
                    classes |= data.classes_below(target.term)
                elif target.kind == "targetObjectsOf" and isinstance(target.term, NamedNode):
                    nodes |= {quad.object for quad in store.quads_for_pattern(None, target.term, None, None)}
        return cls(classes, nodes)


def _places(sources: graph.Sources, base: str) -> Mapping[str, Place]:
    registry = Registry(Minter(base), frozenset())
    registry.register(sources.packages)
    return {
        registry.minter.thing(type_, key).value: place
        for type_, things in registry.things.items()
        for key, place in things.items()
    }


@cache
def _shipped_sdg() -> Package | None:
    return graph.read_sources([("data/sdg", files("data").joinpath("sdg"))]).sdg


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise PackageError([RowError(Place(str(path)), f"cannot be read: {error.strerror}")]) from error
