"""A patient's no holds for who reads from outside: it is shown, no tick undoes it, and no free text passes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.planners import employ
from tests.plans import Drive
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel import clock
from vardtrad.planning.plan.models import ReadingGrant

GENERAL = {"relation": "on", "matters": "on", "confirmed": "on"}
SAID = GENERAL | {
    "unable": "on", "necessary": "on", "attitude": "on", "unobtainable": "on", "indispensable": "on",
}  # fmt: skip
"""What a reader confirms on all grounds together; a ground takes its own."""


def before(who, svu):
    who.browser.send(f"{who.base}sok/", {"number": svu.plan.patient.identity})
    return who.browser.open(f"{who.base}las/{svu.key}/")


def reads(who, svu):
    return who.browser.get(f"{who.base}svu/{svu.key}/").status_code


@pytest.fixture
def refused(planners):
    return Drive(planners).refused().published()


@pytest.mark.req("001-034")
@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_the_no_is_shown_and_a_tick_does_not_undo_it(planners, extern, how):
    svu = Drive(planners).refused().published() if how == "refused" else Drive(planners).published().withdrawn()
    page = before(extern, svu)
    words = ("Patienten har nekat samtycke.", "Uppgiften om samtycke är avregistrerad.")
    assert [sentence in page.main.text for sentence in words] == [how == "refused", how == "withdrawn"]
    for given in (
        {"basis": "consent"},
        {"basis": "consent", "reason": "Muntligt."},
        {"basis": "consent", "consented": str(clock.today())},
        {"basis": "consent", "reason": "Muntligt.", "consented": str(clock.today() + timedelta(days=1))},
        {"basis": "consent", "reason": "Muntligt.", "consented": str(clock.today() - timedelta(days=1))},
        {"basis": "harm_assessment", "person": str(extern.staff.id)},
        {"basis": "danger", "reason": "Medvetslös."},
    ):
        assert page.press("Läs ärendet", **SAID, **given).status == 422, given
    assert {grant.basis for grant in ReadingGrant.objects.all()} <= {"told_holder"}
    assert reads(extern, svu) == 404


@pytest.mark.req("001-034")
def test_a_new_consent_is_registered_with_day_and_way(refused, extern):
    given = {"basis": "consent", "reason": "Muntligt i ambulansen.", "consented": str(clock.today())}
    before(extern, refused).press("Läs ärendet", **SAID, **given)
    grant = ReadingGrant.objects.get()
    assert (grant.basis, grant.consented, grant.reason) == ("consent", clock.today(), "Muntligt i ambulansen.")
    assert reads(extern, refused) == 200


@pytest.mark.req("001-034", "001-092")
def test_a_harm_assessment_after_a_no_has_its_reason(refused, extern):
    given = {"basis": "harm_assessment", "person": str(extern.staff.id), "reason": "Medvetslös sedan i går."}
    before(extern, refused).press("Läs ärendet", **SAID, **given)
    assert ReadingGrant.objects.get().reason == "Medvetslös sedan i går."
    assert reads(extern, refused) == 200


def test_in_danger_the_holder_is_named_and_nothing_is_opened(refused, extern):
    page = before(extern, refused).press("Läs ärendet", **SAID, basis="danger", reason="Medvetslös.")
    assert "kan be enheten att häva spärren: Avdelning A, Region Planmark." in page.text
    assert "Patienten har nekat samtycke. Ärendet öppnas därför inte." in page.text
    trace = Trace.objects.get(action="ask_holder")
    assert (trace.outcome, trace.person_id) == ("done", refused.plan.patient_id)
    assert reads(extern, refused) == 404


@pytest.mark.req("001-034", "001-036")
def test_who_is_told_whom_to_ask_is_told_of_to_the_reviewers(planners, refused, extern):
    rita = employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",))
    before(extern, refused).press("Läs ärendet", **SAID, basis="danger", reason="Medvetslös.")
    assert Notification.objects.get().recipient_id == rita.staff.id
    page = rita.browser.open(f"/personal/{rita.unit.id}/granskning/utomstaende/")
    for words in (extern.staff.signature, "fick veta vilken enhet som har uppgifterna", "Medvetslös."):
        assert words in page.main.text
    grant = ReadingGrant.objects.get()
    assert (grant.basis, reads(extern, refused)) == ("told_holder", 404)
    # Not even once the patient consents does it open anything.
    refused.withdrawn().consented()
    assert reads(extern, refused) == 404


def test_whom_to_ask_is_not_told_while_the_patient_can_lift_the_block(refused, extern):
    page = before(extern, refused)
    assert "Patienten kan inte själv begära att spärren hävs" in page.main.text
    given = SAID | {"unobtainable": "", "basis": "danger", "reason": "Medvetslös."}
    page = page.press("Läs ärendet", **given)
    assert "Bekräfta att patienten inte själv kan begära att spärren hävs." in page.text
    assert "Avdelning A" not in page.text
    assert not ReadingGrant.objects.exists()


@pytest.mark.req("001-034")
def test_a_no_ends_the_reading_that_goes_on_and_a_consent_does_not_bring_it_back(planners, extern):
    svu = Drive(planners).published()
    before(extern, svu).press("Läs ärendet", **SAID, basis="danger", reason="Medvetslös.")
    assert reads(extern, svu) == 200
    svu.withdrawn()
    assert reads(extern, svu) == 404
    svu.consented()
    assert reads(extern, svu) == 404


def test_social_services_are_offered_consent_only(planners, svu_elsewhere, outsider):
    page = before(outsider, svu_elsewhere)
    assert [radio.attrs["value"] for radio in page.main.all("input", type="radio")] == ["consent"]
    assert page.press("Läs ärendet", **GENERAL, basis="danger", reason="Medvetslös.").status == 422
    assert "era insatser" in page.press("Läs ärendet", **GENERAL | {"relation": ""}, basis="consent").text
    page.press("Läs ärendet", **GENERAL, basis="consent")
    assert reads(outsider, svu_elsewhere) == 200


@pytest.fixture
def svu_elsewhere(planners):
    """A plan in which the municipality takes no part."""
    return Drive(planners, others=("oskar",)).published()


@pytest.fixture
def outsider(planners):
    return employ(planners.care_office, "Siv", "Soc", "V050", "bistandshandlaggare")


@pytest.mark.req("001-034")
def test_each_ground_has_its_own_question_after_a_no(refused, extern):
    html = before(extern, refused).html
    for basis, question in (
        ("consent", "Hur lämnades"),
        ("harm_assessment", "Varför kan samtycke"),
        ("danger", "Varför är det"),
    ):
        assert f'<span class="of-{basis}">{question}' in html
