"""Turtle in one form, so that a change in a file is a change in what it says.

One block of prefixes, sorted, only those used; subjects grouped by class, predicates in a fixed order, languages
beside each other, nested blank nodes and lists in place, one line where it fits. Literals keep their lexical form.

rdflib's serialisers were tried first: they rewrite numbers (``007`` becomes ``7``), their order follows the labels
of blank nodes, which differ from run to run, and they drop a file's heading comment.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, Triple, parse

from ontology.turtle_writer import Graph, Node, Term, TurtleWriter

# Strings and IRIs, which may hold the sign of a comment; then comments.
COMMENT = re.compile(
    r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s]*>|\\."
    r"|(?P<comment>#[^\n]*)",
    re.DOTALL,
)


def format_turtle(text: str) -> str:
    """The same graph in the one form; a comment that opens the file is kept.

    Raises :exc:`SyntaxError` where the text is not Turtle, and :exc:`ValueError` where it holds what would be lost: a
    comment elsewhere, a triple term.
    """
    heading, body = _split_heading(text)
    for match in COMMENT.finditer(body):
        if match["comment"]:
            line = heading.count("\n") + body.count("\n", 0, match.start()) + 1
            raise ValueError(f"line {line}: a comment inside the file would be lost; say it in rdfs:comment")
    parser = parse(text, RdfFormat.TURTLE)
    dataset = Dataset(parser)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    writer = TurtleWriter(_graph(dataset), parser.prefixes)
    subjects = "\n".join(writer.subjects())
    prefixes = "".join(f"@prefix {prefix}: <{parser.prefixes[prefix]}> .\n" for prefix in sorted(writer.used))
    comment = "".join(line.rstrip() + "\n" for line in heading.strip().split("\n") if heading.strip())
    formatted = "\n".join(block for block in (comment, prefixes, subjects) if block)
    again = Dataset(parse(formatted, RdfFormat.TURTLE))
    again.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert set(again) == set(dataset), "the formatted text says something else"
    return formatted


def _split_heading(text: str) -> tuple[str, str]:
    """The comment that opens a file, and the rest, which starts on a line of its own."""
    lines = [f"{line}\n" for line in text.split("\n")]
    end = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "".join(lines[:end]), "".join(lines[end:])


def _graph(dataset: Dataset) -> Graph:
    graph: dict[Node, dict[NamedNode, list[Term]]] = {}
    for quad in dataset:
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise ValueError(f"a triple term cannot be written: {quad}")  # noqa: TRY004 - the text is at fault
        graph.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return graph


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.ttl")) if path.is_dir() else [path]


def main(arguments: Sequence[str] | None = None) -> int:
    """Formats files in place and names those it changed; with ``--check`` only names them."""
    parser = argparse.ArgumentParser(prog="python -m ontology.turtle", description="Format Turtle files in place.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 and name the files that differ")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder for all *.ttl below")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in options.paths if not path.exists()]
    if missing:
        parser.error(f"no such file or folder: {', '.join(missing)}")
    faults, differing = 0, 0
    for path in _files(options.paths):
        try:
            text = path.read_bytes().decode()
            formatted = format_turtle(text)
        except (SyntaxError, ValueError) as error:
            sys.stderr.write(f"{path}: {error}\n")
            faults += 1
            continue
        if formatted != text:
            differing += 1
            sys.stdout.write(f"{path}\n")
            if not options.check:
                path.write_bytes(formatted.encode())
    return 1 if faults or (differing and options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
