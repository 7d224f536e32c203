"""Documents of the release in several forms: a page, and the same statements in the formats of RDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad
from starlette.requests import Request
from starlette.responses import Response

from endpoint.formats import GRAPHS, HTML, Format, Offer, Unwritable, by_key, offers
from endpoint.negotiation import choose
from endpoint.pages import Frame, Link
from endpoint.problems import ProblemError
from endpoint.serializers import quads_as
from endpoint.site import Site
from endpoint.validators import etag, is_not_modified, validator_headers

FORMATS = (HTML, *GRAPHS)
_OFFERS = offers(FORMATS)


@dataclass(frozen=True)
class Address:
    """Where a document stands: a path without its extension, and a query."""

    path: str
    query: str = ""

    def in_format(self, form: Format | None) -> str:
        extension = f".{form.key}" if form else ""
        return self.path + extension + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Content:
    """What a document says, written in the reader's thread: as statements, or as a page in a frame."""

    quads: Callable[[], Sequence[Quad]]
    page: Callable[[Frame], bytes]


class Exchange:
    """One request for a document: the form that was agreed on, and what is known before anything is read.

    Refuses with 406 where the client accepts none of the forms.
    """

    def __init__(
        self, request: Request, address: Address, wanted: Format | None = None, *, exists: bool = True
    ) -> None:
        self._site = Site.of(request)
        self.frame = Frame.of(request)
        self.address = address
        self._alternates = [
            f'<{self.frame.root}{address.in_format(form)}>; rel="alternate"; type="{form.media_type}"'
            for form in FORMATS
        ]
        self._offer = Offer(wanted.media_type, wanted) if wanted else negotiated(request, _OFFERS, self._alternates)
        self._headers = self._known_headers(negotiated_=wanted is None)
        self.unchanged = is_not_modified(request.headers, self._headers, exists=exists)
        """Whether the client holds the answer already; it is then :meth:`not_modified`."""

    def not_modified(self) -> Response:
        return Response(status_code=304, headers=self._headers)

    async def answer(self, content: Content, links: Sequence[str] = ()) -> Response:
        """The document, with further ``Link`` values. Refuses with 406 what its format has no way to say."""
        body = await self._site.reader.read(self._body, content)
        headers = {**self._headers, "Link": ", ".join([*self._alternates, *links])}
        return Response(body, headers=headers, media_type=self._offer.content_type)

    def format_links(self) -> tuple[Link, ...]:
        """Links to the document in the formats of RDF."""
        return tuple(Link(form.label, self.frame.root + self.address.in_format(form)) for form in GRAPHS)

    def _known_headers(self, *, negotiated_: bool) -> dict[str, str]:
        form, frame = self._offer.format, self.frame
        varies = ["Accept"] if negotiated_ else []
        language = ""
        headers = {}
        if negotiated_:
            headers["Content-Location"] = frame.root + self.address.in_format(form)
        if form is HTML:
            varies.append("Accept-Language")
            headers["Content-Language"] = frame.language
            language = f"{frame.language} {frame.chosen}"
        if varies:
            headers["Vary"] = ", ".join(varies)
        release = self._site.release
        tag = etag(release.digest, frame.root, self.address.in_format(None), self._offer.media_type, language)
        return headers | validator_headers(tag, release.manifest.created)

    def _body(self, content: Content) -> bytes:
        if self._offer.format is HTML:
            return content.page(self.frame)
        try:
            return quads_as(content.quads(), self._offer.format)
        except Unwritable as error:
            raise ProblemError(406, f"{error}. Another format can.") from error


def split_extension(path: str) -> tuple[str, Format | None]:
    """A path and the format that its end names; only a known extension is one, so keys may hold dots."""
    stem, _, extension = path.rpartition(".")
    form = by_key(extension, FORMATS) if stem and not stem.endswith("/") else None
    return (stem, form) if form and form.key == extension else (path, None)


def accept_header(request: Request) -> str | None:
    """All ``Accept`` headers of a request as one."""
    return ", ".join(request.headers.getlist("accept")) or None


def negotiated(request: Request, offered: Sequence[Offer], alternates: Sequence[str] = ()) -> Offer:
    """The offer that a client prefers; refuses with a list of what there is where it accepts none (406)."""
    offer = choose(accept_header(request), offered)
    if offer is None:
        raise not_acceptable(offered, alternates)
    return offer


def not_acceptable(offered: Sequence[Offer], alternates: Sequence[str] = ()) -> ProblemError:
    types = list(dict.fromkeys(one.media_type for one in offered))
    links = {"Link": ", ".join(alternates)} if alternates else {}
    return ProblemError(406, "None of the forms that the request accepts is offered.", {"offers": types}, links)
