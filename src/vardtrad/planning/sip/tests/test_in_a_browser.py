"""The plan of a SIP in real browsers with scripts: three people add, write, move and remove at the same time."""

from __future__ import annotations

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from tests.journeys.page_checks import AXE, RUN_AXE, TAGS
from tests.planners import planners as make_planners
from tests.sips import SipDrive
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.fields.models import Field
from vardtrad.planning.fields.queries import altered
from vardtrad.planning.sip.tests.rows import ACTIVITIES, GOALS, OTHERS, path, standing
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

pytestmark = pytest.mark.journey

CHANGED = "document.body.dispatchEvent(new CustomEvent('changed'))"


@pytest.fixture
def sip(committed):
    """A SIP of three units with a sub-goal, in a database where everything is really committed."""
    sip = SipDrive(make_planners.__wrapped__(None), others=("karin", "kurt")).called()
    sip.goal = sip.adds(sip.town, GOALS, rubrik="Kunna bo kvar hemma.", enhet=str(sip.town.unit.id))
    return sip


@pytest.fixture
def opened(sip, chromium, settings):
    """A function that opens the plan as a given person, in a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    contexts = []

    def open_(who, step="plan", *, width=1440, bypass_csp=False):
        context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=bypass_csp, locale="sv-SE")
        contexts.append(context)
        address, name = f"http://localhost:{server.port}", SESSIONS[World.STAFF]
        context.add_cookies([{"name": name, "value": who.browser.cookies[name].value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}{who.base}sip/{sip.key}/{step}/")
        return page

    yield open_
    for context in contexts:
        context.close()
    server.terminate()


def row(page, key):
    return page.locator(f'[data-row="{key.hex}"]')


def open_row(page, key):
    row(page, key).locator("[data-row-toggle]").first.click()
    expect(row(page, key)).to_have_attribute("data-open", "")
    return row(page, key)


def field(page, name):
    return page.locator(f'form[data-path="{name}"]')


@pytest.mark.req("001-203", "001-204", "B-29")
def test_rows_that_others_add_move_and_remove_come_and_go_in_place(sip, opened):
    karin, oskar = opened(sip.town), opened(sip.care)
    karin.get_by_role("button", name="Skapa ny aktivitet").click()
    (activity,) = standing(sip, ACTIVITIES, sip.goal)
    name = path(ACTIVITIES, activity, "rubrik")
    field(karin, name).locator("[name=value]").fill("Hemtjänst morgon och kväll.")
    expect(field(karin, name).locator("[data-saved]")).to_contain_text("Sparat")
    # Oskar's page follows without being loaded again, and opens the new row in place.
    oskar.evaluate(CHANGED)
    expect(row(oskar, activity)).to_contain_text("Hemtjänst morgon och kväll.")
    open_row(oskar, activity)
    written = field(oskar, path(ACTIVITIES, activity, "beskrivning"))
    written.locator("[name=value]").fill("Stöd vid måltider.")
    expect(written.locator("[data-saved]")).to_contain_text("Sparat")
    karin.evaluate(CHANGED)
    expect(field(karin, path(ACTIVITIES, activity, "beskrivning")).locator("[name=value]")).to_have_value(
        "Stöd vid måltider."
    )
    expect(oskar.locator("#toast")).to_be_empty()
    second = sip.adds(sip.town, ACTIVITIES, sip.goal, rubrik="Trygghetslarm.")
    sip.changes(sip.town, ACTIVITIES, second, RowChange.MOVE, after=None)
    oskar.evaluate(CHANGED)
    order = oskar.locator(f'[data-rows="{ACTIVITIES}"] > li')
    expect(order).to_have_count(2)
    expect(order.first).to_contain_text("Trygghetslarm.")
    expect(order.nth(1).locator("[data-row-number]")).to_have_text("2")
    sip.changes(sip.town, ACTIVITIES, second, RowChange.REMOVE)
    oskar.evaluate(CHANGED)
    expect(order).to_have_count(1)
    # What was open is still open, and closes with everything saved.
    expect(written).to_be_visible()
    row(oskar, activity).locator("[data-row-toggle]").first.click()
    expect(written).to_have_count(0)


@pytest.mark.req("001-203", "B-04")
def test_a_row_removed_while_somebody_writes_keeps_the_text_on_the_page(sip, opened):
    page = opened(sip.care)
    open_row(page, sip.goal)
    written = field(page, path(GOALS, sip.goal, "rubrik"))
    written.locator("[name=value]").press_sequentially("Ännu en")
    sip.changes(sip.town, GOALS, sip.goal, RowChange.REMOVE, seen=_tally(sip))
    page.evaluate(CHANGED)
    expect(row(page, sip.goal).get_by_role("alert")).to_contain_text("Delmålet har tagits bort av")
    expect(written.locator("[data-error]")).to_contain_text("Din text är inte sparad men står kvar här")
    assert "Ännu en" in written.locator("[name=value]").input_value()
    # It is put back by somebody, and the page goes on.
    sip.changes(sip.town, GOALS, sip.goal, RowChange.RESTORE)
    page.evaluate(CHANGED)
    expect(row(page, sip.goal).get_by_role("alert")).to_have_count(0)
    written.locator("[name=value]").press("End")
    written.locator("[name=value]").press_sequentially(".")
    expect(written.locator("[data-saved]")).to_contain_text(sip.care.staff.name)


def _tally(sip):
    from vardtrad.planning.fields.queries import tally

    return tally(sip.key, sip.goal)


@pytest.mark.req("B-29", "001-201", "001-204")
def test_three_browsers_write_at_once_and_nothing_is_lost(sip, opened):
    people = (sip.town, sip.care, sip.planners.staff["kurt"])
    rows = [sip.adds(sip.town, ACTIVITIES, sip.goal, rubrik=f"Aktivitet {number}") for number in range(6)]
    pages = [opened(who) for who in people]
    for number, page in enumerate(pages):
        for key in rows:
            open_row(page, key)
        for turn, key in enumerate(rows):
            # Each writes in a field of its own in every row, and all of them in one that they share.
            own = ("beskrivning", "uppfoljning", "rubrik")[number]
            field(page, path(ACTIVITIES, key, own)).locator("[name=value]").fill(f"{who_wrote(people[number])} {turn}")
    for page in pages:
        expect(page.locator("[data-bad]")).to_have_count(0)
    for number, who in enumerate(people):
        own = ("beskrivning", "uppfoljning", "rubrik")[number]
        for turn, key in enumerate(rows):
            saved = Field.objects.filter(path=path(ACTIVITIES, key, own))
            for _wait in range(50):
                if saved.filter(value=f"{who_wrote(who)} {turn}").exists():
                    break
                pages[number].wait_for_timeout(100)
            assert saved.get().value == f"{who_wrote(who)} {turn}"
    for page in pages:
        page.evaluate(CHANGED)
        for turn, key in enumerate(rows):
            for number, who in enumerate(people):
                own = ("beskrivning", "uppfoljning", "rubrik")[number]
                expect(field(page, path(ACTIVITIES, key, own)).locator("[name=value]")).to_have_value(
                    f"{who_wrote(who)} {turn}"
                )
    assert altered() == 0


def who_wrote(who):
    return f"Skrivet av {who.staff.name}"


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_axe_finds_nothing(sip, opened, width):
    activity = sip.adds(sip.town, ACTIVITIES, sip.goal, rubrik="Hemtjänst.", status="pagar", ansvarig="personen")
    sip.adds(sip.town, OTHERS, namn="Dagny Dotter")
    from vardtrad.planning.sip import actions

    actions.start_assessment(sip.town.actor, sip.key)
    for step in ("plan", "kartlaggning"):
        page = opened(sip.town, step, width=width, bypass_csp=True)
        if step == "plan":
            open_row(page, sip.goal)
            open_row(page, activity)
            open_row(page, sip.town.unit.id)
        page.evaluate(AXE)
        assert page.evaluate(RUN_AXE, TAGS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
