"""Which answers are worth keeping."""

from hypothesis import example, given
from hypothesis import strategies as st

from endpoint.doorkeeper import Doorkeeper


def test_what_took_long_is_kept_at_once() -> None:
    keeper = Doorkeeper(quick_s=0.005)
    assert keeper.lets_in("a", 0.005)
    assert not keeper.lets_in("b", 0.0049)
    assert keeper.lets_in("b", 0)
    assert keeper.lets_in("b", 0)


def test_with_no_time_at_all_everything_is_kept() -> None:
    assert Doorkeeper(quick_s=0).lets_in("a", 0)


@example(2, [0, 1, 2, 0, 3, 0])
@given(st.integers(1, 20), st.lists(st.integers(0, 60), max_size=300))
def test_it_remembers_the_last_for_sure_and_no_more_than_twice_as_many(remembered: int, asked: list[int]) -> None:
    keeper = Doorkeeper(quick_s=1, remembered=remembered)
    for at, each in enumerate(asked):
        kept = keeper.lets_in(each, 0)
        if each in asked[max(0, at - remembered) : at]:
            assert kept
        if each not in asked[:at]:
            assert not kept
        assert len(keeper._newer) + len(keeper._older) < 2 * remembered + 1
