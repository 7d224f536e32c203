"""The search index of a release: ``search.sqlite``, the names and definitions of its things, found without accents.

SQLite's FTS5 (https://www.sqlite.org/fts5.html). It is made from the statements and stands outside their digest.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from loaders.querying import shown
from ontology.terms import DCTERMS, GA, PREFIXES, RDF, RDFS, SKOS

SEARCH = "search.sqlite"
LANGUAGES = ("es", "en")
PAGE_SIZE = 20
MAX_WORDS = 16
"""Further words of a search are not looked at."""

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_OTHER_NAMES = (SKOS.altLabel, SKOS.notation, GA.acronym, GA.code, GA.ogpIdentifier)
_TEXTS = (SKOS.definition, DCTERMS.description, RDFS.comment)
_LAST = frozenset({SKOS.Concept})
"""Classes that say less of a thing than others that it has."""
_MACHINERY = ("rdf", "sh", "oa")
"""Prefixes of classes whose things only hold others together, such as lists."""

_SCHEMA = """
CREATE TABLE class (key TEXT PRIMARY KEY, es TEXT NOT NULL, en TEXT NOT NULL);
CREATE TABLE thing (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, class TEXT NOT NULL,
    es TEXT NOT NULL, es_lang TEXT NOT NULL, en TEXT NOT NULL, en_lang TEXT NOT NULL
);
CREATE TABLE name (folded TEXT NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (folded, thing)) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5 (
    names, others, es, en, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
"""


class IndexMissing(Exception):  # noqa: N818 - it says what the release lacks
    """A release without a search index, or with one that cannot be read; the message is one line."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its name with the name's language, its class, where its definition has the words."""

    iri: str
    label: str
    lang: str
    type: str
    excerpt: str


@dataclass(frozen=True)
class Term:
    """A class or property that the release knows, with its name."""

    iri: str
    label: str
    type: str


@dataclass(frozen=True)
class Facet:
    """A class with the number of things found in it."""

    type: str
    label: str
    count: int


@dataclass(frozen=True)
class Found:
    """A page of what was found. ``facets`` count all of it, whatever class was asked for."""

    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    total: int


def write(quads: Iterable[Quad], path: Path) -> None:
    """Write the index of a dataset's things that have a name and an IRI."""
    literals: dict[NamedNode, dict[NamedNode, set[Literal]]] = defaultdict(lambda: defaultdict(set))
    classes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    wanted = {*_NAMES, *_OTHER_NAMES, *_TEXTS}
    for quad in quads:
        if not isinstance(quad.subject, NamedNode):
            continue
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            classes[quad.subject].add(quad.object)
        elif quad.predicate in wanted and isinstance(quad.object, Literal):
            literals[quad.subject][quad.predicate].add(quad.object)
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        used = set()
        for number, node in enumerate(sorted(literals, key=lambda each: each.value), 1):
            about = literals[node]
            if not classes[node] or not any(about[prop] for prop in _NAMES):
                continue
            class_ = min(classes[node], key=_rank)
            if class_.value.startswith(tuple(PREFIXES[prefix] for prefix in _MACHINERY)):
                continue
            used.add(class_)
            _add(database, number, node, shown(class_), about)
        database.executemany(
            "INSERT INTO class VALUES (?, ?, ?)",
            sorted((shown(node), *(_name(literals[node], node, tag)[0] for tag in LANGUAGES)) for node in used),
        )
        database.execute("INSERT INTO text (text) VALUES ('optimize')")


def _add(
    database: sqlite3.Connection, number: int, node: NamedNode, class_: str, about: Mapping[NamedNode, set[Literal]]
) -> None:
    names, others = _values(about, _NAMES), _values(about, _OTHER_NAMES)
    (es, es_lang), (en, en_lang) = (_name(about, node, tag) for tag in LANGUAGES)
    database.execute(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)", (number, node.value, class_, es, es_lang, en, en_lang)
    )
    database.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?)", [(_folded(name.value), number) for name in (*names, *others)]
    )
    texts = _values(about, _TEXTS)
    columns = (
        [name.value for name in names],
        # A key holds what people also look for: an acronym, the years of a plan.
        [*(name.value for name in others), re.split("[/#]", node.value)[-1]],
        [text.value for text in texts if text.language != "en"],
        [text.value for text in texts if text.language == "en"],
    )
    database.execute(
        "INSERT INTO text (rowid, names, others, es, en) VALUES (?, ?, ?, ?, ?)",
        (number, *("\n".join(column) for column in columns)),
    )


class SearchIndex:
    """The index of one release, opened read-only; each method opens and closes it, so any thread may call them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def types(self) -> list[str]:
        """The keys of all classes that have things."""
        with self._open() as database:
            return [key for (key,) in database.execute("SELECT key FROM class ORDER BY key")]

    def terms(self, language: str) -> list[Term]:
        """The classes and properties that have a name, by their IRIs. Raises :class:`IndexMissing`."""
        with self._open() as database:
            return [
                Term(*row)
                for row in database.execute(
                    f"SELECT iri, {'es' if language == 'es' else 'en'}, class FROM thing"  # noqa: S608 - our own columns
                    " WHERE class LIKE '%:Class' OR class LIKE '%Property' ORDER BY iri"
                )
            ]

    def find(self, text: str, language: str, type_: str | None = None, page: int = 1) -> Found:
        """The things that have all words of a text, or words that begin with them; those so named first.

        Nothing in the text is syntax. Raises :class:`IndexMissing`.
        """
        if not (match := _match(text)):
            return Found((), (), 0)
        label, other = ("es", "en") if language == "es" else ("en", "es")
        excerpt = 2 if language == "es" else 3
        with self._open() as database:
            facets = tuple(
                Facet(*row)
                for row in database.execute(
                    f"SELECT class.key, class.{label}, count(*) AS n FROM text JOIN thing ON thing.id = text.rowid"  # noqa: S608 - the names of our columns
                    " JOIN class ON class.key = thing.class WHERE text MATCH ? GROUP BY class.key"
                    f" ORDER BY n DESC, class.{label}",
                    (match,),
                )
            )
            hits = tuple(
                Hit(*row)
                for row in database.execute(
                    f"SELECT thing.iri, thing.{label}, thing.{label}_lang, thing.class,"  # noqa: S608 - as above
                    f" snippet(text, {excerpt}, '', '', '…', 32) FROM text JOIN thing ON thing.id = text.rowid"
                    " LEFT JOIN name ON name.thing = thing.id AND name.folded = :folded"
                    " WHERE text MATCH :match AND (:type IS NULL OR thing.class = :type)"
                    " ORDER BY name.folded IS NULL, thing.class <> 'ga:Commitment',"
                    f" bm25(text, 10, 5, 1, 1), thing.{label}, thing.{other}, thing.iri LIMIT :limit OFFSET :offset",
                    {
                        "folded": _folded(text),
                        "match": match,
                        "type": type_,
                        "limit": PAGE_SIZE,
                        "offset": (page - 1) * PAGE_SIZE,
                    },
                )
            )
        total = sum(facet.count for facet in facets if type_ in {None, facet.type})
        return Found(hits, facets, total)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if not self._path.is_file():
            raise IndexMissing(f"This release has no {SEARCH}. Build it again: quipu build.")
        # A release never changes, so nothing needs to be locked or watched.
        address = f"file:{quote(str(self._path.absolute()))}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as database:
                yield database
        except sqlite3.DatabaseError as error:
            raise IndexMissing(f"The release's {SEARCH} cannot be read: {' '.join(str(error).split())}.") from error


def _match(text: str) -> str:
    """A search for all words of a text, each quoted, so that none is read as an operator."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text)[:MAX_WORDS])


def _folded(text: str) -> str:
    """A text as names are compared: without case, accents, or marks between its words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(char for char in decomposed if not unicodedata.combining(char))))


def _values(about: Mapping[NamedNode, set[Literal]], properties: Iterable[NamedNode]) -> list[Literal]:
    return [value for prop in properties for value in sorted(about.get(prop, ()), key=str)]


def _name(about: Mapping[NamedNode, set[Literal]], node: NamedNode, language: str) -> tuple[str, str]:
    """The name of a thing with its language: in this one, or else in one of ours, or in any."""
    names = {name.language or "": name.value for name in reversed(_values(about, _NAMES))}
    for tag in (language, *LANGUAGES, "", *sorted(names)):
        if tag in names:
            return names[tag], tag
    return shown(node), ""


def _rank(class_: NamedNode) -> tuple[bool, bool, str]:
    return class_ in _LAST, not class_.value.startswith(PREFIXES["ga"]), class_.value
