"""What the page of an SVU says beside its steps: what is open, what was before, and what no longer holds."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.models import Event
from vardtrad.planning.svu import actions
from vardtrad.planning.svu import queries as svu_queries
from vardtrad.planning.svu.given import DischargeGiven
from vardtrad.planning.svu.tests.steps import buttons, iso, page
from vardtrad.shared.web import dates


@pytest.mark.req("001-162")
def test_where_annat_is_chosen_the_comment_says_where_to(planners):
    svu = Drive(planners).published().convened()
    typed = {"day": iso(0), "ending": "discharge", "discharged_to": "annat"}
    back = page(svu.ward, svu, "utskrivning").press("Publicera utskrivning", **typed, comment=" ")
    assert "Skriv i kommentaren vart patienten skrivs ut." in back.text
    back.press("Publicera utskrivning", comment="Hospice Solgården.")
    assert svu.steps.discharge.comment == "Hospice Solgården."
    other, given = (
        Drive(planners, patient="edvin").published().convened(),
        DischargeGiven(clock.today(), "discharge", "annat"),
    )
    with pytest.raises(Refused, match="vart patienten skrivs ut"):
        actions.discharge(other.ward.actor, other.key, given, seen=0)


@pytest.mark.req("001-158")
def test_the_discharge_tells_what_is_not_ready_and_stops_for_none_of_it(planners):
    svu = Drive(planners).published().convened()
    seen = page(svu.ward, svu, "utskrivning").main.text
    assert "Det här är inte klart:" in seen
    assert "Utskrivningsklar är inte meddelat" in seen
    assert "Inskrivning: " in seen
    svu.acknowledged().ready().acknowledged("discharge_time").decided().attested()
    assert "Det här är inte klart:" not in page(svu.ward, svu, "utskrivning").main.text
    svu.discharged()
    assert "Det här är inte klart:" not in page(svu.ward, svu, "utskrivning").main.text


@pytest.mark.req("B-25")
def test_an_event_of_a_later_day_is_asked_about(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="leave", day=iso(30), text="Midsommar.")
    assert asked.status == 422
    assert "Datumet ligger framåt i tiden. Ska händelsen registreras redan nu?" in asked.main.text
    assert not Event.objects.exists()
    asked.press("Registrera ändå")
    assert Event.objects.get().text == "Midsommar."


@pytest.mark.req("B-25")
def test_nobody_returns_before_the_leave_began(planners):
    svu = Drive(planners).published()
    svu.happened("leave")
    with pytest.raises(Refused, match="före dagen då permissionen började"):
        svu.happened("return", day=dates_before(1))
    svu.happened("return")


def dates_before(days):
    return clock.today().fromordinal(clock.today().toordinal() - days)


@pytest.mark.req("001-117", "001-119")
def test_the_receivers_of_a_changed_date_see_the_old_one(planners):
    svu = Drive(planners).published()
    first = dates.long_day(svu.steps.admission.expected)
    assert "Tidigare datum" not in page(svu.town, svu, "tid").main.text
    svu.estimated()
    second = dates.long_day(svu.steps.discharge_time.day)
    seen = page(svu.town, svu, "tid").main.text
    assert f"Tidigare datum {first}" in seen
    assert second in seen
    svu.ready()
    assert f"Tidigare datum {second}" in page(svu.care, svu, "tid").main.text
    # The version of the changed estimate says what it replaced then.
    versions = svu_queries.published(svu.key)
    assert f"Tidigare datum {first}" in page(svu.care, svu, f"version/{versions[1].id}/tid").main.text


@pytest.mark.req("001-120")
def test_utskrivningsklar_is_chosen_where_it_is_the_only_choice(planners):
    svu = Drive(planners).published()
    assert page(svu.ward, svu, "tid").fields("Publicera")["kind"] == ["klar"]
    assert page(svu.ward, svu, "tid", "tid").fields("Publicera")["kind"] == ["beraknad"]


@pytest.mark.req("001-095")
def test_the_mandatory_fields_of_the_admission_are_marked(planners):
    html = page(Drive(planners).consented().ward, Drive(planners, patient="edvin").consented(), "inskrivning").html
    for label in ("Inskrivningsdatum", "Beräknad tid för utskrivning", "Inskrivningsorsak"):
        assert f'{label} <span aria-hidden="true">*</span>' in html


@pytest.mark.req("001-094")
def test_after_avregistrera_nothing_says_that_the_patient_has_refused(planners):
    svu = Drive(planners).published().ready().marked().withdrawn()
    for who in (svu.ward, svu.care):
        for step in ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning"):
            seen = page(who, svu, step).text
            assert "Patienten har nekat samtycke." not in seen
            assert "Uppgiften om samtycke är avregistrerad." in seen
    with pytest.raises(Refused, match=r"avregistrerad\. Då kan bara inskrivning"):
        svu.messaged(svu.care)
    refused = Drive(planners, patient="edvin").refused().published()
    assert "Patienten har nekat samtycke." in page(refused.care, refused, "kartlaggning").text


@pytest.mark.req("001-142", "001-155")
def test_the_line_of_a_broken_attestation_goes_when_all_have_attested_again(planners):
    svu = Drive(planners).published().attested()
    svu.writes(svu.ward, "stallningstagande.yttrande", "Vill hem redan i dag.")
    assert "Justeringen bröts" in page(svu.town, svu, "stallningstagande").main.text
    svu.answers(svu.care, approves=True).attests(svu.ward, svu.care, svu.town)
    for who in (svu.ward, svu.care, svu.town):
        assert "Justeringen bröts" not in page(who, svu, "stallningstagande").main.text


@pytest.mark.req("001-076")
def test_an_old_version_gives_nobody_a_task(planners):
    svu = Drive(planners).published().estimated()
    version = svu_queries.published(svu.key)[0]
    now = page(svu.town, svu, "inskrivning")
    assert 'data-state="task"' in now.html
    then = page(svu.town, svu, f"version/{version.id}/inskrivning")
    assert 'data-state="task"' not in then.html
    assert "Inte klar då" in then.main.text
    assert "Kvittera" not in buttons(then)


@pytest.mark.req("001-088")
def test_samtycke_registrerat_says_who_and_when(planners):
    svu = Drive(planners).consented()
    consent = next(pop for pop in page(svu.ward, svu).root.all("div", popover="") if "Samtycke registrerat" in pop.text)
    assert svu.ward.staff.name in consent.text
    assert dates.stamp(svu.plan.updated)[:10] in consent.text
