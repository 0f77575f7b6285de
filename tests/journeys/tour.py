"""Every page, and every state of a page with a look of its own, for axe, the phone and the browser's console."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Error, Page, Request, expect

from tests.files import jpeg
from tests.journeys import desk_tour, guarantee_tour, plan_tour
from tests.journeys.conftest import Visits
from tests.journeys.furnish import PICTURE, PRESCRIPTION, Story
from tests.journeys.plan_steps import enter
from tests.journeys.processes import Site
from tests.journeys.steps import box, button, heading, log_in_resident, log_in_staff

CLINIC = "Vårdcentralen Björklunda"
NOBODY, RESIDENT, NEWCOMER, STAFF, ADMINISTRATOR, NEW_STAFF, PARENT = (
    "nobody", "resident", "newcomer", "staff", "administrator", "new_staff", "parent",
)  # fmt: skip
LATER, COLLEAGUE, SERVICE, OFFERED = "later", "colleague", "service", "offered"
NAMES = {
    STAFF: "Ylva Sandhed", ADMINISTRATOR: "Göran Hultebo", LATER: "Daniel Söderhamre", COLLEAGUE: "Simon Wretfors",
    SERVICE: "Anton Bäckmyr",
}  # fmt: skip
Act = Callable[[Page], object]


@dataclass(frozen=True)
class Stop:
    """A page as a user sees it: its name in reports and pictures, its address, and what is done there first."""

    name: str
    path: str
    act: Act | None = None
    at_site: Callable[[Page, Site], object] | None = None


def press(name: str) -> Act:
    """Press a button: a form sent as it is."""
    return lambda page: button(page, name).click()


def _write(page: Page) -> None:
    page.get_by_role("textbox").fill("Jag behöver mer av mitt läkemedel.\n\nDet tar slut på fredag.")
    button(page, "Läs igenom").click()
    # Typed text is saved before the form is sent: the next page comes a moment after the click.
    expect(page.get_by_role("heading", name="Läs igenom ditt ärende")).to_be_visible()


def _stale(page: Page) -> None:
    page.locator("form[action$='/besvara'] input[name=seen]").evaluate("field => field.value = 0")
    box(page, "Meddelande till invånaren").fill("Skrivet på en gammal sida.")
    button(page, "Besvara").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _stale_without_tab(page: Page) -> None:
    """Send from a tab that the case no longer has: it is closed."""
    page.evaluate(
        """() => {
            const form = document.querySelector("form[action='/personal/logga-ut']");
            form.action = location.pathname + "avsluta";
            const values = {reason: "Ringde i morse.", seen: "0", submit_key: crypto.randomUUID()};
            for (const [name, value] of Object.entries(values)) {
                const field = document.createElement("input");
                Object.assign(field, {type: "hidden", name, value});
                form.append(field);
            }
            form.submit();
        }"""
    )
    expect(page.get_by_text("Ringde i morse.")).to_be_visible()


def _unknown_csrf(page: Page) -> None:
    page.context.clear_cookies()
    button(page, "English").click()
    expect(page.get_by_role("heading", name="Formuläret skickades inte")).to_be_visible()


def _wrong_pin(page: Page) -> None:
    page.get_by_role("radio").first.check()
    box(page, "Ange pinkod för legitimering").fill("0")
    button(page, "OK").click()


def _task(page: Page) -> None:
    """Add a task and open it."""
    box(page, "Vad ska göras?").fill("Skriv intyget")
    button(page, "Lägg till").click()
    page.locator("#uppgifter").get_by_role("link", name="Skriv intyget", exact=True).first.click()
    expect(page.get_by_role("heading", name="Skriv intyget", level=1)).to_be_visible()


def _as_proxy(page: Page) -> None:
    """Nasrin adds Noa, unless she has, and acts for him."""
    if not page.get_by_role("button", name="Noa Tavakolpour", exact=True).count():
        page.goto("/barn/lagg-till")
        box(page, "Personnummer").fill("20230601-2390")
        button(page, "Lägg till barn").click()
    page.get_by_role("button", name="Noa Tavakolpour", exact=True).click()
    expect(page.get_by_text("Du är ombud för Noa Tavakolpour.")).to_be_visible()


def _as_guest(page: Page) -> None:
    """Nasrin is the school nurse in Vilma's SIP."""
    page.get_by_role("link", name="Plan för Vilma Rönnkvist").click()
    expect(page.get_by_role("heading", name="Plan där du är inbjuden")).to_be_visible()


def _refused_child(page: Page) -> None:
    box(page, "Personnummer").fill("20160416-2394")
    button(page, "Lägg till barn").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _past_the_signs(page: Page) -> None:
    """Confirm that no danger sign applies, unless it has been done."""
    none = button(page, "Nej, inget av det här")
    if none.count():
        none.click()
    expect(button(page, "Läs igenom")).to_be_visible()


def _without_scanner(page: Page) -> None:
    """Attach a file to a question of the form while no scanner looks at files: it is refused there."""
    _past_the_signs(page)
    photo = {"name": "kartong.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.get_by_label(f"Bifoga fil – {PICTURE} (frivilligt)", exact=True).set_input_files(photo)
    expect(page.get_by_text("Filer kan inte bifogas just nu")).to_be_visible()


def _nothing_answered(page: Page) -> None:
    _past_the_signs(page)
    button(page, "Läs igenom").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _counted(page: Page) -> None:
    page.get_by_role("textbox").fill("å" * 4001)


TOUR: dict[str, tuple[Stop, ...]] = {
    NOBODY: (
        Stop("start", "/"),
        Stop("personal-start", "/personal/"),
        Stop("logga-in", "/logga-in"),
        Stop("logga-in-sparat", "/logga-in?sparat=1"),
        Stop("utloggad", "/logga-in?ut"),
        Stop("tillganglighet", "/tillganglighet"),
        Stop("logga-in-demo", "/logga-in/demo"),
        Stop("personal-logga-in", "/personal/logga-in"),
        Stop("personal-kort", "/personal/logga-in/kort"),
        Stop("rundtur", "/demo"),
        Stop("personal-kort-fel", "/personal/logga-in/kort", press("OK")),
        Stop("personal-fel-pin", "/personal/logga-in/kort", _wrong_pin),
        Stop("finns-inte", "/finns-inte"),
        Stop("formular-utan-hemlighet", "/", _unknown_csrf),
    ),
    RESIDENT: (
        Stop("inkorg", "/inkorg"),
        Stop("hjalp", "/hjalp"),
        Stop("installningar", "/installningar"),
        Stop("mottagningar", "/mottagningar"),
        Stop("mottagningar-ingen", "/mottagningar?q=finnsinte"),
        Stop("mottagning", "/mottagningar/{unit}"),
        Stop("skriv", "/mottagningar/{unit}/{service}/"),
        Stop("skriv-fel", "/mottagningar/{unit}/{service}/", press("Läs igenom")),
        Stop("skriv-for-langt", "/mottagningar/{unit}/{service}/", _counted),
        Stop("granska", "/mottagningar/{unit}/{service}/", _write),
        Stop("varningstecken-forst", "/mottagningar/{signs_unit}/{signs_service}/"),
        Stop("sok-hjalp", "/mottagningar/{signs_unit}/{signs_service}/?steg=hjalp"),
        Stop("skriv-i-formular", "/mottagningar/{signs_unit}/{signs_service}/", _past_the_signs),
        Stop("skriv-med-fil", "/mottagningar/{file_unit}/{file_service}/", _past_the_signs),
        Stop("skriv-med-fil-fel", "/mottagningar/{file_unit}/{file_service}/", _nothing_answered),
        Stop("skriv-med-fil-nekad", "/mottagningar/{file_unit}/{file_service}/", _without_scanner),
        Stop("kvitto", "/arenden/{own_asked}/kvitto"),
        Stop("arende-fraga", "/arenden/{own_asked}"),
        Stop("arende-fraga-fel", "/arenden/{own_asked}", press("Skicka svar")),
        Stop("invanare-finns-inte", "/arenden/{unit}"),
    ),
    NEWCOMER: (Stop("inkorg-tom", "/inkorg"),),
    PARENT: (
        Stop("barn-inga", "/barn"),
        Stop("lagg-till-barn", "/barn/lagg-till"),
        Stop("lagg-till-barn-fel", "/barn/lagg-till", press("Lägg till barn")),
        Stop("lagg-till-barn-nekad", "/barn/lagg-till", _refused_child),
        Stop("fullmakter", "/fullmakter"),
        Stop("fullmakter-fel", "/fullmakter", press("Ge fullmakten")),
        Stop("planer-inbjuden", "/min-plan"),
        Stop("plan-inbjuden", "/min-plan", _as_guest),
        Stop("ombud-inkorg", "/barn", _as_proxy),
        Stop("ombud-skriv", "/mottagningar/{unit}/{service}/"),
        Stop("ombud-installningar", "/installningar"),
        Stop("ombud-barn", "/barn"),
    ),
    STAFF: (
        Stop("personal-mottagningar", "/personal/mottagningar"),
        Stop("mottagningens-start", "/personal/{unit}/"),
        Stop("arenden-att-hantera", "/personal/{unit}/arenden/"),
        Stop("alla-arenden", "/personal/{unit}/arenden/alla"),
        Stop("inkomna", "/personal/{unit}/arenden/inkomna"),
        Stop("fordelade", "/personal/{unit}/arenden/fordelade"),
        Stop("avslutade", "/personal/{unit}/arenden/avslutade"),
        Stop("mina", "/personal/{unit}/mina/"),
        Stop("mina-alla", "/personal/{unit}/mina/alla"),
        Stop("tilldelade", "/personal/{unit}/mina/tilldelade"),
        Stop("fragor", "/personal/{unit}/mina/fragor"),
        Stop("mina-avslutade", "/personal/{unit}/mina/avslutade"),
        Stop("inkommet", "/personal/{unit}/arende/{received}/"),
        Stop("inkommet-fordela-fel", "/personal/{unit}/arende/{received}/fordela", press("Fördela")),
        Stop("inkommet-besvara-fel", "/personal/{unit}/arende/{received}/", press("Besvara")),
        Stop("inkommet-gammal-sida", "/personal/{unit}/arende/{received}/", _stale),
        Stop("inkommet-motfraga", "/personal/{unit}/arende/{received}/?flik=motfraga"),
        Stop("inkommet-motfraga-fel", "/personal/{unit}/arende/{received}/?flik=motfraga", press("Skicka")),
        Stop("inkommet-avsluta", "/personal/{unit}/arende/{received}/?flik=avsluta"),
        Stop("inkommet-avsluta-fel", "/personal/{unit}/arende/{received}/?flik=avsluta", press("Avsluta")),
        Stop("fordelat-omfordela", "/personal/{unit}/arende/{assigned}/?flik=omfordela"),
        Stop("fordelat-omfordela-fel", "/personal/{unit}/arende/{assigned}/?flik=omfordela", press("Omfördela")),
        Stop("fordelat", "/personal/{unit}/arende/{assigned}/"),
        Stop("svar-har-kommit", "/personal/{unit}/arende/{answered}/"),
        Stop("avslutat", "/personal/{unit}/arende/{closed}/"),
        Stop("avslutat-gammal-sida", "/personal/{unit}/arende/{closed}/", _stale_without_tab),
        Stop("uppgifter", "/personal/{unit}/uppgifter/"),
        Stop("uppgifter-alla", "/personal/{unit}/uppgifter/?visa=alla&flik=klara"),
        Stop("ny-uppgift", "/personal/{unit}/uppgifter/ny/{assigned}"),
        Stop("ny-uppgift-fel", "/personal/{unit}/uppgifter/ny/{assigned}", press("Lägg till")),
        Stop("uppgift", "/personal/{unit}/uppgifter/ny/{assigned}", _task),
        Stop("statistik", "/personal/{unit}/statistik/"),
        Stop("statistik-fel", "/personal/{unit}/statistik/?period=egna"),
        Stop("statistik-tom", "/personal/{unit}/statistik/?period=egna&fran=2016-01-01&till=2016-01-02"),
        Stop("personal-finns-inte", "/personal/{unit}/arende/{unit}/"),
    ),
    NEW_STAFF: (
        Stop("tom-lista", "/personal/{new_unit}/mina/"),
        Stop("tom-tilldelade", "/personal/{new_unit}/mina/tilldelade"),
    ),
    ADMINISTRATOR: (
        Stop("administration-start", "/personal/{unit}/"),
        Stop("administration", "/personal/{unit}/administration/"),
        Stop("administration-fel", "/personal/{unit}/administration/", press("Lägg till")),
        Stop("behorigheter", "/personal/{unit}/administration/behorighet/{assignment}"),
        Stop("behorigheter-finns-inte", "/personal/{unit}/administration/behorighet/{unit}"),
    ),
}

for who, stops in (
    (RESIDENT, desk_tour.RESIDENT_STOPS),
    (NEWCOMER, desk_tour.NEWCOMER_STOPS),
    (STAFF, desk_tour.STAFF_STOPS),
    (ADMINISTRATOR, desk_tour.ADMINISTRATOR_STOPS),
    (LATER, desk_tour.LATER_STOPS),
    (COLLEAGUE, desk_tour.COLLEAGUE_STOPS),
    (LATER, guarantee_tour.CLINIC_STOPS),
    (SERVICE, guarantee_tour.SERVICE_STOPS),
    (OFFERED, guarantee_tour.OFFERED_STOPS),
    (ADMINISTRATOR, guarantee_tour.ADMINISTRATOR_STOPS),
):
    TOUR[who] = (*TOUR.get(who, ()), *(Stop(*stop) for stop in stops))
TOUR[STAFF] += tuple(Stop(name, path, at_site=act) for name, path, act in desk_tour.JOB_STOPS)
TOUR |= {who: tuple(Stop(*stop) for stop in stops) for who, stops in plan_tour.STOPS.items()}
TOUR[plan_tour.PERSON] = tuple(Stop(*stop) for stop in plan_tour.PERSON_STOPS)

QUERIES = {
    "unit": "SELECT id FROM care_units_unit WHERE name = '{clinic}'",
    "service": "SELECT s.id FROM cases_service s JOIN care_units_unit u ON u.id = s.clinic_id JOIN cases_casetype t"
    " ON t.id = s.case_type_id WHERE u.name = '{clinic}' AND s.open ORDER BY t.order LIMIT 1",
    "signs_unit": "SELECT id FROM care_units_unit WHERE name = 'Vårdcentralen Sjöviken'",
    "signs_service": "SELECT s.id FROM cases_service s JOIN care_units_unit u ON u.id = s.clinic_id"
    " JOIN cases_casetype t ON t.id = s.case_type_id WHERE u.name = 'Vårdcentralen Sjöviken'"
    " AND t.code = 'renew-prescription'",
    "file_unit": "SELECT id FROM care_units_unit WHERE name = 'Vårdcentralen Tånga'",
    "file_service": "SELECT s.id FROM cases_service s JOIN care_units_unit u ON u.id = s.clinic_id"
    " JOIN cases_casetype t ON t.id = s.case_type_id WHERE u.name = 'Vårdcentralen Tånga'"
    " AND t.code = 'renew-prescription'",
    "own_asked": "SELECT id FROM cases_case WHERE state = 'asked' ORDER BY id LIMIT 1",
    "received": "SELECT c.id FROM cases_case c JOIN care_units_unit u ON u.id = c.clinic_id"
    " WHERE c.state = 'received' AND u.name = '{clinic}' ORDER BY c.id LIMIT 1",
    "assigned": "SELECT c.id FROM cases_case c JOIN care_units_unit u ON u.id = c.clinic_id"
    " WHERE c.state IN ('assigned', 'asked', 'answered') AND u.name = '{clinic}' ORDER BY c.state, c.id LIMIT 1",
    "answered": "SELECT c.id FROM cases_case c JOIN care_units_unit u ON u.id = c.clinic_id"
    " WHERE c.state IN ('answered', 'asked') AND u.name = '{clinic}' ORDER BY c.state, c.id LIMIT 1",
    "closed": "SELECT c.id FROM cases_case c JOIN care_units_unit u ON u.id = c.clinic_id"
    " WHERE c.state = 'closed' AND u.name = '{clinic}' ORDER BY c.id LIMIT 1",
    "assignment": "SELECT a.id FROM care_units_assignment a JOIN care_units_unit u ON u.id = a.unit_id"
    " WHERE u.name = '{clinic}' AND a.state = 'active' ORDER BY a.id LIMIT 1",
}


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Wait, when something has been done on a page, for the answers that it has asked for: a press may bring a page."""
    waits: set[Request] = set()

    def asks(request: Request) -> None:
        if request.resource_type in {"document", "fetch", "xhr"}:
            waits.add(request)

    def is_answered(request: Request) -> None:
        waits.discard(request)

    listeners = {"request": asks, "requestfinished": is_answered, "requestfailed": is_answered}
    for event, listener in listeners.items():
        page.on(cast("Any", event), listener)
    yield
    page.wait_for_timeout(50)  # what is pressed is sent a moment later
    until = time.monotonic() + 15
    while waits and time.monotonic() < until:
        page.wait_for_timeout(20)
    page.wait_for_load_state()
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


class Guide:
    """Knows the demo's keys, logs in as the person for a part of the tour, and goes from stop to stop."""

    def __init__(self, visits: Visits, site: Site, ask: Callable[..., list[tuple[Any, ...]]], new: Story) -> None:
        self.visits, self.site, self.ask, self.new = visits, site, ask, new
        self.unreached: list[str] = []
        queries = QUERIES | desk_tour.QUERIES | guarantee_tour.QUERIES
        self.keys = {name: str(ask(query.format(clinic=CLINIC))[0][0]) for name, query in queries.items()}
        self.keys |= {"new_unit": new.unit, "shut": new.services[PRESCRIPTION]}
        self.planning = site.plans[plan_tour.STORY]
        self.keys |= plan_tour.keys(self.planning)

    def page(self, who: str, *, width: int, bypass_csp: bool = False) -> Page:
        """A page of a logged-in user."""
        page = self.visits(width=width, bypass_csp=bypass_csp)
        if who == RESIDENT:
            ((name,),) = self.ask(
                "SELECT p.given_name || ' ' || p.family_name FROM people_person p JOIN cases_case c"
                " ON c.patient_id = p.id WHERE c.id = %s",
                self.keys["own_asked"],
            )
            log_in_resident(page, name)
        elif who == NEWCOMER:
            log_in_resident(page, self.new.resident)
        elif who == plan_tour.PERSON:
            log_in_resident(page, self.planning.patients["anna"])
        elif who == OFFERED:
            log_in_resident(page, "Birhan Asmelash")
        elif who == PARENT:
            log_in_resident(page, "Nasrin Tavakolpour")
        elif who in NAMES:
            log_in_staff(page, NAMES[who])
        elif who == NEW_STAFF:
            log_in_staff(page, self.new.handler)
        elif who in plan_tour.SEATED:
            enter(page, self.planning.staff[plan_tour.SEATED[who]])
        return page

    def stops(self, who: str, page: Page) -> Iterator[Stop]:
        """Each stop, with the page in the state to look at; the others are listed in ``unreached``."""
        for stop in TOUR[who]:
            try:
                self._reach(stop, page)
            except (AssertionError, Error) as problem:
                self.unreached.append(f"{stop.name}: {problem}")
                continue
            yield stop

    def _reach(self, stop: Stop, page: Page) -> None:
        page.goto(stop.path.format(**self.keys))
        if stop.act:
            with answered(page):
                stop.act(page)
        if stop.at_site:
            stop.at_site(page, self.site)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        there = "finns-inte" not in stop.name
        expect(heading(page, "Sidan finns inte")).to_have_count(0 if there else 1)
