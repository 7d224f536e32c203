"""The picture of the vocabulary: its classes as boxes, and in each the properties that lead to other boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode

from endpoint.resources.things import Value
from endpoint.vocabulary.layers import draw
from endpoint.vocabulary.profile import Profile
from ontology.terms import OWL, RDFS, SCHEMA, SKOS

WIDTH, BETWEEN = 154, 30
HEAD, ROW, FOOT = 24, 17, 6
GAP, LANE = 18, 9
MARGIN = 4
LETTERS, LETTERS_OF_NAME = 24, 20
"""So many fit into the width of a box; those of its name are bold."""
_EVERYWHERE = frozenset({SKOS.Concept, SKOS.ConceptScheme, SCHEMA.Place})


@dataclass(frozen=True)
class Line:
    """A property in a box: its name, shortened where it is long, and how far down its letters stand."""

    name: str
    whole: str
    y: int


@dataclass(frozen=True)
class Box:
    """A class: where it leads to, its name, the whole of that with the classes below it, its properties."""

    href: str
    name: str
    whole: str
    x: int
    y: int
    height: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Diagram:
    """A drawing in pixels. ``curves`` are paths of SVG."""

    width: int
    height: int
    box_width: int
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]


Links = dict[NamedNode, dict[NamedNode, list[NamedNode]]]
"""What leads from a box to others, by property."""


def diagram(profile: Profile, name: Callable[[NamedNode], Value]) -> Diagram:
    """The classes that are linked to others; one that is below another stands in its box.

    Left out are links to codes, whose lists are shown beside, and properties that say the inverse of another.
    """
    box_of = _boxes(profile)
    links = _links(profile, box_of)
    heights = {box.value: float(HEAD + (ROW * len(lines) + FOOT if lines else 0)) for box, lines in links.items()}
    pairs = [(box.value, to.value) for box, lines in links.items() for targets in lines.values() for to in targets]
    drawing = draw(heights, pairs, GAP, LANE)
    places = {
        iri: (MARGIN + column * (WIDTH + BETWEEN), MARGIN + round(drawing.tops[iri]))
        for iri, column in drawing.columns.items()
    }
    boxes, curves = [], []
    for box, lines in links.items():
        x, y = places[box.value]
        called = name(box)
        below = ", ".join(name(cls).text for cls, of in box_of.items() if of == box != cls)
        named = [name(prop).text for prop in lines]
        texts = tuple(Line(_short(text), text, y + _middle(at) + 4) for at, text in enumerate(named))
        title = f"{called.text} ({below})" if below else called.text
        height = round(heights[box.value])
        boxes.append(Box(called.href or "", _short(called.text, LETTERS_OF_NAME), title, x, y, height, texts))
        for at, targets in enumerate(lines.values()):
            for to in targets:
                end_x, end_y = places[to.value]
                passed = drawing.lanes.get((box.value, to.value)) or drawing.lanes.get((to.value, box.value), ())
                lanes = [MARGIN + round(lane) for lane in passed]
                curves.append(_curve((x, y + _middle(at)), (end_x, end_y + HEAD // 2), lanes))
    columns = 1 + max(drawing.columns.values(), default=0)
    width = 2 * MARGIN + columns * (WIDTH + BETWEEN) - BETWEEN
    return Diagram(width, round(drawing.height) + 2 * MARGIN, WIDTH, tuple(boxes), tuple(curves))


def _boxes(profile: Profile) -> dict[NamedNode, NamedNode]:
    """The box that each class stands in: its own, or that of the class above it."""
    shown = [cls for cls in profile.classes if cls not in _EVERYWHERE]
    return {
        cls: next((one for one in profile.ontology.nodes(cls, RDFS.subClassOf) if one in shown), cls) for cls in shown
    }


def _links(profile: Profile, box_of: dict[NamedNode, NamedNode]) -> Links:
    links: Links = {box: {} for box in box_of.values()}
    for cls, box in box_of.items():
        for use in profile.uses(cls):
            targets = {box_of[kind]: None for kind in use.kinds if box_of.get(kind, box) != box}
            if targets and not profile.ontology.nodes(use.property, OWL.inverseOf):
                known = links[box].setdefault(use.property, [])
                known += [one for one in targets if one not in known]
    reached = {to for lines in links.values() for targets in lines.values() for to in targets}
    return {box: lines for box, lines in links.items() if lines or box in reached}


def _middle(line: int) -> int:
    """How far below the top of its box the middle of a line is."""
    return HEAD + ROW * line + ROW // 2


def _curve(start: tuple[int, int], end: tuple[int, int], lanes: list[int]) -> str:
    """From a line of a box to the head of another, through lanes; ``lanes`` are from left to right.

    Ends are given by the left side of their boxes. A link that leads back begins on the left and ends on the right.
    """
    if start[0] > end[0]:
        sides, columns = (WIDTH, 0), reversed(list(enumerate(lanes, 1)))
        points, first = [start], end[0]
    else:
        sides, columns = (0, WIDTH), iter(enumerate(lanes, 1))
        points, first = [(start[0] + WIDTH, start[1])], start[0]
    points += [(first + (WIDTH + BETWEEN) * at + side, lane) for at, lane in columns for side in sides]
    points.append((end[0] + sides[0], end[1]))
    path = f"M{points[0][0]} {points[0][1]}"
    for index, ((a, b), (c, d)) in enumerate(pairwise(points)):
        middle = (a + c) // 2
        path += f"H{c}" if index % 2 else f"C{middle} {b} {middle} {d} {c} {d}"
    return path


def _short(text: str, letters: int = LETTERS) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
