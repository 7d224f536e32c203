"""What a client's queries may cost together, and by what a client is known."""

from __future__ import annotations

import logging
from ipaddress import ip_network

import pytest
from starlette.requests import Request

from endpoint.app import create_app
from endpoint.engine.costs import Charge, Costs
from endpoint.http.clients import SHARES, address_of, share_of
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.client import Client

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TRUSTED = [ip_network("10.0.0.0/8"), ip_network("2001:db8::1")]


def request(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "headers": headers, "client": (peer, 1) if peer else None})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),  # anyone can write this header
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.2"], "10.0.0.2"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["[2001:db8:1:2::7]:80"], "2001:db8:1:2::/64"),
        ("2001:db8::2", ["198.51.100.1"], "2001:db8::/64"),
        (None, ["198.51.100.1"], ""),
    ],
)
def test_the_address_of_a_client(peer: str | None, forwarded: list[str], address: str) -> None:
    assert address_of(request(peer, *forwarded), TRUSTED) == address


def test_shares_are_bounded_and_say_nothing_of_the_address() -> None:
    shares = [share_of(f"192.0.2.{i}") for i in range(256)]
    assert len(set(shares)) > 240
    assert all(0 <= share < SHARES for share in shares)


def test_a_client_that_used_its_minute_waits_for_the_next() -> None:
    costs = Costs(1000)
    charge = costs.admit(1)
    assert isinstance(charge, Charge)
    charge.pay(5000)
    charge.pay(5000)
    waiting = costs.admit(1)
    assert isinstance(waiting, int)
    assert 1 <= waiting <= 60
    assert isinstance(costs.admit(2), Charge)


def test_a_client_cannot_start_a_hundred_at_once() -> None:
    costs = Costs(1000)
    admitted = [each for each in (costs.admit(1) for _ in range(100)) if isinstance(each, Charge)]
    assert len(admitted) == 8
    for each in admitted:
        each.pay(1)
    assert costs.running() == 0
    assert isinstance(costs.admit(1), Charge)


def test_with_little_left_there_is_one_at_a_time() -> None:
    costs = Costs(1000)
    first = costs.admit(1)
    assert isinstance(first, Charge)
    first.pay(900)
    assert isinstance(costs.admit(1), Charge)
    assert costs.admit(1) == 1


def test_no_limit() -> None:
    costs = Costs(0)
    for _ in range(100):
        charge = costs.admit(1)
        assert isinstance(charge, Charge)
        charge.pay(1e9)


def test_over_the_limit_is_a_429_that_names_the_setting(small: Release, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(_env_file=None, client_cost_ms=200, query_timeout_s=0.3, result_cache_quick_ms=0), small)
    client = Client(app)
    try:
        with caplog.at_level(logging.DEBUG):
            assert client.query("ASK { ?a ?b 7 }", "text/csv").status_code == 200
            assert client.query(HEAVY, "text/csv").status_code == 504
            refused = client.query("ASK { ?a ?b 8 }", "text/csv")
            cached = client.query("ASK { ?a ?b 7 }", "text/csv")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["content-type"] == "application/problem+json"
        assert "QUIPU_CLIENT_COST_MS" in refused.json()["detail"]
        assert refused.headers["cache-control"] == "no-store"
        assert cached.status_code == 200
        assert client.get("/sparql", "text/turtle").status_code == 200
        assert app.state.site.costs.running() == 0
        assert "127.0.0.1" not in caplog.text
    finally:
        app.state.site.close()
