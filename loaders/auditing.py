"""The audit of a release on disk, and whether a report can be had again from it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from pyoxigraph import NamedNode

from loaders.history import is_pruned, manifest_of, release_ids
from loaders.release import RELEASES, Manifest, Release, ReleaseError, open_release
from ontology.terms import GA, RDF
from shapes.audit import second
from shapes.audit.audit import Audit, Subject, audit, compared

_TOOLS = ("quipu", "pyoxigraph")


def subject_of(manifest: Manifest) -> Subject:
    """What an audit says of the release that it is about."""
    return Subject(
        manifest.id,
        manifest.digest,
        manifest.created,
        manifest.base,
        manifest.vocabulary_version,
        manifest.shapes_version,
        {name: version(name) for name in _TOOLS},
        manifest.conforms,
        manifest.results,
    )


def plans(release: Release) -> list[str]:
    """The keys of the plans, in their order."""
    prefix = f"{release.manifest.base}id/plan/"
    found = {quad.subject for quad in release.store.quads_for_pattern(None, RDF.type, GA.ActionPlan, None)}
    iris = (node.value for node in found if isinstance(node, NamedNode))
    return sorted(iri.removeprefix(prefix) for iri in iris if iri.startswith(prefix))


def audit_release(release: Release, plan: str, compare: Path | None = None) -> Audit:
    """The audit of a plan; with another's assessment, where a file of one is given.

    Raises :class:`~shapes.audit.second.SecondAssessmentError`.
    """
    alone = audit(release.store, subject_of(release.manifest), plan)
    if compare is None:
        return alone
    numbers = {number: iri for iri, (number, _) in alone.commitments.items()}
    codes = {row["code"] for name in ("sdg-coverage", "target-coverage") for row in alone.tables[name].plain}
    return compared(alone, second.read(compare, numbers, codes))


def release_of(var: Path, digest: str) -> Release:
    """The newest release that holds just these data. Raises :class:`ReleaseError` where none that is kept does."""
    for one in release_ids(var):
        path = var / RELEASES / one
        if not is_pruned(path) and manifest_of(path).digest == digest:
            return open_release(path)
    raise ReleaseError(f"{var}: no release that is kept has the digest {digest}")
