"""What each release holds and what changed between two: read as a browser, a program and a feed reader would."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from loaders.downloads import DATASET
from ontology.terms import BASE
from tests.endpoint.client import ORIGIN
from tests.endpoint.releases.served import Served

ATOM = "{http://www.w3.org/2005/Atom}"
GRAPH = NamedNode(f"{BASE}id/graph/marks")
WATER = NamedNode(f"{BASE}id/theme/agua")


def test_the_list_names_all_releases(served: Served) -> None:
    page = served.client.get("/releases?lang=es", "text/html")
    assert re.findall(r'<a href="/releases/([^"/?]+)[^"/]*"><code>', page.text) == [served.new.id, served.old.id]
    assert f"<code>{served.pruned}</code>" in page.text
    listed = served.client.get("/releases", "application/json").json()
    assert [one["id"] for one in listed] == [served.new.id, served.old.id, served.pruned]
    assert [one["current"] for one in listed] == [True, False, False]
    assert [one["pruned"] for one in listed] == [False, False, True]
    assert served.client.get(listed[1]["url"].removeprefix(ORIGIN), "application/json").json()["digest"]


def test_a_list_that_did_not_change_is_not_sent_again(served: Served) -> None:
    for path, accept in (("/releases", "text/html"), (f"/releases/{served.old.id}", "text/html"), ("/feed", None)):
        held = served.client.get(path, accept).headers["etag"]
        assert served.client.get(path, accept, headers={"If-None-Match": held}).status_code == 304


def test_a_release_names_its_files_and_counts(served: Served) -> None:
    for one in (served.old, served.new):
        page = served.client.get(f"/releases/{one.id}?lang=en", "text/html").text
        assert one.manifest.digest in page
        assert f"<dd>{one.manifest.quads}</dd>" in page
        document = served.client.get(f"/releases/{one.id}", "application/json").json()
        assert document["counts"] == one.manifest.counts


def test_the_iri_of_a_release_leads_to_its_page(served: Served) -> None:
    """Linked data: the IRI in a patch and in the feed can be looked up."""
    answer = served.client.get(f"/id/release/{served.old.id}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/releases/{served.old.id}")


@pytest.mark.parametrize(
    "path", ["/releases/{}", "/id/release/{}", "/releases/{}/changes", "/releases/{}/changes.json"]
)
def test_a_release_that_is_not_there_is_told_from_one_that_was_taken_away(served: Served, path: str) -> None:
    assert served.client.get(path.format(served.pruned)).status_code == 410
    assert served.client.get(path.format("20200101T000000Z-000000000000")).status_code == 404
    assert served.client.get(path.format("current")).status_code == 404
    assert served.client.get(path.format("..%2f..%2fetc")).status_code == 404


def test_changes_are_shown_a_thing_at_a_time(served: Served) -> None:
    """By hand: of one theme, ``Aguas`` went, and two names came; another, of one name, is gone."""
    page = served.client.get(f"/releases/{served.new.id}/changes?lang=es", "text/html").text
    assert page.count('<section class="part">') == 2
    assert page.count('<li class="removed">') == 2
    assert page.count('<li class="added">') == 2
    assert "Agua &lt;b&gt;y&lt;/b&gt; saneamiento" in page
    assert "<b>y</b>" not in page


def test_changes_are_the_same_in_every_format(served: Served) -> None:
    page = f"/releases/{served.new.id}/changes"
    document = served.client.get(page, "application/json").json()
    assert document == served.client.get(f"{page}.json").json()
    assert document["totals"] == {"new": 0, "gone": 1, "changed": 1, "added": 2, "removed": 2}
    patch = served.client.get(f"{page}.patch?since={served.old.id}")
    assert patch.headers["content-type"].startswith("text/plain")
    signs = [line[:2] for line in patch.text.splitlines()]
    assert (signs.count("A "), signs.count("D ")) == (2, 2)


def test_a_patch_makes_the_new_release_of_the_old(served: Served) -> None:
    """RDF Patch, applied with sets to what another parser reads of the older download."""
    files = (served.client.get(f"/downloads/{one.id}/{DATASET}").content for one in (served.old, served.new))
    old, new = (set(parse(gzip.decompress(file), format=RdfFormat.N_QUADS)) for file in files)
    for line in served.client.get(f"/releases/{served.new.id}/changes.patch").text.splitlines():
        sign, _, statement = line.partition(" ")
        if sign in "AD":
            [quad] = parse(statement, format=RdfFormat.N_QUADS)
            (old.add if sign == "A" else old.remove)(quad)
    assert old == new


def test_what_changed_backwards_is_the_other_way_round(served: Served) -> None:
    document = served.client.get(f"/releases/{served.old.id}/changes.json?since={served.new.id}").json()
    assert document["totals"]["new"] == 1
    assert (document["totals"]["added"], document["totals"]["removed"]) == (2, 2)


@pytest.mark.parametrize(
    ("since", "status"),
    [("?since=nothing", 404), ("?since=", 404), ("?since={0}&since={0}", 400), ("?since={1}", 410)],
)
def test_a_release_to_compare_with_has_to_be_there(served: Served, since: str, status: int) -> None:
    query = since.format(served.old.id, served.pruned)
    answer = served.client.get(f"/releases/{served.new.id}/changes{query}", "application/json")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_nothing_came_before_the_first_release(served: Served) -> None:
    assert served.client.get(f"/releases/{served.old.id}/changes").status_code == 404


def test_a_feed_reader_gets_an_entry_a_release(served: Served) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must have."""
    answer = served.client.get("/feed", headers={"Accept-Language": "en"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert feed.findtext(f"{ATOM}id") == f"{BASE}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"{BASE}id/release/{one}" for one in (served.new.id, served.old.id, served.pruned)
    ]
    assert all(entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}updated") for entry in entries)
    [self] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert self.get("href") == f"{ORIGIN}/feed"
    [page] = [link for link in entries[0].findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert served.client.get(str(page.get("href"))).status_code == 200


def test_documents_of_a_release_never_change(served: Served) -> None:
    answer = served.client.get(f"/releases/{served.new.id}/changes.json?since={served.old.id}")
    assert answer.headers["cache-control"].endswith("immutable")
    assert parsedate_to_datetime(answer.headers["last-modified"])
    assert json.loads(answer.content)["new"] == served.new.id


def test_a_release_made_before_citations_has_none(served: Served) -> None:
    path = served.old.path / "downloads" / "CITATION.cff"
    kept = path.read_bytes()
    path.unlink()
    try:
        assert served.client.get(f"/downloads/{served.old.id}/CITATION.cff").status_code == 404
    finally:
        path.write_bytes(kept)
    assert served.client.get(f"/downloads/{served.old.id}/CITATION.cff").content == kept
