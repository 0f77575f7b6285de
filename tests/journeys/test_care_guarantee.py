"""The care guarantee's whole flow, day by day: offers to five persons, and what becomes of each (source 004).

Alva has an account and a notice, Bo an account only, Rea none; Elina is a child whose guardian acts for her, and
Klara's personal data are protected. The installation is the journey's own, since its clock is moved.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.database import Cluster, Copy
from tests.journeys.conftest import FULL, PHONE, Visits
from tests.journeys.furnish import Story
from tests.journeys.later import MOVED, Days
from tests.journeys.processes import Letterbox, Site, wait_until
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff, row, tab
from vardtrad.kernel import clock

STORY, SMALL = "guarantee", 320
OFFER = "Erbjudande om snabbare vård hos vårdgivare som regionen har avtal med"
REMINDER = "Påminnelse: besök"
TUESDAY = 1


@pytest.fixture
def days(tmp_path) -> Days:
    return Days(tmp_path / "clock")


@pytest.fixture
def installation(server: Cluster, template: str, tmp_path, days: Days) -> Iterator[Site]:
    """An installation whose clock ``days`` moves; the first day is a Tuesday."""
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_guarantee"
    letters = Letterbox()
    site = Site(Copy(**asdict(server.create(name, template))), tmp_path, letters)
    site.command = [sys.executable, "-m", "tests.journeys.later"]
    site.more[MOVED] = str(tmp_path / "clock")
    try:
        site.stories = site.furnish([STORY], demo=False)
        days.to(first_day(), 9)
        site.start("pages", "worker")
        site.wait()
        yield site
    finally:
        site.close()
        letters.close()
        server.drop(name)


def first_day() -> date:
    """The next Tuesday from which three working weeks follow."""
    day = clock.today()
    while day.weekday() != TUESDAY or not clock.is_working_day(day):
        day += timedelta(days=1)
    return day


@pytest.fixture
def visitors(browser: Browser, installation: Site) -> Iterator[Visits]:
    visits = Visits(browser, installation.address, (f"{installation.address}/", "http://localhost:"))
    yield visits
    visits.close()


class Flow:
    """The story's people at their pages."""

    def __init__(self, visits: Visits, site: Site, days: Days) -> None:
        self.visits, self.site, self.days = visits, site, days
        self.story: Story = site.stories[STORY]
        self.start = first_day()

    def day(self, working_days: int, hour: int = 9) -> None:
        """Let so many working days have gone by since the offers were sent; ``hour`` of the day after them."""
        self.days.to(clock.add_working_days(self.start, working_days), hour)

    def staff(self, name: str, clinic: str = "") -> Page:
        page = self.visits(width=FULL)
        log_in_staff(page, name, clinic or self.story.clinic)
        return page

    def resident(self, name: str, width: int = PHONE) -> Page:
        page = self.visits(width=width)
        log_in_resident(page, name)
        return page

    def at(self, page: Page, path: str) -> Page:
        """The page of the clinic with this address."""
        page.goto(f"/personal/{self.story.unit}/{path}")
        return page

    def entry(self, page: Page, name: str, view: str = "hv") -> Page:
        """Somebody's page on the waiting list."""
        link(self.row(self.at(page, f"vardgaranti/lista?visa={view}"), name), f"{name} {self.story.place}").click()
        expect(heading(page, f"{name} {self.story.place}")).to_be_visible()
        return page

    def row(self, page: Page, given: str) -> Locator:
        """Somebody's row in a list."""
        return row(page, f"{given} {self.story.place}")

    def offer(self, page: Page) -> None:
        """Open the offer in the inbox."""
        page.get_by_role("article").filter(has_text=OFFER).get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Skicka ditt svar")).to_be_visible()


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def answer(page: Page, alternative: str = "", reason: str = "") -> None:
    """Answer the offer that is open; JA stands chosen beforehand, and a page repeats the choice before it is sent."""
    yes = page.get_by_role("radio", name=re.compile("^Ja, jag bekräftar"))
    expect(yes).to_be_checked()
    if alternative:
        page.get_by_role("radio", name=re.compile(f"^{alternative}")).check()
        page.get_by_role("textbox").first.fill(reason)
    fits(page)
    button(page, "SKICKA").click()
    expect(heading(page, "Läs igenom ditt svar")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(alternative or "Ja, jag bekräftar")
    fits(page)
    button(page, "Skicka svaret").click()
    expect(page.get_by_text("Ditt svar är skickat.")).to_be_visible()


@pytest.mark.req(
    "004-001", "004-002", "004-003", "004-004", "004-005", "004-007", "004-008", "004-009", "004-010", "004-011",
    "004-012", "004-039", "004-043", "004-046", "004-055", "004-056", "004-065", "004-067", "004-068", "004-069",
    "004-076", "004-077", "004-078",
)  # fmt: skip
def test_the_whole_flow(visitors: Visits, installation: Site, days: Days) -> None:
    flow = Flow(visitors, installation, days)
    for step in (
        take_into_use, send_offers, alva_says_yes, confirm_alva, reminded, child_says_no, protected_is_reminded_by_hand,
        protected_says_yes, closed_by_itself, phoned, service_tells, documents_go,
    ):  # fmt: skip
        step(flow)


def take_into_use(flow: Flow) -> None:
    adam = flow.at(flow.staff(flow.story.administrator), "administration/arendemallar/")
    button(adam, "Lägg in mallarna för vårdgarantin").click()
    expect(adam.get_by_text("Mallarna är inlagda.")).to_be_visible()


def send_offers(flow: Flow) -> None:
    hugo, others = flow.at(flow.staff(flow.story.handler), "mina/"), flow.story.others
    link(hugo, "SKICKA ÄRENDE").click()
    hugo.get_by_role("combobox", name="Välj mall för invånarärende *").select_option(label=OFFER)
    expect(hugo.get_by_text("Om patienten tackar JA: sätt koden HVNY eller HVOP på patienten.")).to_be_visible()
    button(hugo, "GÅ VIDARE").click()
    numbers = [flow.story.number, *(others[who] for who in ("silent", "paper", "child", "protected"))]
    for count, number in enumerate(numbers, 1):
        hugo.get_by_role("textbox", name="Personnummer").fill(number)
        button(hugo, "LÄGG TILL").click()
        expect(hugo.get_by_text(f"Totalt har {count} mottagare lagts till")).to_be_visible()
    expect(flow.row(hugo, "Bo")).to_contain_text("Saknas")
    expect(flow.row(hugo, "Rea")).to_contain_text("Inget konto")
    expect(flow.row(hugo, "Klara")).to_contain_text("Skyddade personuppgifter")
    link(hugo, "NÄSTA").click()
    hugo.get_by_role("radio", name="Fördela till en grupp").check()
    hugo.get_by_role("combobox", name="Välj grupp").select_option(label="Vårdgaranti")
    hugo.get_by_role("radio", name="Besök").check()
    button(hugo, "Lägg till i meddelandet: Erbjudande: besök").click()
    text = box(hugo, "Meddelande till mottagarna")
    expect(text).to_have_value(re.compile("60 dagar"))
    text.fill(text.input_value().replace("[[regioner]]", "Norrmark och Sydmark"))
    button(hugo, "SKICKA").click()
    expect(hugo.get_by_text("Skickat till 4 mottagare.")).to_be_visible()
    expect(hugo.get_by_text("1 mottagare har inget konto och får ett brev.")).to_be_visible()
    # Those whom no notice reaches get a letter, and everybody stands on the list.
    flow.at(hugo, "vardgaranti/lista?visa=hv")
    for name, way in (("Alva", "Inkorg"), ("Bo", "Inkorg och brev"), ("Rea", "Brev"), ("Elina", "Inkorg och brev"),
                      ("Klara", "Inkorg")):  # fmt: skip
        expect(flow.row(hugo, name).get_by_role("cell", name=way, exact=True)).to_be_visible()


def alva_says_yes(flow: Flow) -> None:
    alva = flow.resident(flow.story.resident, SMALL)
    flow.offer(alva)
    expect(alva.get_by_text("inom 7 arbetsdagar")).to_be_visible()
    expect(alva.get_by_text("Du måste besvara denna fråga inom 10 arbetsdagar, senast")).to_be_visible()
    answer(alva)


def confirm_alva(flow: Flow) -> None:
    hanna = flow.entry(flow.staff(flow.story.second), "Alva", "bekrafta")
    button(hanna, "Ändra koden till HVNY och skicka standardsvaret").click()
    expect(hanna.get_by_text("Koden är ändrad till HVNY och svaret är skickat.")).to_be_visible()


def _mails(flow: Flow, who: str) -> int:
    return len(flow.site.letters.to(f"{who}.guarantee@example.se"))


def reminded(flow: Flow) -> None:
    """One working day has gone by: who has not read is reminded by whatever notice there is, once."""
    flow.site.letters.wait_for("klara.guarantee@example.se")
    flow.site.letters.wait_for("alva.guarantee@example.se", 2)
    flow.day(2)
    for letter in flow.site.letters.wait_for("klara.guarantee@example.se", 2):
        assert "Klara" not in letter.as_string()
        assert "rbjudande" not in letter.as_string()
    assert _mails(flow, "alva") == 2, "who has answered is not reminded"


def child_says_no(flow: Flow) -> None:
    """Elina's guardian reads and answers in her inbox, and the clinic sees who wrote."""
    nasrin = flow.resident(f"Nasrin {flow.story.place}")
    nasrin.goto("/barn/lagg-till")
    box(nasrin, "Personnummer").fill(flow.story.others["child"])
    button(nasrin, "Lägg till barn").click()
    button(nasrin, f"Elina {flow.story.place}").click()
    flow.offer(nasrin)
    answer(nasrin, "Nej, jag har inte möjlighet", "Vi kan inte resa så långt.")
    hanna = flow.entry(flow.staff(flow.story.second), "Elina", "bekrafta")
    expect(hanna.get_by_text("Vi kan inte resa så långt.")).to_be_visible()
    button(hanna, "Ändra koden till P och skicka standardsvaret").click()
    expect(hanna.get_by_text("Koden är ändrad till P och svaret är skickat.")).to_be_visible()
    link(hanna, "Underlag för vårdgarantin").click()
    expect(hanna.get_by_text("Invånaren har frivilligt avstått från vård inom vårdgarantin.")).to_be_visible()


def protected_is_reminded_by_hand(flow: Flow) -> None:
    """After four working days the flag stands there, and the standard reminder is sent under Delsvar."""
    flow.day(5)
    hugo, flagged = flow.staff(flow.story.handler), "mina/alla?status=flaggat"
    wait_until(lambda: flow.row(flow.at(hugo, flagged), "Klara").count() == 1, "the flag")
    klara = flow.row(hugo, "Klara")
    link(klara, OFFER).click()
    button(hugo, "FÖRDELA TILL DIG SJÄLV").click()
    tab(hugo, "DELSVAR").click()
    button(hugo, f"Lägg till {REMINDER}").click()
    expect(box(hugo, "Meddelande till invånaren")).to_have_value(re.compile("inom 3 dagar, dock senast"))
    button(hugo.get_by_role("main"), "Skicka").click()
    expect(hugo.get_by_text("Delsvaret är skickat.").first).to_be_visible()


def protected_says_yes(flow: Flow) -> None:
    klara = flow.resident(f"Klara {flow.story.place}", SMALL)
    flow.offer(klara)
    expect(klara.get_by_text("Vi saknar ditt svar angående ditt besök.")).to_be_visible()
    answer(klara)
    hugo = flow.entry(flow.staff(flow.story.handler), "Klara", "bekrafta")
    expect(hugo.get_by_text("070-174 06 28")).to_have_count(0)
    button(hugo, "Ändra koden till HVNY och skicka standardsvaret").click()
    expect(hugo.get_by_text("Koden är ändrad till HVNY och svaret är skickat.")).to_be_visible()


def closed_by_itself(flow: Flow) -> None:
    """After ten working days Bo's case is closed; it is found as closed and unread, and stays readable to him."""
    flow.day(11)
    hugo = flow.staff(flow.story.handler)
    unread = "mina/alla?avslutat=ja&lasning=olast"
    wait_until(lambda: flow.row(flow.at(hugo, unread), "Bo").count() == 1, "the closing")
    expect(flow.row(hugo, "Bo")).to_contain_text("Avslutat")
    bo = flow.resident(f"Bo {flow.story.place}")
    bo.get_by_role("article").filter(has_text=OFFER).get_by_role("link").first.click()
    expect(bo.get_by_text("Ärendet går fortfarande att läsa.")).to_be_visible()
    expect(bo.get_by_text("031-390 06 00").first).to_be_visible()


def phoned(flow: Flow) -> None:
    """Bo and Rea, who got a letter only, stand on the call list, and nobody is removed without a talk."""
    hugo = flow.at(flow.staff(flow.story.handler), "vardgaranti/")
    link(hugo.get_by_role("main"), "Att ringa").click()
    expect(flow.row(hugo, "Bo")).to_be_visible()
    rea = flow.entry(hugo, "Rea", "ring")
    expect(rea.get_by_text("Ingen får tas bort från väntelistan förrän").first).to_be_visible()
    rea.get_by_role("radio", name="Nådd", exact=True).check()
    choice = rea.get_by_role("combobox", name="Vad svarade invånaren på erbjudandet?")
    choice.select_option(label="Nej, behöver inte vård längre")
    button(rea, "Dokumentera kontakten").click()
    expect(rea.get_by_text("Kontakten är dokumenterad.")).to_be_visible()
    button(rea, "Ta bort från väntelistan").click()
    expect(rea.get_by_text("Koden är ändrad till Borttagen.")).to_be_visible()

    bo = flow.entry(hugo, "Bo", "ring")
    bo.get_by_role("radio", name="Inte nådd", exact=True).check()
    box(bo, "Försök igen").fill(clock.add_working_days(flow.start, 12).isoformat())
    button(bo, "Dokumentera kontakten").click()
    expect(bo.get_by_text("Kontakten är dokumenterad.")).to_be_visible()
    flow.at(hugo, "vardgaranti/lista?visa=ring")
    expect(flow.row(hugo, "Bo")).to_have_count(0)
    flow.day(12)
    bo = flow.entry(flow.staff(flow.story.handler), "Bo", "ring")
    # Bo answers by telephone, in the form that the inbox has: JA stands chosen, so the answer is read aloud.
    link(bo, "Fyll i formuläret åt invånaren").click()
    expect(bo.get_by_role("radio", name=re.compile("^Ja, jag bekräftar"))).to_be_checked()
    bo.get_by_role("checkbox", name=re.compile("^Jag har läst upp svaret")).check()
    button(bo, "Spara svaret").click()
    expect(bo.get_by_text("Svaret är sparat i ärendet, och samtalet är dokumenterat.")).to_be_visible()
    button(bo, "Ändra koden till HVNY").click()
    expect(bo.get_by_text("Koden är ändrad till HVNY.")).to_be_visible()


def service_tells(flow: Flow) -> None:
    """Vårdgarantiservice sees those who have accepted, and tells each which provider it will be."""
    siv = flow.staff(flow.story.others["siv"], "Vårdgarantiservice")
    here = f"/personal/{flow.story.others['service']}/vardgarantiservice/"
    siv.goto(here)
    for name in ("Alva", "Bo", "Klara"):
        expect(flow.row(siv, name)).to_be_visible()
    for name in ("Elina", "Rea"):
        expect(flow.row(siv, name)).to_have_count(0)
    button(siv, "Markera listan som genomgången").click()
    link(flow.row(siv, "Alva"), flow.story.resident).click()
    box(siv, "Vårdgivare").fill("Ledkliniken i Provstad")
    button(siv, "SKICKA").click()
    expect(siv.get_by_text("Beskedet är skickat.")).to_be_visible()
    alva = flow.resident(flow.story.resident)
    told = alva.get_by_role("article").filter(has_text="2. Besked om var du kommer att få vård")
    expect(told).to_contain_text("Information")
    told.get_by_role("link").first.click()
    expect(alva.get_by_text("hos Ledkliniken i Provstad")).to_be_visible()
    expect(link(alva, "ersättning för resekostnader")).to_have_attribute("href", "https://resor.example/ersattning")
    expect(alva.get_by_role("main").get_by_role("textbox")).to_have_count(0)


def documents_go(flow: Flow) -> None:
    hugo = flow.entry(flow.staff(flow.story.handler), "Alva", "handlingar")
    link(hugo, "Handlingar till vårdgivaren").click()
    expect(heading(hugo, "Vårdgarantisedel")).to_be_visible()
    for missing in ("Remiss", "Journalhandling"):
        hugo.get_by_role("checkbox", name=missing, exact=True).check()
    button(hugo, "Markera som skickade").click()
    expect(hugo.get_by_text("Handlingarna är markerade som skickade.")).to_be_visible()
