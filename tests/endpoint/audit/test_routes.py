"""The audit over HTTP, and as a document of its own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from endpoint.app import create_app
from endpoint.audit.document import standalone
from endpoint.http.formats import GRAPHS
from endpoint.settings import Settings
from loaders.auditing import audit_release
from loaders.release import Release
from shapes.audit.report import Report
from tests.endpoint.client import Client
from tests.endpoint.graphs import parsed
from tests.endpoint.pages import Page

PLAN = "/audit/pe-2017-2019"


@pytest.fixture(scope="module")
def served(shipped: Release) -> Iterator[Client]:
    app = create_app(Settings(_env_file=None, workers=1), shipped)
    yield Client(app)
    app.state.site.close()


def test_every_plan_has_its_audit(served: Client) -> None:
    page = served.get("/audit?lang=es", "text/html").text
    hrefs = re.findall(r'href="(/audit/[^"]+)"', page)
    assert len(hrefs) == 5
    for href in hrefs:
        assert served.get(href, "text/html").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "El plan tiene 18 compromisos; de 12 consta el título oficial."),
        ("en", "The plan has 18 commitments; the official title of 12 is on record."),
    ],
)
def test_the_page_reads_as_a_report(served: Client, language: str, said: str) -> None:
    answer = served.get(f"{PLAN}?lang={language}", "text/html")
    assert said in answer.text
    assert answer.headers["content-language"] == language
    assert answer.text.count('<section class="part"') == 11


def test_every_link_of_the_page_answers(served: Client) -> None:
    links = {link for link in Page(served.get(PLAN, "text/html").text).links if link.startswith("/")}
    assert len(links) > 100
    assert [link for link in sorted(links) if served.get(link).status_code not in {200, 303}] == []


def test_the_forms_say_the_same(served: Client) -> None:
    document = served.get(f"{PLAN}.json").json()
    findings = [finding for check in document["checks"] for finding in check["findings"]]
    assert len(findings) == sum(document["counts"].values())
    assert len(list(csv.reader(io.StringIO(served.get(f"{PLAN}.csv").text, newline="")))) == len(findings) + 1
    assert served.get(PLAN, "application/json").json() == document
    assert served.get(f"{PLAN}.txt?lang=en").text.count("\n  * ") == len(findings)
    graphs = [parsed(served.get(f"{PLAN}.{form.key}")) for form in GRAPHS]
    assert len({len(graph) for graph in graphs}) == 1


def test_an_audit_that_did_not_change_is_not_sent_again(served: Client) -> None:
    held = served.get(PLAN, "text/html").headers["etag"]
    assert served.get(PLAN, "text/html", headers={"If-None-Match": held}).status_code == 304
    assert served.get(f"{PLAN}?lang=en", "text/html").headers["etag"] != held


@pytest.mark.parametrize("path", ["/audit/none", "/audit/none.json", "/audit/pe-2017-2019.xyz", "/audit/..%2f..%2fx"])
def test_there_is_no_audit_of_what_is_no_plan(served: Client, path: str) -> None:
    assert served.get(path).status_code == 404


def test_what_nobody_offers_is_refused(served: Client) -> None:
    assert served.get(PLAN, "image/png").status_code == 406


class _Loaded(HTMLParser):
    """What a document would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"link", "script", "img", "iframe"}:
            self.found.append(tag)
        if tag == "a":
            assert (dict(attrs)["href"] or "").startswith("http")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_document_stands_on_its_own(shipped: Release, language: str) -> None:
    report = Report(audit_release(shipped, "pe-2017-2019"), datetime(2026, 1, 2, tzinfo=UTC), "<Ana>")
    text = standalone(report, language).decode()
    assert _Loaded(text).found == []
    assert f'<html lang="{language}">' in text
    assert "&lt;Ana&gt;" in text
    assert shipped.digest in text
    assert text.count("<details open>") == text.count("<details")
