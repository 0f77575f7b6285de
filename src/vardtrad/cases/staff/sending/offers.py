"""What follows of an offer under the care guarantee: everybody who got it stands on the waiting list (004-001…004)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.texts import texts
from vardtrad.cases.waiting_list.offering import OFFER, Sent, after_sending
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused

log = logging.getLogger(__name__)


def offers(dispatch: Dispatch) -> bool:
    """Whether the dispatch is an offer under the care guarantee."""
    return dispatch.template.code == OFFER


def put_on_the_list(actor: Actor, dispatch: Dispatch, reached: Sequence[tuple[Recipient, UUID]]) -> None:
    """Let the recipients of an offer stand on the clinic's list, with a letter to those whom no notice reaches.

    ``reached`` has each recipient of a piece with the recipient's own key, so that the same piece carried out again
    changes nothing. Who has no account gets the letter only (004-004, 004-077). Whoever could not be put on the list
    has that in ``refusal``, so that staff see it: nobody is forgotten.
    """
    told = [(recipient, key) for recipient, key in reached if recipient.outcome in {Outcome.CASE, Outcome.NO_ACCOUNT}]
    if told:
        _put(actor, dispatch, told)


def _put(actor: Actor, dispatch: Dispatch, told: Sequence[tuple[Recipient, UUID]]) -> None:
    people = [recipient.person for recipient, _key in told]
    try:
        written = texts(actor, dispatch, dispatch.text, people)
        sent = [Sent(person.person, written[person.person_id], person.case_id, key) for person, key in told]
        outcomes = [
            _words(outcome) if isinstance(outcome, Refused) else ""
            for outcome in after_sending(actor, dispatch.clinic, sent, Kind(dispatch.waits_for))
        ]
    except (OperationalError, InterfaceError):
        raise  # the database may be restarting: everything waits until the claim has run out
    except Exception:
        log.exception("a piece of dispatch %s could not be put on the waiting list", dispatch.pk)
        if len(told) > 1:
            for pair in told:
                _put(actor, dispatch, [pair])
            return
        outcomes = [_not_listed(_("Tekniskt fel."))]
    for (recipient, _key), words in zip(told, outcomes, strict=True):
        if words:
            recipient.refusal = words[:300]


def _words(refused: Refused) -> str:
    if refused.reason is Reason.CONSTRAINT:
        # An offer begins anew for who waits with HV or P. Who stands there otherwise has accepted an earlier one.
        return _("Har redan tackat ja till ett erbjudande, och koden är kvar. Läs svaret på det nya i ärendet.")
    return _not_listed(refused.sentence)


def _not_listed(why: str) -> str:
    return _("Står inte på väntelistan: %(why)s Sätt upp personen för hand.") % {"why": why}
