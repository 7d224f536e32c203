"""The settings as a page of documentation; ``python -m endpoint.settings_page > docs/settings.md`` writes it."""

from __future__ import annotations

import sys

from endpoint.settings import Settings

INTRODUCTION = """\
# Settings

Settings come from the environment or from a file `.env` in the folder where `quipu serve` is started. This page is made
from `endpoint/settings.py`.

| setting | default | |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page, as Markdown."""
    rows = (
        f"| `QUIPU_{name.upper()}` | {_shown(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    return INTRODUCTION + "".join(rows)


def _shown(default: object) -> str:
    return f"`{default}`" if default != () else "none"


if __name__ == "__main__":
    sys.stdout.write(page())
