"""A client that talks to an application in its own process, without a socket."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httpx
from fastapi import FastAPI
from pyoxigraph import NamedNode

from ontology.terms import BASE

ORIGIN = "http://quipu.test"


@dataclass(frozen=True)
class Client:
    """Requests to an application, each in an event loop of its own."""

    app: FastAPI

    def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        return asyncio.run(self._request(method, url, **kwargs))

    def get(self, url: str, accept: str | None = None, **kwargs: Any) -> httpx.Response:
        headers = {**kwargs.pop("headers", {}), **({} if accept is None else {"Accept": accept})}
        return self.request("GET", url, headers=headers, **kwargs)

    def query(self, query: str, accept: str | None = None, **parameters: str) -> httpx.Response:
        return self.get("/sparql", accept, params={"query": query, **parameters})

    def raw(self, method: str, target: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> tuple[int, bytes]:
        """Status and body of a request whose target is sent just as given, which no client library would do."""
        return asyncio.run(self._raw(method, target, headers or []))

    async def _request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=ORIGIN) as client:
            client.headers.clear()  # or it sends Accept: */*; a request here has the headers that the test gave it
            return await client.request(method, url, **kwargs)

    async def _raw(self, method: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[int, bytes]:
        path, _, query = target.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("utf-8", "replace")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "server": ("quipu.test", 80),
            "client": ("127.0.0.1", 1),
        }
        sent: list[Any] = []

        received = False

        async def receive() -> dict[str, Any]:
            nonlocal received
            if received:
                await asyncio.Event().wait()  # nothing more ever comes
            received = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def thing(path: str) -> NamedNode:
    """The IRI of a thing of the release in small."""
    return NamedNode(f"{BASE}id/{path}")
