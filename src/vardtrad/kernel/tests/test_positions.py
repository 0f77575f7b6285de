"""Positions between others: always in order, and short when rows are put last or first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardtrad.kernel.positions import between


def put(order: list[str], place: int) -> str:
    position = between(order[place - 1] if place else "", order[place] if place < len(order) else "")
    order.insert(place, position)
    return position


@given(st.lists(st.integers(min_value=0, max_value=200), max_size=200))
def test_every_position_stands_between_its_neighbours(places: list[int]) -> None:
    order: list[str] = []
    for place in places:
        position = put(order, min(place, len(order)))
        assert not position.endswith("0")
    assert order == sorted(order)
    assert len(set(order)) == len(order)


@pytest.mark.parametrize("place", ["first", "last"])
def test_five_hundred_rows_put_at_the_same_end_have_short_positions(place: str) -> None:
    order: list[str] = []
    for _row in range(500):
        put(order, 0 if place == "first" else len(order))
    assert max(map(len, order)) < 12


def test_positions_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="wrong order"):
        between("b", "a")
