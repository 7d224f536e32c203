"""What tests of several folders share: small packages on disk, and one release of the shipped data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.build import build_release, shipped_data
from loaders.release import Release

PLAN = """\
key: xx-2020-2022
country: xx
languages: [es, en]
title: {es: Plan de prueba 2020-2022}
label: {es: Plan de prueba 2020-2022, en: Test plan 2020-2022}
start_date: 2020-01-01
end_date: 2022-12-31
announced_commitments: 2
approved_by: xx-rm-1
source_document: xx-source
evidence: intro-1
"""
SHARED = """\
key: xx-common
country: xx
languages: [es, en]
label: {es: Lo que comparten los planes, en: What the plans share}
"""
TABLES = {
    "common/organizations.csv": (
        "key,label_es,label_en,kind,acronym,known_from\n"
        "xx-ministry,Ministerio,Ministry,formal,MIN,xx-source\n"
        "quipu-editors,Editores,Editors,collaboration,,xx-source\n"
    ),
    "common/legal.csv": (
        "key,label_es,label_en,legal_type,number,known_from\n"
        "xx-rm-1,Resolución 1,Resolution 1,ministerial-resolution,1,xx-source\n"
    ),
    "common/documents.csv": "key,label_es,label_en,language\nxx-source,Fuente,Source,es\n",
    "common/places.csv": "key,label_es,label_en,definition_es,definition_en\nxx,País,Country,País.,Country.\n",
    "plan/sections.csv": "document,section,title\nxx-source,intro,I. Introducción\n",
    "plan/passages.csv": "document,section,n,exact\nxx-source,intro,1,se aprobaron 2 compromisos\n",
    "plan/commitments.csv": (
        "number,position,title_es,label_en,theme,not_known,evidence,known_from\n"
        "1,1,Abrir los datos de salud,Open health data,health,,intro-1,\n"
        "2,2,,,,title|theme,,xx-source\n"
    ),
    "plan/responsibilities.csv": "thing,organization,role,evidence\ncommitment/1,xx-ministry,lead,intro-1\n",
}


@pytest.fixture
def packages(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small valid country ``xx`` to a folder, with the files given in the place of its own."""

    def write(changes: dict[str, str | bytes | None] | None = None) -> Path:
        root = tmp_path / "data"
        files: dict[str, str | bytes | None] = {
            "common/package.yaml": SHARED,
            "plan/plan.yaml": PLAN,
            **TABLES,
            **(changes or {}),
        }
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the shipped data."""
    made, _ = build_release([shipped_data()], tmp_path_factory.mktemp("var"))
    return made
