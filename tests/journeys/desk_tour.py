"""The staff tool's part of the tour, and what residents meet when they write: each page and each state of it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.processes import Site
from tests.journeys.steps import box, button, heading, link

CLINIC, ELSEWHERE, ASKED_AT = "Vårdcentralen Björklunda", "Ortopedmottagningen", "bup"
RECIPIENT = "19740319-9289"
LATER = 15_000
"""Milliseconds: a worker that restarts, and the page that asks how far it has come."""


def _press(name: str) -> Any:
    return lambda page: button(page.get_by_role("main"), name).click()


# ── Lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filtering(page: Page) -> None:
    link(page, "FILTRERA").click()
    expect(page.get_by_role("form", name="Filtrera ärenden")).to_be_visible()


def _filtering_wrong(page: Page) -> None:
    _filtering(page)
    page.get_by_label("Uppdaterat från").fill("2026-05-02")
    page.get_by_label("Uppdaterat till").fill("2026-05-01")
    button(page, "VISA RESULTAT").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _filtered(page: Page) -> None:
    _filtering(page)
    page.get_by_role("checkbox", name="Ohanterat", exact=True).check()
    button(page, "VISA RESULTAT").click()
    expect(page.get_by_role("group", name="Valda filter")).to_be_visible()


def _seeking(words: str) -> Any:
    def act(page: Page) -> None:
        before = page.url
        page.get_by_role("searchbox").fill(words)
        button(page, "SÖK").click()
        page.wait_for_url(lambda now: now != before)

    return act


def _saved(page: Page) -> None:
    _filtered(page)
    page.locator("summary", has_text="Spara som vy").click()
    width = page.viewport_size["width"] if page.viewport_size else 0
    box(page, "Vyns namn").fill(f"Ohanterat {width}")
    button(page, "SPARA VYN").click()
    expect(page.get_by_role("status").first).to_be_visible()


def _save_nothing(page: Page) -> None:
    _filtered(page)
    page.locator("summary", has_text="Spara som vy").click()
    button(page, "SPARA VYN").click()
    expect(page.get_by_role("alert")).to_be_visible()


# ── Many at once ───────────────────────────────────────────────────────────────────────────────────────────────────


def _marked(page: Page) -> None:
    for checkbox in page.locator("input[name=arende]").all()[:2]:
        checkbox.check()


def _begun(name: str) -> Any:
    def act(page: Page) -> None:
        _marked(page)
        button(page.get_by_role("group", name="Gör med de markerade"), name).click()
        expect(page.locator("h1")).to_have_text(re.compile(" 2 ärenden"))

    return act


def _unchosen(page: Page) -> None:
    _begun("Fördela")(page)
    button(page, "Granska").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _looked_over(page: Page) -> None:
    """Two cases that somebody else has. At each width to another person, since the previous walk has moved some."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    who = "Parisa" if width == PHONE else "Ylva"
    others = page.locator("tr:has(input[name=arende])").filter(has_not_text=who)
    for row in others.all()[:2]:
        row.locator("input[name=arende]").check()
    button(page.get_by_role("group", name="Gör med de markerade"), "Fördela").click()
    expect(page.locator("h1")).to_have_text(re.compile(" 2 ärenden"))
    choice = page.get_by_role("combobox", name="Fördela till", exact=True)
    option = choice.get_by_role("option", name=re.compile(f"^{who}")).first
    choice.select_option(label=str(option.inner_text()))
    button(page, "Granska").click()
    expect(heading(page, "Kontrollera innan du fortsätter")).to_be_visible()


def _under_way(page: Page, site: Site) -> None:
    """Order a job that nobody carries out: the worker is stopped in the meantime."""
    site.kill("worker")
    try:
        _looked_over(page)
        button(page, "Fördela 2 ärenden").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
    except BaseException:
        site.start("worker")
        raise


def _carried_out(page: Page, site: Site) -> None:
    """The result, opened from the menu when the worker is back."""
    page.set_viewport_size({"width": 1440, "height": 900})  # the page before was left at another width
    link(page.get_by_role("navigation", name="Ärenden", exact=True), "Fördela 2 ärenden").or_(
        page.get_by_role("navigation", name="Ärenden", exact=True).get_by_role("link", name=re.compile("2 ärenden"))
    ).first.click()
    site.start("worker")
    expect(page.locator("h1")).to_have_text(re.compile("^Resultat: "), timeout=LATER)


# ── An open case ───────────────────────────────────────────────────────────────────────────────────────────────────


def _unfolded(words: str, then: str = "") -> Any:
    """Unfold a part of the side panel, and send its form as it is."""

    def act(page: Page) -> None:
        page.locator("summary", has_text=words).first.click()
        if then:
            button(page, then).click()
            expect(page.get_by_role("alert").first).to_be_visible()

    return act


def _keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Kortkommandon", exact=True)).to_be_visible()
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # it fades in


def _draft(page: Page) -> None:
    """Type, and come back to it."""
    page.locator("main textarea").first.fill("Det här är inte färdigt.")
    expect(page.get_by_text(re.compile("^Utkast sparat"))).to_be_visible()
    page.reload()
    expect(button(page, "Släng utkastet").first).to_be_visible()


def _draft_gone(page: Page) -> None:
    button(page, "Släng utkastet").first.click()
    expect(page.get_by_text("Utkastet är slängt.")).to_be_visible()


# ── Skicka ärende ──────────────────────────────────────────────────────────────────────────────────────────────────


def _template(page: Page) -> None:
    page.get_by_role("combobox", name="Välj mall").select_option(label="Fråga från mottagningen")
    button(page, "GÅ VIDARE").click()
    expect(heading(page, "Välj mottagare")).to_be_visible()


def _nobody(page: Page) -> None:
    _template(page)
    button(page, "LÄGG TILL").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _recipient(page: Page) -> None:
    _template(page)
    page.get_by_role("textbox", name="Personnummer").fill(RECIPIENT)
    button(page, "LÄGG TILL").click()
    expect(page.get_by_text("Totalt har 1 mottagare lagts till")).to_be_visible()


def _words(page: Page) -> None:
    _recipient(page)
    link(page, "NÄSTA").click()
    expect(page.get_by_text("Ärendet skickas till följande mottagare")).to_be_visible()


def _no_words(page: Page) -> None:
    _words(page)
    box(page, "Meddelande till mottagarna").fill("")
    button(page, "SKICKA").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _gone(page: Page) -> None:
    _words(page)
    page.get_by_role("radio").first.check()
    box(page, "Meddelande till mottagarna").fill("Hur mår du efter besöket?")
    button(page, "SKICKA").click()
    expect(heading(page, "Ärendet är skickat")).to_be_visible()


# ── Settings and residents ─────────────────────────────────────────────────────────────────────────────────────────


def _own_without_text(page: Page) -> None:
    box(page, "Egen signatur").fill("")
    page.get_by_role("checkbox", name="Ja", exact=True).check()
    button(page, "Spara").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _urgent_words(page: Page) -> None:
    page.get_by_role("textbox").fill("Jag har svårt att andas.")
    button(page, "Läs igenom").click()
    expect(page.get_by_text("Behöver du hjälp nu?")).to_be_visible()


_AT, _CASE = "/personal/{unit}/", "/personal/{unit}/arende/"
STAFF_STOPS = (
    ("inkomna-filter", f"{_AT}arenden/inkomna", _filtering),
    ("inkomna-filter-fel", f"{_AT}arenden/inkomna", _filtering_wrong),
    ("alla-filtrerat", f"{_AT}arenden/alla", _filtered),
    ("alla-filtrerat-tomt", f"{_AT}arenden/alla?fran=2016-01-01&till=2016-01-02"),
    ("sok-text", f"{_AT}arenden/alla", _seeking("recept")),
    ("sok-flera-personer", f"{_AT}arenden/alla", _seeking("Rönnkvist")),
    ("sok-ingen", f"{_AT}arenden/alla", _seeking("finnsinte")),
    ("spara-vy-fel", f"{_AT}arenden/alla", _save_nothing),
    ("spara-vy", f"{_AT}arenden/alla", _saved),
    ("vyer", f"{_AT}vyer/"),
    ("kortkommandon", "/personal/kortkommandon"),
    ("kortkommandon-ruta", f"{_AT}arenden/alla", _keys),
    ("markerade", f"{_AT}arenden/fordelade", _marked),
    ("flera-fordela", f"{_AT}arenden/fordelade", _begun("Fördela")),
    ("flera-fordela-fel", f"{_AT}arenden/fordelade", _unchosen),
    ("flera-kontrollera", f"{_AT}arenden/fordelade", _looked_over),
    ("flera-besvara", f"{_AT}arenden/fordelade", _begun("Besvara med standardsvar")),
    ("flera-avsluta", f"{_AT}arenden/fordelade", _begun("Avsluta utan svar")),
    ("fordelat-delsvar", f"{_CASE}{{assigned}}/?flik=delsvar"),
    ("fordelat-motfraga", f"{_CASE}{{assigned}}/?flik=motfraga"),
    ("fordelat-avsluta", f"{_CASE}{{assigned}}/?flik=avsluta"),
    ("anteckning-fel", f"{_CASE}{{assigned}}/", _unfolded("Intern anteckning", "Spara anteckningen")),
    ("kollega-fel", f"{_CASE}{{assigned}}/", _unfolded("Fråga en kollega", "Skicka frågan")),
    ("utskrift", f"{_CASE}{{closed}}/utskrift"),
    ("gruppens-arende", "/personal/{elsewhere}/arende/{group_case}/"),
    ("utkast", f"{_CASE}{{received}}/", _draft),
    ("utkast-slangt", f"{_CASE}{{received}}/", _draft_gone),
    ("listningar", f"{_AT}listning/"),
    ("listningar-hanterade", f"{_AT}listning/hanterade"),
    ("listningar-inga", f"{_AT}listning/?fran=2016-01-01&till=2016-01-02"),
    ("listning", f"{_AT}listning/{{listing}}/"),
    ("listning-fel", f"{_AT}listning/{{listing}}/", _press("Avböj")),
    ("kollegors-fragor-inga", f"{_AT}kollegor/"),
    ("skicka-mall", f"{_AT}skicka/"),
    ("skicka-mall-fel", f"{_AT}skicka/", _press("GÅ VIDARE")),
    ("skicka-mottagare", f"{_AT}skicka/", _template),
    ("skicka-mottagare-fel", f"{_AT}skicka/", _nobody),
    ("skicka-mottagare-vald", f"{_AT}skicka/", _recipient),
    ("skicka-meddelande", f"{_AT}skicka/", _words),
    ("skicka-meddelande-fel", f"{_AT}skicka/", _no_words),
    ("skickat", f"{_AT}skicka/", _gone),
    ("installningar", f"{_AT}installningar/"),
    ("installningar-fel", f"{_AT}installningar/", _own_without_text),
    ("ersattare", f"{_AT}installningar/ersattare/"),
    ("ersattare-fel", f"{_AT}installningar/ersattare/", _press("Spara")),
    ("egna-standardsvar", f"{_AT}installningar/standardsvar/"),
    ("eget-standardsvar", f"{_AT}installningar/standardsvar/{{own_answer}}/"),
    ("eget-standardsvar-fel", f"{_AT}installningar/standardsvar/nytt/", _press("Spara")),
    ("hjalp", f"{_AT}hjalp/"),
    ("schemat", f"{_AT}schema/"),
)
JOB_STOPS = (
    ("flera-pagar", f"{_AT}arenden/fordelade", _under_way),
    ("flera-resultat", f"{_AT}arenden/fordelade", _carried_out),
)
"""These need the site: the worker is away while the first is looked at."""

LATER_STOPS = (
    ("skickas-senare", "/personal/{elsewhere}/arende/{later}/"),
    ("mina-med-senare", "/personal/{elsewhere}/mina/"),
)
COLLEAGUE_STOPS = (
    ("kollegors-fragor", "/personal/{asked_at}/kollegor/"),
    ("kollegas-arende", "/personal/{asked_at}/arende/{consulted}/"),
    ("kollegas-arende-fel", "/personal/{asked_at}/arende/{consulted}/", _press("Svara kollegan")),
)
_SET = f"{_AT}administration/"
ADMINISTRATOR_STOPS = (
    ("grupper", f"{_SET}grupper/"),
    ("grupper-fel", f"{_SET}grupper/", _press("Skapa gruppen")),
    ("grupp", f"{_SET}grupper/{{group}}/"),
    ("arendetyper", f"{_SET}arendetyper/"),
    ("arendetyp", f"{_SET}arendetyper/{{case_type}}/"),
    ("varningstecken", f"{_SET}arendetyper/{{case_type}}/varningstecken/"),
    ("mottagningens-standardsvar", f"{_SET}standardsvar/"),
    ("nytt-standardsvar", f"{_SET}standardsvar/nytt/"),
    ("nytt-standardsvar-fel", f"{_SET}standardsvar/nytt/", _press("Spara")),
    ("standardsvar", f"{_SET}standardsvar/{{answer}}/"),
    ("tidsgranser", f"{_SET}tidsgranser/"),
    ("schema", f"{_SET}schema/"),
    ("skyddade", f"{_SET}skyddade-personuppgifter/"),
    ("skyddade-fel", f"{_SET}skyddade-personuppgifter/", _press("Godkänn")),
    ("aviseringar", f"{_SET}aviseringar/"),
    ("arendemallar", f"{_SET}arendemallar/"),
)
RESIDENT_STOPS = (
    ("skriv-sorter", "/mottagningar/{unit}/{kinds}/"),
    ("skriv-sorter-fel", "/mottagningar/{unit}/{kinds}/", _press("Läs igenom")),
    ("skriv-lank-forst", "/mottagningar/{unit}/{linked}/"),
    ("skriv-redan-ett", "/mottagningar/{own_unit}/{own_service}/"),
    ("skriv-kan-vara-brattom", "/mottagningar/{unit}/{service}/", _urgent_words),
    ("skriv-utkast", "/mottagningar/{unit}/{service}/", _draft),
    ("skriv-utkast-slangt", "/mottagningar/{unit}/{service}/", _draft_gone),
    ("min-listning", "/listning"),
    ("lista-dig", "/mottagningar/{unit}/listning"),
)
NEWCOMER_STOPS = (("skriv-stangt", "/mottagningar/{new_unit}/{shut}/"),)

_UNIT = "JOIN care_units_unit u ON u.id = {0}.clinic_id WHERE u.name = '{{clinic}}'"
_SERVICE = (
    "SELECT s.id FROM cases_service s JOIN cases_casetype t ON t.id = s.case_type_id "
    + _UNIT.format("s")
    + " AND s.open"
)
_OWN = "SELECT {0} FROM cases_case WHERE state = 'asked' ORDER BY id LIMIT 1"
QUERIES = {
    "kinds": f"{_SERVICE} AND t.code = 'doctors-certificate'",
    "linked": f"{_SERVICE} AND s.link <> '' ORDER BY t.order LIMIT 1",
    "own_unit": _OWN.format("clinic_id"),
    "own_service": "SELECT s.id FROM cases_service s JOIN cases_case c USING (clinic_id, case_type_id)"
    " WHERE c.state = 'asked' ORDER BY c.id LIMIT 1",
    "elsewhere": "SELECT c.clinic_id FROM cases_case c WHERE c.sends_at IS NOT NULL LIMIT 1",
    "later": "SELECT c.id FROM cases_case c WHERE c.sends_at IS NOT NULL LIMIT 1",
    "group_case": "SELECT c.id FROM cases_case c JOIN teams_group g ON g.id = c.group_id"
    " WHERE g.name = 'Handteamet' AND c.handler_id IS NULL LIMIT 1",
    "asked_at": "SELECT unit_id FROM cases_consultation WHERE answered IS NULL LIMIT 1",
    "consulted": "SELECT case_id FROM cases_consultation WHERE answered IS NULL LIMIT 1",
    "listing": "SELECT l.id FROM listing_listingrequest l " + _UNIT.format("l") + " AND l.waits LIMIT 1",
    "own_answer": "SELECT a.id FROM cases_standardanswer a "
    + _UNIT.format("a")
    + " AND a.owner_id IS NOT NULL LIMIT 1",
    "answer": "SELECT a.id FROM cases_standardanswer a " + _UNIT.format("a") + " AND a.owner_id IS NULL LIMIT 1",
    "group": "SELECT g.id FROM teams_group g " + _UNIT.format("g") + " LIMIT 1",
    "case_type": "SELECT s.case_type_id FROM cases_service s " + _UNIT.format("s") + " AND s.open LIMIT 1",
}
