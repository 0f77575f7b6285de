"""The care guarantee's part of the tour: the waiting list, Vårdgarantiservice, and the offer that is answered."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.steps import box, button, heading


def _press(name: str) -> Any:
    return lambda page: button(page.get_by_role("main"), name).click()


def _wrong(name: str) -> Any:
    """Press a button of a form that is not filled in: the page comes back with what is wrong."""

    def act(page: Page) -> None:
        _press(name)(page)
        expect(page.get_by_role("alert").first).to_be_visible()

    return act


def _looked_up(page: Page) -> None:
    page.get_by_role("main").locator("input[name=identity]").fill("19640105-3076")
    _press("HÄMTA")(page)
    expect(page.get_by_text("Birhan Asmelash")).to_be_visible()


def _says(alternative: str) -> Any:
    """Choose an alternative of the offer, which unfolds what must be written."""

    def act(page: Page) -> None:
        page.get_by_role("radio", name=re.compile(f"^{alternative}")).check()
        expect(page.get_by_role("textbox", name=re.compile("Obligatorisk"))).to_be_visible()

    return act


def _without_reason(page: Page) -> None:
    _says("Nej, jag har inte möjlighet")(page)
    button(page, "SKICKA").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _over_limit(page: Page) -> None:
    _says("Nej, jag behöver inte vård längre")(page)
    page.get_by_role("textbox", name=re.compile("Obligatorisk")).fill("å" * 501)
    button(page, "SKICKA").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _look_over(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("^Ja, jag bekräftar")).check()
    button(page, "SKICKA").click()
    expect(heading(page, "Läs igenom ditt svar")).to_be_visible()


def _wrong_days(page: Page) -> None:
    page.get_by_role("radio", name="Inte nådd", exact=True).check()
    box(page, "Anteckning").fill("Svarar inte.")
    _wrong("Dokumentera kontakten")(page)


_LIST = "/personal/{elsewhere}/vardgaranti/"
CLINIC_STOPS = (
    ("vardgaranti", _LIST),
    ("vardgaranti-ring", f"{_LIST}lista?visa=ring"),
    ("vardgaranti-bekrafta", f"{_LIST}lista?visa=bekrafta"),
    ("vardgaranti-alla", f"{_LIST}lista?visa=hv"),
    ("vardgaranti-ingen", f"{_LIST}lista?visa=olast"),
    ("vardgaranti-ny", f"{_LIST}ny"),
    ("vardgaranti-ny-fel", f"{_LIST}ny", _wrong("HÄMTA")),
    ("vardgaranti-ny-hamtad", f"{_LIST}ny", _looked_up),
    ("vardgaranti-koder", f"{_LIST}koder"),
    ("vardgaranti-svarat", f"{_LIST}{{entry_answered}}/"),
    ("vardgaranti-ringd", f"{_LIST}{{entry_phoned}}/"),
    ("vardgaranti-ringd-fel", f"{_LIST}{{entry_phoned}}/", _wrong_days),
    ("vardgaranti-tackat-ja", f"{_LIST}{{entry_informed}}/"),
    ("vardgaranti-ta-bort-fel", f"{_LIST}{{entry_informed}}/", _wrong("Ta bort från väntelistan")),
    ("vardgaranti-underlag", f"{_LIST}{{entry_no}}/underlag"),
    ("vardgaranti-handlingar", f"{_LIST}{{entry_informed}}/handlingar"),
)
_SERVICE = "/personal/{service_unit}/vardgarantiservice/"
SERVICE_STOPS = (
    ("vardgarantiservice", _SERVICE),
    ("vardgarantiservice-klara", f"{_SERVICE}?visa=klara"),
    ("vardgarantiservice-besked", f"{_SERVICE}{{entry_accepted}}/"),
    ("vardgarantiservice-besked-fel", f"{_SERVICE}{{entry_accepted}}/", _wrong("SKICKA")),
)
OFFERED_STOPS = (
    ("erbjudande", "/arenden/{offer}"),
    ("erbjudande-nej", "/arenden/{offer}", _says("Nej, jag har inte möjlighet")),
    ("erbjudande-nej-fel", "/arenden/{offer}", _without_reason),
    ("erbjudande-for-langt", "/arenden/{offer}", _over_limit),
    ("erbjudande-las-igenom", "/arenden/{offer}", _look_over),
)
ADMINISTRATOR_STOPS = (
    (
        "arendemallar-inlagda",
        "/personal/{unit}/administration/arendemallar/",
        _press("Lägg in mallarna för vårdgarantin"),
    ),
)

_ENTRY = (
    "SELECT w.id FROM {table} w JOIN people_person p ON p.id = w.patient_id WHERE p.given_name = '{name}'"
    " ORDER BY w.created DESC LIMIT 1"
)
_TABLE = "waiting_list_waitingentry"
QUERIES = {
    "entry_answered": _ENTRY.format(table=_TABLE, name="Grace"),
    "entry_phoned": _ENTRY.format(table=_TABLE, name="Birhan"),
    "entry_informed": _ENTRY.format(table=_TABLE, name="Rasmus"),
    "entry_no": _ENTRY.format(table=_TABLE, name="Emil"),
    "entry_accepted": _ENTRY.format(table=_TABLE, name="Erling"),
    "service_unit": "SELECT unit_id FROM waiting_list_guaranteeservice LIMIT 1",
    "offer": f"SELECT w.offer_id FROM {_TABLE} w JOIN people_person p ON p.id = w.patient_id"
    " WHERE p.given_name = 'Birhan' ORDER BY w.created DESC LIMIT 1",
}
