"""The documentation cannot lie: what is generated is as generated, what exists is documented."""

from __future__ import annotations

from pathlib import Path

from typer.main import get_group

from endpoint import settings_page
from loaders.columns import page
from quipu import app

ROOT = Path(__file__).parent.parent


def test_the_page_of_columns_is_made_from_the_row_models() -> None:
    assert (ROOT / "docs" / "data-package.md").read_text(encoding="utf-8") == page(), "run make docs"


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = get_group(app).commands
    assert [name for name in commands if f"quipu {name}" not in readme] == []


def test_the_page_of_settings_is_made_from_the_settings() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page.page(), "run make docs"


def test_every_decision_has_its_parts() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        number = int(path.name.partition("-")[0])
        assert text.startswith(f"# {number}. "), path.name
        assert [
            part for part in ("**Context.**", "**Choice.**", "**Rejected.**", "**Undone by**") if part not in text
        ] == []
