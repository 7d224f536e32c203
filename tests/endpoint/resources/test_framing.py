"""A document as one tree of JSON-LD, and who gets it."""

import pytest

from tests.endpoint.client import Client
from tests.endpoint.graphs import parsed

COMMITMENT = "commitment/pe-2017-2019-1"
FRAMED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"'


def test_a_document_as_one_tree(client: Client) -> None:
    """JSON-LD 1.1 Framing: the topic at the root, and what it names described in it."""
    answer = client.get(f"/doc/{COMMITMENT}", FRAMED)
    assert answer.headers["content-type"] == FRAMED
    tree = answer.json()
    assert tree["@id"] == f"id:{COMMITMENT}"
    assert "@graph" not in tree
    plain = client.get(f"/doc/{COMMITMENT}", "application/ld+json")
    assert plain.headers["content-type"] == "application/ld+json"
    assert "@graph" in plain.json()
    assert plain.headers["etag"] != answer.headers["etag"]
    said = {triple for triple in parsed(answer) if str(triple[0]).endswith(f"/id/{COMMITMENT}")}
    assert said == {triple for triple in parsed(plain) if str(triple[0]).endswith(f"/id/{COMMITMENT}")}


def test_a_tree_describes_what_it_names_once(client: Client) -> None:
    tree = client.get(f"/doc/{COMMITMENT}", FRAMED).json()
    described = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "@id" in value and len(value) > 1:
                described.append(value["@id"])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk({name: value for name, value in tree.items() if name != "@context"})
    assert len(described) > 1
    assert len(set(described)) == len(described)


@pytest.mark.parametrize("path", ["/catalog", "/doc/theme"])
def test_what_has_no_topic_is_no_tree(client: Client, path: str) -> None:
    assert client.get(path, FRAMED).status_code == 406
    plain = client.get(path, f"{FRAMED}, application/ld+json;q=0.5")
    assert plain.headers["content-type"] == "application/ld+json"


def test_a_tree_is_for_who_likes_it_best(client: Client) -> None:
    path = f"/doc/{COMMITMENT}"
    assert client.get(path, f"{FRAMED};q=0.1, application/ld+json").headers["content-type"] == "application/ld+json"
    assert client.get(path, f"{FRAMED}, application/ld+json;q=0.5").headers["content-type"] == FRAMED
    assert client.get(path, "application/ld+json").headers["content-type"] == "application/ld+json"
