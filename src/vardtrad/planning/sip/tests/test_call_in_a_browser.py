"""The pages of a SIP in a real browser: whether everybody can use them at every width, and the button that lights."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from tests.journeys.page_checks import AXE, RUN_AXE, TAGS
from tests.planners import planners as make_planners
from tests.sips import SipDrive
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.sip import actions, calling
from vardtrad.planning.sip.rules import Step
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("SIP_PICTURES")
"""A folder for a picture of each page, for whoever wants to look at them."""


@pytest.fixture
def sip(committed: Any) -> SipDrive:
    """A SIP with consent, in a database where everything is really committed."""
    return SipDrive(make_planners.__wrapped__(None)).consented()


@pytest.fixture
def opened(sip: SipDrive, chromium: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as a given person, in a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("localhost", lambda _media: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error is not None:
        raise server.error
    contexts: list[Any] = []

    def open_(who: Any, path: str, *, width: int = 1440, bypass_csp: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=bypass_csp, locale="sv-SE")
        contexts.append(context)
        address, name = f"http://localhost:{server.port}", SESSIONS[World.STAFF]
        context.add_cookies([{"name": name, "value": who.browser.cookies[name].value, "url": address}])
        page: Page = context.new_page()
        page.goto(f"{address}{who.base}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    server.terminate()


@pytest.mark.req("001-187")
def test_the_button_lights_when_the_call_is_complete(sip: SipDrive, opened: Any) -> None:
    call = sip.call()
    page = opened(sip.care, f"sip/{sip.key}/kallelse/")
    send = page.get_by_role("button", name="Skicka kallelse")
    expect(send).to_be_disabled()
    page.get_by_label("Initiativtagare").select_option(call.initiator)
    page.get_by_label("Orsak").fill(call.reason)
    page.get_by_label("Fysiskt möte").check()
    page.get_by_label("Plats för möte").fill(call.place)
    page.get_by_label("Datum för möte").fill(call.day.isoformat())
    expect(send).to_be_disabled()
    page.get_by_label("Tid för möte").fill("10:00")
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_text("Kallelsen är skickad till alla deltagande enheter.")).to_be_visible()


@pytest.mark.req("001-229")
def test_a_role_is_chosen_with_the_arrow_keys_and_added_by_keyboard(sip: SipDrive, opened: Any) -> None:
    who = sip.care
    for role in ("lakare", "samordnare"):
        planning.remove_role(SIP, who.actor, sip.key, who.unit, role, confirmed=True)
    page = opened(who, f"sip/{sip.key}/kallelse/?visa=enhet&vald={who.unit.id}")
    page.locator("summary", has_text="Lägg till roll").focus()
    page.keyboard.press("Enter")
    roles = page.get_by_label("Välj roll")
    offered = roles.locator("option").all_text_contents()
    assert len(offered) == 2
    page.keyboard.press("Tab")
    expect(roles).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert roles.locator("option:checked").text_content() == offered[1]
    chosen = roles.input_value()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rollen är tillagd.")).to_be_visible()
    (roles_now,) = Participant.objects.filter(plan_id=sip.key, unit=who.unit).values_list("roles", flat=True)
    assert chosen in roles_now


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_everybody_can_use_the_pages_in_every_state(sip: SipDrive, opened: Any, width: int) -> None:
    def looks_right(name: str, who: Any, path: str) -> None:
        page = opened(who, path, width=width, bypass_csp=True)
        page.add_script_tag(content=AXE)
        found = page.evaluate(RUN_AXE, TAGS)
        assert not found, (name, found)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)

    at = f"sip/{sip.key}/"
    looks_right("call-empty", sip.care, f"{at}kallelse/")
    sip.called(interpreter=True, language="Arabiska")
    actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)
    calling.propose_time(sip.town.actor, sip.key, sip.call().day, time(18), "Går det på kvällen?")
    looks_right("call-sent", sip.town, f"{at}kallelse/")
    looks_right("call-moving", sip.care, f"{at}kallelse/?visa=andra-mote")
    sip.acknowledged().written().approving()
    for step in Step:
        looks_right(f"approving-{step.slug}", sip.town, f"{at}{step.slug}/")
    sip.approved()
    looks_right("active", sip.care, f"{at}plan/")
    looks_right("list", sip.care, "enhetens-sip/")
    looks_right("start", sip.town, "")
    looks_right("ending", sip.care, f"{at}plan/?visa=avsluta")
