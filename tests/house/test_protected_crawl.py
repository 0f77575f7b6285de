"""A crawl of every page, file and text that the product gives, as every role, in search of somebody protected.

Alva is protected. She has a case at clinic A, which has approved her, one registered by telephone, and a child with
another guardian, for whom she once wrote as a proxy. Her name and number are for herself, for those at clinic A who may
read her cases, and for who looks her up by the whole number. Her address and what she is reached by are for nobody but
herself, and so is that she stands by the child.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail

from tests.house.test_routes import ROUTES
from tests.house.test_what_a_no_hides import words_of
from tests.people import Clock, Employee, Region, Resident, now
from tests.reading import Browser
from vardtrad.cases.case.contact import AnswerBy, Caller, CameBy
from vardtrad.cases.case.models import ApprovedContact, Case
from vardtrad.cases.case.moves import registering, sending, urgency
from vardtrad.cases.case.moves.registering import Contact
from vardtrad.cases.tasks import passing_on
from vardtrad.cases.tasks.models import Task
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.people.models import Guardianship, Person, Protection
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.proxies.rules import Deed, Ground

NAME, NUMBER = ("Alva", "Ahlgren"), ("19771207-2391", "197712072391", "771207-2391")
REACHED = ("Hemliggatan 9", "999 87", "Hemligstad", "070-174 06 99", "hemlig@invanare.example")
# Official test numbers of the Tax Agency.
ELINA, GRETE = "201805022389", "195907113178"


class World:
    """Somebody protected, and everything that stands around her."""

    def __init__(self, region: Region) -> None:
        self.region, people = region, region.people
        self.alva, self.bo = people["alva"], people["bo"]
        hugo, rut = people["hugo"], people["rut"]
        child = Person.objects.create(identity=ELINA, given_name="Elina", family_name="Ek")
        for guardian in (self.alva, self.bo):
            Guardianship.objects.create(guardian=guardian.person, child=child)
            Link.objects.create(proxy=guardian.person, person=child, added=clock.now())
        self.child = child
        self.grandparent = Resident(Person.objects.create(identity=GRETE, given_name="Grete", family_name="Gran"))
        alva = self.alva.person
        proxy = Actor(
            kind=ActorKind.RESIDENT, id=alva.id, name=alva.name, acts_for=child.id, ground=Ground.GUARDIAN,
            deeds=frozenset(map(str, Deed)),
        )  # fmt: skip
        service = region.renewal_at_a
        self.childs_case = sending.send(proxy, service.clinic, service.case_type, child, "Till barnet.").thing
        Person.objects.filter(pk=alva.pk).update(
            protection=Protection.SECRECY_MARK, street=REACHED[0], postal_code=REACHED[1], place=REACHED[2],
            phone=REACHED[3], email=REACHED[4],
        )  # fmt: skip
        alva.refresh_from_db()
        ApprovedContact.objects.create(clinic=region.a, person=alva)
        self.case = self.alva.sends(service, "Jag behöver mer medicin.")
        rut.does("assign", self.case, hugo.staff)
        hugo.does("ask", now(self.case), "Vilken dos?")
        urgency.mark_urgent(hugo.actor, self.case.id, urgent=True)
        contact = Contact(CameBy.PHONE, AnswerBy.PHONE, "070-174 06 15", Caller.SELF)
        args = (service.clinic, service.case_type, alva, "På telefon.", contact)
        self.told = registering.register(hugo.actor, *args).thing
        rut.does("answer", self.told, "Svar på telefon.")
        passing_on.make_due([self.told.id])
        Draft.objects.create(owner=hugo.staff.id, key=self.case.id, box="besvara.text", text="Hej!", at=clock.now())

    def known(self, unit: UUID) -> list[dict[str, UUID]]:
        """What holes in addresses can be filled with: each thing about the person, and things that are not there."""
        about = {"person": self.alva.person.id, "task": Task.objects.get().id, "link": Link.objects.first().id}  # type: ignore[union-attr]
        cases = (self.case.id, self.told.id, self.childs_case.id)
        return [{"unit": unit, "case": case, "service": self.region.renewal_at_a.id, **about} for case in cases]


def addresses(world: World, units: Iterable[UUID], start: tuple[str, ...] | None = None) -> list[str]:
    """Every address that can be filled in, at each of these units."""
    filled: dict[str, None] = {}
    for unit in units:
        for known in world.known(unit):
            for path, _route in ROUTES:
                names = re.findall(r"<\w+:(\w+)>", path)
                if set(names) <= known.keys() and (start is None or path.startswith(start)):
                    filled["/" + re.sub(r"<\w+:(\w+)>", lambda hole, known=known: str(known[hole[1]]), path)] = None
    return list(filled)


def read(who: Any, address: str) -> str:
    """What somebody reads at an address, whatever its status: an error text is a text too."""
    answer = who.get(address, headers={"Accept": "text/html, application/json"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return words_of(body, answer.headers.get("Content-Type", "")) + str(answer.headers)


def found(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words stand in a text, also where a paper has broken them."""
    return [word for word in words if word in text or re.sub(r"\s", "", word) in text]


def lists_and_files(who: Employee) -> list[str]:
    files = [f"export?lista={name}&fil={kind}" for name in ("arenden/alla", "mina/alla") for kind in ("csv", "xlsx")]
    return [who.address(path) for path in (*files, "mina/bradskande", "mina/alla?klara=med", "uppgifter/?visa=alla")]


@pytest.fixture
def world(region: Region, frozen: Clock) -> World:
    return World(region)


@pytest.mark.req("003-021", "003-022", "B-21")
@pytest.mark.parametrize("name", ["bo", "grandparent", "nobody"])
def test_no_other_resident_finds_anything(world: World, name: str) -> None:
    """Neither the child's other guardian, a grandparent, nor somebody who is not logged in."""
    visitor = Browser() if name == "nobody" else getattr(world, name).browser
    wanted = [address for address in addresses(world, [world.region.a.id]) if not address.startswith("/planer/")]
    assert len(wanted) > 60
    leaks = {address: hits for address in wanted if (hits := found(read(visitor, address), (*NAME, *NUMBER, *REACHED)))}
    assert not leaks
    if name == "bo":
        refused = visitor.open("/barn/lagg-till").press("Lägg till barn", identity=world.alva.person.identity)
        assert not found(refused.text, (*NAME, *REACHED))


@pytest.mark.req("003-021", "003-022")
@pytest.mark.parametrize("name", ["hanna", "adam", "greta", "olle", "petra"])
def test_staff_who_may_not_read_her_cases_find_neither_name_nor_number(world: World, name: str) -> None:
    who: Employee = world.region.people[name]
    units = {world.region.a.id, who.clinic.id}
    # The administrator keeps the list of those whom the clinic has approved: that list is what the approval is.
    approved = who.address("administration/skyddade-personuppgifter/")
    wanted = [a for a in [*addresses(world, units), *lists_and_files(who)] if a != approved or name != "adam"]
    leaks = {}
    for address in wanted:
        hits = found(read(who.browser, address), (*NAME, *NUMBER, *REACHED))
        if hits:
            leaks[address] = hits
    assert not leaks
    for words in ("Ahlgren", "Alva", world.alva.person.identity):
        page = who.browser.send(
            who.address("lista/sok"), {"ord": words, "lista": "mina/alla", "fraga": "", "submit_key": str(uuid4())}
        )
        assert not found(page.main.text.replace(words, ""), (*NAME, *NUMBER, *REACHED))


@pytest.mark.req("003-021", "003-022", "B-35")
@pytest.mark.parametrize("name", ["rut", "hugo"])
def test_those_who_read_her_cases_see_the_mark_and_never_where_she_is(world: World, name: str) -> None:
    who: Employee = world.region.people[name]
    seen = 0
    for address in [*addresses(world, [world.region.a.id], ("personal/",)), *lists_and_files(who)]:
        answer = who.browser.get(address, headers={"Accept": "text/html, application/json"})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = words_of(body, answer.headers.get("Content-Type", ""))
        assert not found(text, REACHED), address
        if str(world.childs_case.id) in address:
            # That she stands by the child is told to nobody.
            assert not found(text, NAME), address
        kind = answer.headers.get("Content-Type", "")
        if found(text, NUMBER) and answer.status_code == 200 and ("html" in kind or "csv" in kind or "pdf" in kind):
            seen += 1
            assert found(text, ("Skyddade personuppgifter", "skyddade personuppgifter")), address
    assert seen >= 4
    page = who.browser.open(who.address("registrera/")).press("HÄMTA", identity=world.alva.person.identity)
    assert "Skyddade personuppgifter" in page.main.text
    assert not found(page.text, REACHED)


@pytest.mark.req("003-022", "004-050")
def test_nothing_of_her_is_in_logs_notices_traces_or_statistics(world: World, caplog: pytest.LogCaptureFixture) -> None:
    rut, adam = world.region.people["rut"], world.region.people["adam"]
    with caplog.at_level(logging.DEBUG):
        for who in (rut, world.region.people["olle"]):
            who.browser.open(who.address("registrera/")).press("HÄMTA", identity=world.alva.person.identity)
        read(rut.browser, rut.case_address(world.case))
        read(rut.browser, f"/arenden/{world.case.id}")
    ours = "\n".join(row.getMessage() for row in caplog.records if not row.name.startswith("django.db"))
    everything = (*NAME, *NUMBER, *REACHED)
    assert not found(ours, everything)
    assert not found("".join(f"{message.subject} {message.body}" for message in mail.outbox), everything)
    assert not found("".join(str(notice.__dict__) for notice in Notification.objects.all()), everything)
    rows = "".join(f"{row.detail} {row.actor_name} {row.label} {row.action}" for row in Trace.objects.all())
    assert not found(rows, everything)
    for who in (rut, adam):
        assert not found(read(who.browser, who.address("statistik/")), everything)
    assert Case.objects.filter(patient=world.alva.person).count() == 2


@pytest.mark.req("003-020")
def test_she_reads_her_own_cases_herself(world: World) -> None:
    assert "Jag behöver mer medicin." in read(world.alva.browser, f"/arenden/{world.case.id}")
    assert "Svar på telefon." in read(world.alva.browser, f"/arenden/{world.told.id}")
    assert world.child.given_name not in read(world.alva.browser, "/barn")
