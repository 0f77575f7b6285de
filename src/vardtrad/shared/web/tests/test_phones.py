"""A telephone number can be tapped, and never breaks over two lines."""

from __future__ import annotations

import pytest

from vardtrad.shared.web.phones import calls, numbers
from vardtrad.shared.web.written import written


@pytest.mark.parametrize(
    ("words", "goal"),
    [
        ("031-390 06 10", "+46313900610"),
        ("070-174 06 58", "+46701740658"),
        ("08-123 456 78", "+46812345678"),
        ("0701740658", "+46701740658"),
        ("+46 70 174 06 58", "+46701740658"),
        ("112", "112"),
        ("1177", "1177"),
    ],
)
def test_a_number_in_our_own_words_calls(words: str, goal: str) -> None:
    assert f'Ring <a class="tel" href="tel:{goal}">{words}</a>.' in calls(f"Ring {words}.")


@pytest.mark.parametrize(
    "words", ["19460728-7044", "2026-11-29", "SE9921000015-2030", "Rum 112", "klockan 07.00", "0-1 gånger", "010-1"]
)
def test_other_figures_are_no_numbers_to_call(words: str) -> None:
    assert "tel:" not in numbers(words)


def test_what_staff_write_can_be_called_and_is_still_escaped() -> None:
    text = written("Ring <031-390 06 10> eller se https://a.example/031-390.")
    assert '&lt;<a class="tel" href="tel:+46313900610">031-390 06 10</a>&gt;' in text
    assert text.count("<a ") == 2
    assert 'href="https://a.example/031-390"' in text
