"""Light or dark, airy or dense: each person's choice, known before the page is drawn, and never on paper."""

from __future__ import annotations

import re

import pytest

from tests.people import logged_in
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.people import actions as people
from vardtrad.shared.people.look import Look

OWN, STAFFS = "/utseende", "/personal/utseende"
DARK_SHEETS = ("vendor/theme-dark.css", "css/tokens-dark.css")


def look_of(page):
    """The page's density, what it says of its scheme, and when each of the dark sheets holds."""
    html = page.root.one("html").attrs
    (scheme,) = (meta.attrs["content"] for meta in page.root.all("meta") if meta.attrs.get("name") == "color-scheme")
    sheets = {link.attrs["href"]: link.attrs.get("media", "all") for link in page.root.all("link")}
    dark = [media for href, media in sheets.items() if href.endswith("-dark.css")]
    assert len(dark) in {0, len(DARK_SHEETS)}
    return html["data-density"], scheme, dark


COMPUTERS = ["screen and (prefers-color-scheme: dark)"] * 2


@pytest.mark.parametrize(
    ("scheme", "said", "media"),
    [("computer", "light dark", COMPUTERS), ("light", "light", []), ("dark", "dark", ["screen", "screen"])],
)
def test_the_scheme_is_in_the_page_before_anything_is_drawn_and_paper_is_light(rut, scheme, said, media) -> None:
    """No script chooses it, and every dark sheet is for a screen only."""
    page = rut.browser.open(STAFFS)
    assert look_of(page) == ("airy", "light dark", COMPUTERS), "who has chosen nothing follows the computer"
    page.press("Spara", scheme=scheme, density="dense")
    for address in (STAFFS, "/personal/mottagningar", rut.address(), "/personal/finns-inte"):
        page = rut.browser.open(address)
        wanted = ("dense", said, media) if "finns" not in address else ("airy", "light dark", COMPUTERS)
        assert look_of(page) == wanted, address
    head = rut.browser.open(STAFFS).root.one("head")
    order = [node.attrs["href"] for node in head.all("link", "script") if node.attrs.get("href", "").endswith(".css")]
    assert [re.sub(r".*/static/", "", href) for href in order if "dark" in href] == (list(DARK_SHEETS) if media else [])


def test_residents_and_staff_choose_for_themselves_on_all_their_devices(alva, bo, rut, hugo) -> None:
    for who, address, at_once in ((alva, OWN, "/inkorg"), (rut, STAFFS, rut.address())):
        page = who.browser.open(address)
        words = ["Följ datorn", "Ljust", "Mörkt", "Luftig", "Tät"]
        assert [label.text for label in page.form("Spara").all("label")] == words
        done = page.press("Spara", scheme="dark", density="dense")
        assert "Utseendet är sparat." in done.text
        for browser in (who.browser, logged_in(getattr(who, "person", None) or who.staff)):
            assert look_of(browser.open(at_once)) == ("dense", "dark", ["screen", "screen"])
        assert Trace.objects.filter(action="choose_look").latest("at").detail == {"scheme": "dark", "density": "dense"}
    assert look_of(bo.browser.open("/inkorg"))[:2] == ("airy", "light dark")
    assert look_of(hugo.browser.open(hugo.address()))[:2] == ("airy", "light dark")


def test_the_same_choice_again_leaves_no_trace_and_nonsense_is_refused(alva) -> None:
    alva.browser.open(OWN).press("Spara", scheme="light", density="airy")
    alva.browser.open(OWN).press("Spara", scheme="light", density="airy")
    assert Trace.objects.filter(action="choose_look").count() == 1
    refused = alva.browser.send(OWN, {"scheme": "pink", "density": "airy"})
    assert refused.status == 422
    alva.person.refresh_from_db()
    assert alva.person.look == Look("light", "airy")


def test_nobody_chooses_in_the_other_world(alva, rut) -> None:
    with pytest.raises(Refused):
        people.choose_look(rut.actor, Look("dark"))
    with pytest.raises(Refused):
        care_units.choose_look(alva.actor, Look("dark"))


def test_the_settings_of_both_worlds_lead_there(alva, rut) -> None:
    assert alva.browser.open("/installningar").follow("Ändra utseendet").main.one("h1").text == "Utseende"
    assert rut.browser.open(rut.address("installningar/")).follow("Utseende").main.one("h1").text == "Utseende"
