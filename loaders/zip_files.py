"""Data packages in a zip file, read where they are: nothing is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO

from loaders.package import PackageError, Place, RowError

MAX_BYTES = 100_000_000
MAX_FILES = 2_000


def open_archive(name: str, file: IO[bytes]) -> zipfile.Path:
    """The root of a zip file; raises :class:`PackageError` where it cannot be read, or is larger than it should be."""
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
        size = sum(each.file_size for each in members)
        if size > MAX_BYTES or len(members) > MAX_FILES:
            found = f"{len(members)} files, {size} bytes unpacked"
            raise _error(name, f"{found}; expected at most {MAX_FILES} files and {MAX_BYTES} bytes")
        for each in members:
            path = PurePosixPath(each.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in each.filename:
                raise _error(name, f"a file outside the archive: {each.filename!r}")
        broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise _error(name, f"not a zip file that can be read: {error}") from error
    if broken is not None:
        raise _error(name, f"not a zip file that can be read: {broken} is damaged")
    return zipfile.Path(archive)


def _error(name: str, message: str) -> PackageError:
    return PackageError([RowError(Place(name), message)])
