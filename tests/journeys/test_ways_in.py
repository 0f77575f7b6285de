"""Logging in by the rows of a file, as people see it: BankID on a telephone and at a computer, staff, and refusals.

The pages run beside those of the other journeys, on the same database, with ways of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bankid import BankID
from tests.journeys.conftest import FULL, PHONE, Visits, shots
from tests.journeys.furnish import Story
from tests.journeys.processes import Site
from tests.journeys.steps import button, heading, link
from tests.journeys.test_axe import all_faults
from tests.providers import LOA3, SECRET, Provider
from vardtrad.config.ways_command import as_toml

STORY = "login"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankID]:
    """BankID, as its documentation describes it."""
    made = BankID(tmp_path_factory.mktemp("bankid"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def staffs() -> Iterator[Provider]:
    """An identity provider for staff."""
    made = Provider()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def ways(site: Site, bank: BankID, staffs: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages with ways in of their own, without the demo's."""
    folder = tmp_path_factory.mktemp("ways")
    of_staff = staffs.row(id="siths", world="staff", title="SITHS", accounts="all", identity=["hsa"])
    rows = [bank.row(about="Med BankID på telefonen eller datorn.", seconds=5), of_staff]
    (folder / "ways.toml").write_text("\n".join(as_toml(row) for row in rows))
    pages = Site(site.database, folder, site.letters, keys=site.keys)
    pages.more = {"VARDTRAD_WAYS_FILE": str(folder / "ways.toml"), "VARDTRAD_TEST_WAY": SECRET}
    try:
        pages.start("pages", "live")
        pages.wait()
        yield pages
    finally:
        pages.close()


@pytest.fixture
def comes(browser: Any, ways: Site, staffs: Provider) -> Iterator[Visits]:
    """Visitors of these pages."""
    browsing = Visits(
        browser, ways.address, (f"{ways.address}/", f"{staffs.issuer}/", f"http://localhost:{ways.live_port}/")
    )
    yield browsing
    browsing.close()


def sound(page: Page, name: str) -> None:
    """The page has no fault at any width, in light and dark, by two engines."""
    faults = all_faults(page, f"ways-{name}")
    assert not faults, "\n".join(faults)
    page.set_viewport_size({"width": FULL, "height": 900})


@pytest.mark.req("003-012")
@pytest.mark.req("003-025")
def test_bankid_at_a_computer(comes, bank: BankID, story: Story) -> None:
    page = comes()
    page.goto("/inkorg")
    expect(page.locator("#help ~ p").first).to_contain_text("för dig själv och för ett barn som har fyllt 13 år")
    sound(page, "login-resident")
    link(page, "BankID").click()
    sound(page, "bankid-choice")
    button(page, "I mobilen: visa QR-kod").click()
    expect(heading(page, "Läs av QR-koden")).to_be_visible()
    # The page goes on by itself: no button, and a code that is new each second.
    expect(button(page, "Fortsätt")).to_be_hidden()
    code = page.locator("img.qr")
    first = code.get_attribute("src")
    expect(code).not_to_have_attribute("src", str(first), timeout=5000)
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")
    sound(page, "bankid-qr")
    bank.order.hint = "userSign"
    expect(page.get_by_role("status").first).to_contain_text("Skriv din säkerhetskod i BankID-appen", timeout=8000)
    expect(code).to_be_hidden()
    bank.order.identifies(story.number)
    expect(heading(page, "Inkorg")).to_be_visible(timeout=8000)


def test_bankid_on_a_telephone_and_what_is_refused(comes, bank: BankID, story: Story) -> None:
    page = comes(width=PHONE, browser="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1")
    page.goto("/inloggning/bankid/")
    button(page, "På den här enheten").click()
    expect(heading(page, "Öppna BankID-appen")).to_be_visible()
    where = str(link(page, "Öppna BankID").get_attribute("href"))
    assert where.startswith("https://app.bankid.com/?autostarttoken=")
    sound(page, "bankid-here")
    bank.order.fails("userCancel")
    expect(heading(page, "Det gick inte att logga in")).to_be_visible(timeout=8000)
    expect(page.locator("main")).to_contain_text("Du avbröt inloggningen.")
    sound(page, "bankid-refused")
    page.goto("/inloggning/bankid/")
    button(page, "På den här enheten").click()
    bank.order.identifies(story.number)
    expect(heading(page, "Inkorg")).to_be_visible(timeout=8000)


def test_bankid_without_javascript(comes, bank: BankID, story: Story) -> None:
    page = comes(width=PHONE, javascript=False)
    page.goto("/inloggning/bankid/")
    button(page, "I mobilen: visa QR-kod").click()
    expect(page.locator("img.qr")).to_be_visible()
    page.screenshot(path=shots() / "ways-bankid-without-javascript.png", full_page=True)
    button(page, "Fortsätt").click()
    expect(page.get_by_role("status").first).to_contain_text("Väntar på att du läser av QR-koden")
    bank.order.identifies(story.number)
    button(page, "Fortsätt").click()
    expect(heading(page, "Inkorg")).to_be_visible()
    page.goto("/inloggning/bankid/")
    button(page, "I mobilen: visa QR-kod").click()
    button(page, "Avbryt").click()
    expect(page.locator("main")).to_contain_text("Du avbröt inloggningen.")


def test_staff_choose_their_assignment_and_are_told_why_not(comes, staffs: Provider, look) -> None:
    """The provider has no page: it sends the browser back as if somebody had logged in there."""
    staffs.logs_in_at_once = True
    page = comes()
    page.goto("/personal/logga-in")
    sound(page, "login-staff")
    names = look(
        "SELECT DISTINCT hsa_id FROM care_units_staff JOIN care_units_assignment ON staff_id = care_units_staff.id"
        " WHERE active ORDER BY hsa_id LIMIT 2"
    )
    staffs.who = {"acr": LOA3, "all": [hsa_id for (hsa_id,) in names]}
    link(page, "SITHS").click()
    expect(heading(page, "Välj uppdrag")).to_be_visible()
    sound(page, "accounts")
    page.locator("main form button").first.click()
    expect(heading(page, "Välj mottagning")).to_be_visible()
    staffs.who = {"acr": LOA3, "all": ["SE9921000015-P999"]}
    page.goto("/inloggning/siths/")
    expect(heading(page, "Det gick inte att logga in")).to_be_visible()
    expect(page.locator("main")).to_contain_text("inte kopplat till någon behörighet")
    sound(page, "refused-staff")
