"""What follows of an offer under the care guarantee, for each part of a sending that is done (004-001…004, 004-077).

The recipients stand on the clinic's waiting list, and a letter is ordered for those whom no notice reaches. It is done
before the outcomes are recorded: whoever is killed in between does it again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from vardtrad.cases.staff.frame import work
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.texts import texts
from vardtrad.cases.waiting_list.offering import OFFER, Sent, after_sending
from vardtrad.cases.waiting_list.rules import Kind


def follow(dispatch: Dispatch, recipients: Sequence[Recipient], key: Callable[[Recipient], UUID]) -> None:
    """Put the recipients of an offer on the waiting list; nothing for any other template. ``key`` is a recipient's."""
    got = [one for one in recipients if one.outcome in {Outcome.CASE, Outcome.NO_ACCOUNT}]
    if dispatch.template.code != OFFER or not got:
        return
    actor = work.actor_now(dispatch.owner, dispatch.clinic, dispatch.session)
    written = texts(actor, dispatch, dispatch.text, [one.person for one in got])
    sent = [Sent(one.person, written[one.person_id], one.case_id, key(one)) for one in got]
    after_sending(actor, dispatch.clinic, sent, _kind(dispatch.text))


def _kind(text: str) -> Kind:
    """What the offer is about, for who does not stand on the list: the alternative for a visit names no operation.

    It only decides which code is proposed first; staff may choose the other one.
    """
    return Kind.OPERATION if "operation" in text.casefold() else Kind.VISIT
