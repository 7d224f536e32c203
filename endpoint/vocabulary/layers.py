"""A layered drawing of a directed graph: columns from left to right, few crossings, links that pass no box.

The steps are those of Sugiyama, Tagawa and Toda (1981, https://doi.org/10.1109/TSMC.1981.4308636): a column for each
node, lanes for links in the columns that they pass, an order in each column by barycentres, then heights that keep
what is linked level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

SWEEPS = 24

Link = tuple[str, str]
Place = str | tuple[str | Link, int]
"""A node, or the lane in a column of the links to one node; a link that was turned round has lanes of its own."""


@dataclass(frozen=True)
class Drawing:
    """The column of each node, counted from 0, and how far down its top is; the lanes of each link, from left to right.

    A link is here from the left to the right: one that closed a circle is turned round.
    """

    columns: Mapping[str, int]
    tops: Mapping[str, float]
    lanes: Mapping[Link, tuple[float, ...]]
    height: float


def draw(heights: Mapping[str, float], links: Iterable[Link], gap: float, lane: float) -> Drawing:
    """Draw the nodes that have heights; links to other nodes, and from a node to itself, are left out.

    The result depends on nothing but the arguments, their order included.
    """
    given = dict.fromkeys(link for link in links if link[0] != link[1] and heights.keys() >= set(link))
    links = _without_circles(heights, list(given))
    columns = _columns(heights, links)
    lanes: dict[Link, list[Place]] = {
        (a, b): [(b if (a, b) in given else (a, b), column) for column in range(columns[a] + 1, columns[b])]
        for a, b in links
    }
    layers: list[list[Place]] = [[] for _ in range(1 + max(columns.values(), default=-1))]
    before: dict[Place, list[Place]] = defaultdict(list)
    after: dict[Place, list[Place]] = defaultdict(list)
    for node, column in columns.items():
        layers[column].append(node)
    for (a, b), passed in lanes.items():
        for column, place in enumerate(passed, columns[a] + 1):
            if place not in layers[column]:
                layers[column].append(place)
        for left, right in pairwise([a, *passed, b]):
            if right not in after[left]:
                after[left].append(right)
                before[right].append(left)
    layers = _ordered(layers, before, after)
    sizes = {place: heights[place] + gap if isinstance(place, str) else lane for layer in layers for place in layer}
    middles = _levelled(layers, before, after, sizes)
    top = min((middles[place] - size / 2 for place, size in sizes.items()), default=0.0)
    bottom = max((middles[place] + size / 2 for place, size in sizes.items()), default=0.0)
    return Drawing(
        columns,
        {node: middles[node] - height / 2 - top for node, height in heights.items()},
        {link: tuple(middles[place] - top for place in passed) for link, passed in lanes.items()},
        bottom - top,
    )


def _without_circles(nodes: Iterable[str], links: Sequence[Link]) -> list[Link]:
    """Each link once; those that lead back to where a search comes from are turned round."""
    following: dict[str, list[str]] = defaultdict(list)
    for a, b in links:
        following[a].append(b)
    found: dict[Link, None] = {}
    done: set[str] = set()

    def search(node: str, above: frozenset[str]) -> None:
        for other in following[node]:
            back = other in above
            found.setdefault((other, node) if back else (node, other))
            if not back and other not in done:
                search(other, above | {other})
        done.add(node)

    targets = {b for _, b in links}
    for node in sorted(nodes, key=lambda node: node in targets):  # from where nothing leads to
        if node not in done:
            search(node, frozenset({node}))
    return list(found)


def _columns(nodes: Iterable[str], links: Sequence[Link]) -> dict[str, int]:
    """As far left as the links allow; what leads away more than it is led to, as far right."""
    sources: dict[str, set[str]] = {node: set() for node in nodes}
    targets: dict[str, set[str]] = {node: set() for node in sources}
    for a, b in links:
        sources[b].add(a)
        targets[a].add(b)
    order = list(TopologicalSorter(sources).static_order())
    columns: dict[str, int] = {}
    for node in order:
        columns[node] = max((columns[one] + 1 for one in sources[node]), default=0)
    for node in reversed(order):
        if len(targets[node]) > len(sources[node]):
            columns[node] = min(columns[one] for one in targets[node]) - 1
    return {node: columns[node] for node in sources}


def _ordered(
    layers: list[list[Place]], before: Mapping[Place, list[Place]], after: Mapping[Place, list[Place]]
) -> list[list[Place]]:
    """The order with the fewest crossings that sweeps to and fro come upon (barycentre heuristic)."""
    best, fewest = layers, _crossings(layers, after)
    for sweep in range(SWEEPS):
        rightwards = sweep % 2 == 0
        layers = [list(layer) for layer in layers]
        for at in range(1, len(layers)) if rightwards else range(len(layers) - 2, -1, -1):
            beside = layers[at - 1] if rightwards else layers[at + 1]
            neighbours = before if rightwards else after
            position = {place: index for index, place in enumerate(beside)}
            own = {place: index for index, place in enumerate(layers[at])}
            layers[at].sort(key=lambda one: _mean([position[n] for n in neighbours.get(one, ())], own[one]))
        if (crossings := _crossings(layers, after)) < fewest:
            best, fewest = layers, crossings
    return best


def _crossings(layers: Sequence[Sequence[Place]], after: Mapping[Place, list[Place]]) -> int:
    total = 0
    for left, right in pairwise(layers):
        position = {place: index for index, place in enumerate(right)}
        ends = [position[end] for place in left for end in sorted(after.get(place, ()), key=position.__getitem__)]
        total += sum(1 for at, end in enumerate(ends) for other in ends[at + 1 :] if other < end)
    return total


def _levelled(
    layers: Sequence[Sequence[Place]],
    before: Mapping[Place, list[Place]],
    after: Mapping[Place, list[Place]],
    sizes: Mapping[Place, float],
) -> dict[Place, float]:
    """The middle of each place: near the mean of those linked to it, in order, and clear of its neighbours."""
    middles: dict[Place, float] = {}
    for layer in layers:
        down = 0.0
        for place in layer:
            middles[place] = down + sizes[place] / 2
            down += sizes[place]
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 else reversed(layers):
            wanted = [
                _mean([middles[one] for one in (*before.get(place, ()), *after.get(place, ()))], middles[place])
                for place in layer
            ]
            middles.update(zip(layer, _apart(wanted, [sizes[place] for place in layer]), strict=True))
    return middles


def _apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The positions nearest to those wanted (least squares) whose distances leave room for the sizes.

    Without the sizes it is an isotonic regression, by pooling of what is out of order.
    """
    offsets = [0.0]
    for one, other in pairwise(sizes):
        offsets.append(offsets[-1] + (one + other) / 2)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        total, count = want - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            above = pools.pop()
            total, count = total + above[0], count + above[1]
        pools.append((total, count))
    levels = [total / count for total, count in pools for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=False)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
