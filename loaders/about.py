"""What is known of a release before it is written, and what the whole of the data is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = {"es": "Compromisos de gobierno abierto", "en": "Open-government commitments"}
PUBLISHER = "Quipu"
ABOUT = {
    "es": "Planes de acción de gobierno abierto como datos enlazados: compromisos con sus temas, los ODS a los que"
    " contribuyen, las entidades responsables y el proceso del que salieron, cada afirmación con su fuente.",
    "en": "Open-government action plans as linked data: commitments with their themes, the SDGs that they contribute"
    " to, the bodies responsible, and the process that they came from, each statement with its source.",
}

KEYWORDS = {
    "es": ("gobierno abierto", "planes de acción", "compromisos", "ODS", "datos enlazados"),
    "en": ("open government", "action plans", "commitments", "SDG", "OGP", "linked data"),
}


@dataclass(frozen=True)
class About:
    """What is known of a release before its metadata are written."""

    id: str
    digest: str
    created: datetime
    base: str
    tools: dict[str, str]
    licence: str = LICENSE
