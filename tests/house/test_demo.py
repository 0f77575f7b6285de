"""The demo region: complete, well-formed, made through the door, and made once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from vardtrad.cases.case.danger_signs.models import ConfirmedSigns
from vardtrad.cases.case.models import Case, Message, Service
from vardtrad.cases.case.rules import Feedback, State
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.resident.offered_services import offered
from vardtrad.config.demo import cases as demo_cases
from vardtrad.config.demo import filling as demo
from vardtrad.config.demo import planning as demo_planning
from vardtrad.config.demo import region as demo_region
from vardtrad.config.demo import who
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.hsa_id import parse_hsa_id
from vardtrad.kernel.identity import IdentityKind, parse
from vardtrad.kernel.reserve_number import luhn
from vardtrad.shared.care_units.models import Assignment, OrganisationKind, Setup, Staff, Unit, UnitKind
from vardtrad.shared.care_units.queries import addressing_for, clinics_of, seats_of
from vardtrad.shared.care_units.rules import Duty, Permission
from vardtrad.shared.login.demo import PIN
from vardtrad.shared.people.models import Guardianship, Person, Trusteeship

# A case is about to be closed for some seconds only.
LASTING = set(State.values) - {State.CLOSING.value}
# The numbers that PTS keeps for fiction.
FICTION = re.compile(r"070-174 06 (0[5-9]|[1-9]\d)|031-390 06 \d\d|040-628 04 \d\d|08-465 004 \d\d")


@pytest.fixture
def region(db):
    demo.load()


def test_a_second_load_changes_nothing(region):
    before = Version.objects.count(), Trace.objects.count(), Person.objects.count(), Notification.objects.count()
    demo.load()
    assert before == (
        Version.objects.count(), Trace.objects.count(), Person.objects.count(), Notification.objects.count()
    )  # fmt: skip


def test_an_interrupted_load_continues(db, monkeypatch):
    real = demo._tell

    def cut(world, story):
        if Case.objects.count() == 7:
            raise KeyboardInterrupt
        real(world, story)

    monkeypatch.setattr(demo, "_tell", cut)
    with pytest.raises(KeyboardInterrupt):
        demo.load()
    monkeypatch.setattr(demo, "_tell", real)
    demo.load()
    # The stories, and one more case in a form.
    in_a_form = ConfirmedSigns.objects.get().case_id
    assert Case.objects.filter(origin="resident").exclude(pk=in_a_form).count() == len(demo_cases.STORIES)
    openings = Message.objects.filter(kind="opening").exclude(case=in_a_form).values_list("text", flat=True)
    assert sorted(openings) == sorted(story.text for story in demo_cases.STORIES)


def test_the_clock_goes_on_afterwards(region):
    first = clock.now()
    assert clock.now() >= first
    assert abs(Case.objects.latest("created").created - clock.now()) < timedelta(hours=2)


def test_the_demo_has_every_kind_of_unit_and_what_each_needs(region):
    kinds = set(Unit.objects.values_list("kind", flat=True))
    assert kinds == set(UnitKind.values)
    assert Unit.objects.filter(kind=UnitKind.WARD).count() == 2
    assert Unit.objects.filter(kind=UnitKind.HEALTH_CENTRE, takes_cases=True).count() == 3
    assert set(Unit.objects.values_list("organisation__kind", flat=True)) == set(OrganisationKind.values)
    assert Unit.objects.filter(open_to_transfer=True, takes_cases=True).exists()
    for clinic in Unit.objects.filter(takes_cases=True):
        assert clinic.about
        assert clinic.cases.exists()
        assert offered(clinic.id)
        assert StandardAnswer.objects.filter(clinic=clinic).exists()
        assert Assignment.objects.filter(unit=clinic, permissions__contains=[Permission.ADMINISTRATOR]).exists()
    assert all(service.expectation for service in Service.objects.filter(case_type__direction="incoming"))
    # The standard case types that a clinic does not offer are closed, with the reason (002-001).
    assert all(service.exception for service in Service.objects.filter(open=False))


@pytest.mark.req("001-005")
def test_numbers_addresses_and_names_are_fictitious_and_well_formed(region):
    for number in Unit.objects.values_list("organisation__number", flat=True).distinct():
        assert re.fullmatch(r"99[2-9]\d{7}", number)
        assert luhn(map(int, number[:9])) == int(number[9])
    for unit in Unit.objects.select_related("organisation"):
        assert parse_hsa_id(unit.hsa_id).organisation_number == unit.organisation.number
        assert not unit.phone or FICTION.fullmatch(unit.phone)
    for staff in Staff.objects.all():
        parse_hsa_id(staff.hsa_id)
        assert staff.title
        assert not staff.email or staff.email.endswith(".invalid")
    for person in Person.objects.all():
        assert person.number.value == person.identity
        assert not person.phone or FICTION.fullmatch(person.phone)
        assert not person.email or person.email.endswith(("@example.se", ".invalid"))
    texts = [*(story.text for story in demo_cases.STORIES), *(row.about for row in demo_region.UNITS.values())]
    for text in texts:
        assert all(FICTION.fullmatch(number) for number in re.findall(r"\d{2,3}-\d[\d ]{6,}\d", text))


def test_families_and_those_with_something_special(region):
    children = {guardianship.child.given_name for guardianship in Guardianship.objects.select_related("child")}
    assert {"Elina", "Noa", "Adam", "Vilma", "Leo", ""} == children
    assert Guardianship.objects.filter(guardian__given_name="Nasrin").count() == 2
    assert Guardianship.objects.filter(child__given_name="Adam").count() == 2
    (newborn,) = Person.objects.filter(given_name="")
    assert newborn.name == newborn.identity_shown
    protected, child = (person for person in Person.objects.order_by("identity") if person.is_protected)
    assert child.given_name == "Leo"
    assert [row.person.given_name for row in Trusteeship.objects.select_related("person")] == ["Gunvor"]
    assert [approval.clinic.name for approval in protected.approved_by.all()] == ["Vårdcentralen Björklunda"]
    kept_out = {person for person in Person.objects.all() if not person.may_log_in}
    adults = {parse(person.identity).kind for person in kept_out if person.given_name not in children}
    assert adults == {IdentityKind.SAMORDNINGSNUMMER, IdentityKind.RESERVNUMMER_NATIONAL}
    # Children under 13 have no login of their own; the eldest of these children has.
    assert {person.given_name for person in kept_out} & children == children - {"Vilma"}


def test_staff_with_every_combination(region):
    held = {frozenset(assignment.permissions) for assignment in Assignment.objects.filter(state="active")}
    receiver, handler = Permission.RECEIVER.value, Permission.HANDLER.value
    administrator, reviewer = Permission.ADMINISTRATOR.value, Permission.LOG_REVIEWER.value
    wanted = ({receiver}, {handler}, {receiver, handler}, {administrator}, {reviewer})
    assert held >= set(map(frozenset, wanted))
    jonna = Staff.objects.get(given_name="Jonna")
    assert len({place.unit.organisation_id for place in clinics_of(jonna.id)}) == 2
    assert clinics_of(Staff.objects.get(given_name="Viktor").id) == []
    both = Staff.objects.get(given_name="Ylva")
    assert Person.objects.filter(given_name=both.given_name, family_name=both.family_name).count() == 1


def test_cases_are_in_every_state_and_their_history_is_real(region):
    assert set(Case.objects.values_list("state", flat=True)) == LASTING
    assert set(Case.objects.filter(state=State.ASSIGNED).values_list("feedback", flat=True)) >= {
        Feedback.NONE, Feedback.PARTIAL_HANDLER, Feedback.PARTIAL_RECEIVER,
    }  # fmt: skip
    assert Case.objects.filter(flagged__isnull=False).exists()
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "opening", "partial_reply", "question", "answer_back", "answer", "closing_reason", "note", "consultation",
        "first_question", "information",
    }  # fmt: skip
    _assert_history_in_order()
    assert not Trace.objects.filter(outcome="refused").exists()


@pytest.mark.parametrize("start", ["2026-12-28 00:04", "2027-01-02 12:00", "2027-06-20 03:30"])
def test_the_history_is_in_order_whenever_the_demo_starts(db, monkeypatch, start):
    moment = datetime.fromisoformat(start).replace(tzinfo=clock.STOCKHOLM)
    monkeypatch.setattr(clock, "now", lambda: moment)
    demo.load()
    assert set(Case.objects.values_list("state", flat=True)) == LASTING
    _assert_history_in_order()


def _assert_history_in_order():
    for case in Case.objects.all():
        versions = list(Version.objects.filter(key=case.id).order_by("number"))
        assert [version.number for version in versions] == list(range(1, case.version + 1))
        assert all(earlier.at <= later.at for earlier, later in pairwise(versions))
        assert versions[-1].at <= clock.now()
        assert Trace.objects.filter(key=case.id, outcome="done").count() == case.version


def test_no_old_notice_is_sent_when_the_demo_starts(region):
    waiting = Notification.objects.filter(status=Notification.Status.WAITING)
    assert all(clock.now() - notice.created < timedelta(hours=12) for notice in waiting)
    assert Notification.objects.filter(status=Notification.Status.GIVEN_UP).exists()


def test_the_text_at_start_names_everybody():
    text = who.people_text()
    assert PIN in text
    for row in demo_region.RESIDENTS.values():
        assert parse(row.identity).display in text
        assert row.family_name in text
    for worker in demo_region.STAFF.values():
        assert f"{worker.given_name} {worker.family_name}, {worker.title}" in text


@pytest.mark.req("001-002", "001-030")
def test_every_party_can_do_its_part(region):
    """At ward, health centre and municipality somebody may do each of the duties."""
    held = {}
    for staff in Staff.objects.filter(active=True):
        for seat in seats_of(staff):
            held.setdefault(seat.unit.name, set()).update(seat.duties)
    for key in ("avd31", "avd34", "bjorklunda", "sjoviken", "bistand", "hemsjukvard", "korttids", "ambulans"):
        assert held[demo_region.UNITS[key].name] == set(Duty)
    assert {setup.unit.name for setup in Setup.objects.filter(state="active")} == {
        demo_region.UNITS[key].name for key in demo_planning.SETUPS
    }


@pytest.mark.req("001-026", "001-047")
def test_staff_who_plan_in_different_ways(region):
    seats = {staff.given_name: seats_of(staff) for staff in Staff.objects.all()}
    assert len({seat.unit for seat in seats["Linnéa"]}) == 2
    assert [(seat.unit.name, seat.role.name) for seat in seats["Berit"]] == [
        ("Avdelning 34, ortopedi och geriatrik", "Sjuksköterska"),
        ("Avdelning 34, ortopedi och geriatrik", "Vårdplanerare"),
    ]
    assert seats["Simon"] == seats["Göran"] == seats["Viktor"] == []
    assert seats["Gustav"][0].unit.organisation.kind == OrganisationKind.PRIVATE
    assert not Staff.objects.get(given_name="Pekka").licensed
    assert Staff.objects.get(given_name="Linnéa").licensed
    assert Assignment.objects.filter(permissions__contains=[Permission.CONFIGURATOR]).count() == 2


@pytest.mark.req("001-080", "001-081", "001-082")
def test_the_residents_are_every_case_of_addressing(region):
    addressings = {person.given_name: addressing_for(person) for person in Person.objects.all()}
    assert addressings["Tuula"].outpatient.name == "Vårdcentralen Björklunda"
    assert addressings["Tuula"].municipality.name == "Biståndsenheten Ekhamn"
    assert addressings["Erling"].outpatient.name == "Vårdcentralen Sjöviken"
    assert addressings["Erling"].municipality is None
    assert addressings["Klara"].ask_first
    whys = " ".join(addressing.outpatient_why + addressing.municipality_why for addressing in addressings.values())
    for words in ("inte listad någonstans", "inte är aktiv i planeringen", "inte finns i Vårdtråd", "ingen kommunkod",
                  "har reservnummer", "annan region eller är inte ansluten"):  # fmt: skip
        assert words in whys
