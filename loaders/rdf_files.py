"""RDF files of anyone's as statements; what cannot be read is an error with file, line and column."""

from __future__ import annotations

import io
import re
import xml.parsers.expat
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse

from loaders.json_ld import JsonLdReader
from loaders.package import PackageError, Place, RowError

FORMATS: Mapping[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
}
"""By the end of a file's name."""
MAX_ENTITY = 1000
"""Of an XML entity, in bytes. A few that name one another would fill any memory."""
_ENTITY = re.compile(rb"<!ENTITY\s+%?\s*[^\s>]+\s+(?P<value>\"[^\"]*\"|'[^']*'|[^>]*)")
_WHERE = re.compile(r"^Parser error (?:at|between) .*?: ")


def format_of(name: str) -> RdfFormat:
    """The format that a file's name says it has; raises :class:`PackageError` where it is none of :data:`FORMATS`."""
    found = FORMATS.get(PurePath(name).suffix.lower().removeprefix("."))
    if found is None:
        expected = ", ".join(f".{end}" for end in FORMATS)
        raise _error(name, f"no format is known by this name; expected one that ends in {expected}, or a data package")
    return found


def read_rdf(
    name: str, file: IO[bytes], rdf_format: RdfFormat, json_ld: JsonLdReader, *, rename: bool
) -> Iterator[Quad]:
    """The statements of a file, which is read as they are taken but for RDF/XML and JSON-LD.

    ``rename`` gives blank nodes names of their own, for files that are read together. Raises :class:`PackageError`
    where the file breaks off being in the format; nothing that it names is fetched.
    """
    if rdf_format == RdfFormat.JSON_LD:
        yield from json_ld.read(name, file.read(), rename=rename)
        return
    if rdf_format == RdfFormat.RDF_XML:
        file = io.BytesIO(_checked_xml(name, file.read()))
    try:
        yield from parse(file, rdf_format, rename_blank_nodes=rename)
    except SyntaxError as error:
        raise _error(name, _WHERE.sub("", error.msg), error.lineno or 0, error.offset or 0) from error


def _checked_xml(name: str, data: bytes) -> bytes:
    """The same data, without entities that grow; the engine's parser says no line where XML is not well-formed."""
    for entity in _ENTITY.finditer(data):
        value = entity["value"]
        if value[:1] not in b"\"'" or b"&" in value or len(value) > MAX_ENTITY:
            line = data.count(b"\n", 0, entity.start()) + 1
            raise _error(name, "an XML entity that is more than a short text; expected none", line)
    parser = xml.parsers.expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except xml.parsers.expat.ExpatError as error:
        message = xml.parsers.expat.ErrorString(error.code)
        raise _error(name, f"not XML: {message}", error.lineno, error.offset + 1) from error
    return data


def _error(name: str, message: str, line: int = 0, column: int = 0) -> PackageError:
    return PackageError([RowError(Place(name, line, str(column or "")), message)])
