"""The drafts of an open case: what staff have typed in its text boxes and not sent (B-04)."""

from __future__ import annotations

from uuid import UUID

from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.staff.open_case.queries import ANSWER, CLOSE
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Boxes, of

ASIDE = ("anteckning.", "kollega.", "kollegasvar.", "uppgift.", "besok.")
"""The beginnings of the boxes that are written in also when a case is closed."""


def boxes_of(actor: Actor, case: Case, address: str) -> Boxes:
    """The text boxes of an open case with the actor's drafts, which are saved at ``address``.

    One query, and another if there are drafts.
    """
    kept = of(actor, case.id)
    if not kept:
        return Boxes(address)
    own_messages = Message.objects.filter(case_id=case.id, author=actor.id).order_by("id").values_list("text", "at")
    return drafts.page(actor, case.id, address, list(own_messages))


def forget_sent(actor: Actor, case: UUID, form: str, *, ends: bool = True) -> None:
    """Forget the draft of a form that has been sent; if that closed the case, also the drafts of the other tabs.

    ``ends`` is False for what is sent later: the case is open until then.
    """
    closes = ends and form in {ANSWER, CLOSE}
    gone = [box for box in of(actor, case) if box.startswith(f"{form}.") or (closes and not box.startswith(ASIDE))]
    if gone:
        drafts.forget(actor, case, *gone)
