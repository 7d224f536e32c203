"""The servers that are measured: each started on loopback on a free port, and stopped by its process id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
Command = list[str | Path]
START_S = 120.0
STOP_S = 10.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Exchange:
    """A whole answer, and the seconds to its first byte and to its last."""

    status: int
    body: bytes
    first_byte: float
    total: float


@dataclass(frozen=True)
class Program:
    """How a server is started. ``path`` is where it takes queries."""

    name: str
    path: str
    port: int
    command: Command
    settings: Mapping[str, str] = field(default_factory=dict)


class Server:
    """A server that runs."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.name = program.name
        self.path = program.path
        self.port = program.port
        self._log = folder / f"{program.name}.log"
        self._started = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                program.command,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=_environment() | dict(program.settings),
                # Of its own, to be ended as one; not a session of its own, which Linux would give as much of the
                # processors as its client's, however low the priority of what runs in it.
                process_group=0,
            )

    def wait(self, target: str, accept: str, timeout: float = START_S) -> float:
        """Seconds from its start to its first good answer; raises :exc:`RuntimeError` where none comes."""
        while time.perf_counter() - self._started < timeout:
            if self._process.poll() is not None:
                told = self._log.read_text(errors="replace").strip().rpartition("\n")[2]
                raise RuntimeError(f"{self.name} ended with status {self._process.returncode}: {told}")
            try:
                if self.get(target, accept).status == 200:
                    return time.perf_counter() - self._started
            except (OSError, http.client.HTTPException):
                time.sleep(0.005)
        raise RuntimeError(f"{self.name}: no answer in {timeout:g} s")

    def target(self, query: str) -> str:
        return f"{self.path}?query={quote(query, safe='')}"

    def get(self, target: str, accept: str) -> Exchange:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            start = time.perf_counter()
            connection.request("GET", target, headers={"Accept": accept})
            answer = connection.getresponse()
            first = answer.read(1)
            first_byte = time.perf_counter() - start
            pieces = [first]
            while piece := answer.read(1 << 18):
                pieces.append(piece)
            total = time.perf_counter() - start
            return Exchange(answer.status, b"".join(pieces), first_byte, total)
        finally:
            connection.close()

    def put(self, target: str, body: bytes, content_type: str) -> None:
        """Give it data; raises :exc:`RuntimeError` where it refuses them."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        connection.request("PUT", target, body, {"Content-Type": content_type})
        status = connection.getresponse().status
        connection.close()
        if status not in {201, 204}:
            raise RuntimeError(f"{self.name}: loading answered {status}")

    def pids(self) -> list[int]:
        """Its process and all below it."""
        found, todo = [], [self._process.pid]
        while todo:
            pid = todo.pop()
            try:
                for thread in Path(f"/proc/{pid}/task").iterdir():
                    todo += [int(each) for each in (thread / "children").read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue
            found.append(pid)
        return found

    def cpu_seconds(self) -> float:
        """The processor time that its processes have used."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:13])
        return ticks / _TICKS

    def forget_peak(self) -> int:
        """Bytes in memory now, and from here on their peak is counted anew."""
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return self._memory("VmRSS:")

    def peak(self) -> int:
        """The most bytes that each process had in memory since :meth:`forget_peak`."""
        return self._memory("VmHWM:")

    def _memory(self, field: str) -> int:
        texts = (Path(f"/proc/{pid}/status").read_text() for pid in self.pids())
        return 1024 * sum(int(text.partition(field)[2].split()[0]) for text in texts)

    def stop(self) -> None:
        """End its process, and after some seconds without success all that it started."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # the group that this one began
            self._process.wait()


@dataclass(frozen=True)
class Peers:
    """What the servers are started with."""

    var: Path
    triples: Path
    programs: Path
    """Where the other engines' commands are."""
    folder: Path
    """Logs go here, and it is the working directory, so that no ``.env`` is read."""
    workers: int | None = None

    def quipu(self) -> Server:
        port = free_port()
        program = Path(sys.executable).parent / "quipu"
        command: Command = [program, "serve", "--port", str(port), "--var", self.var]
        settings = {} if self.workers is None else {"QUIPU_WORKERS": str(self.workers)}
        return Server(Program("quipu", "/sparql", port, command, settings), self.folder)

    def native(self) -> Server:
        """Oxigraph's own server, its data in memory."""
        port = free_port()
        command: Command = [self.programs / "oxigraph", "serve", "--bind", f"127.0.0.1:{port}"]
        server = Server(Program("native", "/query", port, command), self.folder)
        try:
            server.wait("/", "*/*")
            server.put("/store?default", self.triples.read_bytes(), "application/n-triples")
        except BaseException:
            server.stop()
            raise
        return server

    def rdflib_endpoint(self) -> Server:
        port = free_port()
        program = self.programs / "rdflib-endpoint"
        command: Command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), self.triples]
        return Server(Program("rdflib-endpoint", "/", port, command), self.folder)

    def hello(self) -> Server:
        port = free_port()
        app = ["bench.hello:app", "--app-dir", str(ROOT)]
        command: Command = [
            sys.executable,
            "-m",
            "uvicorn",
            *app,
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "error",
        ]
        return Server(Program("hello", "/", port, command), self.folder)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _environment() -> dict[str, str]:
    """The environment without settings of the service; it limits no client, since all load comes from one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIPU_")}
    return kept | {"QUIPU_CLIENT_COST_MS": "0"}
