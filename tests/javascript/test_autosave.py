"""autosave.js: a field saves itself a moment after the typing stops, and says how that went."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.autofields import FOOD, HOME, PAUSE, open_field, open_two, saved, says, shown, type_in
from tests.javascript.conftest import Load
from tests.javascript.markup import autofield, words
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-29", "B-04")

LOST = "Inte sparat: du är utloggad eller har inte längre tillgång."


def test_a_change_is_saved_when_the_typing_has_paused(load: Load) -> None:
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    screen.wait(PAUSE - 0.1)
    screen.find("textarea").press_sequentially(" More.")
    screen.wait(PAUSE - 0.01)
    assert screen.requests() == []
    screen.wait(0.01)
    request = screen.request()
    assert (request.method, request.address, request.accept) == ("POST", "/save/step.home", "application/json")
    assert request.fields.items() >= {"path": HOME, "revision": "1", "value": "After. More."}.items()
    assert request.fields["csrfmiddlewaretoken"] == "the-token"
    assert (request.redirect, request.keepalive) == ("manual", True)
    says(screen, "Sparar …")


def test_a_text_too_long_to_outlive_its_page_is_sent_as_an_ordinary_request(load: Load) -> None:
    screen = open_field(load)
    assert not type_in(screen, "å" * 10_001).keepalive


def test_leaving_the_field_saves_at_once(load: Load) -> None:
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    screen.find("textarea").blur()
    assert screen.request().fields["value"] == "After."
    screen.wait(60)
    assert screen.requests() == []


def test_leaving_an_unchanged_field_saves_nothing(load: Load) -> None:
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    screen.find("textarea").fill("Before.")
    screen.find("textarea").blur()
    screen.wait(60)
    assert screen.requests() == []


def test_the_revision_that_the_server_gives_is_sent_with_the_next_saving(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "After."), 200, saved(7))
    says(screen, "")
    expect(screen.find("[data-saved]")).to_have_text("Saved 08:00 by Karin")
    screen.wait(60)
    assert screen.requests() == []
    request = type_in(screen, "Later.")
    assert request.fields["revision"] == "7"


def test_the_first_saving_shows_the_link_to_earlier_texts(load: Load) -> None:
    screen = open_field(load, revision=0, by_words="", history_href="/earlier")
    expect(screen.find("a")).to_be_hidden()
    screen.answer(type_in(screen, "After."), 200, saved(1))
    expect(screen.find("a")).to_be_visible()


def test_text_typed_during_a_saving_waits_for_its_answer_and_is_sent_next(load: Load) -> None:
    screen = open_field(load)
    first = type_in(screen, "After.")
    screen.find("textarea").fill("After. More.")
    screen.wait(60)
    assert screen.requests() == []
    screen.answer(first, 200, saved(2))
    second = screen.request()
    assert (second.fields["value"], second.fields["revision"]) == ("After. More.", "2")
    screen.answer(second, 200, saved(3))
    assert screen.requests() == []
    assert shown(screen) == "After. More."


def test_two_fields_are_saved_side_by_side_each_with_its_own_revision(load: Load) -> None:
    screen = open_two(load)
    home = type_in(screen, "At home.")
    food = type_in(screen, "Eats well.", FOOD)
    assert (home.address, food.address) == ("/save/step.home", "/save/step.food")
    screen.answer(food, 200, saved(5))
    says(screen, "Sparar …", HOME)
    says(screen, "", FOOD)
    screen.answer(home, 200, saved(2))
    assert type_in(screen, "Eats.", FOOD).fields["revision"] == "5"
    assert type_in(screen, "Home.", HOME).fields["revision"] == "2"


def test_a_saving_is_spoken_of_only_when_the_writer_has_left_the_field(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "After."), 200, saved(2))
    expect(screen.find("[data-voice]")).to_have_text("")
    screen.find("textarea").fill("Later.")
    screen.find("textarea").blur()
    screen.answer(screen.request(), 200, saved(3))
    expect(screen.find("[data-voice]")).to_have_text("Saved 08:00 by Karin")


def test_a_refused_text_stays_with_its_reason_and_is_not_sent_again_until_it_is_changed(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "Too long."), 422, {"error": "At most 4,000 characters.", "value": ""})
    says(screen, "Inte sparat")
    expect(screen.find("[data-voice]")).to_have_text("Inte sparat")
    expect(screen.find("[data-error]")).to_have_text("At most 4,000 characters.")
    expect(screen.find("textarea")).to_have_attribute("aria-invalid", "true")
    assert shown(screen) == "Too long."
    screen.wait(600)
    assert screen.requests() == []
    screen.answer(type_in(screen, "Short."), 200, saved(2))
    expect(screen.find("[data-error]")).to_have_text("")
    expect(screen.find("textarea")).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("status", [401, 403, 404, "login"])
def test_a_logged_out_user_is_told_and_keeps_the_text_and_the_button_saves_it_later(load: Load, status) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "After."), status, {"error": "", "value": ""})
    expect(screen.find("[data-say]")).to_contain_text(LOST)
    expect(screen.find("[data-voice]")).to_contain_text(LOST)
    expect(screen.find("form")).to_have_attribute("data-unsaved", "")
    assert shown(screen) == "After."
    screen.wait(600)
    assert screen.requests() == []
    screen.find(".savebutton").click()
    request = screen.request()
    assert request.fields["value"] == "After."
    screen.answer(request, 200, saved(2))
    expect(screen.find("form")).not_to_have_attribute("data-unsaved", "")
    assert screen.departures() == []


def test_enter_on_the_save_button_saves_without_leaving_the_page(load: Load) -> None:
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    screen.run("document.forms[0].requestSubmit(document.querySelector('.savebutton'))")
    assert screen.request().fields["value"] == "After."
    assert screen.departures() == []


def test_a_choice_is_saved_when_it_is_made(load: Load) -> None:
    choices = [("", "Not filled in"), ("yes", "Yes"), ("no", "No")]
    screen = open_field(load, "no", kind="choice", choices=choices)
    screen.find("[value=yes]").check()
    assert screen.request().fields["value"] == "yes"


def test_a_date_is_not_saved_until_it_is_whole(load: Load) -> None:
    screen = open_field(load, "2026-03-01", kind="date")
    date = screen.find("input[type=date]")
    date.focus()
    screen.page.keyboard.press("Delete")
    date.dispatch_event("input")
    screen.wait(PAUSE)
    date.blur()
    assert screen.requests() == []
    date.fill("2026-03-02")
    screen.wait(PAUSE)
    assert screen.request().fields["value"] == "2026-03-02"


def test_a_refused_field_is_saved_again_as_it_is(load: Load) -> None:
    screen = open_field(load, "Refused.", error="At most 4,000 characters.")
    screen.find("textarea").focus()
    screen.find("textarea").blur()
    assert screen.request().fields["value"] == "Refused."


def test_nothing_is_said_below_a_field_while_the_pointer_is_down_on_a_button(load: Load) -> None:
    # A line of text that appears would move the button away from under the pointer.
    screen = load("autosave.js", body=words() + autofield() + "<button type=button id=verb>Do</button>")
    screen.find("textarea").fill("After.")
    box = screen.find("#verb").bounding_box()
    assert box
    screen.page.mouse.move(box["x"] + 5, box["y"] + 5)
    screen.page.mouse.down()
    screen.wait(0.2)
    assert screen.requests() == []
    says(screen, "")
    screen.page.mouse.up()
    screen.wait(0.05)
    assert screen.request().fields["value"] == "After."


def press(screen: Screen, button: int) -> None:
    """Press a button of the mouse whose release the page never hears of."""
    screen.run(
        "(button) => { document.body.dispatchEvent(new PointerEvent('pointerdown', {button, bubbles: true})); }", button
    )


def test_a_pointer_that_comes_up_outside_the_window_does_not_hold_the_saving_back(load: Load) -> None:
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    press(screen, 0)
    screen.find("textarea").blur()
    screen.wait(60)
    assert screen.requests() == []
    screen.run("window.dispatchEvent(new Event('blur'))")
    screen.wait(0.05)
    assert screen.request().fields["value"] == "After."


def test_the_button_of_the_context_menu_does_not_hold_the_saving_back(load: Load) -> None:
    # In some systems the menu takes the release of the button.
    screen = open_field(load)
    screen.find("textarea").fill("After.")
    press(screen, 2)
    screen.find("textarea").blur()
    assert screen.request().fields["value"] == "After."


@pytest.mark.parametrize(
    ("seen_before", "told", "seen_after"),
    [("4", 5, "5"), ("4", 6, "4"), ("4", None, "4")],
    ids=["only this saving came between", "somebody else changed it too", "the server says nothing"],
)
def test_the_buttons_about_the_whole_step_follow_only_the_own_savings(
    load: Load, seen_before: str, told: int | None, seen_after: str
) -> None:
    verb = f'<form data-follows-fields method="post"><input type="hidden" name="seen" value="{seen_before}"></form>'
    screen = load("autosave.js", body=words() + autofield() + verb)
    screen.answer(type_in(screen, "After."), 200, saved(2, seen=told))
    assert screen.find("[name=seen]").input_value() == seen_after


def test_answers_that_come_in_another_order_than_the_savings_are_all_followed(load: Load) -> None:
    verb = '<form data-follows-fields method="post"><input type="hidden" name="seen" value="4"></form>'
    screen = load("autosave.js", body=words() + autofield(HOME) + autofield(FOOD) + verb)
    first, second = type_in(screen, "One."), type_in(screen, "Two.", FOOD)
    screen.answer(second, 200, saved(2, seen=6))
    assert screen.find("[name=seen]").input_value() == "4"
    screen.answer(first, 200, saved(2, seen=5))
    assert screen.find("[name=seen]").input_value() == "6"


@pytest.mark.req("000-038")
def test_who_is_not_the_writer_saves_nothing_and_the_text_stays(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "After."), 409, {"another": "You are now Anton."})
    says(screen, "You are now Anton.")
    assert shown(screen) == "After."
    screen.wait(600)
    assert screen.requests() == []
