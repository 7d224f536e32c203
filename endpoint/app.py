"""The application: one release at a time behind its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from endpoint import health, home, search, static
from endpoint.audit import routes as audit
from endpoint.cache import ResultCache
from endpoint.discovery import crawlers
from endpoint.discovery import routes as discovery
from endpoint.doorkeeper import Doorkeeper
from endpoint.http.compression import Compression
from endpoint.http.headers import CommonHeaders
from endpoint.http.methods import Methods
from endpoint.http.targets import AsciiTargets
from endpoint.pages import answered
from endpoint.problems import Failures, ProblemError, on_http_exception, on_invalid_parameters, on_problem
from endpoint.questions import routes as questions
from endpoint.releases import routes as releases
from endpoint.releases import times
from endpoint.releases.earlier import EarlierReleases
from endpoint.resources import routes as resources
from endpoint.settings import Settings
from endpoint.shortcuts import Shortcuts
from endpoint.site import Site
from endpoint.sizes import ShortAddresses
from endpoint.sparql import completions
from endpoint.sparql import routes as sparql
from endpoint.switching import OneSite, Switch
from endpoint.validation import routes as validation
from endpoint.validation.validator import Validator
from endpoint.vocabulary import contexts
from endpoint.vocabulary import routes as vocabulary
from loaders.release import Release


class _Service(FastAPI):
    """An application with its layers outside the framework's, which take longer than a small query."""

    outermost: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await self.outermost(scope, receive, send)


def create_app(settings: Settings, release: Release) -> FastAPI:
    """The application that serves a release.

    Raises :class:`~loaders.release.ReleaseError` where the release is damaged.
    """
    site = Site.open(settings, release)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Switch(app.state).following(settings.release_poll_s):
            yield
        app.state.validator.close()
        app.state.site.close()

    app = _Service(
        title="Quipu",
        summary="Open-government commitments as linked open data",
        version=version("quipu"),
        lifespan=lifespan,
        docs_url=None,  # its pages load their scripts from a third party
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.site = site
    app.state.validator = Validator(settings)
    for module in (  # looked through in this order: some datasets and releases have routes of their own below /id
        home,
        sparql,
        completions,
        questions,
        search,
        discovery,
        crawlers,
        audit,
        validation,
        releases,
        times,
        resources,
        vocabulary,
        contexts,
        health,
        static,
    ):
        app.include_router(module.router)
    app.state.sections = answered(app.routes)
    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_invalid_parameters)
    # Of those within the framework, the last one added is the outermost.
    app.add_middleware(Compression)
    app.add_middleware(Methods, routes=app.routes)
    app.add_middleware(EarlierReleases)
    app.add_middleware(Failures)
    app.outermost = _outer_layers(partial(FastAPI.__call__, app), settings)
    return app


def _outer_layers(layer: ASGIApp, settings: Settings) -> ASGIApp:
    """What a request passes before the framework, from the inside out."""
    layer = ShortAddresses(layer, limit=settings.url_max_length)
    # Outside of it: headers also go on the answers that it makes.
    layer = CommonHeaders(layer)
    layer = AsciiTargets(layer)
    layer = Shortcuts(layer, sparql.HANDLERS, settings.url_max_length)
    if settings.result_cache_bytes:
        doorkeeper = Doorkeeper(settings.result_cache_quick_ms / 1000)
        layer = ResultCache(layer, settings.result_cache_bytes, doorkeeper)
    return OneSite(layer)
