"""The SPARQL 1.1 Protocol: queries by GET and POST, the service's description, a page to write queries on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint import operation, syntax
from endpoint.cache import not_shared
from endpoint.clients import address_of, share_of
from endpoint.documents import negotiated
from endpoint.engine import Answer
from endpoint.evaluation import Failure, Job, Reason
from endpoint.formats import BINDINGS, GRAPHS, HTML, RESULTS_JSON, Offer, by_key, offers
from endpoint.operation import Operation
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError
from endpoint.query import Fault, Query, QueryError, read
from endpoint.results import EditorPage, results_page, starting_query
from endpoint.serializers import quads_as
from endpoint.service import service_description
from endpoint.site import Site
from endpoint.streaming import ChunkedResponse, unless_gone
from endpoint.targets import root_of
from endpoint.validators import NOT_STORED, etag, is_not_modified, validator_headers

router = APIRouter(tags=["SPARQL"])

_BINDINGS_OFFERS = offers((*BINDINGS, HTML))
_GRAPH_OFFERS = offers(GRAPHS)
_SERVICE_OFFERS = offers((*GRAPHS, HTML))
_STATUS = {Fault.SYNTAX: 400, Fault.TOO_DEEP: 400, Fault.UPDATE: 403, Fault.SERVICE: 403}
_RETRY_AFTER_S = "5"
_CAUSES = (
    "The place is where the engine noticed; the cause stands at or before it. Common ones: SELECT of a variable that is"
    " neither grouped nor aggregated; AS or BIND to a variable already in use; one blank node label in two groups;"
    " VALUES rows of another length than their variables."
)


@dataclass(frozen=True)
class _Asked:
    """A query that was read, and the form in which its answer was agreed on."""

    operation: Operation
    query: Query
    offer: Offer


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


async def _answer(request: Request, site: Site, asked: Operation) -> Response:
    query = _read(asked.query or "", site)
    agreed = _Asked(asked, query, _offer(request, asked, query))
    headers = {"Vary": "Accept, Accept-Language" if agreed.offer.format is HTML else "Accept"}
    frame = Frame.of(request)
    if request.method == "GET" and query.repeatable:
        headers |= validator_headers(_tag(site, agreed, frame), site.release.manifest.created)
        # Whether the query has an answer is not known before it is evaluated.
        if is_not_modified(request.headers, headers, exists=False):
            return Response(status_code=304, headers=headers)
    else:
        headers["Cache-Control"] = NOT_STORED
        not_shared(request.scope)
    result = await _evaluated(request, site, _job(site, agreed))
    if isinstance(result, Failure):
        raise _problem(result, query)
    if agreed.offer.format is not HTML:
        if result.size is not None:
            return Response(await _whole(result), headers=headers, media_type=agreed.offer.content_type)
        return ChunkedResponse(result.chunks, headers=headers, media_type=agreed.offer.content_type)
    headers["Content-Language"] = frame.language
    page = results_page(await _whole(result), query.text, asked, site.iris, frame)
    return Response(render("sparql.html", frame, page), headers=headers, media_type=agreed.offer.content_type)


async def _evaluated(request: Request, site: Site, job: Job) -> Answer | Failure:
    """Evaluate a job at its client's cost."""
    charge = site.costs.admit(share_of(address_of(request, site.settings.trusted_proxy)))
    if isinstance(charge, int):
        limit = site.costs.limit
        said = f"The queries of this client take, or may take, more than {limit} ms a minute (QUIPU_CLIENT_COST_MS)."
        raise ProblemError(429, said, {"limit": limit, "retry-after": charge}, {"Retry-After": str(charge)})
    try:
        return await unless_gone(request, site.engine.run(job, charge.pay))
    except BaseException:
        charge.pay(0)  # only where it never came to a worker: the first payment counts
        raise


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
        headers["Content-Language"] = frame.language
        body = render("sparql.html", frame, EditorPage(starting_query()))
    else:
        body = quads_as(service_description(site.release.manifest, endpoint), offer.format)
    return Response(body, headers=headers, media_type=offer.content_type)


def _read(text: str, site: Site) -> Query:
    try:
        hosts = frozenset(site.settings.service_allow)
        return _read_once(text, site.release.manifest.base, site.settings.query_max_depth, hosts)
    except QueryError as error:
        raise ProblemError(_STATUS[error.fault], _sentence(error.message), _where(error.place, error.hint)) from None


@lru_cache(maxsize=256)
def _read_once(text: str, base: str, max_depth: int, hosts: frozenset[str]) -> Query:
    return read(text, f"{base}sparql", max_depth, hosts)


def _offer(request: Request, asked: Operation, query: Query) -> Offer:
    """The form of the answer: what ``?format=`` names, or else what is negotiated."""
    if asked.format is None:
        return negotiated(request, _GRAPH_OFFERS if query.form.gives_graph else _BINDINGS_OFFERS)
    formats = GRAPHS if query.form.gives_graph else (*BINDINGS, HTML)
    form = by_key(asked.format, formats)
    if form is None:
        known = [form.key for form in formats]
        raise ProblemError(400, f"A {query.form} query has no format {asked.format!r}.", {"formats": known})
    return Offer(form.media_type, form)


def _job(site: Site, agreed: _Asked) -> Job:
    asked, query = agreed.operation, agreed.query
    return Job(
        query.text,
        (RESULTS_JSON if agreed.offer.format is HTML else agreed.offer.format).key,
        f"{site.release.manifest.base}sparql",
        site.settings.query_max_bytes,
        query.names_dataset,
        asked.default_graphs,
        asked.named_graphs,
        tuple(query.prefixes.items()),
        query.functions,
        site.settings.query_max_rows,
        query.asks_others,
    )


def _tag(site: Site, agreed: _Asked, frame: Frame) -> str:
    asked, offer = agreed.operation, agreed.offer
    language = f"{frame.language} {frame.chosen}" if offer.format is HTML else ""
    graphs = ["default", *asked.default_graphs, "named", *asked.named_graphs]
    return etag(site.release.digest, frame.root, agreed.query.text, offer.media_type, language, *graphs)


def _problem(failure: Failure, query: Query) -> ProblemError:
    said = _sentence(failure.message)
    match failure.reason:
        case Reason.REFUSED:
            return ProblemError(
                400, said, _where(syntax.nearest_place(query.text, failure.line, failure.column), _CAUSES)
            )
        case Reason.ENGINE:
            return ProblemError(400, f"The query cannot be evaluated. {said}")
        case Reason.UNWRITABLE:
            return ProblemError(406, f"{said} Another format can.")
        case Reason.TOO_LARGE:
            return ProblemError(403, f"{said} Narrow the query, or take it in parts by LIMIT and OFFSET.")
        case Reason.TIMEOUT:
            return ProblemError(504, f"{said} Narrow the query: fewer patterns, more constants, a LIMIT in a subquery.")
        case Reason.LOST | Reason.BUSY:
            return ProblemError(503, said, headers={"Retry-After": _RETRY_AFTER_S})


def _where(place: syntax.Place, hint: str | None) -> Mapping[str, object]:
    found = {"line": place.line, "column": place.column, "excerpt": place.excerpt}
    return found | {"hint": hint} if hint else found


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


async def _whole(answer: Answer) -> bytes:
    return b"".join([chunk async for chunk in answer.chunks])
