"""Attaching files with scripts: chosen on a phone, with progress, removed, refused, and sent."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from tests.files import jpeg
from tests.journeys.page_checks import AXE, RUN_AXE, TAGS
from tests.pdfs import pdf
from tests.people import Region
from tests.people import region as make_region
from vardtrad.cases.case.models import Message, Service
from vardtrad.cases.resident.tests.test_files_of_questions import in_use
from vardtrad.cases.staff.settings import actions as settings_of_clinic
from vardtrad.shared.drafts.models import DraftFile
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

pytestmark = pytest.mark.journey

PHOTO = Path(__file__).parents[5] / "tests" / "pictures" / "photo.heic"
DROP = """([names]) => {
  const carried = new DataTransfer();
  for (const name of names) carried.items.add(new File(["x"], name));
  const zone = document.querySelector("[data-drop-files]");
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  for (const type of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, how));
}"""


def file(name: str, colour: str = "red") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(colour, (900, 600))}


@pytest.fixture
def places(committed: Any) -> Region:
    return make_region.__wrapped__(None)


@pytest.fixture
def opened(places: Region, chromium: Any, clamd: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens an address as Alva, or as somebody of the staff, in a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error is not None:
        raise server.error
    contexts: list[Any] = []

    def open_(address: str, *, who: str = "alva", width: int = 390, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="sv-SE", **options)
        contexts.append(context)
        name = SESSIONS[World.RESIDENT if who == "alva" else World.STAFF]
        base = f"http://localhost:{server.port}"
        context.add_cookies([{"name": name, "value": places.people[who].browser.cookies[name].value, "url": base}])
        page: Page = context.new_page()
        page.goto(base + address)
        return page

    yield open_
    for context in contexts:
        context.close()
    server.terminate()


def seen(page: Page, name: str) -> None:
    """Keep a picture of the page, when somebody wants to look at it (SHOTS)."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def taken(photo: Path) -> Any:
    """A photo of the camera, as a browser gives it to the page."""
    return {"name": photo.name, "mimeType": "image/jpeg", "buffer": photo.read_bytes()}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_resident_attaches_photos_with_the_telephone(places: Region, opened: Any) -> None:
    page = opened(f"/mottagningar/{places.a.id}/{places.renewal_at_a.id}/")
    page.get_by_label("Vilket läkemedel gäller det?").fill("Se bilderna av utslaget.")
    expect(page.get_by_role("button", name="Bifoga", exact=True)).to_be_hidden()
    page.get_by_label("Bifoga fil").set_input_files([taken(PHOTO), file("utslag.jpg")])
    items = page.locator(".attached li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("photo.jpg")
    expect(page.get_by_label("Vilket läkemedel gäller det?")).to_have_value("Se bilderna av utslaget.")
    expect(page.get_by_role("status").filter(has_text="Filen är bifogad")).to_have_count(1)
    picture = items.nth(1).locator("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0, "the picture itself is shown"
    seen(page, "skriv-390")
    assert fits(page)
    page.get_by_label("Bifoga en fil till").set_input_files(
        {"name": "lista.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04" + bytes(50)}
    )
    expect(page.get_by_role("alert")).to_contain_text("Filen är inte en PDF eller en bild")
    page.get_by_role("button", name="Ta bort photo.jpg").click()
    expect(items).to_have_count(1)
    page.get_by_role("button", name="Läs igenom").click()
    expect(page.get_by_role("heading", name="Läs igenom ditt ärende")).to_be_visible()
    expect(page.locator(".attached li")).to_have_count(1)
    seen(page, "granska-390")
    page.get_by_role("button", name="Skicka", exact=True).click()
    page.get_by_role("link", name="Visa ärendet").click()
    expect(page.get_by_role("link", name="utslag.jpg (öppnas i en ny flik)")).to_be_visible()
    seen(page, "arende-390")
    assert fits(page)
    assert not DraftFile.objects.exists()
    tool = opened(places.people["rut"].case_address(Message.objects.get().case), who="rut", width=1280)
    expect(tool.get_by_role("link", name="utslag.jpg (öppnas i en ny flik)")).to_be_visible()
    seen(tool, "personal-1280")


def test_what_is_too_large_or_too_many_is_told_at_once(places: Region, opened: Any, settings: Any) -> None:
    settings.FILE_LIMIT = 1_000_000
    page = opened(f"/mottagningar/{places.a.id}/{places.renewal_at_a.id}/", width=320)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_label("Bifoga fil").set_input_files(
        {"name": "stor.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(1_000_001)}
    )
    expect(page.get_by_role("alert")).to_have_text("stor.jpg är för stor. En fil får vara högst 1 MB.")
    assert "POST" not in asked
    page.get_by_label("Bifoga fil").set_input_files([file(f"bild{number}.jpg") for number in range(6)])
    expect(page.locator(".attached li")).to_have_count(5)
    assert fits(page)
    expect(page.get_by_label("Bifoga en fil till")).to_have_count(0)


def _hold_files(route: Any) -> None:
    if b"filename=" not in (route.request.post_data_buffer or b""):
        route.continue_()


def test_a_file_under_way_can_be_stopped_and_nothing_is_sent_without_it(places: Region, opened: Any) -> None:
    page = opened(f"/mottagningar/{places.a.id}/{places.renewal_at_a.id}/", width=1280)
    page.get_by_label("Vilket läkemedel gäller det?").fill("Se bilden.")
    page.route("**/*", _hold_files)
    page.get_by_label("Bifoga fil").set_input_files(file("bild.jpg"))
    expect(page.locator("progress")).to_be_visible()
    seen(page, "pagar-1280")
    page.get_by_role("button", name="Läs igenom").click()
    expect(page.get_by_role("alert")).to_contain_text("Vänta tills filen är bifogad")
    page.get_by_role("button", name="Avbryt", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("bild.jpg är inte bifogad.")
    page.unroute("**/*")
    page.evaluate(DROP, [["fel.txt"]])
    expect(page.get_by_role("alert")).to_contain_text("Filen är inte en PDF eller en bild")


@pytest.mark.parametrize("width", [320, 1440])
def test_the_list_of_files_has_no_fault_that_axe_finds(places: Region, opened: Any, width: int) -> None:
    address = f"/mottagningar/{places.a.id}/{places.renewal_at_a.id}/"
    page = opened(address, width=width, bypass_csp=True)
    page.get_by_label("Bifoga fil").set_input_files(file("bild.jpg"))
    expect(page.locator(".attached li")).to_have_count(1)
    page.add_script_tag(content=AXE)
    faults = page.evaluate(RUN_AXE, TAGS)
    assert not faults


LATE = """() => {
    const own = window.fetch;
    const both = () => document.querySelectorAll("#f1 .attached li").length === 2;
    window.fetch = async (...request) => {
        const answer = await own(...request);
        while (!both()) await new Promise((later) => setTimeout(later, 5));
        window.fetch = own;
        return answer;
    };
}"""
"""The questions that are asked for when the first of two files has come arrive right after the second."""


@pytest.fixture
def in_form(places: Region) -> Service:
    """Clinic A's renewals are written in the form of ``test_files_of_questions``."""
    adam = places.people["adam"]
    settings_of_clinic.choose_answers(adam.actor, places.renewal.id, in_use(adam).id, to_group=False)
    return places.renewal_at_a


def test_a_question_of_a_form_is_answered_with_photos(places: Region, in_form: Service, opened: Any) -> None:
    page = opened(f"/mottagningar/{places.a.id}/{in_form.id}/", bypass_csp=True)
    where, part = page.get_by_label("Var sitter utslaget?"), page.locator("#f1")
    where.fill("Armen")
    seen(page, "fraga-390")
    expect(part.get_by_role("button", name="Bifoga – Bild på utslaget")).to_be_hidden()
    # The other list and the questions around it are as they were, and a question that depends on the file comes.
    page.get_by_label("Bifoga fil", exact=True).set_input_files(file("annat.jpg", "blue"))
    expect(page.locator("#id_bilaga .attached li")).to_have_count(1)
    page.evaluate(LATE)
    page.get_by_label("Bifoga fil – Bild på utslaget").set_input_files([taken(PHOTO), file("utslag.jpg")])
    expect(part.locator(".attached li")).to_have_count(2)
    expect(page.get_by_label("När togs bilden? (frivilligt)")).to_be_visible()
    expect(where).to_have_value("Armen")
    expect(part.get_by_label("Bifoga en fil till – Bild på utslaget")).to_have_count(0)
    part.get_by_role("button", name="Ta bort photo.jpg").click()
    expect(part.locator(".attached li")).to_have_count(1)
    expect(page.locator("#id_bilaga .attached li")).to_have_count(1)
    # The list can still be used after the questions have been drawn anew, and says why a file is not taken.
    page.get_by_label("Ja", exact=True).check()
    expect(page.get_by_label("Bifoga fil – Intyg från skolan")).to_be_visible()
    expect(part.get_by_role("button", name="Bifoga – Bild på utslaget")).to_be_hidden()
    another = part.get_by_label("Bifoga en fil till – Bild på utslaget")
    another.set_input_files({"name": "lista.pdf", "mimeType": "application/pdf", "buffer": pdf("Lista")})
    expect(part.get_by_role("alert")).to_contain_text("Filen är av en typ som inte tas emot här: PDF.")
    page.get_by_label("Bifoga fil – Intyg från skolan").set_input_files(file("intyg.jpg"))
    expect(page.locator("#f4 .attached li")).to_have_count(1)
    seen(page, "fragor-390")
    assert fits(page)
    page.add_script_tag(content=AXE)
    faults = page.evaluate(RUN_AXE, TAGS)
    assert not faults
    page.reload()
    expect(part.locator(".attached li")).to_have_count(1)
    page.set_viewport_size({"width": 1280, "height": 900})
    seen(page, "fragor-1280")
    page.get_by_role("button", name="Läs igenom").click()
    expect(page.get_by_role("heading", name="Läs igenom ditt ärende")).to_be_visible()
    expect(page.locator(".attached li")).to_have_count(3)
    seen(page, "fragor-granska-1280")
    page.get_by_role("button", name="Skicka", exact=True).click()
    page.get_by_role("link", name="Visa ärendet").click()
    expect(page.get_by_role("list", name="Bifogade filer")).to_contain_text("Bild på utslaget")
    names = page.get_by_role("list", name="Bifogade filer").get_by_role("link", name="(öppnas i en ny flik)")
    expect(names).to_have_text([re.compile(f"^{name}") for name in ("utslag.jpg", "intyg.jpg", "annat.jpg")])
    seen(page, "fragor-arende-1280")
    tool = opened(places.people["rut"].case_address(Message.objects.get().case), who="rut", width=1280)
    expect(tool.get_by_role("list", name="Bifogade filer")).to_contain_text("Intyg från skolan")
    seen(tool, "fragor-personal-1280")
