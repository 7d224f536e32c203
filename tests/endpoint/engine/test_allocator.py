"""Whose ``malloc`` the workers use, seen in what their processes have mapped (proc(5), "/proc/[pid]/maps")."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from endpoint.engine import allocator
from endpoint.engine.pool import Limits, WorkerPool
from endpoint.engine.queries import Queries
from endpoint.settings import Settings

Start = Callable[[str], WorkerPool]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a pool of one worker whose memory comes from an allocator."""
    pools: list[WorkerPool] = []

    def started(chosen: str) -> WorkerPool:
        work = Queries([os.devnull], str(tmp_path), 256 * 1024 * 1024)
        pools.append(WorkerPool(work, 1, Limits(1.0, 1), allocator.environment(chosen)))
        return pools[-1]

    yield started
    for pool in pools:
        pool.close()


@pytest.fixture
def library() -> str:
    """The name of the library that this machine has."""
    name = allocator.found()
    if name is None:
        if "QUIPU_CI" in os.environ:
            pytest.fail("a fast malloc must be here: .ci/packages installs it")
        pytest.skip("this machine has neither mimalloc nor jemalloc")
    return name


def mapped(pool: WorkerPool) -> str:
    (pid,) = pool.pids
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _nothing_preloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(allocator.PRELOAD, raising=False)


def test_workers_take_what_the_machine_has_and_the_server_does_not(start: Start, library: str) -> None:
    assert library in mapped(start(allocator.AUTO))
    assert library not in Path("/proc/self/maps").read_text(encoding="utf-8")


def test_they_take_none_where_there_is_none(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocator, "found", lambda: None)
    assert allocator.environment(allocator.AUTO) == {}
    assert "malloc" not in mapped(start(allocator.AUTO))


def test_they_take_none_where_none_is_wanted(start: Start) -> None:
    assert "malloc" not in mapped(start(allocator.SYSTEM))


def test_they_take_the_library_of_a_path(start: Start, library: str) -> None:
    path = next(line.split()[-1] for line in mapped(start(allocator.AUTO)).splitlines() if library in line)
    assert path in mapped(start(path))


def test_what_is_preloaded_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(allocator.PRELOAD, "libother.so.1")
    assert allocator.environment(allocator.AUTO) == {}
    assert allocator.environment(allocator.SYSTEM) == {}
    assert allocator.environment("/lib/mine.so") == {allocator.PRELOAD: "/lib/mine.so libother.so.1"}


def test_a_path_without_a_library_is_a_wrong_setting() -> None:
    with pytest.raises(ValidationError, match="there is no such file"):
        Settings(_env_file=None, worker_allocator="/nowhere/libmimalloc.so")
