"""Packages to quads: the whole dataset of a release, each triple in one named graph only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from loaders import assertions, figures, participation, plans, queries, sdg, shared, sources, tables, withdrawn
from loaders.cells import LangText
from loaders.identifiers import Minter, dependent_key, own_key
from loaders.nodes import Context, Triples
from loaders.package import Package, PackageError, Place, RowError
from loaders.reading import Folder, find_packages, read_package
from loaders.references import Registry
from loaders.rows import (
    Alignment,
    AlignmentRule,
    Assessment,
    Claim,
    Commitment,
    Comparison,
    Contribution,
    Decision,
    Document,
    Event,
    Figure,
    Finding,
    InstitutionalEvent,
    Labelled,
    Legal,
    Milestone,
    Observation,
    Organization,
    Passage,
    Process,
    Proposal,
    Rating,
    Recommendation,
    Responsibility,
    Row,
    Statement,
    Table,
    TextDefect,
)
from loaders.rows import Place as PlaceRow
from loaders.turtle import read_turtle
from ontology import vocabulary
from ontology.terms import BASE, RDFS

SDG_GRAPH = "sdg"
ONTOLOGY_GRAPH = "ontology"
SHAPES_GRAPH = "shapes"
QUESTIONS_GRAPH = "questions"
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Sources:
    """What a build reads: the packages, the SDG package apart."""

    packages: tuple[Package, ...]
    sdg: Package | None


def read_sources(roots: Iterable[tuple[str, Folder]]) -> Sources:
    """Every package below the folders, which come with their names for messages.

    Raises :class:`PackageError` with all errors of all packages.
    """
    errors: list[RowError] = []
    read: list[Package] = []
    goals: Package | None = None
    for name, root in roots:
        try:
            for path, folder in find_packages(name, root):
                is_sdg = folder.joinpath("goals.csv").is_file()
                try:
                    package = read_package(path, folder, sdg.TABLES) if is_sdg else read_package(path, folder)
                except PackageError as error:
                    errors.extend(error.errors)
                    continue
                if is_sdg and goals:
                    errors.append(RowError(Place(package.description_file), f"the SDGs are there twice: {goals.path}"))
                elif is_sdg:
                    goals = package
                else:
                    read.append(package)
        except PackageError as error:
            errors.extend(error.errors)
        except OSError as error:
            errors.append(RowError(Place(str(error.filename or name)), f"cannot be read: {error.strerror}"))
    if errors:
        raise PackageError(errors)
    return Sources(tuple(sorted(read, key=lambda package: package.key)), goals)


def build(sources_: Sources, base: str = BASE) -> list[Quad]:
    """The dataset, sorted.

    Raises :class:`PackageError` where a cell names what is not there, a key is there twice, or something that was
    withdrawn is still described.
    """
    minter = Minter(base)
    registry = Registry(minter, sdg.codes(sources_.sdg) if sources_.sdg else frozenset())
    errors = registry.register(sources_.packages)
    if errors:
        raise PackageError(errors)
    names = _names(sources_, minter)
    graphs: list[tuple[NamedNode, Iterable[Triple]]] = [
        (minter.graph(ONTOLOGY_GRAPH), _vocabulary()),
        (minter.graph(SHAPES_GRAPH), _shapes()),
        (minter.graph(QUESTIONS_GRAPH), queries.nodes(minter)),
    ]
    if sources_.sdg:
        graphs.append((minter.graph(SDG_GRAPH), sdg.concepts(sources_.sdg)))
    contexts = [Context(package, registry, names) for package in sources_.packages]
    for context in contexts:
        graphs.extend(_package_graphs(context.package, context, errors))
    seen: dict[Triple, NamedNode] = {}
    for graph, triples in graphs:
        for triple in triples:
            seen.setdefault(triple, graph)
    for key, triple in _figures(contexts, list(seen), errors):
        seen.setdefault(triple, minter.graph(key))
    errors.extend(withdrawn.still_described(sources_.packages, minter, {triple.subject for triple in seen}))
    if errors:
        raise PackageError(errors)
    quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for triple, graph in seen.items()]
    return sorted(quads, key=str)


@cache
def _vocabulary() -> tuple[Triple, ...]:
    return tuple(_turtle(vocabulary.turtle_files()))


@cache
def _shapes() -> tuple[Triple, ...]:
    return tuple(_turtle(files("shapes").iterdir()))


def _turtle(entries: Iterable[Folder]) -> Iterator[Triple]:
    for entry in sorted(entries, key=lambda each: each.name):
        if entry.name.endswith(".ttl"):
            yield from read_turtle(entry.read_bytes(), entry.name)


def _package_graphs(
    package: Package, context: Context, errors: list[RowError]
) -> Iterator[tuple[NamedNode, Iterable[Triple]]]:
    """The package's own graph, and one for each kind of alignment that stands apart."""
    minter = context.registry.minter
    own = list(_package_triples(package, context))
    apart: dict[str, list[Triple]] = {}
    asserted = _rows(package, Alignment)
    ruled = assertions.by_rule(_rows(package, AlignmentRule), _rows(package, Commitment), asserted, context)
    for basis, name in assertions.OWN_GRAPHS.items():
        rows = [row for row in [*asserted, *ruled] if row.basis == basis]
        if rows:
            apart[f"{package.key}-{name}"] = list(assertions.alignments(rows, context))
    known = {*own, *chain.from_iterable(apart.values())}
    places = {id(line.row): line.place("value") for line in package.rows(Statement)}
    stated, wrong = assertions.statements(_rows(package, Statement), known, context)
    errors.extend(RowError(places[id(row)], message) for row, message in wrong)
    yield minter.graph(package.key), chain(own, stated)
    for key, made in apart.items():
        yield minter.graph(key), made


def _package_triples(package: Package, context: Context) -> Triples:
    """The triples of the package's own graph but for the statements about them; names become known on the way."""
    families: list[Triples] = []
    if package.plan:
        families.append(plans.plan(package.plan, context))
        plan = context.mint("plan", package.plan.key)
        families.append(plans.commitments(_rows(package, Commitment), plan, context))
    kinds = {
        own[1]: line.row.kind
        for line in package.rows(Assessment)
        if (own := dependent_key(line.row, context.key("", line.row.thing).replace("/", "-")))
    }
    plain_alignments = [row for row in _rows(package, Alignment) if row.basis not in assertions.OWN_GRAPHS]
    families += [
        shared.organizations(_rows(package, Organization), context),
        shared.legal(_rows(package, Legal), context),
        shared.documents(_rows(package, Document), context),
        shared.places(_rows(package, PlaceRow), context),
        sources.passages(_rows(package, Passage), context),
        sources.text_defects(_rows(package, TextDefect), context),
        plans.milestones(_rows(package, Milestone), context),
        participation.processes(_rows(package, Process), context),
        participation.events(_rows(package, Event), context),
        participation.institutional_events(_rows(package, InstitutionalEvent), context),
        participation.proposals(_rows(package, Proposal), context),
        participation.contributions(_rows(package, Contribution), context),
        participation.recommendations(_rows(package, Recommendation), context),
        participation.decisions(_rows(package, Decision), context),
        participation.findings(_rows(package, Finding), context),
        plans.responsibilities(_rows(package, Responsibility), context),
        assertions.alignments(plain_alignments, context),
        assertions.assessments(_rows(package, Assessment), context),
        assertions.ratings(_rows(package, Rating), kinds, context),
        tables.tables(_rows(package, Table), context),
        tables.observations(_rows(package, Observation), context),
        sources.claims(_rows(package, Claim), context),
    ]
    for family in families:
        for triple in family:
            _learn(triple, context.names)
            yield triple


def _figures(
    contexts: Sequence[Context], triples: Sequence[Triple], errors: list[RowError]
) -> Iterator[tuple[str, Triple]]:
    """What is computed from the data and compared, with the key of the package that it belongs to."""
    data = Store()
    data.bulk_extend([Quad(triple.subject, triple.predicate, triple.object) for triple in triples])
    values: list[tuple[Context, figures.Value]] = []
    found: list[figures.Found] = []
    for context in contexts:
        derived = list(figures.derive(context.package.rows(Figure), data, context, errors))
        for triple in derived:
            yield context.package.key, triple
        claims = _rows(context.package, Claim)
        values.extend((context, value) for value in figures.values(claims, derived, context))
        found.extend(figures.named(_rows(context.package, Comparison), context))
    found.extend(figures.between(values))
    yield from figures.discrepancies(found, contexts, errors)


def _learn(triple: Triple, names: dict[NamedNode, LangText]) -> None:
    label = triple.object
    if triple.predicate == RDFS.label and isinstance(label, Literal) and isinstance(triple.subject, NamedNode):
        names.setdefault(triple.subject, {})[label.language or ""] = label.value


def _names(sources_: Sources, minter: Minter) -> dict[NamedNode, LangText]:
    """The labels of everything that has one in a row, and of the terms; those of other nodes are made from them."""
    names: dict[NamedNode, LangText] = {term: dict(label) for term, label in vocabulary.labels().items()}
    for package in sources_.packages:
        if package.plan:
            names[minter.thing("plan", package.plan.key)] = dict(package.description.label)
        for lines in package.tables.values():
            for row in (line.row for line in lines):
                if isinstance(row, Commitment):
                    label = plans.commitment_label(row, package.description.languages)
                    names[minter.thing(row.type, own_key(package, row.local_key))] = label
                elif isinstance(row, Labelled) and row.type and (key := getattr(row, "key", None)):
                    names[minter.thing(row.type, own_key(package, key) if row.local else key)] = dict(row.label)
    return names


def _rows(package: Package, model: type[R]) -> list[R]:
    return [line.row for line in package.rows(model)]
