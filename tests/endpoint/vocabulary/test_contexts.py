"""The JSON-LD context at its address."""

import json
from importlib.resources import files

from ontology import context
from tests.endpoint.client import Client

PATH = f"/context/{context.version()}.jsonld"


def test_a_version_never_changes(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/ld+json"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.content == files("ontology").joinpath("context.jsonld").read_bytes()
    again = client.get(PATH, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.request("HEAD", PATH).headers["etag"] == response.headers["etag"]


def test_what_documents_hold_of_it_is_as_it_stands_there(client: Client) -> None:
    whole = json.loads(client.get(PATH).content)["@context"]
    part = json.loads(client.get("/doc/commitment/pe-2017-2019-1.jsonld").content)["@context"]
    assert {name: whole[name] for name in part} == part
    assert "position" in part


def test_there_is_no_other_version(client: Client) -> None:
    for path in ("/context/0.0.0.jsonld", "/context/..%2f..%2fetc%2fpasswd.jsonld", "/context/.jsonld"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"
