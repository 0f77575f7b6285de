"""Query budgets of the pages whose rows grow elsewhere: the waiting list, what is sent to many, forms, SIP and guests.

As in ``test_queries.py``: each page costs the same for few rows and for many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

import pytest

from tests.course import made_up
from tests.house.test_queries import cost
from tests.people import Employee, Region, Resident
from tests.planners import Planners
from tests.reading import Browser
from tests.sips import SipDrive
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.case.moves import sending as case_sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.thread import CASES_LETTERS
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.tests.conftest import to_many
from vardtrad.cases.waiting_list import actions as waiting_list
from vardtrad.cases.waiting_list import appointing
from vardtrad.cases.waiting_list.rules import Kind, Move
from vardtrad.gate.door import Moved
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.planning.sip import guests
from vardtrad.planning.sip.models import Guest
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person


def costs(browser: Browser, pages: Sequence[str]) -> dict[str, int]:
    """What each page costs when it is opened once more; each must open."""
    for path in pages:
        assert browser.get(path).status_code == 200, path
    return {path: cost(partial(browser.get, path)) for path in pages}


def never_grows(browser: Browser, pages: Sequence[str], more: Callable[[], object]) -> None:
    """Each page costs the same before there are more rows and after."""
    few = costs(browser, pages)
    more()
    assert costs(browser, pages) == few


def test_the_waiting_list_and_the_service_of_the_region(region: Region, rut: Employee, olle: Employee, planners: Any):
    appointing.appoint(system("testerna"), region.b)
    people = iter(Person.objects.exclude(identity__contains="FH").order_by("id"))

    def entries(number: int) -> None:
        """So many who wait, so many to phone, and so many who have accepted."""
        for _row in range(number):
            waiting_list.place(rut.actor, region.a, next(people), Kind.VISIT)
            entry = waiting_list.place(rut.actor, region.a, next(people), Kind.VISIT).thing
            waiting_list.document(rut.actor, entry.id, waiting_list.Documented("wrong_number"))
            entry = waiting_list.place(rut.actor, region.a, next(people), Kind.VISIT).thing
            said = waiting_list.document(rut.actor, entry.id, waiting_list.Documented("reached", told="ja")).thing
            waiting_list.change(rut.actor, entry.id, Move.ACCEPT_VISIT, seen=said.content)

    entries(1)
    pages = [rut.address("vardgaranti/"), rut.address("vardgaranti/koder")]
    pages += [rut.address(f"vardgaranti/lista?visa={view}") for view in ("hv", "hvny", "ring", "utan", "bekrafta")]
    service = f"/personal/{region.b.id}/vardgarantiservice/"
    few = costs(olle.browser, [service])
    never_grows(rut.browser, pages, lambda: entries(2))
    assert costs(olle.browser, [service]) == few


def test_the_history_of_an_entry(region: Region, rut: Employee, alva: Resident):
    entry = waiting_list.place(rut.actor, region.a, alva.person, Kind.VISIT).thing

    def happens(number: int) -> None:
        for _round in range(number):
            waiting_list.document(rut.actor, entry.id, waiting_list.Documented("wrong_number"))

    happens(1)
    pages = [rut.address(f"vardgaranti/{entry.id}/"), rut.address(f"vardgaranti/{entry.id}/underlag")]
    never_grows(rut.browser, pages, lambda: happens(12))


def test_what_is_sent_to_many(region: Region, hugo: Employee):
    sending, numbers = to_many(hugo, region, 3), count(1_000)
    pages = [hugo.address(f"skicka/{sending.id}/mottagare"), hugo.address(f"skicka/{sending.id}/")]

    def more(number: int = 60, outcome: str = Outcome.WAITING) -> None:
        people = Person.objects.bulk_create(
            Person(identity=made_up(next(numbers)), given_name="N", family_name="Nn") for _row in range(number)
        )
        Recipient.objects.bulk_create(Recipient(dispatch=sending, person=row, outcome=outcome) for row in people)

    never_grows(hugo.browser, pages, more)
    Recipient.objects.filter(dispatch=sending).update(outcome=Outcome.REFUSED)
    Dispatch.objects.filter(pk=sending.pk).update(ordered=clock.now(), sent=clock.now())
    sent = [hugo.address(f"skicka/{sending.id}/klart"), hugo.address("skicka/")]
    never_grows(hugo.browser, sent, lambda: more(outcome=Outcome.REFUSED))


def form_of(adam: Employee, region: Region, number: int) -> CaseType:
    """A case type that asks so many questions."""
    items = [
        {"linkId": f"f{place}", "type": "string", "text": f"Fråga {place}?", "enableWhen": [], "required": False}
        for place in range(number)
    ]
    form = {
        "resourceType": "Questionnaire", "url": f"urn:prov:{number}", "title": "Frågor", "status": "active",
        "item": [{key: value for key, value in item.items() if value != []} for item in items],
    }  # fmt: skip
    stored = forms.make(adam.actor, f"Frågor {number}", json_text.dumps(form))
    forms.take_into_use(adam.actor, stored.id, 1)
    kind = CaseType.objects.create(code=f"mall-{number}", name=f"Frågor {number}", direction="question")
    Service.objects.create(clinic=region.a, case_type=kind, form=stored)
    return kind


def test_a_form_with_sixty_questions(region: Region, adam: Employee, rut: Employee, hugo: Employee, alva: Resident):
    def asked(number: int) -> list[int]:
        kind = form_of(adam, region, number)
        (moved,) = case_sending.send_out(
            rut.actor, region.a, kind, [Outgoing(alva.person, "Svara snälla.")], hugo.staff
        )
        assert isinstance(moved, Moved)
        case = moved.thing
        page = alva.browser.open(f"/arenden/{case.id}")
        before = list(costs(alva.browser, [f"/arenden/{case.id}"]).values())
        typed = {f"f{place}": f"Svar {place}." for place in range(number)}
        shown = page.press("SKICKA", **typed)
        done = shown.press("SKICKA") if "SKICKA" in shown.text and shown.status == 200 else shown
        assert f"Svar {number - 1}." in done.text
        after = list(costs(alva.browser, [f"/arenden/{case.id}"]).values())
        staff = list(costs(hugo.browser, [hugo.case_address(case)]).values())
        service = Service.objects.get(clinic=region.a, case_type=kind)
        settings = adam.address(f"administration/formular/{service.form_id}/")
        return [*before, *after, *staff, *costs(adam.browser, [settings]).values()]

    asked(1)  # from here on the resident has another case, which is shown beside
    assert asked(2) == asked(60)


def test_what_did_not_arrive(region: Region, rut: Employee, alva: Resident):
    def lost(number: int) -> None:
        for _row in range(number):
            case = alva.sends(region.renewal_at_a)
            letters.order(CASES_LETTERS, case.id, alva.person, unit=region.a, title="Hej")
        Letter.objects.update(status=Letter.Status.RETURNED)

    lost(1)
    never_grows(rut.browser, [rut.address("inte-framme/")], lambda: lost(8))


PATIENTS = ("edvin", "olof", "ture", "wilma", "runa")


@pytest.mark.parametrize("point", ["called", "active"])
def test_the_start_page_and_the_day_with_many_sips(planners: Planners, point: str):
    sip = SipDrive(planners)
    getattr(sip, point)()
    pages = [sip.care.base, f"{sip.care.base}?visa={sip.key}", f"{sip.care.base}idag/"]

    def more() -> None:
        for name in PATIENTS:
            getattr(SipDrive(planners, patient=name), point)()

    never_grows(sip.care.browser, pages, more)


def test_the_guests_of_a_sip(planners: Planners):
    sip = SipDrive(planners).called().acknowledged()
    sip.invites(planners.patients["olof"])
    pages = [f"{sip.care.base}sip/{sip.key}/{step}/" for step in ("kallelse", "plan")]

    def more() -> None:
        for name in ("edvin", "ture", "wilma", "runa"):
            sip.invites(planners.patients[name])
        for guest in Guest.objects.filter(plan=sip.key):
            comes(guest.person)

    def comes(person: Person) -> None:
        who = Actor(ActorKind.RESIDENT, person.id, person.name)
        guests.answer(who, sip.key, 1, "Jag kommer.", comes=True)

    comes(planners.patients["olof"])
    never_grows(sip.care.browser, pages, more)
