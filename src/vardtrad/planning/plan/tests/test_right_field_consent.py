"""Information and consent in the right field of an open SVU, through a browser without JavaScript."""

from __future__ import annotations

import pytest

from tests.planners import Planner
from tests.plans import Drive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.rules import State
from vardtrad.planning.plan.tests.right_field import opened, right, sent
from vardtrad.planning.svu.subject import SVU


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
        assert "Kryssa i rutan" in page.text
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


@pytest.mark.req("001-092")
def test_nobody_who_has_left_answers_for_a_harm_assessment(svu: Drive, vera: Planner, doris: Planner) -> None:
    """The verb itself asks, whatever the form offers."""
    svu.informed()
    doris.staff.active = False
    doris.staff.save()
    with pytest.raises(Refused) as refused:
        planning.assess_harm(SVU, vera.actor, svu.key, responsible=doris.staff, reason="")
    assert "legitimerad person" in refused.value.sentence
    assert svu.plan.state == State.INFORMED
    doris.staff.active = True
    doris.staff.save()
    planning.assess_harm(SVU, vera.actor, svu.key, responsible=doris.staff, reason="")
    assert svu.plan.state == State.HARM_ASSESSED


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


def test_who_opens_a_plan_after_a_no_is_told_that_what_was_written_meanwhile_is_read_too(
    svu: Drive, vera: Planner
) -> None:
    words = "också det som skrevs medan samtycke saknades"
    svu.informed()
    for asked in ("samtycke", "menprovning"):
        assert words not in opened(vera, svu, f"?visa={asked}").html
    svu.refused().withdrawn()
    for asked, button in (("samtycke", "Registrera samtycke"), ("menprovning", "Utför menprövning")):
        form = opened(vera, svu, f"?visa={asked}").form(f"Bekräfta: {button}")
        assert words in form.text


@pytest.mark.req("001-091", "001-094")
def test_a_harm_assessment_after_a_withdrawal_says_why_and_claims_no_refusal(svu: Drive, vera: Planner) -> None:
    svu.consented().withdrawn()
    button = "Bekräfta: Utför menprövning"
    page = opened(vera, svu, "?visa=menprovning").press(button, person=str(vera.staff.id))
    assert page.status == 422
    assert "Uppgiften om samtycke är avregistrerad. Beskriv varför" in page.text
    assert "tidigare nekat" not in page.text
    page.press(button, reason="Patienten är nedsövd.")
    assert svu.plan.state == State.HARM_ASSESSED
