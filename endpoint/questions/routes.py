"""The questions: a gallery by topic, and each with its form, its answer, its picture, and its query to take away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.engine.evaluation import Failure
from endpoint.engine.streaming import ChunkedResponse
from endpoint.graph.iris import as_uri
from endpoint.http.formats import HTML, JSON, Format, Offer, by_key, offers
from endpoint.http.negotiation import choose
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.pages import Frame, render
from endpoint.problems import ProblemError
from endpoint.questions.answers import Answer, ask, job_of
from endpoint.questions.drawing import MAX_ROWS, Size, draw, policy
from endpoint.questions.figures import PATH, address, with_language
from endpoint.questions.forms import LANGUAGE
from endpoint.questions.pages import QUERY, SIZE, SVG, formats_of, gallery_of, names_of, page_of
from endpoint.resources.documents import accept_header, negotiated, not_acceptable
from endpoint.site import Site
from endpoint.sparql.asking import evaluated, problem_of
from ontology.chart import Chart, charts
from ontology.question import LANGUAGES, Question, QuestionError, questions

router = APIRouter(tags=["questions"])

_LIST_OFFERS = offers((HTML, JSON))
_drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
"""The engine that draws is one for the whole process; a picture waits for another, and the service for none."""


@router.get(PATH, summary="The questions, by topic", response_model=None)
async def gallery(request: Request) -> Response:
    return await _gallery(request, negotiated(request, _LIST_OFFERS))


@router.get(f"{PATH}.json", summary="The questions as a list", response_model=None)
async def gallery_as_json(request: Request) -> Response:
    return await _gallery(request, Offer(JSON.media_type, JSON))


@router.get(f"{PATH}/{{name}}", summary="A question with its answer", response_model=None)
async def question_page(request: Request, name: str) -> Response:
    stem, dot, extension = name.partition(".")
    question = questions().get(stem)
    formats = formats_of(stem)
    wanted = by_key(extension, formats) if dot else None
    if question is None or (dot and (wanted is None or wanted.key != extension)):
        raise ProblemError(404, "There is no such question.", {"questions": list(questions())})
    try:
        return await _answered(request, question, wanted)
    except QuestionError as error:
        raise ProblemError(400, f"{error}.", {"parameters": names_of(question)}) from error


async def _gallery(request: Request, offer: Offer) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    is_page = offer.format is HTML
    language = f"{frame.language} {frame.chosen}" if is_page else ""
    headers = {
        "Vary": "Accept, Accept-Language",
        **validator_headers(
            etag(site.release.digest, frame.root, PATH, offer.media_type, language), site.release.manifest.created
        ),
    }
    if is_page:
        headers["Content-Language"] = frame.language
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    body = render("questions.html", frame, gallery_of(frame)) if is_page else _listed(frame)
    return Response(body, headers=headers, media_type=offer.content_type)


def _listed(frame: Frame) -> bytes:
    found = [
        {
            "name": question.name,
            "title": question.header.title,
            "summary": question.header.summary,
            "tags": question.header.tags,
            "parameters": [
                {**parameter.model_dump(mode="json", exclude_none=True)} for parameter in question.header.parameters
            ],
            "answer": f"{frame.root}{PATH}/{question.name}.json",
            "picture": f"{frame.root}{PATH}/{question.name}.svg" if question.name in charts() else None,
        }
        for question in questions().values()
    ]
    return json.dumps({"questions": found}, ensure_ascii=False, indent=1).encode()


async def _answered(request: Request, question: Question, wanted: Format | None) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    offered = offers(formats_of(question.name))
    offer = Offer(wanted.media_type, wanted) if wanted else choose(accept_header(request), offered)
    if offer is None:
        raise not_acceptable(offered)
    form = offer.format
    values, size = _values(request, question, form)
    if form is HTML:
        values = with_language(question, values, frame)
    headers = _headers(site, frame, question, values, offer, size, negotiated_=wanted is None)
    # Values that do not fit are refused before anything is compared.
    job = job_of(question, values, site, form.key)
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if form is QUERY:
        return Response(job.text, headers=headers, media_type=offer.content_type)
    if form is SVG:
        language = values.get(LANGUAGE, LANGUAGES[0])
        body = await _drawn(charts()[question.name], await ask(request, question, values), language, size)
        return Response(body, headers=headers | {"Content-Security-Policy": policy()}, media_type=offer.content_type)
    if form is HTML:
        answer = await ask(request, question, values)
        page = await site.reader.read(page_of, question, values, answer, site, frame)
        return Response(render("question.html", frame, page), headers=headers, media_type=offer.content_type)
    result = await evaluated(request, site, job)
    if isinstance(result, Failure):
        raise problem_of(result)
    if result.whole is not None:
        return Response(result.whole, headers=headers, media_type=offer.content_type)
    return ChunkedResponse(result.chunks, headers=headers, media_type=offer.content_type)


def _values(request: Request, question: Question, form: Format) -> tuple[dict[str, str], Size]:
    """The question's values and a drawing's size; refuses what is unknown and what is given twice (400)."""
    pairs = request.query_params.multi_items()
    names = [name for name, _ in pairs]
    known = [*names_of(question), *([SIZE] if form is SVG else []), LANGUAGE]
    for name in names:
        if name not in known or names.count(name) > 1:
            fault = "Unknown parameter" if name not in known else "A parameter that is given more than once"
            raise ProblemError(400, f"{fault}: {name}", {"parameters": known})
    found = dict(pairs)
    size = found.pop(SIZE, Size.FULL.name.lower()).upper()
    if size not in Size.__members__:
        sizes = [each.name.lower() for each in Size]
        raise ProblemError(400, f"There is no such size: {size.lower()}", {"sizes": sizes})
    if form is HTML or LANGUAGE not in names_of(question):
        found.pop(LANGUAGE, None)
    elif form is SVG and found.setdefault(LANGUAGE, Frame.of(request).language) not in LANGUAGES:
        raise ProblemError(400, f"There is no picture in {found[LANGUAGE]}", {"languages": list(LANGUAGES)})
    # An empty field of a form is one that nobody filled.
    return {name: value for name, value in found.items() if value}, Size[size]


def _headers(  # noqa: PLR0917 - all that an answer depends on
    site: Site,
    frame: Frame,
    question: Question,
    values: Mapping[str, str],
    offer: Offer,
    size: Size,
    *,
    negotiated_: bool,
) -> dict[str, str]:
    is_page = offer.format is HTML
    depends = ["Accept"] if negotiated_ else []
    depends += ["Accept-Language"] if is_page or offer.format is SVG else []
    language = f"{frame.language} {frame.chosen}" if is_page else ""
    pairs = sorted(f"{name}={value}" for name, value in values.items())
    parts = (frame.root, PATH, question.name, question.text, offer.media_type, language, size.name, *pairs)
    headers = validator_headers(etag(site.release.digest, *parts), site.release.manifest.created)
    if depends:
        headers["Vary"] = ", ".join(depends)
    if is_page:
        headers["Content-Language"] = frame.language
    if negotiated_:
        headers["Content-Location"] = as_uri(address(frame, question.name, values, offer.format.key))
    return headers


async def _drawn(chart: Chart, answer: Answer, language: str, size: Size) -> bytes:
    count = len(answer.bindings)
    if count > MAX_ROWS:
        said = f"The answer has {count} rows; a picture is drawn of up to {MAX_ROWS}. Narrow the question."
        raise ProblemError(403, said, {"limit": MAX_ROWS})
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_drawing, draw, chart, answer.rows(), language, size)
