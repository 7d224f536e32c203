"""A broken example for every shape, by the file that the shape is in."""

from tests.shapes.defects import (
    alignments,
    assessments,
    catalog,
    claims,
    common,
    concepts,
    organizations,
    participation,
    plans,
    sources,
    tables,
)

DEFECTS = [
    *common.DEFECTS,
    *plans.DEFECTS,
    *participation.DEFECTS,
    *organizations.DEFECTS,
    *alignments.DEFECTS,
    *assessments.DEFECTS,
    *sources.DEFECTS,
    *claims.DEFECTS,
    *tables.DEFECTS,
    *concepts.DEFECTS,
    *catalog.DEFECTS,
]
