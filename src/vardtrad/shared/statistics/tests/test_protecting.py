"""Small numbers: none is told, and for each the same report could have come from another distribution of the cases."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from vardtrad.shared.statistics.protecting import ALL, Hidden, protect, told

EVERY = tuple(frozenset(one) for one in ((0, 1), (0, 2), (1, 2), (0,), (2,), (1,)))


def sums(counts, masks):
    found = Counter()
    for key, count in counts.items():
        for mask in {*masks, frozenset()}:
            found[tuple(value if axis in mask else None for axis, value in enumerate(key))] += count
    return found


def after(counts, moves):
    other = Counter(counts)
    for source, goal in moves:
        other[source] -= 1
        other[goal] += 1
    assert all(count >= 0 for count in other.values())
    return other


def looks_the_same(told_of, other) -> bool:
    """Whether a reader of the report could not tell that it came from this other distribution."""
    for cell in set(told_of.sums) | set(other):
        shown, value = told_of(*cell), other[cell]
        if shown is Hidden.SMALL:
            if not 1 <= value <= 4:
                return False
        elif shown is Hidden.WITHHELD:
            if value < 5:
                return False
        elif shown != value:
            return False
    return True


@pytest.mark.req("B-14")
@pytest.mark.parametrize("seed", range(150))
def test_every_small_number_could_have_been_another(seed) -> None:
    chance = random.Random(seed)
    types, parts, ends = (chance.randint(1, top) for top in (6, 9, 3))
    most = chance.choice([2, 6, 12, 40])
    counts = {
        (f"t{t}", f"p{p}", f"e{e}"): chance.randint(0, most)
        for t in range(types)
        for p in range(parts)
        for e in range(ends)
        if chance.random() < 0.7
    }
    result = protect(counts, EVERY)
    true = sums(counts, result.published)
    for cell, count in true.items():
        if 1 <= count <= 4 and cell != ALL:
            assert result(*cell) is Hidden.SMALL
            other = sums(after(counts, result.witnesses[cell]), result.published)
            assert other[cell] != count
            assert looks_the_same(result, other)
    # What is told is true, and what has been left out is not told.
    for cell, count in sums(counts, EVERY).items():
        if cell not in true:
            assert result(*cell) is Hidden.WITHHELD
        elif isinstance(result(*cell), int):
            assert result(*cell) == count


def test_this_test_would_notice_a_number_that_could_be_worked_out() -> None:
    counts = {("a", "p", "e"): 20, ("b", "p", "e"): 2}
    naive = protect({("a", "p", "e"): 20, ("b", "p", "e"): 2}, EVERY)
    # 22 in all and 20 of the one type would tell that there were 2 of the other: so the 20 is not told either.
    assert naive("b") is Hidden.SMALL
    assert naive("a") is Hidden.WITHHELD
    assert naive() == 22
    naive.hidden.pop(("a", None, None))
    assert not looks_the_same(naive, sums(after(counts, naive.witnesses["b", None, None]), EVERY))


@pytest.mark.req("B-14")
def test_fewer_than_five_in_all_tells_nothing_of_how_they_are_spread() -> None:
    result = protect({("a", "p", "e"): 3, ("b", "q", "e"): 1}, EVERY)
    assert result() is Hidden.SMALL
    assert result("a") is Hidden.WITHHELD
    assert result("z") is Hidden.WITHHELD


def test_where_no_witness_helps_whole_tables_are_left_out() -> None:
    # Two of at most four each that make eight are four and four, whatever else is hidden.
    result = protect({("a", "p", "e"): 4, ("b", "p", "e"): 4}, EVERY)
    assert result() == 8
    assert result("a") is Hidden.WITHHELD
    assert result("z") is Hidden.WITHHELD
    # They all came in one week, which hides nobody's type.
    assert result(None, "p") == 8


def singles(counts, result) -> int:
    """How many sums over one thing are withheld although nothing but others needs it."""
    return sum(result(*cell) is Hidden.WITHHELD for cell in sums(counts, EVERY[3:]) if cell != ALL)


def small_clinic(seed: int) -> dict[tuple[str, str, str], int]:
    """Half a year of a clinic with ten cases or so a week."""
    chance = random.Random(seed)
    counts: Counter[tuple[str, str, str]] = Counter()
    for week in range(26):
        for _case in range(chance.randint(6, 14)):
            kind = chance.choices("abcdef", [8, 5, 3, 2, 1, 1])[0]
            counts[kind, f"w{week:02}", chance.choices(["in_time", "late"], [9, 1])[0]] += 1
    return dict(counts)


@pytest.mark.req("B-14")
@pytest.mark.parametrize("seed", range(12))
def test_the_weeks_of_a_small_clinic_are_told_rather_than_what_came_of_each_type(seed) -> None:
    counts = small_clinic(seed)
    result = protect(counts, EVERY)
    weeks = [result(None, f"w{week:02}") for week in range(26)]
    assert weeks == [count for cell, count in sorted(sums(counts, EVERY).items(), key=str) if _is_week(cell)]
    for cell, moves in result.witnesses.items():
        other = sums(after(counts, moves), result.published)
        assert other[cell] != sums(counts, result.published)[cell]
        assert looks_the_same(result, other)


def _is_week(cell) -> bool:
    return cell[0] is None and cell[1] is not None and cell[2] is None


@pytest.mark.parametrize("seed", range(40))
def test_leaving_a_table_out_never_hides_a_sum_that_could_be_told_with_it(seed) -> None:
    chance = random.Random(seed)
    counts = {(t, p, e): chance.randint(0, 9) for t in "abcd" for p in "pqrs" for e in "xy"}
    lost = singles(counts, protect(counts, EVERY))
    for left_out in range(3):
        assert lost <= singles(counts, protect(counts, EVERY[left_out:]))


def test_large_numbers_and_noughts_are_told_as_they_are() -> None:
    counts = {(t, p, e): 5 + n for n, (t, p, e) in enumerate((t, p, e) for t in "ab" for p in "pq" for e in "xy")}
    result = protect(counts, EVERY)
    assert not result.hidden
    assert result("a", "p") == 11
    assert result("c") == 0
    assert result() == sum(counts.values())
    assert protect({}, EVERY)() == 0
    assert [told(count) for count in (0, 1, 4, 5)] == [0, Hidden.SMALL, Hidden.SMALL, 5]


def test_a_year_of_a_small_clinic_is_protected_quickly() -> None:
    chance = random.Random(1)
    counts = {
        (f"t{t}", f"w{w:02}", e): chance.choice([0, 0, 1, 1, 2, 3])
        for t in range(15)
        for w in range(53)
        for e in ("in_time", "late", "waiting")
    }
    result = protect(counts, EVERY)
    assert len(result.witnesses) == sum(hidden is Hidden.SMALL for hidden in result.hidden.values())
