"""Links that a document gives beside its text (RFC 8288): in its header, and in the head of its page.

Their relations are those of FAIR Signposting (https://signposting.org/FAIR/): a machine that reads no RDF still finds
what to cite, under which licence, and where the data are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADER_BYTES = 3000
"""A proxy refuses an answer whose headers are long, nginx from 4 kB on in all."""
LINK_FORMAT = "application/link-format"


@dataclass(frozen=True)
class WebLink:
    """A link by its relation; ``type`` is the media type of what it leads to, where that is known.

    ``href`` is a URI in ASCII, relative or not.
    """

    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        return f'<{self.href}>; rel="{self.rel}"' + (f'; type="{self.type}"' if self.type else "")


def in_time(root: str, original: str) -> list[WebLink]:
    """From a document to what it was at other times (RFC 7089, section 2.2); ``original`` is its path and query."""
    return [
        WebLink("original", root + original),
        WebLink("timegate", f"{root}/timegate{original}"),
        WebLink("timemap", f"{root}/timemap{original}", LINK_FORMAT),
    ]


def link_header(links: Iterable[WebLink]) -> str:
    """The value of ``Link``: of links in the order of their weight, those that have room."""
    kept: list[str] = []
    room = HEADER_BYTES
    for link in map(str, links):
        if len(link) + 2 <= room:
            kept.append(link)
            room -= len(link) + 2
    return ", ".join(kept)
