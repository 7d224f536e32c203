"""``/audit``, ``/audit/{plan}``: the SDG audit of a plan in the release being served."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from fastapi import APIRouter, Request
from pyoxigraph import DefaultGraph, NamedNode, Quad
from starlette.responses import Response

from endpoint.audit.document import audit_page
from endpoint.engine.serializers import quads_as
from endpoint.graph.descriptions import labels_of
from endpoint.http.formats import GRAPHS, HTML, JSON, RESULTS_CSV, TEXT, Format, Offer, by_key, offers
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.pages import Frame, Link, pick, render
from endpoint.problems import ProblemError
from endpoint.resources.documents import negotiated
from endpoint.site import Site
from loaders.auditing import subject_of
from shapes.audit import earl, tables
from shapes.audit.audit import audit
from shapes.audit.report import Report, as_json
from shapes.audit.text import as_text

router = APIRouter(tags=["audit"])

_PLANS = "plan"
_FORMATS = (HTML, JSON, RESULTS_CSV, TEXT, *GRAPHS)
_OFFERS = offers(_FORMATS)
_KEPT = 16


@dataclass(frozen=True)
class AuditsPage:
    """The plans that can be audited."""

    plans: tuple[Link, ...]


@router.get("/audit", summary="The plans, each with its audit", response_model=None)
async def audits(request: Request) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    offer = negotiated(request, offers((HTML,)))
    headers = _headers(site, frame, offer)
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    page = await site.reader.read(_audits_page, site, frame)
    return Response(render("audits.html", frame, page), headers=headers, media_type=offer.content_type)


@router.get("/audit/{plan}", summary="The SDG audit of a plan", response_model=None)
async def audit_of_plan(request: Request, plan: str) -> Response:
    """The report, also with an extension: ``.html``, ``.json``, ``.csv`` (its findings), ``.txt``, RDF."""
    site, frame = Site.of(request), Frame.of(request)
    stem, _, extension = plan.rpartition(".")
    form = by_key(extension, _FORMATS) if stem else None
    if form is None or form.key != extension:
        stem, form = plan, None
    if not await site.reader.read(_is_plan, site, stem):
        raise ProblemError(404, "There is no such plan.")
    offer = Offer(form.media_type, form) if form else negotiated(request, _OFFERS)
    headers = _headers(site, frame, offer, stem, negotiated_=form is None)
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    report = await _REPORTS.of(site, stem)
    body = await asyncio.to_thread(_written, report, offer.format, site, frame)
    return Response(body, headers=headers, media_type=offer.content_type)


class _Reports:
    """The reports made lately; each is made once, in a thread, however many ask."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str], asyncio.Future[Report]] = OrderedDict()

    async def of(self, site: Site, plan: str) -> Report:
        key = (str(site.release.path), plan)
        future = self._made.get(key)
        if future is None or future.get_loop() is not asyncio.get_running_loop():
            future = asyncio.ensure_future(asyncio.to_thread(_report, site, plan))
            self._made[key] = future
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        try:
            return await asyncio.shield(future)
        except Exception:
            self._made.pop(key, None)
            raise


_REPORTS = _Reports()


def _report(site: Site, plan: str) -> Report:
    """The report of the service itself: it depends on the release alone, and so is as old as that."""
    manifest = site.release.manifest
    return Report(audit(site.release.store, subject_of(manifest), plan), manifest.created)


def _written(report: Report, form: Format, site: Site, frame: Frame) -> bytes:
    if form is HTML:
        return render("audit.html", frame, _page(report, site, frame))
    if form is JSON:
        return as_json(report)
    if form is RESULTS_CSV:
        return tables.findings(report.audit)
    if form is TEXT:
        return as_text(report, frame.language).encode()
    triples = earl.triples(report)
    return quads_as([Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples], form)


def _page(report: Report, site: Site, frame: Frame) -> object:
    path = f"/audit/{report.audit.plan}"
    formats = tuple(Link(form.label, f"{frame.root}{path}.{form.key}") for form in _FORMATS if form is not HTML)
    return audit_page(report, frame, lambda iri: frame.href(site.iris.document_path(iri)), formats)


def _audits_page(site: Site, frame: Frame) -> AuditsPage:
    plans = site.catalogue.members(_PLANS)[::-1]
    labels = labels_of(site.descriptions.label_statements(plans))
    named = {_key(plan): pick(labels.get(plan, {}), frame.language) for plan in plans}
    return AuditsPage(tuple(Link(name[0] if name else key, frame.href(f"/audit/{key}")) for key, name in named.items()))


def _is_plan(site: Site, key: str) -> bool:
    return any(_key(plan) == key for plan in site.catalogue.members(_PLANS))


def _key(plan: NamedNode) -> str:
    return plan.value.rpartition("/")[2]


def _headers(site: Site, frame: Frame, offer: Offer, plan: str = "", *, negotiated_: bool = True) -> dict[str, str]:
    in_language = offer.format in (HTML, TEXT)
    varies = [*(["Accept"] if negotiated_ else []), *(["Accept-Language"] if in_language else [])]
    parts = (plan, frame.root, offer.media_type, f"{frame.language} {frame.chosen} {frame.path}" if in_language else "")
    return {
        **({"Vary": ", ".join(varies)} if varies else {}),
        **({"Content-Language": frame.language} if in_language else {}),
        **validator_headers(etag(site.release.digest, site.release.id, *parts), site.release.manifest.created),
    }
