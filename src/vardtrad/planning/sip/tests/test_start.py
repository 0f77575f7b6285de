"""How a SIP begins: who takes part, one at a time, information and consent, coordinator, other plans (001-168…193)."""

from __future__ import annotations

import pytest

from tests.sips import SipDrive
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.rules import Kind
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import actions, calling
from vardtrad.planning.sip.models import Coordinator
from vardtrad.planning.sip.subject import SIP


def searched(who, person):
    """The page of a person that somebody has searched for."""
    return who.browser.open(who.base).press("Sök", number=person.identity)


def page(who, sip, step="kallelse", opened=""):
    """The page of a SIP at a step, opened by somebody."""
    return who.browser.open(f"{who.base}sip/{sip.key}/{step}/" + (f"?visa={opened}" if opened else ""))


@pytest.mark.parametrize(
    ("creator", "parties"),
    [
        pytest.param("karin", {"municipality", "outpatient"}, marks=pytest.mark.req("001-173")),
        pytest.param("oskar", {"outpatient", "municipality"}, marks=pytest.mark.req("001-174")),
        pytest.param("vera", {"inpatient", "outpatient", "municipality"}, marks=pytest.mark.req("001-175")),
    ],
)
def test_who_is_added_hangs_on_who_creates(planners, creator, parties):
    who, elsa = planners.staff[creator], planners.patients["elsa"]
    searched(who, elsa).press("Skapa ny SIP")
    sip = Plan.objects.get(process=ProcessCode.SIP)
    members = members_of([sip.id])[sip.id]
    assert {member.party.value for member in members} == parties
    assert who.unit.id in {member.unit for member in members}
    assert len(members) == len(parties)


@pytest.mark.req("001-168", "001-169", "001-172")
def test_with_an_ongoing_sip_the_button_is_grey_with_the_reason_and_the_way_there(planners):
    sip = SipDrive(planners).called()
    seen = searched(sip.town, sip.plan.patient)
    assert "Personen har redan en pågående SIP." in seen.main.text
    assert "Sök" not in seen.follow("Gå till den pågående").main.one("h1").text
    elsa, care = sip.plan.patient, sip.care
    with pytest.raises(Refused, match="pågående SIP"):
        actions.create(care.actor, elsa, care.unit, [])


@pytest.mark.req("001-172")
def test_an_ongoing_sip_that_is_not_called_blocks_too_but_is_not_shown_to_others(planners):
    sip = SipDrive(planners).consented()
    seen = searched(sip.town, sip.plan.patient).main.text
    assert "Personen har redan en pågående SIP." in seen
    assert "när kallelsen är skickad" in seen
    assert "SIP, pågående" not in seen
    answer = sip.town.browser.get(f"{sip.town.base}sip/{sip.key}/kallelse/")
    assert answer.status_code == 404


@pytest.mark.req("001-176")
def test_before_the_call_is_sent_only_the_party_that_began_sees_the_sip(planners):
    sip = SipDrive(planners, others=("karin", "rolf")).consented()
    plan = sip.plan
    seen = {name: bool(capacities_of(planners.staff[name].actor, [plan]).get(plan.id)) for name in ("rolf", "karin")}
    assert seen == {"rolf": True, "karin": False}
    sip.called()
    assert capacities_of(sip.town.actor, [sip.plan])


@pytest.mark.req("001-178", "001-179", "001-180")
def test_information_then_consent_or_a_no_that_locks_every_step(planners):
    sip = SipDrive(planners)
    seen = page(sip.care, sip)
    assert "Registrera information till patienten och ett av samtyckesalternativen först." in seen.main.text
    sip.refused()
    seen = page(sip.care, sip)
    assert "Alla steg är låsta" in seen.main.text
    for step in ("kallelse", "kartlaggning", "plan"):
        assert not [button.text for button in page(sip.care, sip, step).main.all("button") if "Spara" in button.text]
    for move in (lambda: sip.called(), lambda: actions.start_assessment(sip.care.actor, sip.key)):
        with pytest.raises(Refused, match="nekat samtycke"):
            move()
    assert "Planen är borttagen." in page(sip.care, sip, opened="ta-bort").press("Ta bort").text


@pytest.mark.req("001-180")
def test_consent_may_come_after_a_no_that_was_taken_back(planners):
    sip = SipDrive(planners).refused().withdrawn().consented().called()
    assert sip.plan.shared is not None


@pytest.mark.req("001-182", "001-258")
@pytest.mark.parametrize("name", ["oskar", "karin", "vera"])
def test_every_participant_takes_consent_back_after_confirming_and_it_stays_in_the_history(planners, name):
    sip = SipDrive(planners, others=("karin", "vera")).called()
    who = planners.staff[name]
    seen = page(who, sip, opened="avregistrera").press("Bekräfta: Avregistrera")
    assert "Uppgiften om samtycke är avregistrerad." in seen.text
    record = ConsentRecord.objects.get(key=sip.key, kind=Kind.WITHDRAWAL)
    assert (record.by_name, record.unit_name) == (who.actor.signature, who.unit.name)


@pytest.mark.req("001-223")
def test_a_sip_is_removed_from_its_page(planners):
    sip = SipDrive(planners)
    after = page(sip.care, sip, "kallelse", "ta-bort").press("Ta bort")
    assert after.address == sip.care.base
    assert "makulerad" in after.alerts
    assert sip.plan.state == "annulled"
    assert page(sip.care, sip).status == 404


@pytest.mark.req("001-223")
def test_a_sip_is_removed_until_it_is_called_to_and_ended_after(planners):
    sip = SipDrive(planners)
    late = page(sip.care, sip, "kallelse", "ta-bort")
    sip.called()
    back = late.press("Ta bort")
    assert back.status == 422
    assert "Avsluta den i stället" in back.alerts
    assert "Kallelse" in back.title
    with pytest.raises(Refused, match="Avsluta den i stället"):
        actions.remove(sip.care.actor, sip.key, confirmed=True)
    assert "Ta bort plan" not in page(sip.care, sip).main.text
    assert "Avsluta plan" in page(sip.care, sip).main.text


@pytest.mark.req("001-190", "001-191", "001-192")
def test_one_coordinator_with_the_own_name_first_who_is_removed_before_another_is_registered(planners):
    sip = SipDrive(planners).called()
    form = page(sip.town, sip, opened="samordningsansvarig")
    people = [label.text for label in form.root.one("div", id="samordning-people").all("label")]
    assert people[0].startswith(sip.town.staff.name)
    seen = form.press("Lägg till samordningsansvarig", person=str(sip.town.staff.id))
    assert "Samordningsansvarig är registrerad." in seen.text
    assert Coordinator.objects.get(plan_id=sip.key).staff_id == sip.town.staff.id
    with pytest.raises(Refused, match="Ta bort den först"):
        actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)
    actions.remove_coordinator(sip.care.actor, sip.key, confirmed=True)
    actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)


@pytest.mark.req("001-193", "001-170")
def test_the_tree_says_lagg_till_and_ingar(planners):
    sip = SipDrive(planners)
    seen = page(sip.care, sip).follow("Ny Deltagare")
    assert "Ingår" in seen.text
    assert "Lägg till" in seen.text
    planning.add_unit(SIP, sip.care.actor, sip.key, sip.ward.unit)
    assert sip.ward.unit.name in page(sip.care, sip).text


@pytest.mark.req("001-186")
def test_a_meeting_in_the_past_is_refused_in_the_words_of_the_requirement_and_nothing_is_lost(planners):
    sip = SipDrive(planners).consented()
    call = sip.call()
    seen = page(sip.care, sip).press(
        "Skicka kallelse",
        initiator=call.initiator,
        reason="Ett långt skäl 🙂 \u202bعربي\u202c",
        form="video",
        place="Länk",
        day="2026-01-02",
        time="08:00",
    )
    assert "Mötestiden måste vara i framtiden" in seen.text
    assert "Ett långt skäl 🙂" in seen.text


@pytest.mark.req("001-187")
def test_without_script_the_server_says_what_is_missing_and_a_draft_may_be_incomplete(planners):
    sip = SipDrive(planners).consented()
    seen = page(sip.care, sip).press("Skicka kallelse", reason="Ett skäl.")
    assert "Fyll i det som saknas först: Initiativtagare, Mötesform, Plats för möte" in seen.text
    assert "Utkastet är sparat." in page(sip.care, sip).press("Spara utkast", reason="Ett skäl.").text
    assert "Ett skäl." in page(sip.care, sip).main.text


@pytest.mark.req("001-188", "001-189", "001-218")
def test_a_moved_meeting_is_acknowledged_again_and_a_proposed_time_is_read_by_all(planners):
    sip = SipDrive(planners).called().acknowledged()
    assert sip.colours(sip.care)[0] == "done"
    day = sip.call().day.isoformat()
    seen = page(sip.town, sip, opened="foresla").press("Skicka förslag", day=day, time="15:00", text="Hellre sent.")
    assert "Hellre sent." in page(sip.care, sip).main.text
    assert "Förslaget på annan tid är skickat" in seen.text
    moved = page(sip.care, sip, opened="andra-mote").press("Ändra möte", time="15:00", why="Passar bättre.")
    assert "Mötet är ändrat." in moved.text
    assert sip.colours(sip.town)[0] == "task"
    assert sip.colours(sip.care)[0] == "wait"
    assert "Passar bättre." in page(sip.town, sip).main.text


def test_an_old_page_cannot_acknowledge_what_it_does_not_show(planners):
    sip = SipDrive(planners).called()
    old = sip.steps.call.round
    calling.move_meeting(sip.care.actor, sip.key, sip.call(why="Ny lokal."), seen=sip.seen("call"))
    with pytest.raises(Refused, match="ändrats") as refused:
        calling.acknowledge(sip.town.actor, sip.key, old)
    assert refused.value.reason is Reason.NEED


@pytest.mark.req("001-180")
def test_after_a_no_nobody_reads_what_another_unit_has_written_in_the_call(planners):
    sip = SipDrive(planners).called()
    seen = page(sip.town, sip, opened="foresla")
    seen.press("Skicka förslag", day=sip.call().day.isoformat(), time="15:00", text="Hemligt förslag.")
    sip.withdrawn()
    assert "Behöver samordnat stöd" in page(sip.care, sip).main.text
    assert "Hemligt förslag." not in page(sip.care, sip).main.text
    told = page(sip.town, sip).main.text
    assert "Behöver samordnat stöd" not in told
    assert "Hemligt förslag." not in told  # the whole call is closed to whoever did not write it


def test_other_plans_are_noted_and_the_page_says_when_the_law_wants_another_plan(planners):
    sip = SipDrive(planners).called()
    form = page(sip.town, sip, opened="annan-plan")
    seen = form.press("Spara", kind="lpt", day="2026-10-01", holder="Psykiatrin Plan")
    assert "Den andra planen är angiven." in seen.text
    other = page(sip.care, sip).text
    assert "Samordnad vårdplan enligt 7 a § LPT" in other
    assert "4 kap. 1 § lagen (2017:612)" in other
    assert "Psykiatrin Plan" in other


@pytest.mark.req("001-033", "001-034")
def test_a_colleague_reads_a_called_sip_by_an_active_choice_and_can_do_nothing_in_it(planners):
    sip = SipDrive(planners).called()
    kurt = planners.staff["kurt"]
    hit = searched(kurt, sip.plan.patient)
    assert "SIP, pågående" in hit.main.text
    seen = kurt.browser.open(f"{kurt.base}las/{sip.key}/").press("Läs ärendet", confirmed="on")
    assert "Läsläge" in seen.text
    assert "Behöver samordnat stöd hemma." in seen.main.text
    words = {button.text for button in seen.root.all("button")}
    assert not words & {"Kvittera", "Skicka kallelse", "Avsluta plan", "Spara"}
