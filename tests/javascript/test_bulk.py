"""bar.js and far.js: marking many cases of a list, and following the job that works through them."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.javascript.conftest import Load
from tests.javascript.markup import draw
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-06")

PAGE, EVERY, NONE, SAID = "#bulk-page", "#bulk-all", "[data-bulk-none]", "form[data-bulk] [role=status]"
WHOLE_LIST = "Alla ärenden i listan är valda"


def open_list(load: Load, rows: int = 4, **more: object) -> Screen:
    """A work list with the bar that the product draws above it."""
    unit, which = SimpleNamespace(id=uuid4()), SimpleNamespace(value="arenden/inkomna")
    bar = draw(
        "{% include 'cases/staff/lists/_bar.html' %}", unit=unit, which=which, asked_text="", csrf_input="", **more
    )
    boxes = "".join(f'<p><input type="checkbox" name="arende" form="bulk" value="{n}"></p>' for n in range(rows))
    # The bar names its script itself, from the product's static files.
    return load(body=bar + boxes)


def row(screen: Screen, number: int) -> Locator:
    """The box of a row; the first is 0."""
    return screen.find(f"[name=arende][value='{number}']")


def marked(screen: Screen) -> str:
    """The numbers of the rows that are marked."""
    numbers: list[str] = screen.find("[name=arende]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    return "".join(numbers)


def test_the_boxes_that_need_the_script_come_with_it(load: Load) -> None:
    screen = open_list(load)
    expect(screen.find(PAGE)).to_be_visible()
    expect(screen.find("form[data-bulk]")).to_have_attribute("data-scripted", "")
    expect(screen.find("form[data-bulk]")).not_to_have_attribute("data-some", "")
    expect(screen.find(SAID)).to_have_text("")


def test_the_marked_cases_are_counted_in_words(load: Load) -> None:
    screen = open_list(load)
    row(screen, 0).check()
    expect(screen.find(SAID)).to_have_text("1 ärende markerat")
    expect(screen.find("form[data-bulk]")).to_have_attribute("data-some", "")
    row(screen, 2).check()
    expect(screen.find(SAID)).to_have_text("2 ärenden markerade")
    row(screen, 0).uncheck()
    row(screen, 2).uncheck()
    expect(screen.find(SAID)).to_have_text("")
    expect(screen.find("form[data-bulk]")).not_to_have_attribute("data-some", "")


def test_the_box_for_the_page_marks_all_its_rows_and_takes_all_marks_away(load: Load) -> None:
    screen = open_list(load)
    row(screen, 1).check()
    screen.find(PAGE).check()
    assert marked(screen) == "0123"
    expect(screen.find(SAID)).to_have_text("4 ärenden markerade")
    screen.find(PAGE).uncheck()
    assert marked(screen) == ""


def test_the_box_for_the_page_says_whether_none_some_or_all_are_marked(load: Load) -> None:
    screen = open_list(load, rows=2)
    states = []
    for number in (0, 1):
        row(screen, number).check()
        states.append(screen.find(PAGE).evaluate("box => [box.checked, box.indeterminate]"))
    row(screen, 0).uncheck()
    row(screen, 1).uncheck()
    states.append(screen.find(PAGE).evaluate("box => [box.checked, box.indeterminate]"))
    assert states == [[False, True], [True, False], [False, False]]


@pytest.mark.parametrize(("first", "last", "all_marked"), [(0, 2, "012"), (3, 1, "123")])
def test_a_click_with_shift_marks_from_the_last_clicked_row_to_this_one(load: Load, first, last, all_marked) -> None:
    screen = open_list(load)
    row(screen, first).click()
    row(screen, last).click(modifiers=["Shift"])
    assert marked(screen) == all_marked
    row(screen, first).click(modifiers=["Shift"])
    assert marked(screen) == ""


def test_choosing_the_whole_list_marks_the_rows_of_the_page_and_says_that_it_is_more_than_these(load: Load) -> None:
    screen = open_list(load)
    screen.find(EVERY).check()
    assert marked(screen) == "0123"
    expect(screen.find(SAID)).to_have_text(WHOLE_LIST)


def test_a_row_that_is_unmarked_is_no_longer_the_whole_list(load: Load) -> None:
    screen = open_list(load)
    screen.find(EVERY).check()
    row(screen, 2).uncheck()
    expect(screen.find(EVERY)).not_to_be_checked()
    expect(screen.find(SAID)).to_have_text("3 ärenden markerade")


def test_a_page_that_is_unmarked_is_no_longer_the_whole_list(load: Load) -> None:
    screen = open_list(load)
    screen.find(EVERY).check()
    screen.find(PAGE).uncheck()
    expect(screen.find(EVERY)).not_to_be_checked()
    expect(screen.find(SAID)).to_have_text("")
    assert marked(screen) == ""


def test_unmarking_takes_every_mark_away_and_leads_back_to_the_box_for_the_page(load: Load) -> None:
    screen = open_list(load)
    screen.find(EVERY).check()
    screen.find(NONE).click()
    assert marked(screen) == ""
    expect(screen.find(EVERY)).not_to_be_checked()
    expect(screen.find(SAID)).to_have_text("")
    expect(screen.find(PAGE)).to_be_focused()


def test_boxes_that_the_browser_restores_after_a_step_back_are_counted(load: Load) -> None:
    screen = open_list(load)
    row(screen, 1).evaluate("box => { box.checked = true; }")
    screen.brought_back()
    expect(screen.find(SAID)).to_have_text("1 ärende markerat")


def test_a_list_that_cannot_be_chosen_as_a_whole_works_too(load: Load) -> None:
    screen = open_list(load, of_a_job=True)
    screen.find(PAGE).check()
    expect(screen.find(SAID)).to_have_text("4 ärenden markerade")
    screen.find(NONE).click()
    assert marked(screen) == ""


def follow(load: Load) -> Screen:
    """The page of a job that is being worked through."""
    far = '<progress max="10" value="0"></progress><b role="status">0 of 10</b>'
    return load("far.js", body=f'<div data-job="/job/now" data-words="{{n}} of {{total}}">{far}</div>')


def test_a_job_is_asked_about_every_second_and_its_progress_shown(load: Load) -> None:
    screen = follow(load)
    for carried_out in (2, 5):
        screen.wait(0.99)
        assert screen.requests() == []
        screen.wait(0.01)
        request = screen.request()
        assert (request.address, request.redirect) == ("/job/now", "error")
        screen.answer(request, 200, {"total": 12, "carried_out": carried_out, "done": False})
        expect(screen.find("[role=status]")).to_have_text(f"{carried_out} of 12")
        expect(screen.find("progress")).to_have_js_property("value", carried_out)
        expect(screen.find("progress")).to_have_js_property("max", 12)


def test_a_job_that_is_done_loads_the_page_again_which_shows_the_result(load: Load) -> None:
    screen = follow(load)
    screen.wait(1)
    screen.answer(screen.request(), 200, {"total": 12, "carried_out": 12, "done": True})
    assert screen.departed()["kind"] == "reload"
    screen.wait(60)
    assert screen.requests() == []


@pytest.mark.parametrize("status", ["lost", 502, 503])
def test_a_server_that_is_away_is_asked_less_and_less_often(load: Load, status) -> None:
    screen = follow(load)
    screen.wait(1)
    for seconds in (2, 4, 8, 16, 30, 30):
        screen.answer(screen.request(), status, {})
        screen.wait(seconds - 0.01)
        assert screen.requests() == []
        screen.wait(0.01)
    screen.answer(screen.request(), 200, {"total": 12, "carried_out": 3, "done": False})
    screen.wait(1)
    screen.request()


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_page_that_may_no_longer_see_the_job_stops_asking(load: Load, status: int) -> None:
    screen = follow(load)
    screen.wait(1)
    screen.answer(screen.request(), status, {})
    screen.wait(600)
    assert screen.requests() == []
    expect(screen.find("[role=status]")).to_have_text("0 of 10")
