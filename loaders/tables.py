"""The published tables and their cells, as RDF data cubes."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from loaders.identifiers import DIMENSIONS, TOTAL, observation_part, own_key, table_of
from loaders.nodes import Context, Triples, boolean, described, integer, lang_texts, many
from loaders.rows import Observation, Table
from ontology.terms import DCTERMS, GA, QB, SDMX_ATTRIBUTE, SDMX_CODE, SDMX_DIMENSION, SDMX_MEASURE

STATUS = {
    "printed": SDMX_CODE.obsStatus_A,
    "inferred": SDMX_CODE.obsStatus_I,
    "missing": SDMX_CODE.obsStatus_M,
}
COLUMNS = {
    "place": (SDMX_DIMENSION.refArea, "place"),
    "actor_type": (GA.actorType, "actor-type"),
    "theme": (GA.theme, "theme"),
    "channel": (GA.channel, "channel"),
    "event_type": (GA.eventType, "event-type"),
}
"""The property and the code list of each dimension's column."""


def tables(rows: Iterable[Table], context: Context) -> Triples:
    for row in rows:
        node = context.mint("table", own_key(context.package, row.key))
        yield from described(node, QB.DataSet, row, context)
        yield Triple(node, QB.structure, context.registry.minter.scheme(f"structure/{row.structure}"))
        yield from many(node, DCTERMS.title, lang_texts(row.title))
        yield Triple(node, GA.tableOf, context.thing(row.table_of))
        yield Triple(node, DCTERMS.source, context.iri("document", row.document))


def observations(rows: Iterable[Observation], context: Context) -> Triples:
    for row in rows:
        table = table_of(context.package, row)
        assert table is not None
        whole = context.mint("table", own_key(context.package, table.key))
        node = NamedNode(f"{whole.value}/{observation_part(table.structure, row, context.registry.places)}")
        codes = {column: getattr(row, column) for column in DIMENSIONS[table.structure]}
        nodes = {column: context.mint(COLUMNS[column][1], code) for column, code in codes.items()}
        cell = " · ".join(f"{{{column}}}" for column in nodes)
        pattern = {"es": f"{cell} · {{table}}", "en": f"{cell} · {{table}}"}
        yield from described(node, QB.Observation, row, context, context.sentence(pattern, table=whole, **nodes))
        yield Triple(node, QB.dataSet, whole)
        for column, code in nodes.items():
            yield Triple(node, COLUMNS[column][0], code)
        if row.value is not None:
            yield Triple(node, SDMX_MEASURE.obsValue, integer(row.value))
        yield Triple(node, SDMX_ATTRIBUTE.obsStatus, STATUS[row.status])
        yield Triple(node, GA.isTotal, boolean(TOTAL in codes.values()))
