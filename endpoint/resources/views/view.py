"""The page of a thing by its type: facts, sections, quotes. Each section is one query, so their number is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, QuerySolutions

from endpoint.graph.descriptions import Description, has_statements, labels_of
from endpoint.pages import Frame, pick
from endpoint.resources.things import Names, Property, ThingPage, Value, graph_name
from endpoint.resources.views.crosstab import CrossTable, cross_table
from endpoint.resources.views.facets import Facet, Narrowed, narrow
from endpoint.resources.views.kinds import CARDS, KINDS, RECORDS, Cards, Kind
from endpoint.site import Site
from ontology.terms import DCTERMS, RDFS, SKOS, XSD

ROWS_AT_MOST = 500
_LEAD = (DCTERMS.description, SKOS.definition)
_NUMBERS = (XSD.integer, XSD.decimal)
_ALWAYS = ("bases",)
_OBSERVATIONS = "observations"
NOTHING: Mapping[str, str] = {}
_ANY = "{ UNDEF }"
"""What stands in a query for its topic."""

Row = Mapping[str, tuple[object, ...]]
"""The terms of one thing by column; a thing of several rows has several in a column."""


@dataclass(frozen=True)
class Section:
    """Rows of the same columns; a cell holds any number of values. ``more`` counts the rows that are not shown."""

    name: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[tuple[Value, ...], ...], ...]
    more: int
    cards: Cards | None
    """How rows are shown as cards; none for a table."""
    record: str | None
    """The column that stands last, as a link."""
    facets: tuple[Facet, ...]
    all: int
    """How many rows there are where nothing is chosen."""

    def cell(self, row: tuple[tuple[Value, ...], ...], column: str) -> tuple[Value, ...]:
        """Empty where no row has the column."""
        return row[self.columns.index(column)] if column in self.columns else ()


@dataclass(frozen=True)
class Quote:
    """The words of a source that a thing rests on; ``reading`` is the corrected text where they are damaged."""

    passage: Value
    exact: str
    reading: str
    section: str
    document: Value
    language: str
    """That of the document; empty where it is not known, or there are several."""


@dataclass(frozen=True)
class View:
    """What the page of a thing shows by its type."""

    lead: tuple[Value, ...]
    notes: tuple[Value, ...]
    """What the editors say about it."""
    facts: tuple[Property, ...]
    sections: tuple[Section, ...]
    cross: CrossTable | None
    """The values of a table of a source, instead of a section of them."""
    quotes: tuple[Quote, ...]
    graphs: tuple[Value, ...]
    """The graphs that its statements stand in."""
    release: str
    report: str | None
    """Where an error is reported; none where the operator takes no reports."""
    address: str
    """Where programs get the document: of this service, which answers whether or not the IRI leads to it already."""


@dataclass(frozen=True)
class ViewedThing:
    """All that the page of a thing shows: by its type, then all statements."""

    thing: ThingPage
    view: View


def view_of(
    description: Description, site: Site, frame: Frame, address: str, chosen: Mapping[str, str] = NOTHING
) -> View:
    """The view of a thing. Reads its sections, one query each, and the names of what they hold.

    ``address`` is where its document stands; ``chosen`` are values of facets, by their names.
    """
    topic = description.topic
    kind = KINDS.get(site.catalogue.type_of(topic) or "", Kind())
    found = {name: _rows(site, name, topic) for name in (*kind.sections, *_ALWAYS)}
    quoted = _rows(site, "quotes", topic)
    graphs = list(dict.fromkeys(q.graph_name for q in description.own if isinstance(q.graph_name, NamedNode)))
    nodes = {term for rows in [*found.values(), quoted] for row in rows for terms in row.values() for term in terms}
    named = [node for node in [*nodes, *graphs] if isinstance(node, NamedNode)]
    said = _Said(Names(labels_of(site.descriptions.label_statements(named)), site, frame), frame)
    own = _Said(Names(description.labels, site, frame), frame)
    cross = cross_table(found.get(_OBSERVATIONS, []), said.values)
    if cross:
        del found[_OBSERVATIONS]
    return View(
        tuple(value for prop in _LEAD for value in own.values(_objects(description, prop))),
        own.values(_objects(description, RDFS.comment)),
        tuple(
            Property(own.names.node(prop), own.values(terms))
            for prop in kind.facts
            if (terms := _objects(description, prop))
        ),
        tuple(
            _section(name, rows, said, _narrowed(name, rows, chosen, site, said))
            for name, rows in found.items()
            if rows
        ),
        cross,
        tuple(_quote(row, said) for row in quoted),
        tuple(_graph(graph, site, said.names) for graph in graphs),
        site.release.id,
        _report(site, topic),
        address,
    )


class _Said:
    """Terms as readers want them: one of the languages, no datatypes."""

    def __init__(self, names: Names, frame: Frame) -> None:
        self.names = names
        self._frame = frame

    def values(self, terms: Iterable[object]) -> tuple[Value, ...]:
        """Each term once; of texts in several languages, those in the best one."""
        kept = list(dict.fromkeys(terms))
        tagged = {term.language: "" for term in kept if isinstance(term, Literal) and term.language}
        best = pick(tagged, self._frame.language)
        return tuple(
            self._value(term)
            for term in kept
            if not (isinstance(term, Literal) and term.language and best and term.language != best[1])
        )

    def _value(self, term: object) -> Value:
        if not isinstance(term, Literal):
            return self.names.value(term)
        if term.datatype == XSD.boolean:
            return Value(self._frame.texts["answer.yes" if term.value == "true" else "answer.no"])
        return Value(term.value, term.language if term.language != self._frame.language else None)


def _report(site: Site, topic: NamedNode) -> str | None:
    address = site.settings.error_report_address
    return address.replace("{iri}", quote(topic.value, safe="")) if address else None


def _objects(description: Description, prop: NamedNode) -> tuple[object, ...]:
    return tuple(quad.object for quad in description.own if quad.predicate == prop)


def _graph(graph: NamedNode, site: Site, names: Names) -> Value:
    """A graph links to its page where there is something to read on it; else it is named as the dataset that it is."""
    return names.node(graph) if has_statements(site.release.store, graph) else graph_name(graph, site, names.language)


def _narrowed(name: str, rows: list[Row], chosen: Mapping[str, str], site: Site, said: _Said) -> Narrowed:
    return narrow(
        name,
        rows,
        chosen,
        lambda node: site.iris.document_path(node.value).removeprefix("/doc/"),
        lambda node: said.names.label(node)[0],
    )


def _section(name: str, rows: list[Row], said: _Said, narrowed: Narrowed) -> Section:
    record = RECORDS.get(name)
    filled = [column for column in rows[0] if any(row[column] for row in rows)]
    columns = tuple(sorted(filled, key=lambda column: column == record))
    numeric = tuple(all(_is_number(term) for row in rows for term in row[column]) for column in columns)
    left = narrowed.rows
    shown = tuple(tuple(said.values(row[column]) for column in columns) for row in left[:ROWS_AT_MOST])
    more = max(0, len(left) - ROWS_AT_MOST)
    return Section(name, columns, numeric, shown, more, CARDS.get(name), record, narrowed.facets, narrowed.all)


def _quote(row: Row, said: _Said) -> Quote:
    text = {name: " ".join(t.value for t in row[name] if isinstance(t, Literal)) for name in row}
    [passage], [document, *_] = said.values(row["passage"]), said.values(row["document"])
    language = text["language"] if len(row["language"]) == 1 else ""
    return Quote(passage, text["exact"], text["reading"], text["section"], document, language)


def _is_number(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype in _NUMBERS


def _rows(site: Site, name: str, topic: NamedNode) -> list[Row]:
    """The answer of a query about a topic: rows that begin with the same thing are one."""
    # First in the query, the engine plans by the topic; a variable bound by its API it does not plan by.
    query = _query(name).replace(_ANY, f"{{ {topic} }}")
    solutions = site.release.store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    grouped: dict[object, dict[str, dict[object, None]]] = {}
    for solution in solutions:
        row = grouped.setdefault(solution[columns[0]], {column: {} for column in columns})
        for column in columns:
            if (term := solution[column]) is not None:
                row[column][term] = None
    return [{column: tuple(terms) for column, terms in row.items()} for row in grouped.values()]


@cache
def _query(name: str) -> str:
    return files("endpoint.resources.views").joinpath(f"queries/{name}.rq").read_text(encoding="utf-8")
