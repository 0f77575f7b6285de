"""A step without a receiver is never complete, and the ward is told before publishing to nobody (001-104, 001-155)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.given import AdmissionGiven
from vardtrad.planning.svu.payment import queries as payment
from vardtrad.planning.svu.subject import SVU

LACKING = [((), "öppenvården och kommunen"), (("karin",), "öppenvården"), (("oskar",), "kommunen")]


def page(who, svu, step="", ask=""):
    """The plan's page as somebody opens it."""
    asked = f"?visa={ask}" if ask else ""
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/{asked}")


@pytest.mark.req("001-100", "001-104")
@pytest.mark.parametrize(("others", "words"), LACKING)
def test_the_ward_is_warned_before_it_publishes_and_may_publish_all_the_same(planners, others, words):
    svu = Drive(planners, others=others).consented()
    typed = {"day": clock.today().isoformat(), "expected": clock.today().isoformat(), "reason": "Fall."}
    warned = page(svu.ward, svu, "inskrivning").press("Publicera", **typed)
    assert warned.status == 422
    assert f"ingen mottagare i {words}" in warned.main.text
    assert warned.fields("Publicera ändå")["reason"] == "Fall."
    assert not svu.steps.published
    warned.press("Publicera ändå")
    assert svu.steps.published


@pytest.mark.req("001-100")
def test_nobody_is_warned_when_every_party_has_a_receiver(planners):
    svu = Drive(planners).consented()
    opened = page(svu.ward, svu, "inskrivning")
    assert "Ingen mottagare" not in opened.main.text
    assert "Publicera ändå" not in [button.text for button in opened.main.all("button")]
    day = clock.today().isoformat()
    assert "Ingen mottagare" not in opened.press("Publicera", day=day, expected=day, reason="Fall.").main.text
    assert svu.steps.published
    assert "Publicera ändå" not in page(svu.ward, svu, "inskrivning", "inskrivning").main.text


@pytest.mark.req("001-020", "001-021", "001-022", "001-104", "001-246", "001-250")
@pytest.mark.parametrize(("others", "words"), LACKING)
def test_no_step_is_green_without_a_receiver(planners, others, words):
    svu = Drive(planners, others=others).published().ready()
    for name in others:
        svu.acknowledged("admission", planners.staff[name]).acknowledged("discharge_time", planners.staff[name])
    svu.marked().attests(svu.ward)
    seen = svu.overview(svu.ward)
    assert "done" not in svu.colours(svu.ward)
    assert (seen.steps[0].colour, seen.steps[0].word) == ("task", "Ingen mottagare")
    assert words in seen.steps[0].hint
    for step in ("inskrivning", "stallningstagande"):
        text = page(svu.ward, svu, step).main.text
        assert "kvitterad av alla" not in text
        assert "är slutjusterat" not in text
    assert "done" not in [step.colour for step in svu.discharged().overview(svu.ward).steps]


@pytest.mark.req("001-100", "001-225", "001-253")
def test_a_party_that_is_added_later_completes_the_step(planners):
    svu = Drive(planners, others=("oskar",)).published().acknowledged("admission", planners.staff["oskar"])
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.care_office)
    assert svu.step(svu.ward, "inskrivning").colour == "wait"
    assert svu.step(svu.town, "inskrivning").colour == "task"
    svu.acknowledged("admission", svu.town)
    assert svu.step(svu.ward, "inskrivning").colour == "done"


@pytest.mark.req("001-021", "B-25")
def test_a_party_told_in_another_way_is_no_task_but_never_green(planners):
    svu = Drive(planners, others=("oskar",)).published().acknowledged("admission", planners.staff["oskar"])
    told = svu.happened("told_outside", "Kommunen i Norrby har fått inskrivningen per telefon och brev.")
    step = svu.step(svu.ward, "inskrivning")
    assert (step.colour, step.hint) == ("wait", "Ingen mottagare i kommunen. Meddelad på annat sätt")
    svu.happened("cancellation", "Fel nummer.", corrects=told)
    assert svu.step(svu.ward, "inskrivning").colour == "task"
    with pytest.raises(Refused, match="Alla parter har en mottagare"):
        Drive(planners, patient="edvin").published().happened("told_outside")


@pytest.mark.req("B-24")
def test_no_payment_is_counted_for_a_municipality_that_nobody_told(planners):
    svu = Drive(planners, others=("oskar",)).published().decided().ready()
    assert payment.countdowns([svu.plan]) == {}
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.care_office)
    assert svu.key in payment.countdowns([svu.plan])


@pytest.mark.req("001-090", "001-100")
def test_after_a_refusal_only_a_party_without_a_receiver_is_added_and_the_question_says_so(planners):
    svu = Drive(planners, others=("karin",)).informed()
    assert "ingen mottagare i öppenvården" in page(svu.ward, svu, "inskrivning").text
    svu.refused()
    with pytest.raises(Refused, match="saknar mottagare"):
        planning.add_unit(SVU, svu.ward.actor, svu.key, planners.home_care)
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.health_centre)
    svu.published()
    assert svu.step(svu.care, "inskrivning").colour == "task"
    with pytest.raises(Refused):
        planning.add_unit(SVU, svu.ward.actor, svu.key, planners.rehab)


@pytest.mark.req("001-020", "B-24")
def test_an_admission_that_is_not_sent_is_the_wards_own_task_with_its_last_day(planners):
    svu = Drive(planners)
    for step in (svu.overview(svu.ward).steps[0], svu.consented().drafted().overview(svu.ward).steps[0]):
        assert step.colour == "task"
        assert "Inskrivningsmeddelandet" in step.hint
    assert svu.step(svu.ward, "inskrivning").word == "Utkast"


@pytest.mark.req("001-021")
def test_a_draft_for_somebody_who_has_not_arrived_yet_waits(planners, frozen):
    svu = Drive(planners).consented()
    day = clock.today() + timedelta(days=5)
    actions.save_draft(svu.ward.actor, svu.key, AdmissionGiven(day, day + timedelta(days=3), "Planerad."), seen=0)
    assert svu.overview(svu.ward).tasks == []
    frozen.go(days=5)
    assert svu.overview(svu.ward).tasks
