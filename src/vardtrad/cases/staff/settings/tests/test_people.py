"""Groups, the schedule and approved contacts, as the administrator meets them on the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.people import hire
from vardtrad.cases.case.models import ApprovedContact
from vardtrad.cases.staff.settings import actions
from vardtrad.cases.teams import actions as teams
from vardtrad.cases.teams.models import DutyDay, Group
from vardtrad.cases.teams.queries import members_by_group
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.rate_limit import limits

DAY = date(2026, 11, 17)
CONTACTS = "administration/skyddade-personuppgifter/"


def copies(page):
    """Press the button of the first week: it is placed in the schedule's form, but belongs to another form."""
    button = next(button for button in page.root.all("button") if button.text == "Kopiera vecka 47 till nästa")
    form = page.root.one("form", id=button.attrs["form"])
    sent = {field.attrs["name"]: field.attrs["value"] for field in form.all("input")}
    return page.browser.send(form.attrs["action"], sent)


@pytest.fixture
def protected(alva) -> Person:
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    alva.person.refresh_from_db()
    return alva.person


@pytest.mark.req("002-039")
def test_a_group_is_made_changed_and_taken_out_of_use(adam, hugo, hanna, region) -> None:
    page = adam.browser.open(adam.address("administration/grupper/"))
    assert "Mottagningen har inga grupper än" in page.main.text
    made = page.press("Skapa gruppen", name="  Läkare ", members=[str(hugo.staff.id)])
    assert "Gruppen finns nu." in made.alerts
    group = made.follow("Läkare")
    changed = group.press("Spara", name="Läkarna", members=[str(hugo.staff.id), str(hanna.staff.id)])
    assert [(row["Namn"], row["Medlemmar"]) for row in changed.rows] == [("Läkarna", "Hanna Hed, Hugo Holm")]
    # The first page is old now.
    stale = group.press("Spara", name="Läkarteamet", members=[])
    assert stale.status == 422
    assert "Nu heter gruppen Läkarna och har medlemmarna: Hanna Hed, Hugo Holm." in stale.alerts
    out = changed.follow("Läkarna").press("Sluta använda Läkarna")
    assert out.rows[0]["Status"] == "Används inte längre"
    out.follow("Läkarna").press("Använd gruppen igen")
    assert Group.objects.get().active


@pytest.mark.parametrize(
    ("name", "members", "sentence"),
    [
        ("", [], "Skriv gruppens namn."),
        ("\u200b \u3164", [], "Skriv gruppens namn."),
        ("x" * 101, [], "100"),
        ("Läkare", ["rut"], "inte längre ärendehanterare"),
        ("Läkare", ["olle"], "inte längre ärendehanterare"),
        ("Läkare", ["inte-en-nyckel"], "inte längre ärendehanterare"),
    ],
)
def test_a_group_that_cannot_be_made(adam, region, name, members, sentence) -> None:
    keys = [str(region.people[member].staff.id) if member in region.people else member for member in members]
    page = adam.browser.open(adam.address("administration/grupper/"))
    page = page.press("Skapa gruppen", name=name, members=keys)
    assert page.status == 422
    assert sentence in page.alerts
    assert not Group.objects.exists()


def test_somebody_who_may_no_longer_answer_leaves_the_group_when_it_is_saved(adam, hugo, hanna) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units.actions import set_permissions
    from vardtrad.shared.care_units.models import Assignment

    group = teams.save_group(adam.actor, "Läkare", [hugo.staff.id, hanna.staff.id])
    held = Assignment.objects.get(staff=hanna.staff)
    set_permissions(system("testerna"), held.id, ["receiver"], seen=held.content)
    page = adam.browser.open(adam.address(f"administration/grupper/{group.id}/"))
    assert "tas bort ur gruppen när du sparar: Hanna Hed." in page.main.text
    page.press("Spara")
    assert members_by_group(adam.clinic.id) == {group.id: [hugo.staff]}


@pytest.mark.req("002-013", "002-014")
def test_the_schedule_is_kept_and_shown(adam, rut, hugo, frozen) -> None:
    page = adam.browser.open(adam.address("administration/schema/"))
    assert (
        page.root.one("fieldset", class_="ds-fieldset day", data_today="")
        .one("legend")
        .text.startswith("tisdag 17 november")
    )
    assert "2026-11-16_0" not in page.fields("Spara schemat"), "yesterday cannot be changed"
    saved = page.press("Spara schemat", **{"2026-11-17_0": str(rut.staff.id), "2026-11-20_0": str(rut.staff.id)})
    assert "Schemat är sparat: 2 dagar ändrade." in saved.alerts
    assert saved.fields("Spara schemat")["2026-11-17_0"] == str(rut.staff.id)
    for who in (hugo, rut, adam):
        shown = who.browser.open(who.address("schema/"))
        assert shown.main.text.count("Rut Rask") == 2
    assert "tisdag 17 november" in rut.browser.open(rut.address("installningar/")).main.text
    copied = copies(saved)
    assert "2 dagar är kopierade." in copied.alerts
    again = copies(copied)
    assert "inget att kopiera" in again.alerts
    assert DutyDay.objects.count() == 4


@pytest.mark.req("002-014")
def test_holidays_are_shown_and_need_nobody(adam, frozen) -> None:
    page = adam.browser.open(adam.address("administration/schema/?vecka=2026-12-21"))
    days = {day.one("legend").text: day.text for day in page.root.all("fieldset", class_="ds-fieldset day")}
    assert "Julafton" in days["torsdag 24 december"]
    assert "Juldagen" in days["fredag 25 december"]
    assert "Nyårsafton" in days["torsdag 31 december"]
    assert "2026-12-24_0" not in page.fields("Spara schemat")
    assert "2026-12-23_0" in page.fields("Spara schemat")


@pytest.mark.parametrize("week", ["", "igår", "0001-01-01", "9999-12-31", "2026-13-45", "2026-11-18'--"])
def test_any_address_of_a_week_is_a_page(adam, frozen, week) -> None:
    page = adam.browser.open(adam.address(f"administration/schema/?vecka={week}"))
    assert page.status == 200
    assert "tisdag 17 november" in page.main.text


def test_a_schedule_from_a_stale_page_or_with_a_stranger_is_refused(adam, rut, hugo, olle, frozen) -> None:
    page = adam.browser.open(adam.address("administration/schema/"))
    for person in (hugo, olle):
        wrong = page.press("Spara schemat", **{"2026-11-17_0": str(person.staff.id), "2026-11-18_0": str(rut.staff.id)})
        assert wrong.status == 422
    assert not DutyDay.objects.exists()
    teams.set_duty(adam.actor, DAY, [rut.staff.id])
    stina = hire(adam.clinic, "Stina", "Sand", "SE9921000015-P064", "receiver")
    stale = page.press("Spara schemat", **{"2026-11-17_0": str(stina.staff.id)})
    assert stale.status == 422
    assert "Någon annan har ändrat schemat" in stale.alerts
    assert "tisdag 17 november: Rut Rask" in stale.alerts
    stale.press("Spara schemat")
    assert [duty_day.staff_id for duty_day in DutyDay.objects.all()] == [stina.staff.id]


@pytest.mark.req("003-021")
def test_a_person_with_protected_data_is_approved_and_removed(adam, alva, protected, region) -> None:
    with pytest.raises(Refused):
        alva.sends(region.renewal_at_a)
    page = adam.browser.open(adam.address(CONTACTS))
    assert "Ingen person är godkänd än" in page.main.text
    done = page.press("Godkänn", identity="19771207-2391")
    assert "Personen är godkänd" in done.alerts
    assert "Alva" not in done.alerts
    assert [(row["Namn"], row["Personnummer"]) for row in done.rows] == [
        ("Alva Ahlgren Skyddade personuppgifter", "19771207-2391")
    ]
    listed = Trace.objects.filter(action="list", label="person").order_by("at").last()
    assert listed.shown == [protected.id]
    case = alva.sends(region.renewal_at_a)
    with pytest.raises(Refused):
        alva.sends(region.services["b", "renewal"])
    done.press("Ta bort godkännandet")
    assert not ApprovedContact.objects.exists()
    with pytest.raises(Refused):
        alva.sends(region.renewal_at_a)
    assert case.state == "received"
    traces = Trace.objects.filter(label="approved_contact", outcome="done").order_by("at")
    assert [(trace.action, trace.person_id) for trace in traces] == [
        ("approve_contact", protected.id),
        ("remove_contact", protected.id),
    ]


@pytest.mark.req("003-021")
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Skriv ett personnummer."),
        ("19771207-2392", ""),
        ("abc", ""),
        ("19930423-2383", "behöver inget godkännande"),
        ("19121212-1212", "finns inte i folkbokföringen"),
    ],
)
def test_people_who_cannot_be_approved(adam, protected, bo, number, sentence) -> None:
    page = adam.browser.open(adam.address(CONTACTS)).press("Godkänn", identity=number)
    assert page.status == 422
    assert sentence in page.alerts
    assert not ApprovedContact.objects.exists()
    assert number not in page.address or not number
    if "inget godkännande" in sentence:
        # The person asked about is traced, even when nothing came of it.
        assert Trace.objects.get(action="approve_contact", outcome="refused").person_id == bo.person.id


@pytest.mark.req("003-021")
def test_an_administrator_who_tries_number_after_number_is_held_back(adam, protected, bo, monkeypatch) -> None:
    """The answers tell who has protected personal data, and who is in the register at all (ASVS 2.4.1)."""
    monkeypatch.setattr(limits, "APPROVAL", replace(limits.APPROVAL, most=2))
    for _try in range(2):
        page = adam.browser.open(adam.address(CONTACTS)).press("Godkänn", identity="19930423-2383")
        assert "behöver inget godkännande" in page.alerts
    for number in ("19930423-2383", "19121212-1212", "19771207-2391"):
        page = adam.browser.open(adam.address(CONTACTS)).press("Godkänn", identity=number)
        assert page.status == 429
        assert "Vänta tio minuter" in page.text
        assert "behöver inget" not in page.text
    assert not ApprovedContact.objects.exists()
    held = Trace.objects.filter(action="approve_contact", detail={"reason": "too_often"})
    # However often somebody goes on, there is one trace in ten minutes.
    assert [(trace.outcome, trace.person_id) for trace in held] == [("refused", None)]


@pytest.mark.req("003-021", "000-017")
def test_approvals_belong_to_the_clinic(adam, rut, protected, region) -> None:
    there = ApprovedContact.objects.create(clinic=region.b, person=protected)
    assert "Alva" not in adam.browser.open(adam.address(CONTACTS)).main.text
    for act in (
        lambda: actions.remove_contact(adam.actor, there.id),
        lambda: actions.remove_contact(adam.actor, uuid4()),
        lambda: actions.approve_contact(rut.actor, protected),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Reason.NOT_THERE
    assert ApprovedContact.objects.get() == there
    first, second = actions.approve_contact(adam.actor, protected), actions.approve_contact(adam.actor, protected)
    assert first.id == second.id


@pytest.mark.req("002-039")
def test_the_settings_say_which_case_types_go_to_a_group_without_members(adam, hugo, region) -> None:
    group = Group.objects.create(clinic=region.a, name="Medicinsk sekreterare")
    service = region.renewal_at_a
    service.group = group
    service.save()
    told = "Ärenden av typen Förnya recept går till gruppen Medicinsk sekreterare, som inte har någon medlem"
    of_type = adam.address(f"administration/arendetyper/{service.case_type_id}/")
    assert told in adam.browser.open(adam.address("administration/grupper/")).main.text
    assert "Gruppen Medicinsk sekreterare har ingen medlem" in adam.browser.open(of_type).main.text
    teams.save_group(adam.actor, "Medicinsk sekreterare", [hugo.staff.id], group=group.id)
    assert told not in adam.browser.open(adam.address("administration/grupper/")).main.text
    assert "har ingen medlem" not in adam.browser.open(of_type).main.text
