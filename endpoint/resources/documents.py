"""Documents of the release in several forms: a page, and the same statements in the formats of RDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request
from starlette.responses import Response

from endpoint.engine.serializers import quads_as
from endpoint.graph.iris import as_uri
from endpoint.http.formats import (
    FRAMED,
    GRAPHS,
    HTML,
    JSON_LD,
    N_QUADS,
    TRIG,
    TURTLE,
    Format,
    Offer,
    Unwritable,
    by_key,
    offers,
)
from endpoint.http.headers import list_of
from endpoint.http.links import WebLink, in_time, link_header
from endpoint.http.negotiation import LONGEST, asks_for_profile, choose, is_readable, repaired
from endpoint.http.targets import origin_of
from endpoint.http.validators import etag, is_not_modified, validator_headers
from endpoint.pages import Frame, Link
from endpoint.problems import ProblemError
from endpoint.resources.framing import framed
from endpoint.site import Site

FORMATS = (HTML, *GRAPHS)
# What names graphs serves a client less that likes both: it would look for our statements in the default graph.
_OFFERS = offers(FORMATS, lesser=(N_QUADS, TRIG))
_OFFERS_OF_A_TREE = tuple(
    replace(offer, profiles=offer.profiles | {FRAMED}) if offer.media_type == JSON_LD.media_type else offer
    for offer in _OFFERS
)
_FRAMED_TYPE = f'{JSON_LD.media_type};profile="{FRAMED}"'
_DESCRIBING = (TURTLE, JSON_LD)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._]+")
_NAME_LENGTH = 100


@dataclass(frozen=True)
class Address:
    """Where a document stands: a path without its extension, and a query."""

    path: str
    query: str = ""

    def in_format(self, form: Format | None) -> str:
        extension = f".{form.key}" if form else ""
        return self.path + extension + (f"?{self.query}" if self.query else "")

    def file_name(self, form: Format) -> str:
        """What to call the document as a file."""
        name = _NOT_IN_NAMES.sub("-", f"{self.path.removeprefix('/doc/')} {self.query}").strip("-.")
        return f"{name[:_NAME_LENGTH]}.{form.key}"


@dataclass(frozen=True)
class Content:
    """What a document says, as statements or as a page in a frame, and what it links to beside that."""

    quads: Callable[[], Sequence[Quad]]
    page: Callable[[Frame], bytes]
    links: Sequence[WebLink] = ()


class Exchange:
    """One request for a document: the form that was agreed on, and what is known before anything is read.

    ``topic`` is what the document as one tree begins with; without one it is not offered so. Refuses with 406 where the
    client accepts none of the forms.
    """

    def __init__(
        self,
        request: Request,
        address: Address,
        wanted: Format | None = None,
        *,
        exists: bool = True,
        topic: NamedNode | None = None,
    ) -> None:
        self._site = Site.of(request)
        self.frame = Frame.of(request)
        self.address = address
        self.url = origin_of(request) + address.in_format(None)
        """Where the document stands, as the client addressed this service."""
        self._wanted = wanted
        self._topic = topic
        offered = _OFFERS_OF_A_TREE if topic else _OFFERS
        self._offer = Offer(wanted.media_type, wanted) if wanted else negotiated(request, offered, self._alternates())
        self._framed = (
            wanted is None
            and topic is not None
            and self._offer.media_type == JSON_LD.media_type
            and asks_for_profile(accept_header(request), JSON_LD.media_type, FRAMED)
        )
        self._headers = self._known_headers(negotiated_=wanted is None)
        self.unchanged = is_not_modified(request.headers, self._headers, exists=exists)
        """Whether the client holds the answer already; it is then :meth:`not_modified`."""

    def not_modified(self) -> Response:
        return Response(status_code=304, headers=self._headers)

    async def answer(self, read: Callable[[], Content]) -> Response:
        """The document, which is read and written in the reader's thread.

        Refuses with 406 what its format has no way to say.
        """
        body, links, content_type = await self._site.reader.read(self._written, read)
        headers = {**self._headers, "Link": link_header(links)}
        if self._offer.format is not HTML:
            headers["Content-Disposition"] = f'inline; filename="{self.address.file_name(self._offer.format)}"'
        return Response(body, headers=headers, media_type=content_type)

    def format_links(self) -> tuple[Link, ...]:
        """Links to the document in the formats of RDF."""
        return tuple(Link(form.label, self.frame.root + self.address.in_format(form)) for form in GRAPHS)

    def _known_headers(self, *, negotiated_: bool) -> dict[str, str]:
        form, frame = self._offer.format, self.frame
        varies = ["Accept"] if negotiated_ else []
        language = ""
        headers = {}
        if negotiated_ and not self._framed:
            headers["Content-Location"] = frame.root + self.address.in_format(form)
        if form is HTML:
            varies.append("Accept-Language")
            headers["Content-Language"] = frame.language
            # It links to itself, parameters and all, and says where programs find it.
            language = f"{frame.language} {frame.chosen} {frame.path} {self.url}"
        if varies:
            headers["Vary"] = ", ".join(varies)
        release = self._site.release
        media_type = _FRAMED_TYPE if self._framed else self._offer.media_type
        tag = etag(release.digest, frame.root, self.address.in_format(None), media_type, language)
        return headers | validator_headers(tag, release.manifest.created)

    def _written(self, read: Callable[[], Content]) -> tuple[bytes, list[WebLink], str]:
        content = read()
        links = [*content.links, *self._alternates(), *self._describing()]
        links.sort(key=lambda link: link.rel == "item")  # there may be many; they take the room that is left
        if self._offer.format is HTML:
            return content.page(replace(self.frame, links=tuple(links))), links, self._offer.content_type
        if self._framed and self._topic:
            return framed(content.quads(), self._topic), links, _FRAMED_TYPE
        try:
            return quads_as(content.quads(), self._offer.format), links, self._offer.content_type
        except Unwritable as error:
            raise ProblemError(406, f"{error}. Another format can.") from error

    def _alternates(self) -> list[WebLink]:
        return [self._in(form, "alternate") for form in FORMATS]

    def _describing(self) -> list[WebLink]:
        return [self._in(form, "describedby") for form in _DESCRIBING] + [
            WebLink("license", as_uri(self._site.settings.license_iri)),
            *in_time(self.frame.service, self.address.in_format(self._wanted)),
        ]

    def _in(self, form: Format, rel: str) -> WebLink:
        return WebLink(rel, self.frame.root + self.address.in_format(form), form.media_type)


def split_extension(path: str) -> tuple[str, Format | None]:
    """A path and the format that its end names; only a known extension is one, so keys may hold dots."""
    stem, _, extension = path.rpartition(".")
    form = by_key(extension, FORMATS) if stem else None
    return (stem, form) if form and form.key == extension else (path, None)


def accept_header(request: Request) -> str | None:
    """All ``Accept`` headers of a request as one; refuses what is none (400), and what is too long (431)."""
    given = list_of(request.scope, b"accept").decode("latin-1")
    if len(given) > LONGEST:
        raise ProblemError(431, f"The header Accept is longer than {LONGEST} letters.", {"limit": LONGEST})
    accept = repaired(given) if given else None
    if accept is not None and not is_readable(accept):
        raise ProblemError(400, "The header Accept cannot be read: it is a list such as text/turtle, text/html;q=0.5")
    return accept


def negotiated(request: Request, offered: Sequence[Offer], alternates: Sequence[WebLink] = ()) -> Offer:
    """The offer that a client prefers; refuses with a list of what there is where it accepts none (406)."""
    offer = choose(accept_header(request), offered)
    if offer is None:
        raise not_acceptable(offered, alternates)
    return offer


def not_acceptable(offered: Sequence[Offer], alternates: Sequence[WebLink] = ()) -> ProblemError:
    types = list(dict.fromkeys(one.media_type for one in offered))
    links = {"Link": link_header(alternates)} if alternates else {}
    return ProblemError(406, "None of the forms that the request accepts is offered.", {"offers": types}, links)
