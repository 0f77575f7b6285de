"""What people do in the planning tool, step by step; elements are found by the names that are read out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, Visits
from tests.journeys.furnish import PIN
from tests.journeys.plan_stories import ELSA, PlanStory
from tests.journeys.steps import box, button, link
from vardtrad.kernel import clock

# A step's colours in words. MINE is red: the step waits for the unit of whoever looks, and the screen says "Att göra".
MINE, WAITS, DONE, ASSESSING, NOT_BEGUN = (
    "Att göra", "Väntar på andra", "Klar", "Kartläggning pågår", "Ej påbörjad",
)  # fmt: skip
ADMISSION, TIME, ASSESSMENT, STATEMENT, DISCHARGE = (
    "Inskrivning", "Tid för utskrivning", "Kartläggning", "Ställningstagande", "Utskrivning",
)  # fmt: skip
CALL, CARE_PLAN = "Kallelse", "Samordnad individuell plan"
SIP_SLUGS = {CALL: "kallelse", ASSESSMENT: "kartlaggning", CARE_PLAN: "plan"}
SLUGS = {
    ADMISSION: "inskrivning",
    TIME: "tid",
    ASSESSMENT: "kartlaggning",
    STATEMENT: "stallningstagande",
    DISCHARGE: "utskrivning",
}
CARD = "/personal/logga-in/kort"


def enter(page: Page, staff: str) -> None:
    """Log somebody in with the demo's card, without drawing its pages (test_svu_order does that)."""
    asked = page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', asked.get(CARD).text())
    assert token
    done = asked.post(CARD, form={"csrfmiddlewaretoken": token[1], "who": staff, "pin": PIN}, max_redirects=0)
    assert done.status == 302, done.text()


@dataclass
class Seats:
    """A planning story's people, each in a browser of their own that is logged in when first used."""

    visits: Visits
    story: PlanStory
    pages: dict[tuple[str, int, bool], Page] = field(default_factory=dict)

    def __call__(self, who: str, *, width: int = DESK, javascript: bool = True) -> Page:
        """Somebody's page."""
        key = (who, width, javascript)
        if key not in self.pages:
            self.pages[key] = self.visits(width=width, javascript=javascript)
            enter(self.pages[key], self.story.staff[who])
        return self.pages[key]

    def start(self, who: str, **how) -> Page:
        """Somebody's page, at the start page."""
        page = self(who, **how)
        page.goto(self.story.seats[who])
        return page

    def at(self, who: str, step: str, patient: str = ELSA, **how) -> Page:
        """Somebody's page, at a step of a patient's plan."""
        page = self(who, **how)
        page.goto(self.story.plan(who, patient, SLUGS[step]))
        return page

    def at_sip(self, who: str, step: str, patient: str = ELSA, **how) -> Page:
        """Somebody's page, at a step of a patient's SIP."""
        page = self(who, **how)
        page.goto(self.story.sip(who, patient, SIP_SLUGS[step]))
        return page


def tab(page: Page, step: str) -> Locator:
    """A step's tab in an open plan."""
    return page.get_by_role("navigation", name="Processteg").get_by_role("link", name=re.compile(f"^{step} ?[,:.]"))


def see(page: Page, step: str, colour: str, words: str = "") -> None:
    """The step has this colour in the open plan, and says this."""
    # Where the state is the step's own word it is said once.
    said_once = rf"^{re.escape(step)} ?\..*{re.escape(colour)}.*{re.escape(words)}"
    name = re.compile(rf"^{re.escape(step)} ?, {re.escape(colour)}\..*{re.escape(words)}|{said_once}", re.DOTALL)
    expect(page.get_by_role("navigation", name="Processteg").get_by_role("link", name=name)).to_be_visible()


def row_of(page: Page, name: str) -> Locator:
    """A patient's row on the start page."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader").filter(has_text=name))


def cell(page: Page, name: str, step: str) -> Locator:
    """A step in a patient's row on the start page."""
    return row_of(page, name).get_by_role("link", name=re.compile(f"^{step} ?[,:.]"))


def section(page: Page, heading: str) -> Locator:
    """A section of the right field."""
    return page.locator("details.field-sec").filter(has=page.get_by_text(heading, exact=True).first)


def said(page: Page, words: str) -> None:
    """The page says that the action is done."""
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def sure(page: Page, opener: str, answer: str) -> None:
    """Press a button that asks for confirmation, and answer in its dialog."""
    link(page, opener).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(f"^{re.escape(answer)}")).click()


def ahead(days: int) -> str:
    """A day as filled into its field: counted from today in Sweden, also where the machine's day is another."""
    return (clock.today() + timedelta(days=days)).isoformat()


def write(page: Page, label: str, text: str) -> None:
    """Write in a field that saves itself, and see it say who has saved it."""
    box = page.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}( |$)"))
    box.fill(text)
    saves(page, box.blur)


def saves(page: Page, act: Callable[[], object]) -> None:
    """Do something that saves a field, and wait until the server has confirmed it."""
    with page.expect_response(lambda answer: "/spara" in answer.url and answer.request.method == "POST") as got:
        act()
    assert got.value.status == 200, got.value.text()


def pick(page: Page, label: str, answer: str) -> None:
    """Mark an answer of a field that saves itself."""
    group = page.get_by_role("group", name=re.compile(rf"^{re.escape(label)}( |$)"))
    saves(page, group.get_by_role("radio", name=answer, exact=True).check)


def find_staff(place: Page | Locator, label: str, words: str, who: str) -> None:
    """Search for a member of staff by name and choose the one found."""
    place.get_by_role("searchbox", name=label).press_sequentially(words)
    place.get_by_role("radio", name=re.compile(f"^{re.escape(who)}")).check()


def ok(place: Page | Locator, what: str) -> None:
    """Press the OK with this name for screen readers."""
    place.get_by_role("button", name=re.compile(f"^OK ?, {re.escape(what)}")).click()


def acknowledge(page: Page) -> None:
    """Press Kvittera in the strip of the open step."""
    button(page, "Kvittera").first.click()
    said(page, "är kvitterad för din enhet")


def choose_sip(page: Page, number: int) -> None:
    """Choose in the list Ställningstagande till SIP, which saves itself."""
    choice = page.get_by_role("combobox", name=re.compile("^Ställningstagande till SIP"))
    saves(page, lambda: choice.select_option(index=number))


def choose_doctor(page: Page, label: str, words: str, name: str) -> None:
    """Search for the doctor of a field on the page that its magnifier leads to."""
    page.get_by_role("link", name=re.compile(label)).first.click()
    page.get_by_role("searchbox", name="Namn eller HSA-id").fill(words)
    button(page, "Sök").click()
    button(page, f"Välj {name}").click()
    expect(page.get_by_text(name).first).to_be_visible()


def do_task(page: Page, name: str, words: str) -> None:
    """From the start page: press the red circle in the patient's row, and the task in its list."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=re.compile("^Start")).click()
    row_of(page, name).get_by_role("button", name=re.compile("^Att göra")).click()
    page.get_by_role("group", name=re.compile("^Att göra")).get_by_role("link", name=re.compile(words)).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def look_up(page: Page, number: str) -> None:
    """Search for somebody by number in "Sök och skapa"."""
    box(page, "Personnummer, 12 siffror").fill(number)
    button(page, "Sök").click()
    expect(page.get_by_role("heading", name="Skapa ny plan")).to_be_visible()


def add_member(page: Page, organisation: str, unit: str, choice: str) -> None:
    """In the window of a new participant, which is open: down the tree to the unit, choose it by its word, and OK."""
    tree = page.get_by_role("group", name=re.compile("^Ny [Dd]eltagare$"))
    expect(tree).to_be_visible()  # only then is it known which organisation is unfolded
    chosen = link(tree, f"{choice} {unit}")
    if not chosen.is_visible():
        tree.get_by_text(organisation, exact=True).click()
    chosen.click()
    ok(page, f"lägg till {unit}")
    expect(link(section(page, "Deltagare"), unit)).to_be_visible()


def fill_call(page: Page, reason: str, *, day: int = 7, at: str = "10:00") -> None:
    """Fill in the mandatory fields of a call, to a meeting so many days ahead."""
    page.get_by_role("combobox", name=re.compile("^Initiativtagare")).select_option(index=1)
    page.get_by_role("textbox", name=re.compile("^Orsak")).fill(reason)
    page.get_by_role("radio", name="Fysiskt möte").check()
    page.get_by_role("textbox", name=re.compile("^Plats för möte")).fill("Vårdcentralen, rum 3")
    page.get_by_label("Datum för möte").fill(ahead(day))
    page.get_by_label("Tid för möte").fill(at)
