"""What the editor completes: prefixes, and the classes and properties of the release by their names."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.pages import Frame
from endpoint.problems import ProblemError
from endpoint.resources.things import short_name
from endpoint.site import Site
from loaders.search_index import SEARCH, IndexMissing, SearchIndex
from ontology.terms import PREFIXES

router = APIRouter(tags=["SPARQL"])

PATH = "/sparql/terms.json"


@router.get(PATH, summary="Prefixes, classes and properties, to complete a query with", response_model=None)
async def completions(request: Request) -> Response:
    site, frame = Site.of(request), Frame.of(request)
    headers = {
        "Vary": "Accept-Language",
        "Content-Language": frame.language,
        **validator_headers(
            etag(site.release.digest, site.release.id, PATH, frame.language), site.release.manifest.created
        ),
    }
    if is_not_modified(request.headers, headers):
        return Response(status_code=304, headers=headers)
    try:
        found = await site.reader.read(SearchIndex(site.release.path / SEARCH).terms, frame.language)
    except IndexMissing as error:
        raise ProblemError(503, str(error)) from error
    terms = [
        {"name": name, "label": term.label, "kind": "class" if term.type.endswith(":Class") else "property"}
        for term in found
        # What has no short form cannot be completed.
        if (name := short_name(term.iri)) != term.iri
    ]
    body = json.dumps({"prefixes": PREFIXES, "terms": terms}, ensure_ascii=False).encode()
    return Response(body, headers=headers, media_type="application/json")
