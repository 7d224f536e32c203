"""What each release holds and what changed between two: read as a browser, a program and a feed reader would."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders import release
from loaders.downloads import DATASET
from loaders.release import Release
from ontology.terms import BASE, RDFS
from tests.endpoint.client import ORIGIN, Client

ATOM = "{http://www.w3.org/2005/Atom}"
GRAPH = NamedNode(f"{BASE}id/graph/marks")
WATER = NamedNode(f"{BASE}id/theme/agua")


@dataclass(frozen=True)
class Served:
    """Three releases of one folder, the newest of them served; the files of the first were taken away."""

    client: Client
    pruned: str
    old: Release
    new: Release


@pytest.fixture(scope="module")
def served(small_quads: list[Quad], settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    var = tmp_path_factory.mktemp("releases")

    def write(*labels: str) -> Release:
        said = [Quad(WATER, RDFS.label, Literal(label, language="es"), GRAPH) for label in labels]
        return release.write([*small_quads, *said], BASE, var, {}, None)

    first, second, third = write(), write("Agua", "Aguas"), write("Agua", "Agua <b>y</b> saneamiento", "Lluvia")
    (first.path / DATASET).unlink()
    app = create_app(settings, third)
    yield Served(Client(app), first.id, second, third)
    app.state.site.close()


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
    """By hand: of the theme, ``Aguas`` went, and ``Agua <b>y</b> saneamiento`` and ``Lluvia`` came."""
    page = served.client.get(f"/releases/{served.new.id}/changes?lang=es", "text/html").text
    assert page.count('<section class="part">') == 1
    assert page.count('<li class="removed">') == 1
    assert page.count('<li class="added">') == 2
    assert "Agua &lt;b&gt;y&lt;/b&gt; saneamiento" in page
    assert "<b>y</b>" not in page


def test_changes_are_the_same_in_every_format(served: Served) -> None:
    page = f"/releases/{served.new.id}/changes"
    document = served.client.get(page, "application/json").json()
    assert document == served.client.get(f"{page}.json").json()
    assert document["totals"] == {"new": 0, "gone": 0, "changed": 1, "added": 2, "removed": 1}
    patch = served.client.get(f"{page}.patch?since={served.old.id}")
    assert patch.headers["content-type"].startswith("text/plain")
    signs = [line[:2] for line in patch.text.splitlines()]
    assert (signs.count("A "), signs.count("D ")) == (2, 1)


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
    assert (document["totals"]["added"], document["totals"]["removed"]) == (1, 2)


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
