"""js/page.js: a form is sent once, a row opens its case, and a dialog opens where there would be a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

FORM = (
    '<form id="form" method="post" action="/send"><input name="text" value="Hi">'
    '<button name="how" value="now">Send</button><button type="button" id="other">x</button>'
    '<button id="look" formmethod="get" formaction="/look">Look</button></form>'
)
LIST = (
    '<table data-rows><thead><tr><td id="head">Case</td></tr></thead><tbody>'
    '<tr><td id="cell">08:00 <button id="button">x</button><input id="input" type="checkbox"></td>'
    '<td><a href="/resident">Alva</a></td><th><a href="/case/1">Case</a></th></tr>'
    '<tr class="more"><td id="more"><a href="/not-this">More</a></td></tr></tbody></table>'
)
DIALOG = '<a id="opener" href="/ask" data-opens="{}">Ask</a><dialog id="question">Sure?</dialog>'


def send(screen: Screen, button: str = "[name=how]") -> None:
    """Press a button of the form at once, whether it is hidden from the pointer or not."""
    screen.find(button).evaluate("button => button.click()")


def test_the_summary_of_errors_has_the_focus_when_the_page_opens(load: Load) -> None:
    screen = load("page.js", body='<input autofocus><div class="ds-error-summary" tabindex="-1">Wrong.</div>')
    expect(screen.find(".ds-error-summary")).to_be_focused()


def test_a_form_that_is_larger_than_the_server_reads_is_held_and_its_text_stays(load: Load) -> None:
    note = '<template id="large-note"><p data-too-large>Too long.</p></template>'
    screen = load("page.js", body=FORM + note)
    screen.find("[name=text]").evaluate("(field) => { field.value = 'å'.repeat(170000); }")
    send(screen)
    send(screen)
    expect(screen.find("[data-too-large]")).to_have_count(1)
    assert screen.departures() == []
    screen.find("[name=text]").evaluate("(field) => { field.value = 'å'.repeat(1000); }")
    send(screen)
    assert screen.departed()["fields"]["text"] == "å" * 1000


@pytest.mark.req("000-001")
def test_a_form_that_has_been_sent_is_not_sent_again_by_a_second_click_or_enter(load: Load) -> None:
    screen = load("page.js", body=FORM)
    send(screen)
    send(screen)
    screen.run("document.forms[0].requestSubmit()")
    departure = screen.departed()
    assert (departure["address"], departure["fields"]) == ("/send", {"text": "Hi", "how": "now"})
    screen.wait(9)
    send(screen)
    assert len(screen.departures()) == 1


def test_the_buttons_of_a_sent_form_are_held_until_the_connection_may_have_been_lost(load: Load) -> None:
    screen = load("page.js", body=FORM)
    send(screen)
    screen.wait(0.01)
    expect(screen.find("[name=how]")).to_be_disabled()
    expect(screen.find("#other")).to_be_enabled()
    screen.wait(9.9)
    expect(screen.find("[name=how]")).to_be_disabled()
    screen.wait(0.1)
    expect(screen.find("[name=how]")).to_be_enabled()
    send(screen)
    screen.page.wait_for_function("() => world.departures.length === 2")


def test_a_button_that_the_server_drew_disabled_is_not_given_back(load: Load) -> None:
    screen = load("page.js", body=FORM.replace('<button id="look"', '<button id="look" disabled'))
    send(screen)
    screen.wait(11)
    expect(screen.find("#look")).to_be_disabled()


@pytest.mark.parametrize("button", ["#look", "#seek"])
def test_a_question_may_be_asked_twice(load: Load, button: str) -> None:
    screen = load("page.js", body=FORM + '<form method="get" action="/seek"><button id="seek">Seek</button></form>')
    send(screen, button)
    screen.departed()
    send(screen, button)
    screen.page.wait_for_function("() => world.departures.length === 2")


def test_a_form_that_another_script_stopped_can_be_sent_later(load: Load) -> None:
    screen = load("page.js", body=FORM)
    screen.run("document.forms[0].addEventListener('submit', (event) => event.preventDefault(), {once: true})")
    send(screen)
    assert screen.departures() == []
    send(screen)
    assert screen.departed()["address"] == "/send"


def test_a_page_that_comes_back_can_send_its_form_again(load: Load) -> None:
    screen = load("page.js", body=FORM)
    send(screen)
    screen.wait(0.01)
    screen.brought_back()
    expect(screen.find("[name=how]")).to_be_enabled()
    send(screen)
    screen.page.wait_for_function("() => world.departures.length === 2")


def test_a_click_in_a_row_opens_the_case_and_not_another_link_of_the_row(load: Load) -> None:
    screen = load("page.js", body=LIST)
    screen.find("#cell").click(position={"x": 3, "y": 3})
    assert screen.departed()["address"] == "/case/1"


def test_a_row_whose_case_is_not_its_heading_opens_the_link_of_its_subject(load: Load) -> None:
    screen = load("page.js", body=LIST.replace("<th>", '<td class="subject">').replace("</th>", "</td>"))
    screen.find("#cell").click(position={"x": 3, "y": 3})
    assert screen.departed()["address"] == "/case/1"


@pytest.mark.parametrize("place", ["#head", "#button", "#input", "#more"])
def test_a_click_on_something_with_a_purpose_of_its_own_opens_nothing(load: Load, place: str) -> None:
    screen = load("page.js", body=LIST)
    screen.find(place).evaluate("place => place.click()")
    assert screen.departures() == []


def test_marking_text_in_a_row_does_not_open_it_but_a_double_click_does(load: Load) -> None:
    screen = load("page.js", body=LIST)
    screen.run("getSelection().selectAllChildren(document.getElementById('cell'))")
    screen.find("#cell").dispatch_event("click")
    assert screen.departures() == []
    screen.find("#cell").dispatch_event("dblclick")
    assert screen.departed()["address"] == "/case/1"


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_the_keys_held_at_a_click_in_a_row_hold_for_its_link(load: Load, key: str) -> None:
    # So the browser opens the case in a new tab or window.
    screen = load("page.js", body=LIST)
    held = screen.find("#cell").evaluate(
        """(cell, key) => {
            let held;
            document.querySelector("th a").addEventListener("click", (event) => {
                held = [event.ctrlKey, event.metaKey, event.shiftKey];
                event.preventDefault();
            });
            cell.dispatchEvent(new MouseEvent("click", {bubbles: true, [key]: true}));
            return held;
        }""",
        key,
    )
    assert held == [key == "ctrlKey", key == "metaKey", key == "shiftKey"]


def test_a_link_to_a_question_opens_it_as_a_dialog(load: Load) -> None:
    screen = load("page.js", body=DIALOG.format("question"))
    assert screen.click_is_taken("#opener")
    expect(screen.find("dialog")).to_be_visible()


@pytest.mark.parametrize("keys", [{"ctrlKey": True}, {"metaKey": True}])
def test_a_link_to_a_question_opens_as_a_page_in_a_new_tab(load: Load, keys: dict[str, bool]) -> None:
    screen = load("page.js", body=DIALOG.format("question"))
    assert not screen.click_is_taken("#opener", **keys)
    expect(screen.find("dialog")).to_be_hidden()


def test_a_link_to_a_question_that_is_not_in_the_page_goes_to_its_page(load: Load) -> None:
    screen = load("page.js", body=DIALOG.format("another"))
    assert not screen.click_is_taken("#opener")
