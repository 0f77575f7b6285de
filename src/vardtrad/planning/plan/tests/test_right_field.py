"""The right field of an open SVU through a browser without JavaScript: information, consent, contacts, participants."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import assign
from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.reading import Page
from vardtrad.kernel.tables import NO_OFFERS, Offers
from vardtrad.planning.plan.rules import State


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """An SVU that Vera's ward has created for Elsa."""
    return Drive(planners)


def opened(who: Planner, svu: Drive, asked: str = "") -> Page:
    """The SVU as somebody opens it."""
    page = who.browser.open(f"{who.base}svu/{svu.key}/inskrivning/{asked}")
    assert page.status == 200, page.text
    return page


def right(page: Page) -> str:
    """The text of the right field."""
    return page.root.one("aside").text


def sent(who: Planner, svu: Drive, verb: str, **data: Any) -> Page:
    """A form of the right field as a browser sends it."""
    given = {"submit_key": uuid4(), "steg": "inskrivning", **data}
    return who.browser.send(f"{who.base}svu/{svu.key}/{verb}", given)


@pytest.mark.req("001-064", "001-065", "001-083", "001-084", "001-086")
def test_information_then_one_of_three_alternatives(svu: Drive, vera: Planner) -> None:
    page = opened(vera, svu)
    assert "Registrera samtycke" not in right(page)
    page = page.press("Ja")
    assert svu.plan.state == State.INFORMED
    assert "Muntlig och skriftlig information lämnad" in right(page)
    assert "Vera Vide, sjuksköterska, Avdelning A" in right(page)


def test_consent_cannot_be_registered_before_the_patient_is_informed(svu: Drive, vera: Planner) -> None:
    page = sent(vera, svu, "samtycke", confirmed="1")
    assert page.status == 422
    assert svu.plan.state == State.CREATED


@pytest.mark.req("001-085")
def test_no_written_information_needs_a_reason_but_stops_nothing(svu: Drive, vera: Planner, doris: Planner) -> None:
    ok = "OK, registrera att skriftlig information inte kan lämnas"
    page = opened(vera, svu).press(ok, reason="  ")
    assert page.status == 422
    assert "Skriv varför skriftlig information inte kan lämnas." in right(page)
    page = page.press(ok, reason="Patienten är medvetslös.")
    assert svu.plan.state == State.INFORMED
    assert "Patienten är medvetslös." in right(opened(doris, svu))
    assert "Registrera samtycke" in right(page)
    # The information can be given later.
    page = page.press("Ja")
    assert "Muntlig och skriftlig information lämnad" in right(page)
    assert svu.plan.state == State.INFORMED


@pytest.mark.req("001-248", "001-087", "001-088", "001-249")
def test_consent_is_confirmed_and_signed(svu: Drive, vera: Planner) -> None:
    page = opened(vera, svu.informed())
    words = [a.text for a in page.root.one("aside").all("a", class_="ds-button small")]
    assert words[:3] == ["Registrera samtycke", "Registrera nekat samtycke", "Utför menprövning"]
    # Without a script the link opens the question in the page.
    asked = page.follow("Registrera samtycke")
    assert svu.plan.state == State.INFORMED
    page = asked.press("Bekräfta: Registrera samtycke")
    assert svu.plan.state == State.CONSENTED
    (button,) = [button for button in page.root.all("button") if button.text.startswith("Samtycke registrerat")]
    bubble = page.root.one("div", id=button.attrs["popovertarget"])
    assert "Vera Vide, sjuksköterska, Avdelning A" in bubble.text
    assert "Registrera samtycke" not in right(page)


def test_what_is_not_confirmed_is_not_done(svu: Drive, vera: Planner) -> None:
    svu.informed()
    for name in ("samtycke", "nekat-samtycke"):
        page = sent(vera, svu, name)
        assert page.status == 422
        assert "Bekräfta först" in page.text
    assert svu.plan.state == State.INFORMED


@pytest.mark.req("001-089", "001-094")
def test_a_refusal_is_confirmed_and_can_be_taken_back_by_the_ward_only(
    svu: Drive, vera: Planner, oskar: Planner
) -> None:
    page = opened(vera, svu.informed()).press("Bekräfta: Registrera nekat samtycke")
    assert svu.plan.state == State.REFUSED
    assert "Nekat samtycke registrerat" in right(page)
    svu.published()
    assert "Avregistrera" not in right(opened(oskar, svu))
    assert sent(oskar, svu, "avregistrera", confirmed="1").status == 422
    assert svu.plan.state == State.REFUSED
    page = opened(vera, svu).follow("Avregistrera").press("Bekräfta: Avregistrera")
    assert svu.plan.state == State.WITHDRAWN
    assert "Registrera samtycke" in right(page)
    assert "Patienten har tidigare nekat samtycke" in right(page)


@pytest.mark.req("001-091", "001-092", "001-093")
def test_a_harm_assessment_by_licensed_staff_with_somebody_responsible(
    svu: Drive, vera: Planner, ulla: Planner, doris: Planner
) -> None:
    svu.informed()
    page = opened(ulla, svu)
    assert "bara legitimerad personal" in right(page)
    assert "Bekräfta: Utför menprövning" not in right(page)
    refused = sent(ulla, svu, "menprovning", person=doris.staff.id)
    assert refused.status == 422
    assert "Bara legitimerad personal kan utföra menprövning." in refused.text
    button = "Bekräfta: Utför menprövning"
    page = opened(vera, svu, "?visa=menprovning")
    answer = page.browser.send(
        f"{vera.base}svu/{svu.key}/menprovning", page.fields(button) | {"who": "dal", "sok-person": "1"}
    )
    assert answer.status == 200
    assert svu.plan.state == State.INFORMED
    (choice,) = [
        label for label in answer.form(button).all("label") if label.text == "Doris Dal, överläkare, Avdelning A"
    ]
    radio = answer.root.one("input", id=choice.attrs["for"])
    page = answer.press(button, person=radio.attrs["value"])
    assert svu.plan.state == State.HARM_ASSESSED
    assert "Ansvarig för menprövningen: Doris Dal, överläkare" in right(page)


@pytest.mark.req("001-092", "001-093")
def test_a_harm_assessment_names_a_licensed_responsible_person(svu: Drive, vera: Planner, ulla: Planner) -> None:
    svu.informed()
    page = sent(vera, svu, "menprovning")
    assert "Sök och välj en person i listan." in page.text
    page = sent(vera, svu, "menprovning", person=ulla.staff.id)
    assert page.status == 422
    assert "legitimerad person som har ansvarat" in page.text
    assert svu.plan.state == State.INFORMED


@pytest.mark.req("001-091")
def test_a_harm_assessment_after_a_refusal_says_why_consent_cannot_be_obtained(svu: Drive, vera: Planner) -> None:
    svu.informed().refused().withdrawn()
    button = "Bekräfta: Utför menprövning"
    page = opened(vera, svu, "?visa=menprovning")
    assert "Patienten har tidigare nekat samtycke" in right(page)
    page = page.press(button, person=str(vera.staff.id))
    assert page.status == 422
    assert "Beskriv varför samtycke inte längre kan inhämtas." in page.text
    page = page.press(button, reason="Patienten är nedsövd.")
    assert svu.plan.state == State.HARM_ASSESSED
    assert "Patienten är nedsövd." in right(page)
    assert "Patienten har tidigare nekat samtycke" in right(page)


# ── Permanent care contacts ──────────────────────────────────────────────────────────────────────────────────────────

SAVE = "Spara fast vårdkontakt"


@pytest.mark.req("001-066", "001-105", "001-108", "001-110", "001-111")
def test_a_contact_is_found_and_chosen_and_has_a_responsibility(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    typed = page.fields(SAVE) | {"who": "olv", "responsibility": "Dialys", "sok-person": "1"}
    answer = oskar.browser.send(f"{oskar.base}svu/{svu.key}/fast-vardkontakt", typed)
    assert answer.status == 200
    assert answer.fields(SAVE)["responsibility"] == "Dialys"
    assert not answer.fields(SAVE).get("person")
    without = answer.press(SAVE, person=str(olga.staff.id), responsibility="")
    assert without.status == 422
    assert "Skriv vad vårdkontakten ansvarar för" in without.text
    page = without.press(SAVE, responsibility="Dialys")
    assert "Olga Olvon, samordnare" in right(page)
    assert "Dialys" in right(page)
    assert "Vårdcentralen" in right(page)


@pytest.mark.req("001-105")
def test_the_ward_and_the_municipality_register_no_contact(svu: Drive, vera: Planner, karin: Planner) -> None:
    svu.published()
    for who in (vera, karin):
        assert "Registrera fast vårdkontakt" not in opened(who, svu).html
    page = sent(vera, svu, "fast-vardkontakt", person=vera.staff.id, convener="on")
    assert page.status == 422
    assert "Öppenvården registrerar fast vårdkontakt." in page.text
    assert sent(karin, svu, "fast-vardkontakt", person=karin.staff.id, convener="on").status == 422
    assert not svu.plan.contacts.exists()


@pytest.mark.req("001-107", "001-109", "001-113", "001-114")
def test_one_of_several_contacts_is_the_convener(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published()
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Rehabilitering")
    page = sent(oskar, svu, "fast-vardkontakt", person=oskar.staff.id, convener="on")
    assert "Visa alla (2)" in right(page)
    assert right(page).index("Oskar Oxel") < right(page).index("Visa alla (2)") < right(page).index("Rehabilitering")
    assert "Kallelseansvarig" in right(page)
    again = sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Psykiatri")
    assert again.status == 422
    assert "Personen är redan fast vårdkontakt i ärendet." in again.text
    page = opened(oskar, svu).press("OK, ta bort Oskar Oxel")
    assert "Oskar Oxel" not in right(page)
    assert "Olga Olvon" in right(page)


@pytest.mark.req("001-109")
def test_a_plan_has_only_one_convener(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published().convened()
    page = sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, convener="on", responsibility="Psykiatri")
    assert page.status == 422
    assert "redan en kallelseansvarig" in page.text
    assert page.fields(SAVE)["responsibility"] == "Psykiatri"


@pytest.mark.req("001-112")
def test_somebody_who_works_at_two_units_changes_between_them(
    svu: Drive, planners: Planners, oskar: Planner, olga: Planner
) -> None:
    assign(oskar.staff, planners.rehab)
    svu.published().convened()
    page = opened(oskar, svu).follow("Byt enhet för Oskar Oxel")
    assert "Byt enhet för Oskar Oxel" in right(page)
    assert "Vald nu" in right(page)
    assert planners.ward_a.name not in page.form(f"Välj {planners.rehab.name}").text
    page = page.press(f"Välj {planners.rehab.name}")
    contact = svu.plan.contacts.get()
    assert contact.unit == planners.rehab
    # A unit where the person does not work cannot be chosen.
    page = sent(oskar, svu, "byt-enhet", contact=contact.id, unit=planners.ward_a.id)
    assert page.status == 422
    assert svu.plan.contacts.get().unit == planners.rehab
    # A contact who works at a single unit has no pen.
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Dialys")
    assert "Byt enhet för Olga Olvon" not in right(opened(oskar, svu))


@pytest.mark.req("001-106")
def test_an_earlier_contact_is_proposed_when_the_patient_has_consented(planners: Planners, oskar: Planner) -> None:
    first = Drive(planners).published().convened().ready().discharged()
    assert first.plan.closed is not None
    svu = Drive(planners).published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    words = [label.text for label in page.form(SAVE).all("label")]
    assert "Oskar Oxel, distriktssköterska, Vårdcentralen Planen (fast vårdkontakt sedan tidigare)" in words
    svu.withdrawn()
    assert "sedan tidigare" not in right(opened(oskar, svu))


# ── Participants ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-067", "001-226", "001-227", "001-230")
def test_a_units_window_shows_roles_and_duties(svu: Drive, planners: Planners, vera: Planner, karin: Planner) -> None:
    page = opened(vera, svu.published()).follow(planners.care_office.name)
    assert "Biståndshandläggare: kvittera, justera, godkänna" in right(page)
    assert "Lägg till roll" not in right(page)
    assert "Ta bort rollen" not in right(page)
    page = opened(vera, svu).follow(planners.ward_a.name)
    assert "Undersköterska: kvittera" in right(page)
    assert "Roller ska bara tas bort i undantagsfall. En borttagen roll kommer inte längre åt ärendet." in right(page)


@pytest.mark.req("001-068", "001-082", "001-224", "001-225", "001-226")
def test_a_case_is_moved_by_adding_a_unit_and_removing_the_old(
    svu: Drive, planners: Planners, karin: Planner, kurt: Planner
) -> None:
    svu.published()
    page = opened(karin, svu).follow("Ny deltagare")
    tree = page.root.one("aside")
    assert {"Region Planmark", "Plankommun", "Ambulansvården Plan AB"} <= {s.text for s in tree.all("summary")}
    assert planners.inactive_clinic.name not in right(page)
    assert "Deltar redan" in right(page)
    page = page.follow(f"Välj {planners.home_care.name}")
    page = page.press(f"OK, lägg till {planners.home_care.name}")
    assert planners.home_care.name in page.root.one("ul", class_="members").text
    assert opened(kurt, svu).status == 200
    page = page.follow(planners.care_office.name).press(f"OK, ta bort {planners.care_office.name}")
    # The user's own unit has left: the user is sent to the start page, which says so.
    assert page.address == karin.base
    assert "kommer inte längre åt ärendet" in page.alerts
    assert karin.browser.get(f"{karin.base}svu/{svu.key}/").status_code == 404


def test_a_partys_last_unit_and_the_ward_stay(svu: Drive, planners: Planners, oskar: Planner, vera: Planner) -> None:
    svu.published()
    page = opened(vera, svu).follow(planners.care_office.name).press(f"OK, ta bort {planners.care_office.name}")
    assert page.status == 422
    assert "Lägg till en annan enhet först" in page.text
    assert f"OK, ta bort {planners.care_office.name}" in right(page)
    assert "Ta bort enhet" not in right(opened(oskar, svu).follow(planners.ward_a.name))
    page = sent(oskar, svu, "ta-bort-enhet", unit=planners.ward_a.id, confirmed="1")
    assert "Bara avdelningen själv kan ta bort sig" in page.text


@pytest.mark.req("001-228", "001-229", "001-230", "001-227")
def test_roles_leave_and_come_back_in_the_own_organisation(
    svu: Drive, planners: Planners, vera: Planner, doris: Planner
) -> None:
    svu.published()
    assert opened(doris, svu).status == 200
    page = opened(vera, svu).follow(planners.ward_a.name).press("OK, ta bort rollen Läkare")
    assert doris.browser.get(f"{doris.base}svu/{svu.key}/").status_code == 404
    page = page.follow(planners.ward_a.name)
    assert page.options("Lägg till roll", "role") == {"": ["Läkare"]}
    page = page.press("Lägg till roll")
    assert opened(doris, svu).status == 200
    # A role with duties that nobody else has cannot leave.
    page = sent(vera, svu, "ta-bort-roll", unit=planners.care_office.id, role="bistandshandlaggare", confirmed="1")
    assert "egna organisationen" in page.text


def test_the_own_role_leaves_and_the_start_page_says_so(svu: Drive, planners: Planners, doris: Planner) -> None:
    page = opened(doris, svu.published()).follow(planners.ward_a.name).press("OK, ta bort rollen Läkare")
    assert page.address == doris.base
    assert "Rollen är borttagen" in page.alerts


# ── Meanwhile ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_consent_withdrawn_while_another_writes_loses_nothing(svu: Drive, oskar: Planner, olga: Planner) -> None:
    page = opened(oskar, svu.published(), "?visa=fast-vardkontakt")
    svu.withdrawn()
    page = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys tre dagar i veckan")
    assert page.status == 422
    assert "Patienten har nekat samtycke" in page.text
    assert "Dialys tre dagar i veckan" in page.text
    assert svu.plan.contacts.count() == 0


def test_a_unit_removed_while_its_staff_choose_gets_the_answer_for_strangers(
    svu: Drive, planners: Planners, oskar: Planner, rolf: Planner
) -> None:
    svu.published()
    sent(oskar, svu, "ny-deltagare", unit=planners.rehab.id)
    page = opened(rolf, svu, "?visa=fast-vardkontakt")
    sent(oskar, svu, "ta-bort-enhet", unit=planners.rehab.id, confirmed="1")
    page = page.press(SAVE, person=str(rolf.staff.id), responsibility="Gångträning varje dag")
    assert page.status == 404
    assert "Gångträning varje dag" in page.text


def test_the_page_says_when_a_unit_has_left_meanwhile_or_takes_part_already(
    svu: Drive, planners: Planners, karin: Planner, oskar: Planner
) -> None:
    svu.published()
    sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    again = sent(oskar, svu, "ny-deltagare", unit=planners.home_care.id)
    assert again.status == 422
    assert "Enheten deltar redan." in again.text
    window = opened(oskar, svu).follow(planners.home_care.name)
    sent(karin, svu, "ta-bort-enhet", unit=planners.home_care.id, confirmed="1")
    page = window.press(f"OK, ta bort {planners.home_care.name}")
    assert page.status == 422
    assert "Enheten deltar inte längre i ärendet." in page.text


def test_a_unit_that_is_closed_down_while_the_user_chooses_cannot_be_added(
    svu: Drive, planners: Planners, karin: Planner
) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions as rule_engine
    from vardtrad.shared.care_units.models import Setup

    svu.published()
    page = opened(karin, svu, f"?visa=ny-deltagare&vald={planners.home_care.id}")
    setup = Setup.objects.get(unit=planners.home_care)
    rule_engine.deactivate(system("testerna"), setup.id, seen=setup.content)
    page = page.press(f"OK, lägg till {planners.home_care.name}")
    assert page.status == 422
    assert "Enheten är inte aktiv" in page.text


@pytest.mark.req("001-253")
def test_a_unit_added_while_others_confirm_gets_its_own_duty(
    svu: Drive, planners: Planners, karin: Planner, kurt: Planner, vera: Planner
) -> None:
    svu.published().acknowledged()
    assert svu.step(vera, "inskrivning").colour == "done"
    sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    step = svu.step(vera, "inskrivning")
    assert step.colour == "wait"
    assert {mark.letter: mark.progress for mark in step.marks} == {"Ö": "all", "K": "some"}
    assert svu.step(kurt, "inskrivning").colour == "task"
    # The last unit that had not confirmed leaves: the step is complete again.
    sent(karin, svu, "ta-bort-enhet", unit=planners.home_care.id, confirmed="1")
    assert svu.step(vera, "inskrivning").colour == "done"


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-069")
def test_earlier_plans_and_those_the_user_may_only_read(planners: Planners, oskar: Planner, karin: Planner) -> None:
    first = Drive(planners, ward="agda", others=("kurt",)).published()
    svu = Drive(planners).published()
    page = opened(oskar, svu)
    section = page.root.one("details", id="planer")
    assert "open" not in section.attrs
    assert "Läsläge" in section.text
    assert "Avdelning B" in section.text
    (link,) = section.all("a")
    assert link.attrs["href"] == f"{oskar.base}las/{first.key}/"
    svu.withdrawn()
    assert opened(oskar, svu).root.one("details", id="planer").all("a") == []


def test_a_reader_sees_everything_and_no_button(svu: Drive, planners: Planners, extern: Planner, vera: Planner) -> None:
    from vardtrad.gate.models import Trace
    from vardtrad.planning.plan.models import ReadingGrant
    from vardtrad.shared.login.models import Session

    svu.published().convened()
    extern.browser.open(extern.base)
    session = Session.objects.get(staff=extern.staff)
    ReadingGrant.objects.create(
        plan=svu.plan,
        session=session,
        unit=extern.unit,
        basis="danger",
        reason="Brådskar",
        by=extern.staff.id,
        by_name=extern.staff.name,
        at=session.last_seen,
    )
    page = opened(extern, svu, "?visa=enhet&vald=" + str(planners.care_office.id))
    assert "Samtycke registrerat" in right(page)
    assert "Oskar Oxel" in right(page)
    assert "Biståndshandläggare: kvittera, justera, godkänna" in right(page)
    for word in ("Avregistrera", "Registrera på nytt", "Registrera fast", "Ny deltagare", "Ta bort", "Lägg till roll"):
        assert word not in right(page), word
    for verb in ("samtycke", "avregistrera", "ny-deltagare", "ta-bort-enhet"):
        before = svu.plan.version
        page = sent(extern, svu, verb, confirmed="1", unit=planners.home_care.id)
        assert page.status == 422
        assert svu.plan.version == before
    assert Trace.objects.filter(action="withdraw", outcome="refused").exists()


def test_after_a_refusal_only_the_own_contacts_and_no_reasons(
    svu: Drive, planners: Planners, oskar: Planner, karin: Planner, vera: Planner
) -> None:
    sent(vera, svu, "information", written="nej", reason="Hittar inte sina glasögon.")
    svu.published().convened()
    assert "Oskar Oxel" in right(opened(karin, svu))
    assert "glasögon" in right(opened(karin, svu))
    svu.withdrawn()
    for hidden in ("Oskar Oxel", "glasögon"):
        assert hidden not in right(opened(karin, svu))
    assert "Oskar Oxel" in right(opened(oskar, svu))
    assert "glasögon" in right(opened(vera, svu))
    assert "Ny deltagare" not in right(opened(oskar, svu))
    page = sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    assert page.status == 422
    assert "Patienten har nekat samtycke" in page.text


def test_the_right_field_costs_the_same_however_many_there_are(
    svu: Drive, planners: Planners, oskar: Planner, olga: Planner
) -> None:
    svu.published().convened()
    opened(oskar, svu)
    with CaptureQueriesContext(connection) as few:
        opened(oskar, svu)
    for name in ("rehab", "home_care", "ward_b"):
        sent(oskar, svu, "ny-deltagare", unit=getattr(planners, name).id)
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Dialys")
    with CaptureQueriesContext(connection) as many:
        opened(oskar, svu)
    assert len(many) == len(few)


MATRIX = """
verb                 nobody extern rolf vera ulla agda oskar olga karin
information          login  404    404  done done 404  422   422  422
samtycke             login  404    404  422  422  404  422   422  422
avregistrera         login  404    404  done done 404  422   422  422
fast-vardkontakt     login  404    404  422  422  404  done  done 422
ta-bort-vardkontakt  login  404    404  422  422  404  done  done 422
byt-enhet            login  404    404  422  422  404  done  done 422
ny-deltagare         login  404    404  done done 404  done  done done
ta-bort-enhet        login  404    404  done done 404  done  done done
lagg-till-roll       login  404    404  done done 404  done  done 422
ta-bort-roll         login  404    404  done done 404  done  done 422
"""
"""What each user gets for a valid form, with consent registered: done, 422 with a reason, or a stranger's answer.

Oskar and Olga belong to the same organisation as the ward, so they may change its roles."""


@pytest.mark.req("001-094", "001-105", "001-226", "001-228", "001-230")
@pytest.mark.parametrize("line", MATRIX.strip().splitlines()[1:], ids=lambda line: line.split()[0])
def test_who_may_do_what(planners: Planners, line: str) -> None:
    from django.db import transaction

    from tests.reading import Browser
    from vardtrad.planning.plan import actions
    from vardtrad.planning.svu.subject import SVU

    svu, at = Drive(planners).published().convened(), planners
    ward, karin = at.staff["vera"], at.staff["karin"]
    actions.remove_role(SVU, ward.actor, svu.key, at.ward_a, "lakare", confirmed=True)
    actions.add_unit(SVU, karin.actor, svu.key, at.home_care)
    assign(at.staff["oskar"].staff, at.rehab)
    contact = svu.plan.contacts.get().id
    verb, *expected = line.split()
    given: dict[str, dict[str, Any]] = {
        "information": {"written": "ja"},
        "fast-vardkontakt": {"person": at.staff["olga"].staff.id, "responsibility": "Dialys"},
        "ta-bort-vardkontakt": {"contact": contact},
        "byt-enhet": {"contact": contact, "unit": at.rehab.id},
        "ny-deltagare": {"unit": at.rehab.id},
        "ta-bort-enhet": {"unit": at.home_care.id},
        "lagg-till-roll": {"unit": at.ward_a.id, "role": "lakare"},
        "ta-bort-roll": {"unit": at.ward_a.id, "role": "lakare"},
    }
    if verb == "ta-bort-roll":
        actions.add_role(SVU, ward.actor, svu.key, at.ward_a, "lakare")
    answers = []
    for name in MATRIX.strip().splitlines()[0].split()[1:]:
        who = planners.staff.get(name)
        browser, base = (who.browser, who.base) if who else (Browser(), ward.base)
        before = svu.plan.version
        point = transaction.savepoint()
        data = {"submit_key": uuid4(), "steg": "inskrivning", "confirmed": "1", **given.get(verb, {})}
        status = browser.post(f"{base}svu/{svu.key}/{verb}", data).status_code
        moved = svu.plan.version > before
        transaction.savepoint_rollback(point)
        assert moved == (status == 302), name
        answers.append({302: "done", 403: "login"}.get(status, str(status)))
    assert answers == expected


@pytest.mark.req("001-076")
def test_an_old_version_shows_the_plan_as_it_was_and_no_button(svu: Drive, planners: Planners, vera: Planner) -> None:
    from django.test import RequestFactory

    from vardtrad.kernel import clock
    from vardtrad.planning.plan.views import Opened, side
    from vardtrad.planning.svu.subject import SVU

    svu.published()
    then = clock.now()
    svu.convened().withdrawn()
    sent(vera, svu, "samtycke", confirmed="1")
    sent(vera, svu, "ny-deltagare", unit=planners.home_care.id)
    request: Any = RequestFactory().get("/")
    request.seat, request.actor = vera.seat, vera.actor
    request.session_row = SimpleNamespace(staff=vera.staff)
    offers = Offers({"add_unit": ""})
    now = side(request, SVU, svu.plan, offers, Opened())["side"]
    old = side(request, SVU, svu.plan, NO_OFFERS, Opened("ny-deltagare"), moment=then)["side"]
    assert (len(now["members"]), len(old["members"])) == (4, 3)
    assert (len(now["contacts"]), len(old["contacts"])) == (1, 0)
    assert old["registered"].consent.at < then < now["registered"].consent.at
    assert now["may"]
    assert not old["may"]
    assert old["tree"] is None


def test_the_last_role_with_a_duty_stays(svu: Drive, planners: Planners, karin: Planner) -> None:
    page = opened(karin, svu.published()).follow(planners.care_office.name)
    page = page.press("OK, ta bort rollen Biståndshandläggare")
    assert page.status == 422
    assert "ingen annan roll på enheten har samma ansvar" in page.text


def test_the_same_form_sent_twice_is_done_once(svu: Drive, planners: Planners, oskar: Planner, olga: Planner) -> None:
    svu.published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    first = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys")
    again = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys")
    assert (first.status, again.status) == (200, 200)
    assert svu.plan.contacts.count() == 1
