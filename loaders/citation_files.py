"""How to cite a release, for programs: the Citation File Format 1.2.0, and JSON of DataCite's schema 4."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from loaders.about import ABOUT, PUBLISHER, TITLE, About

CFF = "CITATION.cff"
DATACITE = "datacite.json"
CITATIONS = {CFF: "application/yaml", DATACITE: "application/vnd.datacite.datacite+json"}
"""The files with their media types."""
_SPDX = {
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC-BY-SA-4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "https://opendatacommons.org/licenses/by/1-0/": "ODC-By-1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/": "ODbL-1.0",
}
"""What SPDX calls the licences that open data are published under (https://spdx.org/licenses/)."""


def write(about: About, folder: Path) -> None:
    """Write both into a folder."""
    (folder / CFF).write_text(
        yaml.safe_dump(citation(about), allow_unicode=True, sort_keys=False, width=100), encoding="utf-8"
    )
    (folder / DATACITE).write_text(json.dumps(datacite(about), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def citation(about: About) -> dict[str, object]:
    """https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md"""
    licence = _SPDX.get(about.licence)
    return {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": TITLE["en"],
        "abstract": ABOUT["en"],
        "authors": [{"name": PUBLISHER, "website": f"{about.base}id/organization/quipu-editors"}],
        "version": about.id,
        "date-released": f"{about.created:%Y-%m-%d}",
        **({"license": licence} if licence else {"license-url": about.licence}),
        "url": f"{about.base}id/dataset/all",
        "identifiers": [{"type": "other", "value": f"sha256:{about.digest}", "description": "Digest of the dataset"}],
        "keywords": ["open government", "OGP", "SDG", "linked data"],
    }


def datacite(about: About) -> dict[str, object]:
    """https://datacite-metadata-schema.readthedocs.io/: without a DOI, which who registers one adds."""
    spdx = _SPDX.get(about.licence)
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
        "creators": [{"name": PUBLISHER, "nameType": "Organizational"}],
        "titles": [{"title": text, "lang": tag} for tag, text in sorted(TITLE.items())],
        "descriptions": [
            {"description": text, "descriptionType": "Abstract", "lang": tag} for tag, text in sorted(ABOUT.items())
        ],
        "publisher": {"name": PUBLISHER},
        "publicationYear": f"{about.created:%Y}",
        "dates": [{"date": f"{about.created:%Y-%m-%d}", "dateType": "Issued"}],
        "language": "es",
        "version": about.id,
        "url": f"{about.base}id/dataset/all",
        "alternateIdentifiers": [
            {"alternateIdentifier": f"sha256:{about.digest}", "alternateIdentifierType": "SHA-256 of the dataset"}
        ],
        "rightsList": [
            {
                "rightsUri": about.licence,
                **({"rightsIdentifier": spdx, "rightsIdentifierScheme": "SPDX"} if spdx else {}),
            }
        ],
    }
