"""A real server of the shipped data, a real browser before it, and tools that judge pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from endpoint.app import create_app
from endpoint.settings import Settings
from loaders.release import Release
from tests.endpoint.serving import served
from tests.tools import missing

ROOT = Path(__file__).parent.parent.parent
NODE = ROOT / "node_modules"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_MS = 15_000


@pytest.fixture(scope="session")
def address(shipped: Release) -> Iterator[str]:
    """The address of a server of the shipped data."""
    app = create_app(Settings(_env_file=None, client_cost_ms=0, workers=2), shipped)
    with served(app) as (host, port):
        yield f"http://{host}:{port}"
    app.state.validator.close()
    app.state.site.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while it runs, its thread is inside an event loop, which other tests need to start."""
    executable = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if executable is None:
        missing("a browser", "install Debian's package chromium")
    with sync_playwright() as playwright:
        # As root, as in a container, Chromium has no sandbox; it reads our own pages only.
        launched = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        launched.close()


class Visitor:
    """Someone who reads the pages; what the browser complains about is kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(TIMEOUT_MS)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self._address = address
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(self._address + path)
        return self.page


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Makes visitors: ``locale``, ``color_scheme``, ``viewport``, ``java_script_enabled``, and so on."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Visitor:
        options.setdefault("locale", "en")
        contexts.append(browser.new_context(**options))  # type: ignore[arg-type]
        return Visitor(contexts[-1], address)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which judges accessibility."""
    path = NODE / "axe-core" / "axe.min.js"
    if not path.is_file():
        missing("axe-core", "install npm, then make node_modules/.ready")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def html_validate() -> str:
    """The command that judges HTML."""
    path = NODE / ".bin" / "html-validate"
    if not path.is_file() or shutil.which("node") is None:
        missing("html-validate", "install npm, then make node_modules/.ready")
    return str(path)
