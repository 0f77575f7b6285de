"""Fields that save themselves, in a real browser with scripts: two people at the same plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from tests.journeys.page_checks import AXE, RUN_AXE, TAGS
from tests.planners import planners as make_planners
from tests.plans import CARE_FIELDS, TOWN_FIELDS, Drive
from vardtrad.planning.fields.models import Field, FieldEdit
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

pytestmark = pytest.mark.journey

BOENDE = "kartlaggning.boende"
CHANGED = "document.body.dispatchEvent(new CustomEvent('changed'))"


@pytest.fixture
def drive(committed: Any) -> Drive:
    """An SVU whose needs assessment has been started, in a database where everything is really committed."""
    return Drive(make_planners.__wrapped__(None)).published().assessing()


@pytest.fixture
def opened(drive: Drive, browser: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens a step of the plan as a given person, in a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error is not None:
        raise server.error
    contexts: list[Any] = []

    def open_(who: Any, step: str = "kartlaggning", *, width: int = 1440, bypass_csp: bool = False) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=bypass_csp, locale="sv-SE")
        contexts.append(context)
        address, name = f"http://localhost:{server.port}", SESSIONS[World.STAFF]
        context.add_cookies([{"name": name, "value": who.browser.cookies[name].value, "url": address}])
        page: Page = context.new_page()
        page.goto(f"{address}{who.base}svu/{drive.key}/{step}/")
        return page

    yield open_
    for context in contexts:
        context.close()
    server.terminate()


def place(page: Page, path: str) -> Any:
    return page.locator(f'[data-path="{path}"]')


def text_of(page: Page, path: str) -> Any:
    return place(page, path).locator("[name=value]")


@pytest.mark.req("001-128", "001-133", "001-134", "B-29")
def test_typed_text_is_saved_and_shown_to_others(drive: Drive, opened: Any) -> None:
    mine, theirs = opened(drive.town), opened(drive.ward)
    text_of(mine, BOENDE).fill("Bor ensam, två trappor utan hiss.")
    expect(place(mine, BOENDE).locator("[data-saved]")).to_contain_text("Sparat")
    theirs.evaluate(CHANGED)
    expect(place(theirs, BOENDE).locator("[data-value]")).to_have_text("Bor ensam, två trappor utan hiss.")
    expect(place(theirs, BOENDE).locator("[data-saved]")).to_contain_text(drive.town.staff.name)
    place(theirs, BOENDE).get_by_role("link").click()
    expect(theirs.locator("main")).to_contain_text("Bor ensam, två trappor utan hiss.")


@pytest.mark.req("B-29", "B-04")
def test_two_users_who_write_in_the_same_field_lose_nothing(drive: Drive, opened: Any) -> None:
    karin, oskar = opened(drive.town), opened(drive.care)
    text_of(karin, BOENDE).fill("Karins text.")
    expect(place(karin, BOENDE).locator("[data-saved]")).to_contain_text("Sparat")
    text_of(oskar, BOENDE).fill("Oskars text.")
    expect(place(oskar, BOENDE).locator("[data-theirs-text]")).to_have_text("Karins text.")
    expect(text_of(oskar, BOENDE)).to_have_value("Oskars text.")
    place(oskar, BOENDE).get_by_role("button", name="Behåll min text").click()
    expect(place(oskar, BOENDE).locator("[data-saved]")).to_contain_text("Sparat")
    karin.evaluate("document.activeElement.blur()")
    karin.evaluate(CHANGED)
    expect(text_of(karin, BOENDE)).to_have_value("Oskars text.")
    assert sorted(FieldEdit.objects.filter(plan_id=drive.key).values_list("value", flat=True)) == [
        "Karins text.", "Oskars text.",
    ]  # fmt: skip


@pytest.mark.req("B-29")
def test_a_writer_in_a_field_is_shown_to_others_until_leaving_it(drive: Drive, opened: Any) -> None:
    karin, oskar = opened(drive.town), opened(drive.care)
    with karin.expect_response("**/skriver"):
        text_of(karin, BOENDE).focus()
    oskar.evaluate(CHANGED)
    expect(place(oskar, BOENDE).locator("[data-editing]")).to_have_text(f"{drive.town.staff.name} skriver här nu")
    with karin.expect_response("**/skriver"):
        text_of(karin, BOENDE).blur()
    oskar.evaluate(CHANGED)
    expect(place(oskar, BOENDE).locator("[data-editing]")).to_be_empty()


@pytest.mark.req("001-090", "B-04")
def test_consent_is_withdrawn_during_typing_and_the_text_stays_on_the_page(drive: Drive, opened: Any) -> None:
    page = opened(drive.town)
    drive.withdrawn()
    text_of(page, BOENDE).fill("Skrivet i onödan.")
    expect(place(page, BOENDE).locator("[data-error]")).to_contain_text("samtycke är avregistrerad")
    expect(text_of(page, BOENDE)).to_have_value("Skrivet i onödan.")
    assert not Field.objects.filter(plan_id=drive.key).exists()


@pytest.mark.req("001-137", "001-138", "001-141", "001-142")
def test_the_ward_writes_marks_complete_and_attests_on_one_page(drive: Drive, opened: Any) -> None:
    page = opened(drive.ward, "stallningstagande")
    path = "stallningstagande."
    drive.writes(drive.ward, f"{path}lakare_slutenvard", drive.planners.staff["doris"].staff.hsa_id)
    page.reload()
    text_of(page, f"{path}yttrande").fill("Vill hem.")
    expect(place(page, f"{path}egenvard_text")).to_be_hidden()
    place(page, f"{path}egenvard").get_by_label("JA", exact=True).check()
    expect(place(page, f"{path}egenvard_text")).to_be_visible()
    place(page, f"{path}egenvard").get_by_label("NEJ").check()
    expect(place(page, f"{path}egenvard_text")).to_be_hidden()
    place(page, f"{path}material").get_by_label("NEJ").check()
    text_of(page, f"{path}sip").select_option("hemma")
    # Everything typed is saved first, and the button is about what the page shows after that.
    page.get_by_role("button", name="Klarmarkera").click()
    expect(page.locator("main")).to_contain_text("Klarmarkerat")
    text_of(page, f"{path}yttrande").fill("Vill hem, med hjälp.")
    page.get_by_role("button", name="Justera").click()
    expect(page.locator("main")).to_contain_text("Ställningstagandet är justerat för din enhet.")
    expect(text_of(page, f"{path}yttrande")).to_have_count(0)
    page.get_by_role("link", name="Ändra ändå").click()
    expect(page.get_by_role("alert").first).to_contain_text("Om du ändrar måste alla justera på nytt.")


@pytest.mark.req("001-142")
def test_an_open_page_learns_when_more_than_the_fields_has_changed(drive: Drive, opened: Any) -> None:
    drive.marked().fills(drive.town, TOWN_FIELDS).fills(drive.care, CARE_FIELDS)
    page = opened(drive.town, "stallningstagande")
    drive.writes(drive.ward, "stallningstagande.yttrande", "Vill ändå inte hem.")
    page.evaluate(CHANGED)
    expect(place(page, "stallningstagande.yttrande").locator("[data-value]")).to_have_text("Vill ändå inte hem.")
    expect(page.locator("#toast")).to_be_empty()
    page.get_by_role("button", name="Justera").click()  # what the page shows is what is attested
    expect(page.locator("main")).to_contain_text("Ställningstagandet är justerat för din enhet.")
    drive.attests(drive.ward)
    page.evaluate(CHANGED)
    expect(page.locator("#toast")).to_contain_text("Ladda om")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("step", ["kartlaggning", "stallningstagande"])
def test_axe_finds_nothing(drive: Drive, opened: Any, step: str, width: int) -> None:
    drive.marked().writes(drive.town, BOENDE, "Bor ensam.")
    for who in (drive.ward, drive.care, drive.town):
        page = opened(who, step, width=width, bypass_csp=True)
        page.evaluate(AXE)
        assert page.evaluate(RUN_AXE, TAGS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
