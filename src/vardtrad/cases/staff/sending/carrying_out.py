"""Sending what was ordered: a piece at a time, exactly once to each, whoever is killed half-way (004-036).

Each recipient has one submit key. What has been sent without its outcome being recorded is found by that key before
anything else is judged, so that nobody gets a case twice and nobody who has one is said to have none.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame import work
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.offers import offers, put_on_the_list
from vardtrad.cases.staff.sending.reach import out_of_reach
from vardtrad.cases.staff.sending.texts import texts
from vardtrad.gate import door
from vardtrad.gate.sets import update_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.files import Chosen

log = logging.getLogger(__name__)

CHUNK = 200
"""How many recipients are sent to at a time, in one transaction."""


def carry_out() -> int:
    """Send a piece of the dispatch that has waited longest; returns the number of recipients. Several may run it."""
    claimed = work.claim(_ordered())
    if claimed is None:
        return 0
    done = _piece(*claimed)
    if Dispatch.objects.filter(pk=claimed[0].pk, sent__isnull=False).exists():
        drafts.forget_all([claimed[0].pk])
    return done


def carry_out_now(dispatch: UUID) -> None:
    """Send a small dispatch while its owner waits. What is left when this is killed, the worker takes over."""
    claimed = work.claim(_ordered().filter(pk=dispatch))
    if claimed is not None:
        _piece(*claimed)


def _ordered() -> QuerySet[Dispatch, Any]:
    related = ("owner", "clinic", "template", "to_staff", "to_group")
    return Dispatch.objects.select_related(*related).filter(ordered__isnull=False, sent__isnull=True)


def _piece(dispatch: Dispatch, until: datetime) -> int:
    waiting = Recipient.objects.select_related("person").filter(dispatch=dispatch, outcome=Outcome.WAITING)
    recipients = list(waiting.order_by("id")[:CHUNK])
    with translation.override(dispatch.language):
        actor = work.actor_now(dispatch.owner, dispatch.clinic, dispatch.session)
        _find_sent(dispatch, recipients)
        left = [recipient for recipient in recipients if recipient.outcome == Outcome.WAITING]
        if dispatch.stopped is not None:
            for recipient in left:
                recipient.outcome, recipient.refusal = Outcome.STOPPED, _("Utskicket stoppades innan det kom hit.")
        elif left:
            _try(actor, dispatch, left)
        if offers(dispatch):
            put_on_the_list(actor, dispatch, [(recipient, _key(recipient)) for recipient in recipients])
    update_set(recipients, ["case", "outcome", "refusal"])
    work.give_back(dispatch, until)
    if not waiting.exists():
        Dispatch.objects.filter(pk=dispatch.pk, sent__isnull=True).update(sent=clock.now())
    return len(recipients)


def _move(dispatch: Dispatch) -> Move:
    asks = dispatch.template.direction == CaseType.Direction.QUESTION
    return Move.SEND_QUESTION if asks else Move.SEND_INFORMATION


def _key(recipient: Recipient) -> UUID:
    """The submit key of a recipient: the same however often it is tried."""
    return uuid5(recipient.dispatch_id, str(recipient.person_id))


def _find_sent(dispatch: Dispatch, recipients: Sequence[Recipient]) -> None:
    """Record what has been sent and not recorded: whoever sent it was killed in between. One query."""
    keys = [_key(recipient) for recipient in recipients]
    begun = door.begun(dispatch.owner_id, CASES.label, _move(dispatch), keys)
    for recipient, key in zip(recipients, keys, strict=True):
        if key in begun:
            recipient.outcome, recipient.case_id, recipient.refusal = Outcome.CASE, begun[key], ""


def _try(actor: Actor, dispatch: Dispatch, recipients: Sequence[Recipient]) -> None:
    """Send to these. If the product fails on the set, try each alone, so that one person cannot stop the rest."""
    try:
        _send(actor, dispatch, recipients)
    except (OperationalError, InterfaceError):
        raise  # the database may be restarting: everything waits until the claim has run out
    except Exception:
        log.exception("a piece of dispatch %s failed", dispatch.pk)
        if len(recipients) == 1:
            # The door has rolled everything back.
            recipients[0].outcome, recipients[0].refusal = Outcome.REFUSED, _("Tekniskt fel. Inget har skickats.")
            return
        for recipient in recipients:
            _try(actor, dispatch, [recipient])


def _send(actor: Actor, dispatch: Dispatch, recipients: Sequence[Recipient]) -> None:
    chosen = Chosen(dispatch.id, tuple(UUID(file) for file in dispatch.files)) if dispatch.files else None
    to = dispatch.to_staff or dispatch.to_group or dispatch.owner
    unreached = out_of_reach([recipient.person for recipient in recipients], dispatch.clinic_id)
    reached = [recipient for recipient in recipients if recipient.person_id not in unreached]
    written = texts(actor, dispatch, dispatch.text, [recipient.person for recipient in reached])
    outgoing = [Outgoing(recipient.person, written[recipient.person_id], _key(recipient)) for recipient in reached]
    results = send_out(actor, dispatch.clinic, dispatch.template, outgoing, to, chosen=chosen) if outgoing else []
    for recipient, result in zip(reached, results, strict=True):
        if isinstance(result, Refused):
            recipient.outcome, recipient.refusal = Outcome.REFUSED, result.sentence[:300]
        else:
            recipient.outcome, recipient.case_id = Outcome.CASE, result.thing.id
    for recipient in recipients:
        if recipient.person_id in unreached:
            recipient.outcome, recipient.refusal = unreached[recipient.person_id]
