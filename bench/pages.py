"""How soon pages show something, and what they weigh: in a real browser, one visit with an empty cache to each.

    python -m bench.pages --address http://127.0.0.1:8000

Needs Debian's ``chromium`` and a server that runs.
"""

from __future__ import annotations

import argparse
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.browser.kinds import PAGES

_MEASURE = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const weight = kept => all.filter(kept).map(entry => entry.encodedBodySize).reduce((sum, size) => sum + size, 0);
  const isEditor = entry => entry.name.endsWith('/static/editor.js');
  return [paint ? paint.startTime : null, weight(entry => !isEditor(entry)), weight(isEditor), all.length];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure pages in a browser.")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--visits", type=int, default=3)
    given = parser.parse_args()
    executable = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        print("| page | first contentful paint, median | compressed | requests |\n| --- | --- | --- | --- |")
        for kind, path in PAGES.items():
            found = [_visit(browser, given.address + path) for _ in range(given.visits)]
            paint = statistics.median(each[0] for each in found)
            _, weight, editor, requests = found[-1]
            extra = f" and {editor / 1000:.0f} kB of editor" if editor else ""
            print(f"| {kind} | {paint:.0f} ms | {weight / 1000:.1f} kB{extra} | {requests:.0f} |")
        browser.close()


def _visit(browser: Browser, address: str) -> list[float]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    found: list[float] = page.evaluate(_MEASURE)
    context.close()
    return found


if __name__ == "__main__":
    main()
