"""What holds of every layered drawing, whatever the graph."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from endpoint.vocabulary.layers import Drawing, draw

NAMES = [f"n{number}" for number in range(9)]
GAP, LANE = 10.0, 4.0
HEIGHTS = st.dictionaries(st.sampled_from(NAMES), st.floats(10, 90).map(round).map(float), max_size=9)
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=25)


def drawn(heights: dict[str, float], links: list[tuple[str, str]]) -> Drawing:
    return draw(heights, links, GAP, LANE)


@given(HEIGHTS, LINKS)
def test_every_node_has_a_place_of_its_own(heights: dict[str, float], links: list[tuple[str, str]]) -> None:
    drawing = drawn(heights, links)
    assert set(drawing.columns) == set(drawing.tops) == set(heights)
    for one, other in combinations(heights, 2):
        if drawing.columns[one] == drawing.columns[other]:
            above, below = sorted((one, other), key=lambda node: drawing.tops[node])
            assert drawing.tops[above] + heights[above] + GAP <= drawing.tops[below] + 1e-6
    for node, top in drawing.tops.items():
        assert -1e-6 <= top <= top + heights[node] <= drawing.height + 1e-6


@given(HEIGHTS, LINKS)
def test_links_lead_from_left_to_right_and_pass_no_box(heights: dict[str, float], links: list[tuple[str, str]]) -> None:
    drawing = drawn(heights, links)
    between = {frozenset(link) for link in links if link[0] != link[1] and set(link) <= set(heights)}
    assert {frozenset(link) for link in drawing.lanes} == between
    for (left, right), lanes in drawing.lanes.items():
        assert len(lanes) == drawing.columns[right] - drawing.columns[left] - 1
        for column, lane in enumerate(lanes, drawing.columns[left] + 1):
            for node, top in drawing.tops.items():
                if drawing.columns[node] == column:
                    assert not top < lane < top + heights[node]


@given(HEIGHTS, LINKS)
def test_the_same_graph_is_drawn_the_same(heights: dict[str, float], links: list[tuple[str, str]]) -> None:
    assert drawn(heights, links) == drawn(dict(heights), list(links))


def test_a_path_is_a_line() -> None:
    drawing = drawn({"a": 20.0, "b": 20.0, "c": 20.0}, [("a", "b"), ("b", "c")])
    assert drawing.columns == {"a": 0, "b": 1, "c": 2}
    assert len(set(drawing.tops.values())) == 1


def test_links_that_need_not_cross_do_not() -> None:
    """A to z and b to y, given the wrong way round."""
    drawing = drawn(dict.fromkeys("abyz", 20.0), [("a", "z"), ("b", "y")])
    assert (drawing.tops["a"] < drawing.tops["b"]) == (drawing.tops["z"] < drawing.tops["y"])


def test_links_to_the_same_node_share_their_lane() -> None:
    links = [("a", "b"), ("b", "c"), ("x", "b"), ("a", "c"), ("x", "c")]
    drawing = drawn(dict.fromkeys("abcx", 20.0), links)
    assert drawing.lanes["a", "c"] == drawing.lanes["x", "c"] != ()


def test_a_circle_has_one_link_turned_round() -> None:
    drawing = drawn(dict.fromkeys("abc", 20.0), [("a", "b"), ("b", "c"), ("c", "a")])
    assert set(drawing.lanes) == {("a", "b"), ("b", "c"), ("a", "c")}


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn({}, [("a", "b")]) == Drawing({}, {}, {}, 0.0)
