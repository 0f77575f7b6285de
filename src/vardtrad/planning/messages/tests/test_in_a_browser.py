"""The box that grows and the field for a file, in a real browser with scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from tests.journeys.page_checks import AXE, RUN_AXE, TAGS
from tests.pdfs import PNG, pdf
from tests.planners import planners as make_planners
from tests.plans import Drive
from vardtrad.planning.messages import actions
from vardtrad.planning.messages.models import Message
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

pytestmark = pytest.mark.journey

PDF = {"name": "hemplan.pdf", "mimeType": "application/pdf", "buffer": pdf("Hemtjänst morgon och kväll.")}
DROP = """([target, files]) => {
  const carried = new DataTransfer();
  for (const [name, content] of files) carried.items.add(new File([content], name));
  const zone = document.querySelector(target);
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  for (const type of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, how));
}"""


@pytest.fixture
def drive(committed: Any) -> Drive:
    """An SVU that three parties see, in a database where everything is really committed."""
    return Drive(make_planners.__wrapped__(None)).published()


@pytest.fixture
def opened(drive: Drive, browser: Any, clamd: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens the plan's page as a given person, in a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    # The product's own application, whose middleware serves the static files too.
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error is not None:
        raise server.error
    contexts: list[Any] = []
    complaints: list[str] = []

    def said(message: Any) -> None:
        # The browser writes answers with status 422 to the console by itself.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def open_(
        who: Any, *, width: int = 1440, javascript: bool = True, bypass_csp: bool = False, more: str = ""
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            locale="sv-SE",
        )
        contexts.append(context)
        context.on("console", said)
        name = SESSIONS[World.STAFF]
        address = f"http://localhost:{server.port}"
        context.add_cookies([{"name": name, "value": who.browser.cookies[name].value, "url": address}])
        page: Page = context.new_page()
        page.goto(f"{address}{who.base}svu/{drive.key}/inskrivning/{more}")
        return page

    yield open_
    for context in contexts:
        context.close()
    server.terminate()
    assert not complaints


def section(page: Page) -> Any:
    return page.locator("#meddelanden")


@pytest.mark.req("001-234", "001-238", "001-239")
def test_the_box_grows_and_a_file_can_be_dropped_and_taken_away(drive: Drive, opened: Any) -> None:
    page = opened(drive.ward, more="?visa=meddelanden")
    ask, file = page.get_by_label("Vårdcentralen Planen"), page.get_by_label("Bifoga fil")
    expect(page.get_by_label("Nytt meddelande")).to_be_visible()
    expect(ask).to_be_hidden()
    expect(file).to_be_hidden()
    page.get_by_label("Nytt meddelande").fill("Se bifogad plan.")
    expect(ask).to_be_checked()
    expect(page.get_by_label("Avdelning A (din enhet)")).not_to_be_checked()
    expect(file).to_be_visible()

    name, away = section(page).locator("[data-file-name]"), page.get_by_role("button", name="Ta bort filen")
    expect(away).to_be_hidden()
    page.evaluate(DROP, ["[data-drop]", [["fel.pdf", "x"], ["till.pdf", "y"]]])
    expect(name).to_have_text("fel.pdf. Bara en fil kan bifogas till varje meddelande. Den första valdes.")
    away.click()
    expect(name).to_be_empty()
    assert file.evaluate("field => field.files.length") == 0
    file.set_input_files(PDF)
    expect(name).to_have_text("hemplan.pdf")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(section(page).get_by_role("link", name="hemplan.pdf (öppnas i en ny flik)")).to_be_visible()
    assert Message.objects.get().file_name == "hemplan.pdf"
    # The box is small again.
    expect(page.get_by_label("Bifoga fil")).to_be_hidden()


def test_a_file_that_is_too_large_is_reported_before_anything_is_sent(drive: Drive, opened: Any, settings: Any) -> None:
    settings.FILE_LIMIT = 1_000_000
    page = opened(drive.ward, more="?visa=meddelanden")
    page.get_by_label("Nytt meddelande").fill("Se bifogad plan.")
    page.get_by_label("Bifoga fil").set_input_files({**PDF, "buffer": bytes(1_000_001)})
    expect(section(page).locator("[data-file-name]")).to_have_text("Filen är för stor. Den får vara högst 1 MB.")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(section(page).get_by_text("Vera Vide", exact=False).first).to_be_visible()
    assert Message.objects.get().document is None


@pytest.mark.req("001-237")
def test_acknowledge_and_annul_by_keyboard(drive: Drive, opened: Any) -> None:
    drive.messaged(drive.ward, ask=(drive.care,))
    page = opened(drive.care)
    ack = section(page).get_by_role("button", name="Kvittera meddelandet")
    ack.focus()
    page.keyboard.press("Enter")
    expect(section(page).get_by_text("Kvitterat av alla")).to_be_visible()

    page = opened(drive.ward, width=390)
    annul = section(page).locator("details.annul summary")
    annul.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(section(page).get_by_text("Makulerat", exact=True)).to_be_visible()
    assert Message.objects.get().annulled is not None


def test_without_scripts_all_of_it_is_there(drive: Drive, opened: Any) -> None:
    page = opened(drive.ward, javascript=False, more="?visa=meddelanden")
    expect(page.get_by_label("Bifoga fil")).to_be_visible()
    expect(page.get_by_label("Vårdcentralen Planen")).to_be_checked()
    page.get_by_label("Nytt meddelande").fill("Se bilden.")
    page.get_by_label("Bifoga fil").set_input_files({"name": "bild.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="Skicka", exact=True).click()
    preview = section(page).locator("details.preview")
    expect(preview.locator("img")).to_be_hidden()
    preview.locator("summary").click()
    expect(preview.locator("img")).to_be_visible()
    assert preview.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 1


def test_a_refused_file_brings_the_focus_back_to_the_form_with_the_text(drive: Drive, opened: Any) -> None:
    page = opened(drive.ward, width=390, more="?visa=meddelanden")
    page.get_by_label("Nytt meddelande").fill("Se bifogad plan.")
    page.get_by_label("Biståndsenheten Plankommun").uncheck()
    page.get_by_label("Bifoga fil").set_input_files({**PDF, "name": "800102-2386.pdf"})
    # The form is held until the page knows that the server can be reached.
    with page.expect_navigation():
        page.get_by_role("button", name="Skicka", exact=True).click()
    expect(section(page).locator(".opened")).to_be_focused()
    expect(section(page).locator(".opened")).to_contain_text("personnummer")
    expect(page.get_by_label("Nytt meddelande")).to_have_value("Se bifogad plan.")
    expect(page.get_by_label("Biståndsenheten Plankommun")).not_to_be_checked()
    expect(page.get_by_label("Bifoga fil")).to_be_visible()
    assert not Message.objects.exists()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_state_of_the_section_breaks_wcag(drive: Drive, opened: Any, width: int) -> None:
    annulled = drive.messaged(drive.ward, "Fel patient.", ask=(drive.care,))
    actions.annul(SVU, drive.ward.actor, drive.key, annulled)
    drive.messaged(drive.ward, ask=(drive.care, drive.town))
    picture = Checked("bild.png", "image/png", PNG)
    actions.write(SVU, drive.care.actor, drive.key, "Se bilden.", {drive.ward.unit.id}, document=picture)
    page = opened(drive.ward, width=width, bypass_csp=True)
    for summary in section(page).locator("li summary").all():
        summary.click()
    page.get_by_label("Nytt meddelande").fill("Hej")
    page.evaluate(AXE)
    only = RUN_AXE.replace("document,", "'#meddelanden',")
    assert page.evaluate(only, TAGS) == []
    # Nothing is wider than the page.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Bifoga fil").set_input_files({**PDF, "name": "800102-2386.pdf"})
    # The form is held until the page knows that the server can be reached.
    with page.expect_navigation():
        page.get_by_role("button", name="Skicka", exact=True).click()
    page.evaluate(AXE)
    assert page.evaluate(only, TAGS) == []
