"""Reporting a fault of accessibility, and seeing to one."""

from __future__ import annotations

from uuid import UUID

from vardtrad.gate import settings_door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.operations.accessibility.models import Report
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit.limits import ACCESSIBILITY
from vardtrad.shared.rule_engine.actions import REGION_SETTINGS

LABEL = "accessibility"


def report(fault: str, place: str, aids: str, contact: str, key: UUID) -> None:
    """Keep a report; ``key`` is the form's, so that the same form twice is one report.

    Nobody is logged in, so all reports together are counted: raises Refused when they are too many.
    """
    if Report.objects.filter(pk=key).exists():
        return
    if rate_limit.reached(ACCESSIBILITY.name, ACCESSIBILITY.most):
        raise Refused(Reason.TOO_OFTEN, str(ACCESSIBILITY.sentence))
    rate_limit.count(ACCESSIBILITY.name)
    said = {"at": clock.now(), "fault": fault, "place": place, "aids": aids, "contact": contact}
    Report.objects.get_or_create(pk=key, defaults=said)


def see_to(actor: Actor, key: UUID, answer: str) -> None:
    """Note that a report has been seen to, and how; where an answer was wanted is forgotten. Raises Refused."""
    with settings_door.change(REGION_SETTINGS, actor, "see_to_report", LABEL, thing=key) as change:
        row = Report.objects.select_for_update().filter(pk=key).first()
        if row is None:
            raise not_there()
        if row.done is not None:
            change.repeated = True
            return
        row.done, row.done_by, row.answer, row.contact = clock.now(), actor.name, answer, ""
        row.save(update_fields=["done", "done_by", "answer", "contact"])
