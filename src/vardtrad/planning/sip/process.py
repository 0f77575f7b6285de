"""SIP as one record: what the rooms over all processes know of it."""

from __future__ import annotations

from django.db.models import QuerySet

from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Chapter, Process, RulesPage
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import notifications, rules
from vardtrad.planning.sip.queries import has_task
from vardtrad.planning.sip.shown import overviews
from vardtrad.planning.sip.subject import SIP

RULES_INTRODUCTION = """\
Den här sidan säger vad som kan hända i en SIP (samordnad individuell plan). Det som inte står här går inte att göra.
Först kommer det som gäller ärendet som helhet, därefter kallelsen. Ärendets läge är hur det står till med information
och samtycke.

Raderna läses som i [reglerna för SVU](svu.md).
"""


def with_parts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans with their calls, in the same query."""
    return plans.select_related("call")


def opens_on(_plan: Plan) -> str:
    """The slug of the only step."""
    return rules.Step.CALL.slug


SIP_PROCESS = Process(
    code=ProcessCode.SIP,
    subject=SIP,
    step_names=[step.label for step in rules.Step],
    with_parts=with_parts,
    has_task=has_task,
    overviews=overviews,
    opens_on=opens_on,
    rules_page=RulesPage(
        title="Regler för SIP",
        introduction=RULES_INTRODUCTION,
        tables=(("Ärendet som helhet", rules.TABLE), ("Kallelse", rules.CALL)),
    ),
    chapters=(Chapter("kallelse", "Kalla till SIP", "planning/sip/manual/kallelse.html"),),
    words=notifications.words,
    deadlines={},
)
