"""What a document was at a time: RFC 7089, read with another's parser of links."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import httpx
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from ontology.terms import BASE
from tests.endpoint.client import ORIGIN
from tests.endpoint.releases.served import Served

WATER = URIRef(f"{BASE}id/theme/agua")


def names(turtle: str) -> set[str]:
    graph = Graph().parse(data=turtle, format="turtle")
    return {str(name) for name in graph.objects(WATER, RDFS.label) if isinstance(name, Literal)}


def date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def mementos(text: str) -> dict[str, str]:
    """Times by address, of a TimeMap in ``application/link-format``, which is the form of a Link header."""
    found = {}
    for part in text.strip().split(",\n"):
        one = httpx.Response(200, headers={"Link": part}).links
        [link] = one.values()
        if "memento" in str(link["rel"]).split():
            found[link["url"]] = link["datetime"]
    return found


def test_a_document_is_as_it_was(served: Served) -> None:
    """By hand: three names today, two others then."""
    today = served.client.get("/doc/theme/agua.ttl")
    then = served.client.get(f"/releases/{served.old.id}/doc/theme/agua.ttl")
    assert names(today.text) == {"Agua", "Agua <b>y</b> saneamiento", "Lluvia"}
    assert names(then.text) == {"Agua", "Aguas"}
    assert parsedate_to_datetime(then.headers["memento-datetime"]) == served.old.manifest.created
    assert "memento-datetime" not in today.headers
    assert today.headers["etag"] != then.headers["etag"]


@pytest.mark.parametrize("path", ["/doc/theme/agua", "/doc/theme/agua.ttl", "/doc/theme?page=1"])
def test_a_document_leads_to_its_times_and_back(served: Served, path: str) -> None:
    """RFC 7089, section 2.2: links of the original and of its mementos."""
    for root in ("", f"/releases/{served.old.id}"):
        links = served.client.get(root + path, "text/turtle").links
        assert links["timegate"]["url"].startswith("/timegate/doc/theme")
        assert links["original"]["url"] == path.removesuffix("?page=1")
        times = served.client.get(links["timemap"]["url"])
        assert times.headers["content-type"] == "application/link-format"
        for address in mementos(times.text):
            assert served.client.get(address.removeprefix(ORIGIN), "text/turtle").headers["memento-datetime"]


def test_a_time_map_lists_the_releases_that_have_the_document(served: Served) -> None:
    water = served.client.get("/timemap/doc/theme/agua").text
    assert mementos(water) == {
        f"{ORIGIN}/releases/{one.id}/doc/theme/agua": date(one.manifest.created) for one in (served.old, served.new)
    }
    assert list(mementos(served.client.get("/timemap/id/theme/luz").text)) == [
        f"{ORIGIN}/releases/{served.old.id}/doc/theme/luz"
    ]
    assert served.client.get("/timemap/doc/theme/none").status_code == 404


def test_the_time_gate_finds_the_state_of_a_moment(served: Served) -> None:
    """RFC 7089, section 4.5.3: before the first it is the first."""
    old, new = served.old.manifest.created, served.new.manifest.created
    for moment, expected in (
        (old - timedelta(days=400), served.old),
        (old, served.old),
        (new - timedelta(seconds=1), served.old),
        (new, served.new),
        (new + timedelta(days=400), served.new),
        (None, served.new),
    ):
        headers = {"Accept-Datetime": date(moment)} if moment else {}
        for path in ("/timegate/doc/theme/agua", "/timegate/id/theme/agua"):
            answer = served.client.get(path, headers=headers)
            assert answer.status_code == 302
            assert answer.headers["location"] == f"/releases/{expected.id}/doc/theme/agua"
            assert answer.headers["vary"].lower() == "accept-datetime"
            assert answer.links["original"]["url"] == "/doc/theme/agua"


@pytest.mark.parametrize(
    "given",
    ["", "yesterday", "2018-05-31T20:35:00Z", "Thu, 31 May 2018 20:35:00 +0200", "Wed, 31 Feb 2018 20:35:00 GMT"],
)
def test_a_moment_is_written_as_http_writes_it(served: Served, given: str) -> None:
    answer = served.client.get("/timegate/doc/theme/agua", headers={"Accept-Datetime": given})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/timegate/", "/timegate/sparql", "/timegate/doc", "/timemap/def/1.0.0", "/timemap/doc/%00"]
)
def test_only_documents_have_times(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/def", "/shapes.ttl"])
def test_the_vocabulary_has_times_too(served: Served, path: str) -> None:
    links = served.client.get(path, "text/turtle").links
    found = mementos(served.client.get(links["timemap"]["url"]).text)
    assert list(found) == [f"{ORIGIN}/releases/{one.id}{path}" for one in (served.old, served.new)]
    gate = served.client.get(links["timegate"]["url"], headers={"Accept-Datetime": date(served.old.manifest.created)})
    assert gate.headers["location"] == f"/releases/{served.old.id}{path}"
    then = served.client.get(gate.headers["location"], "text/turtle")
    assert parsedate_to_datetime(then.headers["memento-datetime"]) == served.old.manifest.created


def test_a_page_of_the_past_says_so_and_stays_there(served: Served) -> None:
    page = served.client.get(f"/releases/{served.old.id}/doc/theme/agua?lang=en", "text/html").text
    assert f"{served.old.manifest.created:%Y-%m-%d %H:%M} UTC" in page
    assert '<a href="/doc/theme/agua?lang=en">' in page
    assert f'href="/releases/{served.old.id}/doc/theme?lang=en"' in page
    assert served.client.get(f"/releases/{served.old.id}/static/quipu.css").status_code == 200
    assert "UTC" not in served.client.get("/doc/theme/agua", "text/html").text


def test_things_of_a_release_lead_to_its_documents(served: Served) -> None:
    answer = served.client.get(f"/releases/{served.old.id}/id/theme/luz")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/releases/{served.old.id}/doc/theme/luz")


def test_what_only_the_present_has_is_a_redirect_away(served: Served) -> None:
    answer = served.client.get(f"/releases/{served.old.id}/sparql?query=ASK%20%7B%7D")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sparql?query=ASK%20%7B%7D")


def test_a_release_that_is_not_there_has_no_documents(served: Served) -> None:
    assert served.client.get(f"/releases/{served.pruned}/doc/theme/luz").status_code == 410
    assert served.client.get("/releases/20200101T000000Z-000000000000/doc/theme/luz").status_code == 404
    assert served.client.get(f"/releases/{served.old.id}/doc/theme/none").status_code == 404


def test_what_was_withdrawn_names_its_last_version(served: Served) -> None:
    answer = served.client.get("/doc/theme/luz", "application/problem+json")
    assert answer.status_code == 410
    last = answer.json()["last_version"]
    assert last == f"/releases/{served.old.id}/doc/theme/luz"
    assert "Luz" in served.client.get(last, "text/turtle").text
    assert f'<a href="{last}">' in served.client.get("/doc/theme/luz", "text/html").text


def test_a_conditional_request_is_met_by_the_state_of_its_release(served: Served) -> None:
    path = f"/releases/{served.old.id}/doc/theme/agua.ttl"
    held = served.client.get(path).headers["etag"]
    again = served.client.get(path, headers={"If-None-Match": held})
    assert (again.status_code, "memento-datetime" in again.headers) == (304, True)
    assert served.client.get("/doc/theme/agua.ttl", headers={"If-None-Match": held}).status_code == 200


def test_past_and_present_asked_at_once_do_not_mix(served: Served) -> None:
    old, new = f"/releases/{served.old.id}/doc/theme/agua.nt", "/doc/theme/agua.nt"

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=served.client.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await asyncio.gather(*(client.get(path) for _ in range(20) for path in (old, new)))

    answers = asyncio.run(ask())
    assert {("Aguas" in one.text, "Lluvia" in one.text) for one in answers[::2]} == {(True, False)}
    assert {("Aguas" in one.text, "Lluvia" in one.text) for one in answers[1::2]} == {(False, True)}
