"""A server that switches to another release while it is asked: no request fails, and none is answered by two."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.app import create_app
from endpoint.server import listen, server
from endpoint.settings import Settings
from endpoint.site import Site
from endpoint.switching import Switch
from loaders import release
from loaders.release import Release
from ontology.terms import BASE, GA, RDF, RDFS

GRAPH = NamedNode(f"{BASE}id/graph/marks")
MARKED = [NamedNode(f"{BASE}id/marked/{n}") for n in range(300)]
QUERY = f"SELECT ?mark {{ ?s <{BASE}def#mark> ?mark }}"
PATHS = [
    f"/sparql?query={QUERY.replace('#', '%23')}&format=csv",
    f"/sparql?query={QUERY.replace('#', '%23')}&format=html",
    "/doc/marked/1.nt",
    "/doc/marked/1.html",
    "/doc/marked.nt",
    "/doc/marked.html",
]


def marked(mark: str) -> list[Quad]:
    """Statements all of which say which release they are from."""
    prop = NamedNode(f"{BASE}def#mark")
    said = [Quad(node, prop, Literal(mark), GRAPH) for node in MARKED]
    return (
        said
        + [Quad(node, RDFS.label, Literal(mark, language="en"), GRAPH) for node in MARKED]
        + [Quad(node, RDF.type, GA.Theme, GRAPH) for node in MARKED]
    )


@pytest.fixture(scope="module")
def releases(small_quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Release]:
    """Two releases in one folder, by the mark that all their statements have."""
    var = tmp_path_factory.mktemp("switching")
    return {mark: release.write([*small_quads, *marked(mark)], BASE, var, {}, None) for mark in ("alpha", "omega")}


@dataclass(frozen=True)
class Service:
    address: str
    app: FastAPI
    var: Path

    def release(self) -> str:
        found = httpx.get(f"{self.address}/health/ready", trust_env=False).json()["release"]
        assert isinstance(found, str)
        return found

    def waits_for(self, release_id: str) -> None:
        deadline = time.monotonic() + 20
        while self.release() != release_id:
            assert time.monotonic() < deadline
            time.sleep(0.01)


@contextmanager
def serving(releases: dict[str, Release], first: str, cache_bytes: int) -> Iterator[Service]:
    """A real server that looks for a new release all the time."""
    var = releases[first].path.parent.parent
    release.switch(var, releases[first].id)
    settings = Settings(
        _env_file=None, release_poll_s=0.02, workers=2, client_cost_ms=0, result_cache_bytes=cache_bytes
    )
    app = create_app(settings, release.open_current(var))
    listener = listen("127.0.0.1", 0)
    running = server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    host, port = listener.getsockname()
    try:
        yield Service(f"http://{host}:{port}", app, var)
    finally:
        running.should_exit = True
        thread.join(30)
        listener.close()
    assert not thread.is_alive()


@pytest.mark.parametrize("cache_bytes", [0, 10_000_000], ids=["evaluated", "from the cache"])
def test_switching_under_load(releases: dict[str, Release], cache_bytes: int) -> None:
    """Each answer is whole and of one release, and a tag never names two texts."""
    done = threading.Event()
    failures: list[str] = []
    seen: dict[str, set[str]] = {path: set() for path in PATHS}
    by_tag: dict[tuple[str, str], bytes] = {}

    def ask(address: str) -> int:
        count = 0
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            while not done.is_set():
                path = PATHS[count % len(PATHS)]
                answer = client.get(path)
                count += 1
                marks = {mark for mark in releases if mark in answer.text}
                if answer.status_code != 200 or len(marks) != 1:
                    failures.append(f"{path}: {answer.status_code} {sorted(marks)}")
                    continue
                seen[path] |= marks
                if by_tag.setdefault((path, answer.headers["etag"]), answer.content) != answer.content:
                    failures.append(f"{path}: one tag, two texts")
        return count

    with serving(releases, "alpha", cache_bytes) as service, ThreadPoolExecutor(4) as clients:
        running = [clients.submit(ask, service.address) for _ in range(4)]
        try:
            for turn in range(8):
                mark = ("omega", "alpha")[turn % 2]
                release.switch(service.var, releases[mark].id)
                service.waits_for(releases[mark].id)
        finally:
            done.set()
        counts = [each.result() for each in running]
    assert failures == []
    assert min(counts) > len(PATHS)
    assert seen == {path: {"alpha", "omega"} for path in PATHS}


def test_a_damaged_release_is_not_switched_to(releases: dict[str, Release], tmp_path: Path) -> None:
    with serving(releases, "alpha", 0) as service:
        broken = releases["alpha"].path.parent / "20200101T000000Z-broken"
        broken.mkdir(exist_ok=True)
        (broken / "manifest.json").write_text("{")
        release.switch(service.var, broken.name)
        for _ in range(20):
            assert service.release() == releases["alpha"].id
        # The next good one is taken again.
        release.switch(service.var, releases["omega"].id)
        service.waits_for(releases["omega"].id)


def test_a_slow_reader_gets_its_answer_from_the_release_that_it_began_with(releases: dict[str, Release]) -> None:
    """The old release is closed when its last request has ended, and not before."""
    with serving(releases, "alpha", 0) as service:
        old = service.app.state.site
        everything = f"{service.address}/sparql?query=SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT 200000&format=csv"
        with httpx.stream("GET", everything, trust_env=False, timeout=30) as answer:
            chunks = answer.iter_bytes()
            text = next(chunks)
            release.switch(service.var, releases["omega"].id)
            service.waits_for(releases["omega"].id)
            assert old.underway.count == 1
            text += b"".join(chunks)
        assert len(text.splitlines()) == 200_001
        assert b"omega" not in text
        deadline = time.monotonic() + 10
        while not _is_closed(old):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def _is_closed(site: Site) -> bool:
    """A closed reader takes no more work."""
    try:
        asyncio.run(site.reader.read(int))
    except RuntimeError:
        return True
    return False


def test_nothing_changes_where_nothing_changed(releases: dict[str, Release]) -> None:
    var = releases["alpha"].path.parent.parent
    release.switch(var, releases["alpha"].id)
    app = create_app(Settings(_env_file=None, workers=1), release.open_current(var))
    site = app.state.site
    switch = Switch(app.state)
    asyncio.run(switch.look())
    release.switch(var, releases["alpha"].id)  # another link to the same place
    asyncio.run(switch.look())
    assert app.state.site is site
    site.close()
    gc.collect()
