"""The same form sent twice is carried out once: a double click, a second Enter, and "back" and send again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.steps import box, button, heading, log_in_resident, log_in_staff, send, write

STORY = "double"
COUNT = "SELECT count(*) FROM cases_message WHERE text = %s"


@pytest.mark.req("000-001")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_is_sent_once(visit, story: Story, look, javascript: bool) -> None:
    text = f"Sänd en gång, {'med' if javascript else 'utan'} skript."
    page = visit(javascript=javascript)
    log_in_resident(page, story.resident)
    write(page, story, MESSAGE, text)
    button(page, "Läs igenom").click()
    expect(heading(page, "Läs igenom ditt ärende")).to_be_visible()
    with page.expect_request(lambda request: request.method == "POST") as first:
        # "Skicka ändå" the second time: there is an open case of the same sort by then (B-10).
        page.get_by_role("button", name=re.compile("^Skicka")).dblclick()
    expect(heading(page, "Ditt ärende är skickat")).to_be_visible()
    # And once more, as when the browser's "send again" is pressed: the same receipt.
    again = page.context.request.post(
        first.value.url, data=first.value.post_data or "", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (again.status, again.url) == (200, page.url)
    assert look(COUNT, text) == [(1,)]


@pytest.mark.req("000-038")
def test_two_tabs_with_the_same_form_send_it_once(visit, story: Story, look) -> None:
    resident, receiver = visit(), visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Två flikar.")
    log_in_staff(receiver, story.receiver, story.clinic)
    receiver.goto(f"/personal/{story.unit}/arende/{case}/?flik=motfraga")
    form = "form[action$='/motfraga'] input[name=submit_key]"
    key = receiver.locator(form).input_value()
    other = receiver.context.new_page()
    other.goto(f"/personal/{story.unit}/arende/{case}/?flik=motfraga")
    for page in (receiver, other):
        page.locator(form).evaluate("(field, key) => field.value = key", key)
        box(page, "Meddelande till invånaren").fill("Delsvaret som kom två gånger.")
        page.get_by_role("radio", name=re.compile("^Delsvar")).check()
        button(page, "Skicka").click(no_wait_after=True)
    for page in (receiver, other):
        expect(heading(page, "Inkomna ärenden")).to_be_visible()
    assert look(COUNT, "Delsvaret som kom två gånger.") == [(1,)]
    assert look("SELECT count(*) FROM gate_version WHERE key = %s AND move = 'partial_reply'", case) == [(1,)]
