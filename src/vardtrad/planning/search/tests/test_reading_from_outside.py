"""Extern åtkomst: staff who do not take part make an active choice or give a ground, are logged, and only read."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.people import logged_in
from tests.planners import employ
from tests.plans import Drive
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel.tables import Refused
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.planning.plan.reading import Reading, open_for_reading
from vardtrad.planning.svu import notifications
from vardtrad.planning.svu.subject import SVU

ELSA = "193304049228"
SAID = {"relation": "on", "matters": "on", "confirmed": "on"}
"""What a reader confirms, whatever the ground."""
DANGER = {**SAID, "unobtainable": "on", "indispensable": "on"}
HARM = {**SAID, "unable": "on", "necessary": "on", "attitude": "on"}


@pytest.fixture
def svu(planners):
    """Elsa's SVU, published and read by nobody from outside yet."""
    return Drive(planners).published()


def search(who, number=ELSA, browser=None):
    return (browser or who.browser).open(who.base).press("Sök", number=number)


def door(who, svu):
    """The page before the plan, for somebody who has searched."""
    search(who)
    return who.browser.open(f"{who.base}las/{svu.key}/")


def reads(who, svu):
    return who.browser.get(f"{who.base}svu/{svu.key}/").status_code


@pytest.mark.req("001-034", "001-036", "001-039")
def test_the_ambulance_doctor_reads_after_consent(planners, svu, extern):
    """The ambulance doctor's case: an external actor reads after consent, and reads only."""
    assert reads(extern, svu) == 404
    page = door(extern, svu)
    assert "Din organisation deltar inte" in page.main.text
    assert "Det loggas vem du är, när du läser, vilket ärende det gäller och varför." in page.main.text
    assert "Fallolycka" not in page.html
    response = extern.browser.post(page.form("Läs ärendet").attrs["action"],
                                   {**page.fields("Läs ärendet"), "basis": "consent", **SAID})  # fmt: skip
    assert response.headers["Location"] == f"{extern.base}svu/{svu.key}/"
    assert reads(extern, svu) == 200
    grant = ReadingGrant.objects.get()
    assert (grant.basis, grant.unit, grant.by) == ("consent", planners.private_unit, extern.staff.id)
    trace = Trace.objects.get(action="open_reading", outcome="done")
    assert (trace.key, trace.person_id, trace.detail) == (svu.key, svu.plan.patient_id, {"basis": "consent"})
    # Once opened, the plan is shown without the question.
    assert extern.browser.get(f"{extern.base}las/{svu.key}/").status_code == 302


@pytest.mark.req("001-034")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"basis": "consent"}, "Bekräfta först att du förstår att läsningen loggas."),
        ({"confirmed": "on"}, "Välj på vilken grund du läser ärendet."),
        ({"basis": "danger", **DANGER}, "Beskriv kort varför det är bråttom."),
        ({"basis": "danger", **SAID, "reason": "Fall."}, "Bekräfta att patientens samtycke inte kan inhämtas."),
        (
            {"basis": "danger", **DANGER, "indispensable": "", "reason": "Fall."},
            "Bekräfta att det gäller vård som patienten oundgängligen behöver.",
        ),
        ({"basis": "consent", **SAID, "relation": ""}, "Bekräfta att ni har en aktuell patientrelation med patienten."),
        ({"basis": "consent", **SAID, "matters": ""}, "Bekräfta att uppgifterna kan antas ha betydelse."),
        ({"basis": "own_organisation", **SAID}, ""),
        ({"basis": "harm_assessment", **SAID, "person": str(uuid4())}, ""),
    ],
)
def test_without_a_ground_nothing_is_shown(svu, extern, given, sentence):
    page = door(extern, svu).press("Läs ärendet", **given)
    assert page.status == 422
    assert sentence in page.text
    assert not ReadingGrant.objects.exists()
    assert reads(extern, svu) == 404


@pytest.mark.req("001-034")
def test_danger_to_life_is_a_ground_with_a_reason(svu, extern):
    door(extern, svu).press("Läs ärendet", basis="danger", reason="Medvetslös i ambulansen.", **DANGER)
    assert ReadingGrant.objects.get().reason == "Medvetslös i ambulansen."
    assert "Medvetslös" not in str(Trace.objects.get(action="open_reading", outcome="done").detail)


@pytest.mark.req("001-034", "001-092", "001-093")
def test_a_harm_assessment_by_licensed_staff_with_a_responsible_person(planners, svu, extern):
    colleague = employ(planners.private_unit, "Lisa", "Legg", "V020", "lakare", title="läkare", licensed=True)
    employ(planners.private_unit, "Lisa", "Utan", "V021", "lakare", title="utbildningsläkare")
    page = door(extern, svu).press("Sök person", who="Lis", basis="harm_assessment")
    labels = [label.text for label in page.main.all("label")]
    assert f"Lisa Legg, läkare, {planners.private_unit.name}" in labels
    assert not [label for label in labels if "Utan" in label]
    assert ReadingGrant.objects.count() == 0
    page.press("Läs ärendet", basis="harm_assessment", person=str(colleague.staff.id), **HARM)
    grant = ReadingGrant.objects.get()
    assert (grant.basis, grant.responsible) == ("harm_assessment", colleague.staff)
    assert "Ingen legitimerad person hittades" in door(
        employ(planners.private_unit, "Olle", "Oleg", "V022", "lakare"), svu
    ).press("Sök person", who="Zz").text  # fmt: skip


@pytest.mark.req("001-092")
def test_an_unlicensed_reader_makes_no_harm_assessment(planners, svu, extern):
    unlicensed = employ(planners.private_unit, "Uno", "Utan", "V023", "lakare")
    page = door(unlicensed, svu).press("Sök person", who="Erik", basis="harm_assessment")
    page = page.press("Läs ärendet", basis="harm_assessment", person=str(extern.staff.id), **SAID)
    assert "Bekräfta att patienten inte bara tillfälligt saknar förmåga att lämna samtycke." in page.alerts
    page = page.press("Läs ärendet", **HARM)
    assert "Bara legitimerad personal kan utföra menprövning." in page.alerts
    assert not ReadingGrant.objects.exists()


@pytest.mark.req("001-092")
@pytest.mark.parametrize("given", ["nobody", "unlicensed", "has left"])
def test_somebody_licensed_who_still_works_answers_for_a_harm_assessment(planners, svu, extern, given):
    """The verb itself asks, whatever the form offers."""
    lisa = employ(planners.private_unit, "Lisa", "Legg", "V020", "lakare", licensed=True).staff
    reader = replace(extern.actor, session=uuid4())
    reading = Reading(
        Basis.HARM_ASSESSMENT, confirmed=True, relation=True, matters=True, unable=True, necessary=True, attitude=True,
        responsible=None if given == "nobody" else lisa,
    )  # fmt: skip
    lisa.licensed, lisa.active = given != "unlicensed", given != "has left"
    lisa.save()
    with pytest.raises(Refused) as refused:
        open_for_reading(SVU, reader, svu.key, reading)
    assert refused.value.sentence.startswith("Ange en legitimerad person")
    assert not ReadingGrant.objects.exists()
    lisa.licensed = lisa.active = True
    lisa.save()
    assert open_for_reading(SVU, reader, svu.key, replace(reading, responsible=lisa)) == svu.plan


@pytest.mark.req("001-033", "001-035", "001-036")
def test_a_ward_of_the_same_organisation_makes_an_active_choice(svu, agda):
    """The ward's case: the organisation takes part, the unit does not."""
    page = door(agda, svu)
    assert "Din organisation deltar i ärendet, men inte din enhet" in page.main.text
    assert "aktivt val att läsa ett ärende utan behörighet" in page.main.text
    assert "Loggen granskas." in page.main.text
    assert not page.main.all("input", type="radio")
    assert page.press("Läs ärendet").status == 422
    page.press("Läs ärendet", confirmed="on")
    assert ReadingGrant.objects.get().basis == "own_organisation"
    assert Trace.objects.get(action="open_reading", outcome="done").detail == {"basis": "own_organisation"}
    assert not Notification.objects.exists()
    assert reads(agda, svu) == 200


@pytest.mark.req("001-037", "001-039")
def test_reading_does_not_let_one_write(svu, extern, vera):
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    before = Version.objects.count()
    reader = logged_actor(extern)
    for act in (
        lambda: planning.consent(SVU, reader, svu.key, confirmed=True),
        lambda: planning.add_unit(SVU, reader, svu.key, extern.unit),
    ):
        with pytest.raises(Refused):
            act()
    from vardtrad.planning.messages import actions as messages

    with pytest.raises(Refused):
        messages.write(SVU, reader, svu.key, "Hej", set())
    assert Version.objects.count() == before


def logged_actor(who):
    """The planner as the guard gives it, in the session that read."""
    return replace(who.actor, session=ReadingGrant.objects.latest("at").session_id)


@pytest.mark.req("001-034")
def test_the_grant_ends_with_the_session(svu, extern):
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    assert reads(extern, svu) == 200
    again = logged_in(extern.staff)
    assert again.get(f"{extern.base}svu/{svu.key}/").status_code == 404
    # And a new search is needed before the question is even asked.
    assert again.get(f"{extern.base}las/{svu.key}/").status_code == 404


def test_the_grant_holds_at_the_unit_where_it_was_given_only(planners, svu, extern):
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    plan, reader = Plan.objects.get(pk=svu.key), logged_actor(extern)
    assert capacities_of(reader, [plan]) == {plan.id: frozenset({"reader"})}
    elsewhere = replace(reader, unit=planners.rehab.id, organisation=planners.rehab.organisation_id)
    assert capacities_of(elsewhere, [plan]) == {}


def test_the_address_alone_does_not_open_the_page_before_a_plan(planners, svu, extern):
    assert extern.browser.get(f"{extern.base}las/{svu.key}/").status_code == 404
    assert extern.browser.post(f"{extern.base}las/{svu.key}/", {"basis": "consent"}).status_code == 404
    draft = Drive(planners, patient="edvin").consented().drafted()
    search(extern, "193410317246")
    assert extern.browser.get(f"{extern.base}las/{draft.key}/").status_code == 404
    assert Trace.objects.filter(action="open_reading", outcome="refused").count() == 3


def test_participants_need_no_ground(svu, oskar):
    response = oskar.browser.get(f"{oskar.base}las/{svu.key}/")
    assert response.headers["Location"] == f"{oskar.base}svu/{svu.key}/"


@pytest.mark.req("001-036")
def test_the_log_reviewers_are_told_without_patient_data(planners, svu, extern):
    """Rita reviews the ward; the health centre has no reviewer, so all of the region's are told; the town has none."""
    other = employ(planners.rehab, "Greta", "Gren", "V031", "fysioterapeut", permissions=("log_reviewer",))
    reviewer = employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",))
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    notices = Notification.objects.all()
    assert {notice.recipient_id for notice in notices} == {reviewer.staff.id, other.staff.id}
    for notice in notices:
        assert (notice.party, notice.label) == ("log_reviewer", "svu")
        words = notifications.words(notice)
        for secret in ("Elsa", "Ek", ELSA, str(svu.key), "Avdelning", "Erik"):
            assert secret not in words.subject + words.body


@pytest.mark.req("001-036")
def test_a_unit_with_a_reviewer_needs_nobody_behind(planners, extern):
    alone = Drive(planners, others=()).published()
    employ(planners.rehab, "Greta", "Gren", "V031", "fysioterapeut", permissions=("log_reviewer",))
    reviewer = employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",))
    door(extern, alone).press("Läs ärendet", basis="consent", **SAID)
    assert Notification.objects.get().recipient_id == reviewer.staff.id


@pytest.mark.req("001-036")
def test_a_reviewer_without_an_address_gets_a_row_that_says_so(planners, svu, extern):
    from vardtrad.config.wiring import HANDLERS
    from vardtrad.gate import worker

    reviewer = employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",)).staff
    reviewer.email = ""
    reviewer.save()
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    worker.send_notices(HANDLERS)
    notice = Notification.objects.get()
    assert (notice.recipient_id, notice.status) == (reviewer.id, "no_address")


def test_the_notice_is_sent_by_the_worker(planners, svu, extern, mailoutbox):
    from vardtrad.config.wiring import HANDLERS
    from vardtrad.gate import worker

    employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",))
    door(extern, svu).press("Läs ärendet", basis="consent", **SAID)
    worker.send_notices(HANDLERS)
    (sent,) = mailoutbox
    assert sent.to == ["rita@personal.example"]
    assert sent.subject == "En enhet som inte deltar har läst ett ärende"
