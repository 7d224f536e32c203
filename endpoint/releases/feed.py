"""The releases as a feed (Atom, RFC 4287)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from loaders.release import Manifest

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 30
"""The newest; a reader that comes once a month misses none of a daily build."""


def feed(manifests: Sequence[Manifest], texts: Mapping[str, str], language: str, origin: str) -> bytes:
    """The feed of some releases, the newest first. An entry is known by the release's IRI, wherever it is served.

    At least one release is needed: a feed has a date.
    """
    shown = manifests[:ENTRIES]
    base = shown[0].base
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _text(root, "title", texts["releases.title"])
    _text(root, "subtitle", texts["releases.about"])
    _text(root, "id", f"{base}feed")
    _text(root, "updated", _time(shown[0]))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{origin}/feed"})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{origin}/releases"})
    _text(ET.SubElement(root, "author"), "name", texts["site.name"])
    for place, manifest in enumerate(shown):
        entry = ET.SubElement(root, "entry")
        page = f"{origin}/releases/{manifest.id}"
        _text(entry, "title", texts["releases.one"].format(f"{manifest.created:%Y-%m-%d %H:%M}"))
        _text(entry, "id", f"{base}id/release/{manifest.id}")
        _text(entry, "published", _time(manifest))
        _text(entry, "updated", _time(manifest))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
        _text(entry, "summary", texts["releases.holds"].format(manifest.quads))
        if place + 1 < len(manifests):
            ET.SubElement(entry, "link", {"rel": "related", "type": "text/html", "href": f"{page}/changes"})
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _time(manifest: Manifest) -> str:
    return manifest.created.isoformat().replace("+00:00", "Z")
