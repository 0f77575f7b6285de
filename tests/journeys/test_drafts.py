"""Nothing typed is lost (B-04): a killed server, a logout, a session that runs out, another window, another day."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.furnish import MESSAGE, PRESCRIPTION, Story
from tests.journeys.processes import Site
from tests.journeys.steps import (
    box,
    button,
    choose,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    send,
    write,
)

STORY = "drafts"
NEXT_TRY = 20_000
"""Milliseconds: the page retries after 2, 4, 8 and 15 seconds (js/drafts.js)."""
HALF = "Hej! Dina provsvar är bra, men"
IDLE = "UPDATE login_session SET last_seen = last_seen - interval '31 minutes' WHERE {} = %s"
MESSAGE_BOX = "Meddelande till invånaren"

pytestmark = pytest.mark.req("B-04")


def saved(page: Page, within: int = 5_000) -> None:
    """The page says, within this many milliseconds, that the draft has been saved."""
    expect(page.get_by_text(re.compile(r"^Utkast sparat \d\d[.:]\d\d$"))).to_be_visible(timeout=within)


def other_window(page: Page) -> Locator:
    """The heading of a draft from another window, at the answer."""
    return page.get_by_role("region", name="Hantera ärendet").get_by_text("Utkastet från det andra fönstret")


def open_own(page: Page) -> None:
    """A handler opens the only case in their own list."""
    menu(page, "Tilldelade ärenden").click()
    link(row(page, MESSAGE), MESSAGE).click()


@pytest.fixture
def assigned(visit, story: Story, look) -> Page:
    """Hugo's browser, logged in, with one open case from Alva."""
    if not look("SELECT 1 FROM cases_case WHERE handler_id = %s AND is_open", story.staff["Hugo"]):
        resident, receiver = visit(), visit()
        log_in_resident(resident, story.resident)
        send(resident, story, MESSAGE, "Har mina provsvar kommit?")
        log_in_staff(receiver, story.receiver, story.clinic)
        menu(receiver, "Inkomna ärenden").click()
        row(receiver, "Ohanterat").first.get_by_text(story.resident).click()
        choose(receiver, story.handler)
        button(receiver, "Fördela").click()
    handler: Page = visit()
    log_in_staff(handler, story.handler, story.clinic)
    return handler


def test_half_an_answer_outlives_a_killed_server_and_a_logout(
    assigned: Page, visit, story: Story, site: Site, look
) -> None:
    page = assigned
    open_own(page)
    box(page, MESSAGE_BOX).fill(HALF)
    saved(page)

    # The server is gone while more is typed: the page says so, keeps the text, and saves it when the server is back.
    site.kill("pages")
    box(page, MESSAGE_BOX).press_sequentially(" ett av dem")
    expect(page.get_by_text("Utkastet kunde inte sparas.")).to_be_visible()
    site.start("pages")
    site.wait()
    saved(page, within=NEXT_TRY)
    site.restart("pages")
    page.reload()
    expect(box(page, MESSAGE_BOX)).to_have_value(f"{HALF} ett av dem")
    expect(page.get_by_text("Det är inte skickat.")).to_be_visible()

    # The list marks it; another session, on another computer, has it.
    menu(page, "Tilldelade ärenden").click()
    expect(row(page, MESSAGE).get_by_text("Utkast")).to_be_visible()
    button(page, "Logga ut").click()
    again = visit()
    log_in_staff(again, story.handler, story.clinic)
    open_own(again)
    expect(box(again, MESSAGE_BOX)).to_have_value(f"{HALF} ett av dem")

    # A sent text is no longer a draft.
    button(again, "Besvara").click()
    expect(again.get_by_role("status").first).to_contain_text("Svaret är skickat")
    assert not look("SELECT 1 FROM drafts_draft WHERE owner = %s", story.staff["Hugo"])
    assert look("SELECT count(*) FROM cases_message WHERE text = %s", f"{HALF} ett av dem") == [(1,)]


def test_text_saved_before_the_session_expired_is_there_after_the_login(
    assigned: Page, visit, story: Story, look
) -> None:
    page = assigned
    open_own(page)
    box(page, MESSAGE_BOX).fill(HALF)
    saved(page)
    look(IDLE.format("staff_id"), story.staff["Hugo"])
    box(page, MESSAGE_BOX).press_sequentially(" mer")
    expect(page.get_by_text("Utkastet kunde inte sparas: du är utloggad")).to_be_visible()
    again = visit()
    log_in_staff(again, story.handler, story.clinic)
    open_own(again)
    expect(box(again, MESSAGE_BOX)).to_have_value(HALF)


def test_two_windows_are_both_shown_and_one_is_chosen(assigned: Page, story: Story, look) -> None:
    first = assigned
    open_own(first)
    expect(other_window(first)).to_be_hidden()
    second = first.context.new_page()
    second.goto(first.url)
    box(first, MESSAGE_BOX).fill("Från det ena fönstret")
    saved(first)
    box(second, MESSAGE_BOX).fill("Från det andra fönstret")
    expect(second.get_by_text("Ett annat utkast har sparats i ett annat fönster.")).to_be_visible()
    expect(second.get_by_text("Från det ena fönstret")).to_be_visible()
    button(second, "Använd den andra texten").click()
    expect(other_window(second)).to_be_hidden()
    expect(box(second, MESSAGE_BOX)).to_have_value("Från det ena fönstret")
    box(second, MESSAGE_BOX).fill("Från det andra fönstret, igen")
    saved(second)
    second.reload()
    button(second, "Släng utkastet").click()
    expect(second.get_by_text("Utkastet är slängt.")).to_be_visible()
    expect(box(second, MESSAGE_BOX)).to_have_value("")
    assert not look("SELECT 1 FROM drafts_draft WHERE owner = %s", story.staff["Hugo"])


def test_a_button_does_not_move_away_while_it_is_pressed(visit, story: Story, look) -> None:
    """The box is saved when the pointer leaves it for the button; the other window's text comes first when it is up."""
    page = visit()
    log_in_resident(page, story.resident)
    write(page, story, PRESCRIPTION, "")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("textbox").fill("Från det andra fönstret.\n" * 8)
    saved(other)
    button(page, "Läs igenom").scroll_into_view_if_needed()
    # Pressed within the second after which the script saves by itself, also on a slow machine.
    page.get_by_role("textbox").fill("Från det första fönstret.")
    press = button(page, "Läs igenom").bounding_box()
    assert press
    page.mouse.move(press["x"] + press["width"] / 2, press["y"] + press["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(600)
    page.mouse.up()
    expect(heading(page, "Läs igenom ditt ärende")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="Från det första fönstret.")).to_be_visible()
    look("DELETE FROM drafts_draft WHERE owner = %s", story.person)


def test_a_resident_types_a_case_closes_the_browser_and_comes_back(visit, story: Story, look) -> None:
    page = visit()
    log_in_resident(page, story.resident)
    write(page, story, MESSAGE, "Jag undrar över mina")
    page.wait_for_timeout(300)
    address = page.url
    page.close()  # before the second that the script waits: the page saves as it goes
    again = visit()
    log_in_resident(again, story.resident)
    again.goto(address)
    expect(again.get_by_role("textbox")).to_have_value("Jag undrar över mina")
    expect(again.get_by_text("Du har ett utkast från")).to_be_visible()
    again.get_by_role("textbox").fill("Jag undrar över mina provsvar från i går.")
    button(again, "Läs igenom").click()
    # "Skicka ändå" when an earlier case of the same type is open.
    again.get_by_role("button", name=re.compile("^Skicka( ändå)?$")).click()
    expect(heading(again, "Ditt ärende är skickat")).to_be_visible()
    assert not look("SELECT 1 FROM drafts_draft WHERE owner = %s", story.person)


@pytest.mark.req("000-038")
def test_a_colleague_who_logs_in_in_another_tab_neither_saves_nor_sends_what_is_written(
    assigned: Page, story: Story, look
) -> None:
    """Two persons in one browser, whose tabs cannot tell each other: the open one is not covered in time."""
    page = assigned
    page.add_init_script("delete window.BroadcastChannel")
    open_own(page)
    other = page.context.new_page()
    other.goto(page.url)
    button(other, "Logga ut").click()
    log_in_staff(other, story.second, story.clinic)
    box(page, MESSAGE_BOX).fill("Hugos egna ord")
    expect(page.get_by_text(f"Du är nu inloggad som {story.second}").first).to_be_visible()
    button(page, "Besvara").click()
    expect(heading(page, "Någon annan är inloggad")).to_be_visible()
    expect(page.get_by_text("Hugos egna ord")).to_be_visible()
    assert not look("SELECT 1 FROM drafts_draft WHERE text = 'Hugos egna ord'")
    assert not look("SELECT 1 FROM cases_message WHERE text = 'Hugos egna ord'")


def test_an_open_tab_covers_its_content_after_the_logout_in_another(assigned: Page, story: Story) -> None:
    page = assigned
    open_own(page)
    expect(page.get_by_text("Har mina provsvar kommit?").first).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    button(other, "Logga ut").click()
    expect(page.get_by_role("heading", name="Du är inte längre inloggad")).to_be_visible()
    expect(page.get_by_text("Har mina provsvar kommit?").first).to_be_hidden()
    log_in_staff(other, story.handler, story.clinic)
    expect(page.get_by_text("Har mina provsvar kommit?").first).to_be_visible()
