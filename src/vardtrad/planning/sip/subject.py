"""A SIP as the door sees it, and the kinds of part that its steps are."""

from __future__ import annotations

from dataclasses import replace

from vardtrad.gate import door
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip import guest_standing, rules
from vardtrad.planning.sip.addressees import addressees
from vardtrad.planning.sip.capacities import capacities_of
from vardtrad.planning.sip.facts import facts
from vardtrad.planning.sip.given import SipGiven
from vardtrad.planning.sip.models import Call, CarePlan
from vardtrad.planning.sip.rules import SipFacts, Step

CALL = door.PartOf(Step.CALL, Call, rules.CALL)
ASSESSMENT = door.PartOf(Step.ASSESSMENT, Assessment, rules.ASSESSMENT)
CARE_PLAN = door.PartOf(Step.CARE_PLAN, CarePlan, rules.CARE_PLAN)

SIP: door.Subject[Plan, SipFacts, SipGiven] = door.Subject(
    label="sip",
    model=Plan,
    table=rules.TABLE,
    capacities=capacities_of,
    facts=facts,
    addressees=addressees,
    person_of=plans.person_of,
    mark_news=planning.mark_news,
    parts={Step.CALL: CALL, Step.ASSESSMENT: ASSESSMENT, Step.CARE_PLAN: CARE_PLAN},
)

SIP_FOR_GUESTS = replace(SIP, capacities=guest_standing.capacities_of)
"""A SIP as its guests see it: the same plans and tables, but only who is a guest now has a capacity, and only that one.

To everything that asks by ``SIP`` a guest is nobody, so what is made for units and for the person opens to no guest.
"""
