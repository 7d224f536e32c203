"""The SPARQL 1.1 Protocol: queries by GET and POST, the service's description, a page to write queries on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.cache import not_shared
from endpoint.engine.evaluation import Failure, Job, Reason
from endpoint.engine.serializers import quads_as
from endpoint.engine.streaming import ChunkedResponse
from endpoint.http.formats import BINDINGS, GRAPHS, HTML, RESULTS_JSON, Format, Offer, by_key, offers
from endpoint.http.headers import RawHeader, Whole
from endpoint.http.negotiation import choose
from endpoint.http.targets import root_of
from endpoint.http.validators import CONDITIONS, NOT_STORED, etag, is_not_modified, validator_headers
from endpoint.pages import Frame, render
from endpoint.parsing.query import Form
from endpoint.problems import ProblemError, wants_page
from endpoint.resources.documents import accept_header, negotiated, not_acceptable
from endpoint.site import Site
from endpoint.sparql import operation
from endpoint.sparql.asking import evaluated, problem_of, whole
from endpoint.sparql.operation import Operation
from endpoint.sparql.results import POLICY, EditorPage, examples_of, graphs_of, results_page, starting_query
from endpoint.sparql.service import service_description

router = APIRouter(tags=["SPARQL"])

_BINDINGS = (*BINDINGS, HTML)
_BINDINGS_OFFERS = offers(_BINDINGS)
_GRAPH_OFFERS = offers(GRAPHS)
_SERVICE_OFFERS = offers((*GRAPHS, HTML))
_MAY_CHANGE = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")


@dataclass(frozen=True)
class _Forms:
    """In what form a client takes an answer of each kind; none where it takes none."""

    bindings: Offer | None
    graph: Offer | None

    @classmethod
    def of(cls, request: Request, wanted: str | None) -> _Forms:
        """What ``?format=`` names, or else what is negotiated."""
        if wanted is None:
            return cls.negotiated(accept_header(request))
        return cls(_offer_named(wanted, _BINDINGS), _offer_named(wanted, GRAPHS))

    @classmethod
    @lru_cache(maxsize=512)
    def negotiated(cls, accept: str | None) -> _Forms:
        return cls(choose(accept, _BINDINGS_OFFERS), choose(accept, _GRAPH_OFFERS))

    def of_answer(self, form: Form | None) -> Offer:
        offer = self.graph if form and form.gives_graph else self.bindings
        assert offer is not None  # a worker fails where there is none
        return offer


@router.get("/sparql", summary="A SPARQL query; without one, the service's description", response_model=None)
async def by_get(request: Request) -> Response:
    site = Site.of(request)
    asked = await operation.read_get(request, site.settings)
    if asked.query is None:
        return await _service(request, site)
    return await _answer(request, site, asked)


@router.post("/sparql", summary="A SPARQL query, as a form or as application/sparql-query", response_model=None)
async def by_post(request: Request) -> Response:
    site = Site.of(request)
    return await _answer(request, site, await operation.read_post(request, site.settings))


HANDLERS = {("GET", "/sparql"): by_get, ("POST", "/sparql"): by_post}


async def _answer(request: Request, site: Site, asked: Operation) -> Response:
    text = asked.query or ""
    forms = _Forms.of(request, asked.format)
    if _may_change(text):
        not_shared(request.scope)
    result = await evaluated(request, site, _job(request, site, asked, forms))
    if isinstance(result, Failure):
        return _failed(request, asked, _problem(result, asked))
    offer = forms.of_answer(result.head.form)
    headers = {"Vary": "Accept, Accept-Language" if offer.format is HTML else "Accept"}
    if request.method == "GET" and result.head.repeatable:
        tag, modified = _tag(request, site, asked, offer), site.release.manifest.created
        if result.whole is not None and offer.format is not HTML and not result.head.held:
            return Whole(result.whole, [*_lasting(offer, modified), (b"etag", tag.encode())])
        headers |= validator_headers(tag, modified)
        if result.head.held:
            return Response(status_code=304, headers=headers)
    else:
        headers["Cache-Control"] = NOT_STORED
        not_shared(request.scope)
    if offer.format is not HTML:
        if result.whole is not None:
            return Response(result.whole, headers=headers, media_type=offer.content_type)
        return ChunkedResponse(result.chunks, headers=headers, media_type=offer.content_type)
    frame = Frame.of(request)
    headers["Content-Language"] = frame.language
    headers["Content-Security-Policy"] = POLICY
    page = await site.reader.read(results_page, await whole(result), text, asked, site, frame)
    return Response(render("sparql.html", frame, page), headers=headers, media_type=offer.content_type)


def _may_change(text: str) -> bool:
    """A guess at a query's letters, before anyone has read it: no other client need wait for what it cannot share."""
    letters = text.upper()
    for name in _MAY_CHANGE:  # noqa: SIM110 - in half the time of any(): every query goes through here
        if name in letters:
            return True
    return False


@lru_cache(maxsize=64)
def _lasting(offer: Offer, modified: datetime) -> Sequence[RawHeader]:
    """The headers that all answers in a form have alike while a release is served."""
    headers = {"Content-Type": offer.content_type, "Vary": "Accept", **validator_headers("", modified)}
    del headers["ETag"]
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _failed(request: Request, asked: Operation, error: ProblemError) -> Response:
    """What is said of a query without an answer: to people beside the query, so that they can mend it."""
    if asked.format is not None or not wants_page(request):
        raise error
    frame, problem = Frame.of(request), error.problem
    headers = {
        "Vary": "Accept, Accept-Language",
        "Cache-Control": NOT_STORED,
        "Content-Language": frame.language,
        "Content-Security-Policy": POLICY,
        **problem.headers,
    }
    page = EditorPage(asked.query or "", graphs_of(asked), problem=problem)
    return Response(render("sparql.html", frame, page), problem.status, headers, f"{HTML.media_type}; charset=utf-8")


async def _service(request: Request, site: Site) -> Response:
    frame = Frame.of(request)
    offer = negotiated(request, _SERVICE_OFFERS)
    endpoint = f"{request.url.scheme}://{request.url.netloc}{root_of(request.scope)}/sparql"
    language = f"{frame.language} {frame.chosen}" if offer.format is HTML else ""
    tag = etag(site.release.digest, site.release.id, "service", endpoint, offer.media_type, language)
    headers = {
        "Vary": "Accept, Accept-Language" if offer.format is HTML else "Accept",
        **validator_headers(tag, site.release.manifest.created),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if offer.format is HTML:
        headers |= {"Content-Language": frame.language, "Content-Security-Policy": POLICY}
        body = render("sparql.html", frame, EditorPage(starting_query(), examples=examples_of(frame)))
    else:
        body = quads_as(service_description(site.release.manifest, endpoint), offer.format)
    return Response(body, headers=headers, media_type=offer.content_type)


def _offer_named(wanted: str, formats: Sequence[Format]) -> Offer | None:
    form = by_key(wanted, formats)
    return Offer(form.media_type, form) if form else None


def _key(offer: Offer | None) -> str | None:
    """The key of the format that a worker is to write; a page is made of results in JSON."""
    return None if offer is None else (RESULTS_JSON if offer.format is HTML else offer.format).key


def _job(request: Request, site: Site, asked: Operation, forms: _Forms) -> Job:
    settings, base = site.settings, site.release.manifest.base
    return Job(
        asked.query or "",
        _key(forms.bindings),
        _key(forms.graph),
        f"{base}sparql",
        settings.query_max_bytes,
        settings.query_max_rows,
        settings.query_max_depth,
        asked.default_graphs,
        asked.named_graphs,
        _held(request, site, asked, forms),
        frozenset(settings.service_allow),
    )


def _held(request: Request, site: Site, asked: Operation, forms: _Forms) -> frozenset[str]:
    """The keys of the formats in which the client holds the answer, should there be one."""
    if request.method != "GET" or CONDITIONS.isdisjoint(request.headers):
        return frozenset()
    modified = site.release.manifest.created
    return frozenset(
        key
        for offer in (forms.bindings, forms.graph)
        if offer and (key := _key(offer))
        # Whether the query has an answer is not known before it is evaluated.
        if is_not_modified(
            request.headers, validator_headers(_tag(request, site, asked, offer), modified), exists=False
        )
    )


def _tag(request: Request, site: Site, asked: Operation, offer: Offer) -> str:
    language = ""
    if offer.format is HTML:
        frame = Frame.of(request)
        language = f"{frame.language} {frame.chosen}"
    graphs = ["default", *asked.default_graphs, "named", *asked.named_graphs]
    return etag(site.release.digest, root_of(request.scope), asked.query or "", offer.media_type, language, *graphs)


def _problem(failure: Failure, asked: Operation) -> ProblemError:
    if failure.reason is Reason.NO_FORMAT:
        return _no_format(Form(failure.message), asked.format)
    return problem_of(failure)


def _no_format(form: Form, wanted: str | None) -> ProblemError:
    if wanted is None:
        return not_acceptable(_GRAPH_OFFERS if form.gives_graph else _BINDINGS_OFFERS)
    known = [each.key for each in (GRAPHS if form.gives_graph else _BINDINGS)]
    return ProblemError(400, f"A {form} query has no format {wanted!r}.", {"formats": known})
