"""``/validate``: data of anyone's held against the shapes; nothing of it is kept, and nothing that it names fetched."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.cache import not_shared
from endpoint.engine.contract import Answer
from endpoint.engine.evaluation import Failure
from endpoint.engine.streaming import ChunkedResponse
from endpoint.http.formats import HTML, JSON, RESULTS_CSV, TEXT, TURTLE, Offer, by_key, offers
from endpoint.http.targets import origin_of
from endpoint.http.validators import NOT_STORED, etag, is_not_modified, validator_headers
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError, wants_page
from endpoint.resources.documents import negotiated
from endpoint.site import Site
from endpoint.sparql.asking import at_cost, whole
from endpoint.validation import submission
from endpoint.validation.page import ANSWERS, ValidatePage, form_page, found_in
from endpoint.validation.submission import FORM, TYPES, Submission
from endpoint.validation.validator import Validator
from endpoint.validation.work import VIEW, Job
from shapes.report_view import Shown

router = APIRouter(tags=["validation"])

PATH = "/validate"
SHOWN = 20
"""Of the results of a shape, on a page and in text."""
_TEMPLATE = "validate.html"
_OFFERS = offers(ANSWERS)
_FORMS = {HTML.key: VIEW, JSON.key: "json", RESULTS_CSV.key: "csv", TURTLE.key: "ttl", TEXT.key: "text"}
_ACCEPT_POST = ", ".join((*TYPES, FORM))
_BODY = {"content": {name: {"schema": {"type": "string", "format": "binary"}} for name in TYPES}}
_FIELDS = {
    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
    "text": {"type": "string"},
    "syntax": {"type": "string"},
    "severity": {"type": "array", "items": {"type": "string"}},
    "format": {"type": "string", "enum": [form.key for form in ANSWERS]},
}


@router.get(PATH, summary="A form to validate data with", response_model=None)
async def form(request: Request) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    offer = negotiated(request, offers((HTML,)))
    said = f"{frame.language} {frame.chosen} {frame.path}"
    tag = etag(site.release.digest, site.release.id, origin_of(request), PATH, said)
    headers = {
        "Vary": "Accept, Accept-Language",
        "Content-Language": frame.language,
        "Accept-Post": _ACCEPT_POST,
        **validator_headers(tag, site.release.manifest.created),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(render(_TEMPLATE, frame, _form(request)), headers=headers, media_type=offer.content_type)


@router.post(
    PATH,
    summary="Validate a file, or several as one graph: as a form, or one as the body with its media type",
    response_model=None,
    openapi_extra={
        "requestBody": {
            "content": {**_BODY["content"], FORM: {"schema": {"type": "object", "properties": _FIELDS}}},
        }
    },
)
async def validate(request: Request) -> Response:
    """The report as a page, JSON, CSV, a SHACL report in Turtle or text: as negotiated, or as ``format`` says."""
    site, validator, asked = Site.of(request), Validator.of(request), None
    not_shared(request.scope)
    try:
        with validator.place():
            asked = await submission.read(request, site.settings)
            offer = _offer(request, asked)
            job = _job(site, Frame.of(request), asked, offer)
            result = await at_cost(request, site, partial(validator.run, job))
            if isinstance(result, Failure):
                raise validator.problem_of(result)
            return await _answer(request, result, asked, offer)
    except ProblemError as error:
        if (asked and asked.format not in {None, HTML.key}) or not wants_page(request):
            raise
        return _failed(request, asked, error)


def _offer(request: Request, asked: Submission) -> Offer:
    if asked.format is None:
        return negotiated(request, _OFFERS)
    form = by_key(asked.format, ANSWERS)
    if form is None:
        known = [each.key for each in ANSWERS]
        raise ProblemError(400, f"A validation has no format {asked.format!r}.", {"formats": known})
    return Offer(form.media_type, form)


def _job(site: Site, frame: Frame, asked: Submission, offer: Offer) -> Job:
    shown = Shown(SHOWN, asked.severities)
    base, limit = site.release.manifest.base, site.settings.query_max_bytes
    return Job(asked.inputs, _FORMS[offer.format.key], frame.language, shown, base, limit)


async def _answer(request: Request, answer: Answer, asked: Submission, offer: Offer) -> Response:
    site, frame, form = Site.of(request), Frame.of(request), offer.format
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": NOT_STORED}
    if form in {HTML, TEXT, RESULTS_CSV}:
        headers["Content-Language"] = frame.language
    if form is not HTML:
        headers["Content-Disposition"] = f'inline; filename="validation.{form.key}"'
        return ChunkedResponse(answer.chunks, headers=headers, media_type=offer.content_type)
    found = await site.reader.read(found_in, await whole(answer), site, frame)
    page = replace(_form(request, asked), found=found)
    return _page(frame, page, 200, headers)


def _failed(request: Request, asked: Submission | None, error: ProblemError) -> Response:
    """What is wrong, beside the form: so that it can be mended there."""
    frame, problem = Frame.of(request), error.problem
    headers = {
        "Vary": "Accept, Accept-Language",
        "Cache-Control": NOT_STORED,
        "Content-Language": frame.language,
        **problem.headers,
    }
    return _page(frame, replace(_form(request, asked), problem=problem), problem.status, headers)


def _form(request: Request, asked: Submission | None = None) -> ValidatePage:
    return form_page(Site.of(request).settings, origin_of(request), asked)


def _page(frame: Frame, page: ValidatePage, status: int, headers: dict[str, str]) -> Response:
    return Response(render(_TEMPLATE, frame, page), status, headers, Offer(HTML.media_type, HTML).content_type)
