"""Tid för utskrivning on the page of an SVU, as the ward, the health centre and the municipality meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.planners import employ
from tests.plans import Drive
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.planning.svu.notifications import words
from vardtrad.planning.svu.tests.steps import buttons, iso, page
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.notify.addresses import address_of
from vardtrad.shared.web import dates


@pytest.mark.req("001-115", "001-118")
def test_the_first_estimate_comes_from_the_admission_and_is_not_acknowledged(planners):
    svu = Drive(planners).published()
    opened = page(svu.care, svu, "tid")
    assert dates.full_day(svu.steps.admission.expected) in [span.text for span in opened.main.all("span", class_="est")]
    assert "Kvittera" not in buttons(opened)
    assert svu.colours(svu.care)[1] == "done"


@pytest.mark.req("001-116", "001-117", "001-119")
def test_andra_ok_new_day_reason_publicera(planners):
    svu = Drive(planners).published()
    changing = page(svu.ward, svu, "tid", "andra").follow("OK")
    refused = changing.press("Publicera", kind="beraknad", day=iso(9))
    assert "Ange orsak till ändring." in refused.alerts
    said = refused.press("Publicera", reason="Behöver mer träning.")
    assert "Beräknad tid för utskrivning är publicerad." in said.alerts
    assert svu.colours(svu.ward)[1] == "wait"
    assert svu.colours(svu.care)[1] == "task"
    opened = page(svu.care, svu, "tid")
    assert "Behöver mer träning." in opened.main.text
    opened.press("Kvittera")
    svu.acknowledged("discharge_time", svu.town)
    assert svu.colours(svu.ward)[1] == "done"


@pytest.mark.req("001-122")
def test_utskrivningsklar_is_told_to_the_mailboxes_of_the_other_units(planners):
    """Publishing notifies: the start pages are marked, and each unit with a mailbox gets a mail that names nobody."""
    for unit, address in (
        (planners.ward_a, "avdelning@example.org"),
        (planners.health_centre, "vardcentralen@example.org"),
        (planners.care_office, "bistand@example.org"),
    ):
        Unit.objects.filter(pk=unit.id).update(mailbox=address)
    svu = Drive(planners).published().estimated()
    assert not Notification.objects.exists()
    svu.ready()
    told = Notification.objects.filter(recipient_kind="unit")
    assert {notice.recipient_id for notice in told} == {planners.health_centre.id, planners.care_office.id}
    assert {address_of(notice.recipient_kind, notice.recipient_id).email for notice in told} == {
        "vardcentralen@example.org",
        "bistand@example.org",
    }
    written = words(told[0])
    assert written.subject == "Ett ärende har ändrats"
    for secret in ("Elsa", "utskrivning", "Utskrivning", "SVU", "Avdelning A", svu.plan.patient.identity):
        assert secret not in written.subject + written.body


@pytest.mark.req("001-121")
def test_the_tick_searches_outside_the_own_organisation(planners):
    svu = Drive(planners).published()
    employ(planners.private_unit, "Dorotea", "Doft", "V050", "lakare", title="läkare", licensed=True)
    opened = page(svu.ward, svu, "tid")
    assert "Sök utanför egen organisation" in [label.text for label in opened.form("Publicera").all("label")]

    def doctors(**ticked):
        found = opened.press("Sök", who="Doro", kind="klar", day=iso(0), **ticked)
        return [label.text for label in found.form("Publicera").all("label") if label.text.startswith("Doro")]

    assert doctors() == []
    assert doctors(outside="on") == [f"Dorotea Doft, läkare, {planners.private_unit.name}"]


@pytest.mark.req("001-120", "001-121", "001-122", "001-247")
def test_utskrivningsklar_with_a_doctor_found_by_name(planners):
    svu = Drive(planners).published()
    opened = page(svu.ward, svu, "tid")
    without = opened.press("Publicera", kind="klar", day=iso(0))
    assert "Ange ansvarig läkare" in without.alerts
    answer = without.press("Sök", who="Dori", kind="klar", day=iso(0))
    assert answer.status == 200
    doctor = answer.form("Publicera").all("input", name="person")[0].attrs["value"]
    assert answer.fields("Publicera")["day"] == iso(0)
    said = answer.press("Publicera", person=doctor)
    assert "Nu är publicerat att patienten är utskrivningsklar." in said.alerts
    assert svu.steps.discharge_time.doctor == planners.staff["doris"].staff
    seen = page(svu.care, svu, "tid")
    assert "Utskrivningsklar" in seen.main.text
    assert "Doris Dal" in seen.main.text
    assert svu.step(svu.care, "tid").estimated is False
    assert svu.colours(svu.ward)[1] == "wait"
    assert "Betalningsansvar" in seen.main.text


@pytest.mark.req("001-123")
def test_an_interruption_lets_the_acknowledgements_lapse(planners):
    svu = Drive(planners).published().ready().acknowledged("discharge_time")
    asked = page(svu.ward, svu, "tid", "andra")
    assert "Tidigare kvitteringar gäller inte längre." in asked.text
    asked.follow("OK").press("Publicera", kind="beraknad", day=iso(5), reason="Feber.")
    part = svu.steps.discharge_time
    assert (part.state, part.notified, part.doctor) == ("estimated", None, None)
    assert svu.colours(svu.town)[1] == "task"
    shown = page(svu.ward, svu, "tid")
    assert "Beräknad ut" in shown.main.text
    assert "Betalningsansvar" not in shown.main.text


@pytest.mark.req("001-123")
def test_a_new_day_for_utskrivningsklar_keeps_its_doctor(planners):
    svu = Drive(planners).published().ready()
    page(svu.ward, svu, "tid", "tid").press("Publicera", day=iso(2), reason="Väntar på hjälpmedel.")
    part = svu.steps.discharge_time
    assert (part.state, part.day) == ("ready", clock.today() + timedelta(days=2))
    assert part.doctor == planners.staff["doris"].staff


@pytest.mark.req("001-090")
def test_after_a_refusal_utskrivningsklar_is_a_day_and_nothing_more(planners):
    svu = Drive(planners).refused().published()
    opened = page(svu.ward, svu, "tid")
    assert "who" not in opened.fields("Publicera")
    opened.press("Publicera", kind="klar", day=iso(0))
    assert svu.steps.discharge_time.state == "ready"


@pytest.mark.req("001-090")
def test_after_a_refusal_the_verb_keeps_neither_the_reason_nor_the_doctor(planners):
    """Whoever sends more than the page offers passes on the day alone: nothing else is stored."""
    svu = Drive(planners).refused().published().estimated(reason="Feber i natt.")
    assert svu.steps.discharge_time.reason == ""
    svu.ready(reason="Hem till dottern.")
    part = svu.steps.discharge_time
    assert (part.state, part.reason, part.doctor) == ("ready", "", None)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", ""])
def test_an_impossible_day_is_refused_and_the_text_is_kept(planners, day):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "tid").press("Publicera", kind="beraknad", day=day, reason="Feber i natt.")
    assert back.status == 422
    assert back.fields("Publicera")["reason"] == "Feber i natt."


def test_a_day_before_the_admission_is_refused(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "tid").press("Publicera", kind="beraknad", day=iso(-9), reason="Feber.")
    assert "Datumet kan inte vara före inskrivningsdatum." in back.alerts
    assert back.fields("Publicera")["day"] == iso(-9)
