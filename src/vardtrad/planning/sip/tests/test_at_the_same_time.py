"""Two moves at once in a SIP, with real commits: one ongoing SIP a person, and no approval of what was not read."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.planners import planners as make_planners
from tests.sips import SipDrive
from vardtrad.gate.models import Version
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import actions, approval, calling, guests
from vardtrad.planning.sip.models import Guest, GuestWord
from vardtrad.planning.sip.subject import SIP

TIMES = 4


@pytest.fixture
def planners(committed):
    """The people, in a database where everything is really committed."""
    return make_planners.__wrapped__(None)


def refusals(results):
    """The refusals among the results; any other exception is an error."""
    wrong = [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)]
    assert not wrong, wrong
    return [result for result in results if isinstance(result, Refused)]


@pytest.mark.req("001-168")
def test_of_two_sip_created_in_the_same_instant_one_lives(committed, planners):
    elsa = planners.patients["elsa"]
    care, town = planners.staff["oskar"], planners.staff["karin"]
    for _time in range(TIMES):
        results = committed.together(
            lambda: actions.create(care.actor, elsa, care.unit, []),
            lambda: actions.create(town.actor, elsa, town.unit, []),
        )
        (late,) = refusals(results)
        assert late.sentence == "Personen har redan en pågående SIP."
        sip = Plan.objects.get(process=ProcessCode.SIP, closed__isnull=True)
        creator = care if sip.unit_id == care.unit.id else town
        actions.remove(creator.actor, sip.id, confirmed=True, submit_key=uuid4())


@pytest.mark.req("001-211", "001-219")
def test_an_approval_and_an_update_cross(committed, planners):
    sip = SipDrive(planners).called().acknowledged().written()
    for _time in range(TIMES):
        sip.approving().approved(sip.care)
        part = sip.steps.care_plan
        results = committed.together(
            lambda part=part: approval.approve(sip.town.actor, sip.key, part.round, seen=part.content),
            lambda part=part: approval.update_plan(
                sip.care.actor, sip.key, "Fel mål.", confirmed=True, seen=part.content
            ),
        )
        assert not isinstance(results[1], Exception)
        for refused in refusals(results):
            assert refused.reason in {Reason.STALE, Reason.NOT_ALLOWED, Reason.NEED}
        assert (sip.steps.care_plan.state, sip.steps.care_plan.approved) == ("writing", None)
        assert sip.colours(sip.care)[-1] == "wait"


@pytest.mark.req("001-182", "001-211")
def test_a_withdrawn_consent_and_an_approval_cross(committed, planners):
    sip = SipDrive(planners).called().acknowledged().written()
    for _time in range(TIMES):
        sip.approving()
        part = sip.steps.care_plan
        results = committed.together(
            lambda: planning.withdraw(SIP, sip.town.actor, sip.key, confirmed=True),
            lambda part=part: approval.approve(sip.care.actor, sip.key, part.round, seen=part.content),
        )
        assert not isinstance(results[0], Exception)
        refusals(results)
        with pytest.raises(Refused, match="avregistrerad"):
            sip.approved(sip.town)
        planning.consent(SIP, sip.care.actor, sip.key, confirmed=True)
        sip.updated()


@pytest.mark.req("001-222", "001-188")
def test_an_end_and_a_call_cross(committed, planners):
    for _time in range(TIMES):
        sip = SipDrive(planners).called().acknowledged()
        call, seen = sip.call(why="Ny lokal."), sip.seen("call")
        results = committed.together(
            lambda sip=sip: actions.end(sip.town.actor, sip.key, "Inte aktuellt.", confirmed=True),
            lambda sip=sip, call=call, seen=seen: calling.move_meeting(sip.care.actor, sip.key, call, seen=seen),
        )
        assert not isinstance(results[0], Exception)
        for refused in refusals(results):
            assert refused.sentence == "Planen är avslutad."
        assert sip.plan.closed is not None
        with pytest.raises(Refused, match="avslutad"):
            sip.acknowledged()


@pytest.mark.req("B-51")
def test_a_withdrawn_consent_and_a_guest_who_writes_cross(committed, planners):
    """Whichever comes first: what the guest wrote was written while the invitation held, or not at all."""
    sip, olof = SipDrive(planners).called(), planners.patients["olof"]
    who = Actor(ActorKind.RESIDENT, olof.id)
    for _time in range(TIMES):
        sip.invites(olof)
        before = GuestWord.objects.count()
        results = committed.together(
            lambda: planning.withdraw(SIP, sip.town.actor, sip.key, confirmed=True),
            lambda: guests.answer(who, sip.key, 1, "Jag kommer.", comes=True, submit_key=uuid4()),
        )
        assert not isinstance(results[0], Exception)
        late = refusals(results)
        assert GuestWord.objects.count() == before + (0 if late else 1)
        with pytest.raises(Refused):
            guests.answer(who, sip.key, 1, "", comes=False)
        moves = Version.objects.filter(key=sip.key, move__in=("withdraw", "come_as_guest")).order_by("-number")
        assert moves[0].move == "withdraw", "nothing is written after it"
        planning.consent(SIP, sip.care.actor, sip.key, confirmed=True)


@pytest.mark.req("B-51")
def test_an_invitation_that_is_taken_back_and_a_guest_who_writes_cross(committed, planners):
    sip, olof = SipDrive(planners).called(), planners.patients["olof"]
    who = Actor(ActorKind.RESIDENT, olof.id)
    for _time in range(TIMES):
        key = sip.invites(olof)
        results = committed.together(
            lambda key=key: guests.take_back(sip.town.actor, sip.key, key, confirmed=True),
            lambda: guests.answer(who, sip.key, 1, "Jag kommer.", comes=True, submit_key=uuid4()),
        )
        assert not isinstance(results[0], Exception)
        refusals(results)
        taken_back = Version.objects.filter(key=sip.key).order_by("-number").first()
        assert taken_back.move == "take_back_invitation"


@pytest.mark.req("B-51")
def test_of_two_who_invite_the_same_person_one_does(committed, planners):
    sip, olof = SipDrive(planners).called(), planners.patients["olof"]
    results = committed.together(lambda: sip.invites(olof), lambda: sip.invites(olof, sip.town))
    (late,) = refusals(results)
    assert "redan inbjuden" in late.sentence
    assert Guest.objects.filter(plan=sip.key).count() == 1
