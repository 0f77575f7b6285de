"""Where somebody with protected identity lives, and how they are reached, is shown to no staff at any address.

Every address of the staff tool and of the planning tool that opens is opened, also lists as files and paper, and the
mails that have been sent are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.core import mail

from tests.house.test_routes import ROUTES
from tests.house.test_what_a_no_hides import PLAN, SEAT, words_of
from tests.people import Employee, Region, Resident, logged_in
from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.sips import SipDrive
from vardtrad.cases.case.models import ApprovedContact
from vardtrad.gate.models import Version
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.sip import guests
from vardtrad.planning.sip.field_specs import ACTIVITIES, SUB_GOALS
from vardtrad.shared.people.models import Person, Protection

CLINIC = "personal/<uuid:unit>/"
HIDDEN = {
    "street": "Hemliggatan 9",
    "postal_code": "999 87",
    "place": "Hemligstad",
    "phone": "070-174 06 99",
    "email": "hemlig@invanare.example",
}
LISTS = ("arenden/inkomna", "arenden/alla")


def hide(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(protection=Protection.SECRECY_MARK, **HIDDEN)
    person.refresh_from_db()


def opened(who: Employee | Planner, base: str, at: str, known: dict[str, UUID], more: tuple[str, ...]) -> Iterator[str]:
    """What somebody reads at every address below a place that opens."""
    addresses = [f"{base}{address}" for address in more]
    for path, _route in ROUTES:
        rest = path.removeprefix(at)
        names = re.findall(r"<\w+:(\w+)>", rest)
        if path.startswith(at) and set(names) <= known.keys():
            addresses.append(base + re.sub(r"<\w+:(\w+)>", lambda hole: str(known[hole[1]]), rest))
    for address in addresses:
        answer = who.browser.get(address, headers={"Accept": "text/html, application/json"})
        if answer.status_code == 200:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = words_of(body, answer.headers.get("Content-Type", ""))
            shown = [words for words in HIDDEN.values() if words in text or re.sub(r"\s", "", words) in text]
            assert not shown, (address, shown)
            yield address


@pytest.mark.req("003-021", "003-022")
def test_in_the_staff_tool(region: Region, alva: Resident, rut: Employee) -> None:
    hide(alva.person)
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    case = alva.sends(region.renewal_at_a)
    files = tuple(f"export?lista={which}&fil={kind}" for which in LISTS for kind in ("csv", "xlsx"))
    pages = list(opened(rut, rut.address(), CLINIC, {"case": case.id, "person": alva.person.id}, files))
    for part in ("arenden/inkomna", f"arende/{case.id}/", "utskrift", "fil=csv", "fil=xlsx"):
        assert any(part in address for address in pages), f"{part} is not looked at"
    mails = "".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert not [words for words in HIDDEN.values() if words in mails]


@pytest.mark.req("003-022")
def test_in_the_planning_tool(planners: Planners) -> None:
    svu = Drive(planners, patient="sigrid", others=("oskar", "karin"))
    hide(planners.patients["sigrid"])
    svu.published()
    known = {"plan": svu.key, "person": planners.patients["sigrid"].id}
    for who in (svu.ward, svu.care):
        pages = list(opened(who, who.base, SEAT, known, (f"?visa={svu.key}",)))
        assert any("utskrift.pdf" in address for address in pages)
    assert PLAN.startswith(SEAT)


@pytest.mark.req("B-51", "003-022")
def test_a_protected_guest_of_a_sip_is_a_role_to_everybody_else(planners: Planners) -> None:
    """At every address of the plan: for staff, for the person whom it is about, for another guest; also on paper."""
    sip, sigrid = SipDrive(planners).called().acknowledged(), planners.patients["sigrid"]
    sip.invites(sigrid, role="Mormor")
    sip.invites(planners.patients["olof"], role="Lärare")
    goal = sip.adds(sip.care, SUB_GOALS, rubrik="Sova bättre", enhet=str(sip.care.unit.id))
    row = sip.adds(sip.care, ACTIVITIES, goal, rubrik="Läsa en saga", ansvarig=str(sigrid.id))
    sip.written().approving().approved()
    guest = Actor(ActorKind.RESIDENT, sigrid.id, sigrid.name)
    guests.answer(guest, sip.key, 1, "Jag kommer.", comes=True)
    guests.write_about(guest, sip.key, row, "pagar", "Vi har börjat.")
    hide(sigrid)
    wanted = ("Sigrid", sigrid.identity[2:8], *HIDDEN.values())
    version = Version.objects.filter(key=sip.key, move="start_approval").get().id
    known = {"plan": str(sip.key), "version": str(version)}
    named = []
    for browser, base, at in (
        (sip.care.browser, sip.care.base, SEAT),
        (sip.town.browser, sip.town.base, SEAT),
        (logged_in(planners.patients["elsa"]), "/min-plan", "min-plan"),
        (logged_in(planners.patients["olof"]), "/min-plan", "min-plan"),
    ):
        for path, _route in ROUTES:
            rest = path.removeprefix(at)
            if not path.startswith(at) or not set(re.findall(r"<\w+:(\w+)>", rest)) <= known.keys():
                continue
            address = base + re.sub(r"<\w+:(\w+)>", lambda hole: known[hole[1]], rest)
            answer = browser.get(address, headers={"Accept": "text/html, application/json"})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = words_of(body, answer.headers.get("Content-Type", ""))
            assert not [words for words in wanted if words in text], address
            if answer.status_code == 200 and "Mormor" in text:
                named.append(address)
    for part in ("/plan/", "/utskrift.pdf", f"/min-plan/{sip.key}", f"/min-plan/inbjuden/{sip.key}"):
        assert any(part in address for address in named), f"the role is not read at {part}"
    mails = "".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert not [words for words in wanted if words in mails]
