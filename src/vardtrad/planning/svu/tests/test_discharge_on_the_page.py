"""Utskrivning on the page of an SVU, as the ward, the health centre and the municipality meet it."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.planning.messages.models import Message
from vardtrad.planning.svu import archiving
from vardtrad.planning.svu.tests.steps import buttons, iso, page


@pytest.mark.req("001-158", "001-159", "001-160", "001-161", "001-162", "001-163", "001-165", "001-260")
def test_utskrivning(planners):
    svu = Drive(planners).published().convened()
    opened = page(svu.ward, svu, "utskrivning")
    assert "Fält märkta med * är obligatoriska." in opened.main.text
    assert opened.options("Publicera utskrivning", "discharged_to")[""][1:] == [
        "Ordinärt boende", "Särskilt boende", "Korttidsboende", "Annan slutenvård", "Annat, se kommentar",
    ]  # fmt: skip
    back = opened.press("Publicera utskrivning", day=iso(0), ending="discharge", comment="Hos dottern.")
    assert "Välj vart patienten skrivs ut" in back.alerts
    said = back.press("Publicera utskrivning", discharged_to="ordinart")
    assert "Utskrivningen är publicerad." in said.alerts
    for who in (svu.ward, svu.care, svu.town):
        assert svu.colours(who)[4] == "done"
        seen = page(who, svu, "utskrivning")
        assert "Hos dottern." in seen.main.text
        assert "Ordinärt boende" in seen.main.text
        assert "Kvittera" not in buttons(seen)


@pytest.mark.req("001-254")
def test_avslut_i_fortid_asks_for_no_place(planners):
    svu = Drive(planners).published().convened()
    page(svu.ward, svu, "utskrivning").press("Publicera utskrivning", day=iso(0), ending="early")
    assert (svu.steps.discharge.ending, svu.steps.discharge.discharged_to) == ("early", "")


@pytest.mark.req("001-164")
def test_without_a_convener_the_ward_is_warned_and_may_go_on_stop_or_remind(planners):
    svu = Drive(planners).published()
    typed = {"day": iso(0), "ending": "discharge", "discharged_to": "ordinart", "comment": "Nyckel hos grannen."}
    warned = page(svu.ward, svu, "utskrivning").press("Publicera utskrivning", **typed)
    assert warned.status == 422
    assert [name for name in buttons(warned) if name in {"Publicera utskrivning", "Avbryt", "Påminn öppenvården"}] == [
        "Publicera utskrivning", "Avbryt", "Påminn öppenvården",
    ]  # fmt: skip
    stopped = warned.press("Avbryt")
    assert stopped.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    reminded = warned.press("Påminn öppenvården")
    assert reminded.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    message = Message.objects.get(plan_id=svu.key)
    assert "fast vårdkontakt med kallelseansvar saknas" in message.text
    assert [request.unit for request in message.requests.all()] == [planners.health_centre]
    warned.press("Påminn öppenvården")
    assert Message.objects.filter(plan_id=svu.key).count() == 1
    assert svu.steps.discharge is None
    warned.press("Publicera utskrivning")
    assert svu.steps.discharge.state == "published"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (1, "Datum för utskrivning kan inte vara i framtiden"),
        (-9, "Datumet kan inte vara före inskrivningsdatum."),
        ("0001-01-01", "Kontrollera årtalet i datumet."),
        ("9999-12-31", "Kontrollera årtalet i datumet."),
        ("", "Fyll i datum för utskrivning/avslut."),
    ],
)
def test_a_discharge_on_an_impossible_day_is_refused(planners, day, sentence):
    svu = Drive(planners).published().convened()
    typed = {"ending": "discharge", "discharged_to": "ordinart", "comment": "Nyckel hos grannen."}
    back = page(svu.ward, svu, "utskrivning").press(
        "Publicera utskrivning", day=day if isinstance(day, str) else iso(day), **typed
    )
    assert sentence in back.text
    assert back.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    assert svu.steps.discharge is None


@pytest.mark.req("001-166", "001-167")
def test_angra_utskrivning_and_ny_utskrivning(planners):
    svu = Drive(planners).published().convened().discharged()
    assert "Ångra utskrivning" not in page(svu.care, svu, "utskrivning").text
    undone = page(svu.ward, svu, "utskrivning", "angra").press("Ångra utskrivning")
    assert "Utskrivningen är ångrad." in undone.alerts
    assert "Utskrivningen är ångrad." in page(svu.care, svu, "utskrivning").main.text
    anew = undone.follow("Ny utskrivning")
    anew.press("Publicera utskrivning", day=iso(0), ending="early")
    assert svu.steps.discharge.ending == "early"


@pytest.mark.req("001-166")
def test_when_the_case_has_left_the_start_page_the_discharge_is_final(planners):
    svu = Drive(planners).published().acknowledged().convened().discharged()
    archiving.archive([svu.key])
    opened = page(svu.ward, svu, "utskrivning")
    assert "Ångra utskrivning" not in opened.text
    assert "Arkiverat" in opened.main.text
