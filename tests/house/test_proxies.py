"""Every address of the residents, tried by families of each shape: what each gets stands in a table written by hand.

The child is Elina, eight years old, with a case at clinic A. A new address of the residents without a line fails.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.people import Region, Resident, logged_in
from tests.reading import Browser
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import asking_back, sending
from vardtrad.cases.listing import actions as listing
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.login.drawn_for import mark
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.people.models import Guardianship, Person, Protection
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.proxies.rules import Deed

FILE_ADDRESSES = ("file_of_answer", "resident_file", "save_resident_file", "resident_picture")
WHO = ["acting", "other", "own", "grand", "thirteen", "hidden", "over"]
"""Alva in ombudsläget for Elina; Elina's other guardian, acting too; Alva in her own matters; a grandparent who has got
hold of the addresses; a guardian in ombudsläget for a child who has turned 13 since; one in ombudsläget who has become
protected; one in ombudsläget whose guardianship of Elina has ended."""

# 200 the page itself, > done and on to another page, 4 not there, X ombudsläget has ended (back to one's own matters).
TABLE = """
route             how   acting other own  grand thirteen hidden over
inbox             GET   200    200   200  200   X        X      X
search_inbox      POST  >      >     >    >     X        X      X
resident_help     GET   200    200   200  200   X        X      X
resident_settings GET   200    200   200  200   X        X      X
resident_settings POST  >      >     >    >     X        X      X
prove_address     GET   >      >     >    >     X        X      X
prove_address     POST  >      >     >    >     X        X      X
find_clinic       GET   200    200   200  200   X        X      X
clinic            GET   200    200   200  200   X        X      X
write             GET   200    200   200  200   X        X      X
write             POST  >      >     >    >     X        X      X
draft_to_clinic   POST  >      >     >    >     X        X      X
resident_case     GET   200    200   4    4     X        X      X
resident_case     POST  >      >     4    4     X        X      X
draft_of_resident POST  >      >     4    4     X        X      X
answer_form       GET   >      >     4    4     X        X      X
answer_form       POST  >      >     4    4     X        X      X
receipt           GET   200    200   4    4     X        X      X
file_to_clinic    GET   4      4     4    4     X        X      X
file_of_answer    GET   4      4     4    4     X        X      X
resident_file     GET   4      4     4    4     X        X      X
save_resident_file GET  4      4     4    4     X        X      X
resident_picture  GET   4      4     4    4     X        X      X
own_log           GET   200    200   200  200   X        X      X
own_log_pdf       GET   200    200   200  200   X        X      X
contact_card      GET   200    200   200  200   X        X      X
contact_card      POST  422    422   422  422   X        X      X
draft_of_card     POST  >      >     >    >     X        X      X
my_plans          GET   200    200   200  200  X        X      X
my_contacts       GET   200    200   200  200  X        X      X
ask_for_sip       GET   200    200   200  200  X        X      X
ask_for_sip       POST  422    422   422  422  X        X      X
draft_of_request  POST  >      >     >    >    X        X      X
withdraw_sip_request POST  4      4     4    4    X        X      X
my_plan           GET   4      4     4    4    X        X      X
come_to_meeting   POST  4      4     4    4    X        X      X
ask_another_time  POST  4      4     4    4    X        X      X
write_to_coordinator POST  4      4     4    4    X        X      X
tick_activity     POST  4      4     4    4    X        X      X
draft_of_my_plan  POST  4      4     4    4    X        X      X
my_earlier_plan   GET   4      4     4    4    X        X      X
print_my_plan     GET   4      4     4    4    X        X      X
my_plan_pdf       GET   4      4     4    4    X        X      X
guest_plan        GET   4      4     4    4    X        X      X
answer_as_guest   POST  4      4     4    4    X        X      X
write_as_guest    POST  4      4     4    4    X        X      X
draft_as_guest    POST  4      4     4    4    X        X      X
my_listing        GET   200    200   200  200   X        X      X
ask_for_listing   GET   200    200   200  200   X        X      X
ask_for_listing   POST  422    422   >    >     X        X      X
withdraw_listing  POST  >      >     4    4     X        X      X
children          GET   200    200   200  200   X        X      X
add_child         GET   >      >     200  200   X        X      X
add_child         POST  >      >     >    422   X        X      X
powers            GET   >      >     200  200   X        X      X
powers            POST  >      >     422  422   X        X      X
answer_agreement  POST  4      4     4    4     X        X      X
take_back_power   POST  4      4     4    4     X        X      X
enter_proxy       POST  >      4     >    4     X        X      X
leave_proxy       POST  >      >     >    >     X        X      X
remove_proxy      POST  4      4     >    4     X        X      X
resident_look     GET   200    200   200  200   X        X      X
resident_look     POST  422    422   422  422   X        X      X
resident_devices  GET   200    200   200  200   X        X      X
"""
PLAN_ADDRESSES = (
    "my_plan", "come_to_meeting", "ask_another_time", "write_to_coordinator", "draft_of_my_plan", "print_my_plan",
    "my_plan_pdf", "withdraw_sip_request", "guest_plan", "answer_as_guest", "write_as_guest",
    "draft_as_guest",
)  # fmt: skip
LINES = [line.split() for line in TABLE.strip().splitlines()[1:]]


def _routes(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The names of the addresses that a resident's guard stands at."""
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            names |= _routes(pattern.url_patterns)
        elif (guard := getattr(pattern.callback, "guard", None)) is not None and guard.world == World.RESIDENT:
            names.add(pattern.name or "")
    return names


def test_every_address_of_the_residents_has_a_line() -> None:
    assert {line[0] for line in LINES} == _routes(get_resolver().url_patterns)


def _linked(guardian: Person, child: Person) -> Link:
    Guardianship.objects.create(guardian=guardian, child=child)
    return Link.objects.create(proxy=guardian, person=child, added=clock.now())


def _acting(guardian: Person, child: Person) -> Browser:
    browser = logged_in(guardian)
    Session.objects.filter(person=guardian).update(acting_for=child)
    return browser


@pytest.mark.req("003-004", "003-005", "003-008", "003-010", "003-011", "B-21")
def test_who_gets_what(region: Region, alva: Resident, bo: Resident, hugo, rut) -> None:
    elina = Person.objects.create(identity="201805022389", given_name="Elina", family_name="Ahlgren")
    vilma = Person.objects.create(identity="201103022388", given_name="Vilma", family_name="Ahlgren")
    numbers = ("198804022385", "194607287044", "198909022389", "198106012399", "198411012381")
    other, grand, thirteen, hidden, over = (
        Person.objects.create(identity=number, given_name="Någon", family_name="Annan") for number in numbers
    )
    link, _other, _over = (_linked(guardian, elina) for guardian in (alva.person, other, over))
    # Another child: where one guardian is protected, none of them acts.
    leo = Person.objects.create(identity="201602292383", given_name="Leo", family_name="Ahlgren")
    _linked(hidden, leo)
    _linked(thirteen, vilma)
    browsers = {
        "acting": _acting(alva.person, elina), "other": _acting(other, elina), "grand": logged_in(grand),
        "thirteen": _acting(thirteen, vilma), "hidden": _acting(hidden, leo), "over": _acting(over, elina),
    }  # fmt: skip
    browsers["own"] = logged_in(alva.person)
    Person.objects.filter(pk=hidden.pk).update(protection=Protection.SECRECY_MARK)
    Guardianship.objects.filter(guardian=over).delete()
    actor = Actor(
        ActorKind.RESIDENT, alva.person.id, acts_for=elina.id, ground="guardian", deeds=frozenset(Deed.values)
    )
    service = region.renewal_at_a
    sent = sending.send(actor, service.clinic, service.case_type, elina, "Om Elina.").thing
    case = rut.does("assign", sent, hugo.staff)
    asking_back.ask(hugo.actor, case.id, "Vilken styrka?", seen=case.content)
    wish = listing.ask(actor, region.a, elina).thing
    people = {
        "acting": (alva.person.id, elina.id), "other": (other.id, elina.id), "own": (alva.person.id, None),
        "grand": (grand.id, None), "thirteen": (thirteen.id, vilma.id), "hidden": (hidden.id, leo.id),
        "over": (over.id, elina.id),
    }  # fmt: skip
    wrong = []
    for route, how, *expected in LINES:
        address = _address(route, region, case, wish.id, link.id)
        for who, want in zip(WHO, expected, strict=True):
            point = transaction.savepoint()
            traces = set(Trace.objects.values_list("id", flat=True))
            before = Version.objects.count()
            seen = wish.content if route == "withdraw_listing" else _content(case)
            form = {
                "drawn_for": mark(*people[who]), "submit_key": str(uuid4()), "seen": str(seen),
                "text": "En text.", "gor": "granska", "identity": elina.identity, "email": "nagon@example.se",
                "utkast": "svara.text@",
            }  # fmt: skip
            browser = browsers[who]
            response = browser.get(address) if how == "GET" else browser.post(address, form)
            ended = "Ombudsläget är avslutat" in response.content.decode(errors="replace")
            got = "X" if ended else {302: ">", 404: "4"}.get(response.status_code, str(response.status_code))
            if got != want:
                wrong.append(f"{how} {route} by {who}: {got}, not {want}")
            if got in {"X", "4"} and Version.objects.count() != before:
                wrong.append(f"{how} {route} by {who}: refused, and yet something changed")
            if got == "X" and (
                "Elina" in response.content.decode(errors="replace")
                or "Vilma" in response.content.decode(errors="replace")
            ):
                wrong.append(f"{how} {route} by {who}: names the child")
            if who in {"acting", "other"} and got == "200":
                mine = Trace.objects.exclude(id__in=traces).exclude(action__in=["login"])
                if any(trace.person_id != elina.id or trace.actor_id != people[who][0] for trace in mine):
                    wrong.append(f"{how} {route} by {who}: a trace without both persons")
            transaction.savepoint_rollback(point)
    assert not wrong, "\n".join(wrong)


def _content(case: Case) -> int:
    return Case.objects.values_list("content", flat=True).get(pk=case.pk)


def _address(route: str, region: Region, case: Case, wish: UUID, link: UUID) -> str:
    arguments = {
        "clinic": [region.a.id], "write": [region.a.id, region.renewal_at_a.id],
        "draft_to_clinic": [region.a.id, region.renewal_at_a.id], "resident_case": [case.id], "answer_form": [case.id],
        "draft_of_resident": [case.id], "receipt": [case.id], "ask_for_listing": [region.a.id],
        "file_to_clinic": [region.a.id, region.renewal_at_a.id, UUID(int=0)],
        **{name: [case.id, UUID(int=0)] for name in FILE_ADDRESSES},
        "withdraw_listing": [wish], "enter_proxy": [link], "take_back_power": [link], "answer_agreement": [link],
        "remove_proxy": [link], "tick_activity": [UUID(int=0), UUID(int=0)],
        **{name: [UUID(int=0)] for name in PLAN_ADDRESSES},
        "my_earlier_plan": [UUID(int=0), 1], "write_as_guest": [UUID(int=0), UUID(int=0)],
    }  # fmt: skip
    return reverse(route, args=arguments.get(route, []))
