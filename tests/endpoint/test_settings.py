"""Settings: each with a description, read from the environment, refused where they make no sense."""

import pytest
from pydantic import ValidationError

from endpoint.settings import Settings
from ontology.terms import BASE


def test_each_has_a_description() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUIPU_PORT", raising=False)
    settings = Settings(_env_file=None)
    assert (settings.base_iri, settings.host, settings.port, str(settings.var)) == (BASE, "127.0.0.1", 8000, "var")


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIPU_PORT", "8123")
    monkeypatch.setenv("QUIPU_BASE_IRI", "https://data.example.org/og/")
    settings = Settings(_env_file=None)
    assert (settings.port, settings.base_iri) == (8123, "https://data.example.org/og/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_iri", "https://example.org"),
        ("error_report_address", "javascript:alert(1)"),
        ("base_iri", "example.org/"),
        ("base_iri", "https://example.org/a?b/"),
        ("base_iri", "https://example.org/a#b/"),
        ("base_iri", "http://exa mple.org/"),
        ("port", 70000),
        ("workers", 0),
        ("query_max_depth", 5000),
    ],
)
def test_what_makes_no_sense(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{name: value})  # type: ignore[arg-type]
