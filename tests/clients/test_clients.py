"""Other people's clients, who are told nothing about this service but an address."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.namespace import RDF

from endpoint.app import create_app
from endpoint.http.formats import GRAPHS
from endpoint.settings import Settings
from loaders.release import Release
from ontology import context
from ontology.terms import BASE
from tests.endpoint.graphs import PARSERS, graph_of
from tests.endpoint.serving import served
from tests.tools import missing

HERE = Path(__file__).parent
COMMITMENT = "commitment/pe-2017-2019-01"
GA = rdflib.Namespace(f"{BASE}def#")
Run = Callable[..., str]


@pytest.fixture(scope="module")
def address(shipped: Release) -> Iterator[str]:
    app = create_app(Settings(_env_file=None, workers=1, client_cost_ms=0), shipped)
    with served(app) as (host, port):
        yield f"http://{host}:{port}"
    app.state.site.close()


@pytest.fixture(scope="module")
def expected(shipped: Release) -> set[tuple[str, str, str]]:
    """What the release says of the commitment itself."""
    subject = pyoxigraph.NamedNode(f"{BASE}id/{COMMITMENT}")
    quads = shipped.store.quads_for_pattern(subject, None, None, None)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


@pytest.fixture(scope="module")
def node() -> Run:
    """Runs a script beside this file with node."""
    if shutil.which("node") is None or not (HERE / "node_modules" / ".ready").is_file():
        missing("the clients written in JavaScript", "install npm, then make tests/clients/node_modules/.ready")

    def run(script: str, *arguments: str, given: str = "") -> str:
        command = ["node", str(HERE / script), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def said(triples: str) -> set[tuple[str, str, str]]:
    """The statements about the commitment in a text of N-Triples or N-Quads."""
    parsed = pyoxigraph.parse(triples, format=RdfFormat.N_QUADS)
    found = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in parsed}
    return {triple for triple in found if triple[0] == f"<{BASE}id/{COMMITMENT}>"}


def test_rdflib(address: str, expected: set[tuple[str, str, str]]) -> None:
    graph = rdflib.Graph().parse(f"{address}/id/{COMMITMENT}")
    subject = rdflib.URIRef(f"{BASE}id/{COMMITMENT}")
    assert (subject, RDF.type, GA.Commitment) in graph
    assert len(list(graph.predicate_objects(subject))) == len(expected)


def test_pyoxigraph(address: str, expected: set[tuple[str, str, str]]) -> None:
    request = urllib.request.Request(f"{address}/id/{COMMITMENT}", headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert said(answer.read().decode()) == expected


@pytest.mark.parametrize("media_type", [form.media_type for form in GRAPHS])
def test_curl(address: str, expected: set[tuple[str, str, str]], media_type: str) -> None:
    if shutil.which("curl") is None:
        missing("curl", "install curl")
    command = ["curl", "-sSL", "-w", "\n%{content_type}", "-H", f"Accept: {media_type}", f"{address}/id/{COMMITMENT}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    body, _, announced = done.stdout.rpartition("\n")
    assert announced.partition(";")[0] == media_type
    graph = graph_of(body, PARSERS[media_type])
    assert len(list(graph.predicate_objects(rdflib.URIRef(f"{BASE}id/{COMMITMENT}")))) == len(expected)


def test_comunica_joins_documents(address: str, node: Run) -> None:
    """Both documents name the plan, and a union of them says so more than once."""
    query = f"""
        SELECT DISTINCT ?label {{
          <{BASE}id/{COMMITMENT}> <{GA.inPlan}> ?plan .
          ?plan <http://www.w3.org/2000/01/rdf-schema#label> ?label .
          FILTER (LANG(?label) = "en")
        }}"""
    sources = f"{address}/doc/{COMMITMENT}", f"{address}/doc/plan/pe-2017-2019"
    found = json.loads(node("comunica.mjs", query, *sources))
    assert [row["label"]["value"] for row in found["results"]["bindings"]] == [
        "Peru's Third National Open Government Action Plan 2017-2019"
    ]


def test_a_json_ld_processor(address: str, node: Run, expected: set[tuple[str, str, str]]) -> None:
    assert said(node("expand.mjs", f"{address}/doc/{COMMITMENT}.jsonld")) == expected


def test_a_json_ld_processor_follows_the_context(address: str, node: Run) -> None:
    """A document of somebody else, which uses the terms of the context by its address."""
    document = {
        "@context": f"{address}/context/{context.version()}.jsonld",
        "@id": "http://example.org/c",
        "@type": "ga:Commitment",
        "ga:number": "1",
    }
    assert set(node("expand.mjs", "-", given=json.dumps(document)).splitlines()) == {
        f'<http://example.org/c> <{GA.number}> "1" .',
        f"<http://example.org/c> <{RDF.type}> <{GA.Commitment}> .",
    }
