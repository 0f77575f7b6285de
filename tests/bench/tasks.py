"""What the commonest tasks cost a person: presses, signs, pages and seconds, counted in a real browser.

    PYTHONPATH=src:. CHROMIUM=/usr/bin/chromium python -m tests.bench.tasks

Ten tasks of somebody who works at a clinic (1280 px) and five of a resident (on a phone, 390 px) are carried out in an
installation of its own. The seconds are those of a practised person by the keystroke-level model (Card, Moran and
Newell 1980): 1.1 s to point, 0.2 s to press, 0.28 s a sign, 0.4 s to move the hand between mouse and keys, 1.35 s to
think once for each page; with the measured time that the pages take added. Free text (a message, an answer) is the same
in every system and is left out, but pressing into its box counts. Nothing is asserted about the figures: a task that
can no longer be carried out by these steps fails.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as WaitedInVain

from tests.bench.__main__ import say
from tests.journeys.furnish import MESSAGE, PIN, PRESCRIPTION, READY, Story
from tests.journeys.load import own_installation
from tests.journeys.steps import box, button, heading, link, menu, row, said, tab
from vardtrad.config.embedded.postgres import Server

STORY = "keyboard"
POINT, PRESS, SIGN, HAND, THINK = 1.1, 0.2, 0.28, 0.4, 1.35
PHONE, DESK = 390, 1280


@dataclass
class Cost:
    """What a task has cost so far."""

    presses: int = 0
    signs: int = 0
    pages: int = 0
    waited: float = 0.0
    """Seconds that the pages took, measured."""
    acted: float = 0.0
    """Seconds of the person's own, by the model."""


@dataclass
class Person:
    """Somebody at a page, whose presses and signs are counted for the task that goes on."""

    page: Page
    cost: Cost = field(default_factory=Cost)
    at_keys: bool = False

    def press(self, target: Locator, then: Locator | None = None) -> None:
        """Point at something and press it; with ``then`` wait until that is there (a new page, a message)."""
        self._hand(keys=False)
        self.cost.presses += 1
        self.cost.acted += POINT + PRESS
        self._settled(lambda: target.click(), then)

    def go_into(self, target: Locator) -> None:
        """Put the cursor into a box, unless it already is there."""
        if not target.evaluate("one => one === document.activeElement"):
            self.press(target)

    def write(self, target: Locator, text: str, *, counted: bool = True) -> None:
        """Write in a box; free text is not counted."""
        self.go_into(target)
        self._hand(keys=True)
        if counted:
            self.cost.signs += len(text)
            self.cost.acted += SIGN * len(text)
        target.press_sequentially(text)

    def key(self, name: str, then: Locator | None = None) -> None:
        """Press a key of the keyboard."""
        self._hand(keys=True)
        self.cost.signs += 1
        self.cost.acted += SIGN
        self._settled(lambda: self.page.keyboard.press(name), then)

    def choose(self, box_of: Locator, label: str) -> None:
        """Choose in a drop-down: point at it, and write the beginning of the word."""
        self.press(box_of)
        self._hand(keys=True)
        self.cost.signs += 4
        self.cost.acted += SIGN * 4
        option = box_of.get_by_role("option").filter(has_text=label).first
        box_of.select_option(label=option.inner_text())

    def _settled(self, act: Callable[[], None], then: Locator | None) -> None:
        begun = time.monotonic()
        act()
        if then is not None:
            expect(then.first).to_be_visible()
            self.cost.waited += time.monotonic() - begun
            self.cost.pages += 1
            self.cost.acted += THINK

    def _hand(self, *, keys: bool) -> None:
        if keys is not self.at_keys:
            self.cost.acted += HAND
        self.at_keys = keys


@dataclass
class Tasks:
    """The people of one clinic, and the list of what has been done."""

    browser: Browser
    address: str
    story: Story
    lines: list[tuple[str, Cost]] = field(default_factory=list)

    def person(self, width: int) -> Person:
        """Somebody new in a browser of their own."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": 844}, locale="sv-SE", has_touch=width == PHONE
        )
        return Person(context.new_page())

    @contextmanager
    def task(self, person: Person, name: str) -> Iterator[Cost]:
        """A task: counted from here to the end of the context."""
        person.cost, person.at_keys = Cost(), False
        try:
            yield person.cost
        except Exception as error:
            shown = person.page.locator("main").inner_text()[:600]
            raise RuntimeError(f"{name}: {person.page.url} shows:\n{shown}") from error
        self.lines.append((name, person.cost))
        person.cost = Cost()  # what follows is not part of the task

    def resident(self) -> Person:
        """The five tasks of a resident, as far as they can be done before the clinic has answered."""
        person = self.person(PHONE)
        page, story = person.page, self.story
        page.goto("/")
        with self.task(person, "Resident: log in and see the inbox (after the e-legitimation)"):
            person.press(link(page, "Logga in"), link(page, "BankID (demo)"))
            person.press(link(page, "BankID (demo)"), page.get_by_role("button", name=story.resident))
            person.press(page.get_by_role("button", name=story.resident), heading(page, "Inkorg"))
        with self.task(person, "Resident: find the clinic and send a first case"):
            self._send(person, PRESCRIPTION, "Blodtrycksmedicinen är slut.")
        for text in ("Allergitabletterna.", "Salvan.", "Inhalatorn.", "Ögondropparna.", "Nässprejen.", "Insulinet."):
            self._send(person, PRESCRIPTION, text)
        page.goto("/inkorg")
        with self.task(person, "Resident: send another case to the same clinic"):
            self._send(person, MESSAGE, "Kan jag få mitt vaccinationskort?")
        return person

    def _send(self, person: Person, service: str, text: str) -> None:
        page, story = person.page, self.story
        clinic = link(page, story.clinic)
        new = page.get_by_role("link", name="Nytt ärende").or_(link(page, "Mottagningar")).first
        person.press(new, heading(page, "Välj mottagning"))
        if not clinic.first.is_visible():
            person.write(page.get_by_role("searchbox").first, story.place)
            person.key("Enter", clinic)
        person.press(clinic.first, link(page, service))
        person.press(link(page, service), page.get_by_role("textbox"))
        person.write(page.get_by_role("textbox").first, text, counted=False)
        person.press(button(page, "Läs igenom"), heading(page, "Läs igenom ditt ärende"))
        sending = page.get_by_role("button", name="Skicka")
        person.press(sending, heading(page, "Ditt ärende är skickat"))

    def staff(self, resident: Person) -> None:
        """The ten tasks of somebody who works at the clinic, and the rest of the resident's."""
        person = self.person(DESK)
        page, story = person.page, self.story
        page.goto("/personal/")
        with self.task(person, "Staff: log in (after the card's own dialogue: name and code) and see the clinic's day"):
            person.press(link(page, "Logga in"), link(page, "E-tjänstekort"))
            person.press(link(page, "E-tjänstekort"), page.get_by_role("radio", name=story.receiver))
            person.press(page.get_by_role("radio", name=story.receiver))
            person.write(box(page, "Ange pinkod för legitimering"), PIN)
            person.key("Enter", heading(page, "Välj mottagning"))
            person.press(link(page, story.clinic), heading(page, story.clinic))
        with self.task(person, "Staff: open the oldest incoming case and read it"):
            person.press(menu(page, "Inkomna ärenden"), row(page, story.number))
            person.press(row(page, story.number).last, page.get_by_text("Blodtrycksmedicinen"))
        with self.task(person, "Staff: distribute an open case to a colleague"):
            choice = page.get_by_role("combobox", name="Fördela till", exact=True)
            # On a wide screen the form unfolds by itself a moment after the page: a click then would fold it again.
            with suppress(WaitedInVain):
                choice.wait_for(timeout=3_000)
            if not choice.is_visible():
                person.press(page.locator("#fordela > summary"), choice)
            person.choose(choice, story.handler)
            person.press(button(page, "Fördela"), said(page).filter(has_text="fördelat"))
        self._open(person, "Allergitabletterna.")
        with self.task(person, "Staff: take an open case"):
            taking = page.get_by_role("button", name="FÖRDELA TILL DIG SJÄLV")
            person.press(taking, tab(page, "Omfördela"))
        with self.task(person, "Staff: answer an open case with a standard answer, closing it"):
            person.press(page.get_by_role("button", name=f"Lägg till {READY}"))
            person.press(button(page, "Besvara"), said(page).filter(has_text="Svaret är skickat"))
        self._open(person, "Salvan.", take=True)
        with self.task(person, "Staff: ask the resident back"):
            person.press(tab(page, "Motfråga/delsvar"), page.get_by_role("radio", name="Motfråga"))
            person.write(box(page, "Meddelande till invånaren"), "Vilken styrka?", counted=False)
            person.press(page.get_by_role("radio", name="Motfråga"))
            person.press(button(page, "Skicka"), said(page).filter(has_text="Motfrågan är skickad"))
        self._open(person, "Inhalatorn.", take=True)
        with self.task(person, "Staff: close a case without an answer"):
            person.press(tab(page, "Avsluta utan svar"), box(page, "Orsak"))
            person.write(box(page, "Orsak"), "Dubblett.", counted=False)
            person.press(page.get_by_role("button", name="Avsluta").last, said(page).filter(has_text="avslutat"))
        page.goto(f"/personal/{story.unit}/")
        with self.task(person, "Staff: find a patient's cases by ten digits"):
            if not page.get_by_role("searchbox").first.is_visible():
                person.press(menu(page, "Inkomna ärenden"), page.get_by_role("searchbox"))
            person.write(page.get_by_role("searchbox").first, story.number.replace("-", "")[2:])
            person.key("Enter", row(page, story.number))
        self._bulk(person)
        self._rest_of_the_resident(resident)
        with self.task(person, "Staff: see that the resident has answered and open it"):
            person.press(menu(page, "Skickade frågor/Inkomna svar"), row(page, story.number))
            person.press(row(page, story.number).first, page.get_by_text("5 milligram"))

    def _bulk(self, person: Person) -> None:
        page, story = person.page, self.story
        page.goto(f"/personal/{story.unit}/")
        with self.task(person, "Staff: distribute all of a list at once"):
            person.press(menu(page, "Inkomna ärenden"), row(page, story.number))
            person.press(page.get_by_label("Markera alla på sidan"))
            person.press(button(page, "Fördela"), page.get_by_role("combobox", name="Fördela till", exact=True))
            person.choose(page.get_by_role("combobox", name="Fördela till", exact=True), story.handler)
            go_on = button(page, "Granska")
            last = page.get_by_role("button", name="Fördela ")
            person.press(go_on, last)
            person.press(last.last, page.get_by_text("är klara."))

    def _open(self, person: Person, text: str, *, take: bool = False) -> None:
        """Open (and take) an incoming case; not counted."""
        page, story = person.page, self.story
        page.goto(f"/personal/{story.unit}/arenden/inkomna")
        page.get_by_role("row").filter(has_text=text).first.click()
        expect(page.get_by_text(text).first).to_be_visible()
        if take:
            page.get_by_role("button", name="FÖRDELA TILL DIG SJÄLV").click()
            expect(tab(page, "Omfördela")).to_be_visible()

    def _rest_of_the_resident(self, person: Person) -> None:
        page = person.page
        page.goto("/inkorg")
        with self.task(person, "Resident: answer the clinic's question"):
            waiting = page.get_by_role("article").filter(has_text="väntar på ditt svar")
            person.press(link(waiting.first, PRESCRIPTION), box(page, "Ditt svar till mottagningen"))
            person.write(box(page, "Ditt svar till mottagningen"), "5 milligram.", counted=False)
            person.press(button(page, "Skicka svar"), said(page).filter(has_text="Ditt svar är skickat"))
        page.goto("/inkorg")
        with self.task(person, "Resident: read the answer"):
            answered = page.get_by_role("article").filter(has_text="OLÄST").filter(has_text="Avslutat")
            person.press(link(answered.first, PRESCRIPTION), page.get_by_role("list", name="Meddelanden", exact=True))


def main() -> int:
    """Carry out the tasks and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-tasks-"))
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = Server.start(folder / "data")
        stack.callback(postgres.remove)
        site = stack.enter_context(own_installation(postgres, folder, STORY))
        site.start("pages", "live", "worker")
        site.wait()
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=program, args=["--no-sandbox"])
        tasks = Tasks(browser, site.address, site.stories[STORY])
        tasks.staff(tasks.resident())
        browser.close()
    say(f"{'task':<86} {'presses':>7} {'signs':>6} {'pages':>6} {'waited s':>9} {'seconds':>8}")
    for name, cost in tasks.lines:
        total = cost.acted + cost.waited
        say(f"{name:<86} {cost.presses:>7} {cost.signs:>6} {cost.pages:>6} {cost.waited:>9.2f} {total:>8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
