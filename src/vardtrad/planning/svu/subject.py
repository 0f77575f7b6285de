"""An SVU as the door sees it, and the kinds of part that its steps are."""

from __future__ import annotations

from vardtrad.gate import door
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.capacities import capacities_in
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.svu import rules
from vardtrad.planning.svu.facts import facts
from vardtrad.planning.svu.given import SvuGiven
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import Step, SvuFacts

ADMISSION = door.PartOf(Step.ADMISSION, Admission, rules.ADMISSION)
DISCHARGE_TIME = door.PartOf(Step.DISCHARGE_TIME, DischargeTime, rules.DISCHARGE_TIME)
ASSESSMENT = door.PartOf(Step.ASSESSMENT, Assessment, rules.ASSESSMENT)
STATEMENT = door.PartOf(Step.STATEMENT, Statement, rules.STATEMENT)
DISCHARGE = door.PartOf(Step.DISCHARGE, Discharge, rules.DISCHARGE)

SVU: door.Subject[Plan, SvuFacts, SvuGiven] = door.Subject(
    label="svu",
    model=Plan,
    table=rules.TABLE,
    capacities=capacities_in(ProcessCode.SVU),
    facts=facts,
    addressees=plans.addressees,
    person_of=plans.person_of,
    mark_news=planning.mark_news,
    parts={
        Step.ADMISSION: ADMISSION,
        Step.DISCHARGE_TIME: DISCHARGE_TIME,
        Step.ASSESSMENT: ASSESSMENT,
        Step.STATEMENT: STATEMENT,
        Step.DISCHARGE: DISCHARGE,
    },
)
