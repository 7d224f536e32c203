"""YAML as nested texts, lists and names: what a person meant, not what YAML's types make of it.

Every scalar is text, as a cell of a table is. So ``no`` stays the language and ``0067`` keeps its zeros, a day that
does not exist is found by the field that holds it, and no tag makes anything.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

MAX_SIZE = 100_000
"""Characters of a description; reading takes seconds for each million."""


class NotYAMLError(Exception):
    """A text that cannot be read, or that says one thing twice; :attr:`line` counts from 1, 0 where it is not known."""

    def __init__(self, message: str, mark: yaml.Mark | None = None) -> None:
        self.line = mark.line + 1 if mark else 0
        self.column = str(mark.column + 1) if mark else ""
        super().__init__(message)


class _Loader(yaml.BaseLoader):
    """Refuses a name that is there twice, where YAML takes the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen if isinstance(key, yaml.ScalarNode) else False:
                raise NotYAMLError(f"{key.value} is there twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> object:
    """The content of a text; raises :class:`NotYAMLError`."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a base loader makes nothing but texts, lists and names
    except yaml.YAMLError as error:
        message = str(getattr(error, "problem", None) or error)
        raise NotYAMLError(" ".join(message.split()), getattr(error, "problem_mark", None)) from error
    except RecursionError:
        raise NotYAMLError("nested too deeply") from None
