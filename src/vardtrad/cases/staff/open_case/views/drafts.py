"""Where the text boxes of an open case save what staff type and have not sent (B-04)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.open_case.queries import ANSWER, CLOSE
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest, at_clinic

ASIDE = ("anteckning.", "kollega.", "kollegasvar.")
"""The beginnings of the boxes that are written in also when a case is closed."""


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def keep_draft(request: ClinicRequest, case: UUID) -> HttpResponse:
    """What somebody is writing in a case; it needs the same standing as reading the case."""
    door.follow(CASES, request.actor, case)
    form = request.POST.get("utkast", "").partition(".")[0]
    return keep(request, request.actor, case, f"{reverse('staff_case', args=[request.clinic.id, case])}?flik={form}")


def boxes_of(actor: Actor, clinic: UUID, case: Case) -> Boxes:
    """The text boxes of an open case with the actor's drafts; one query, and one more when there are drafts."""
    address = reverse("draft_of_staff", args=[clinic, case.id])
    kept = of(actor, case.id)
    if not kept:
        return Boxes(address)
    own = Message.objects.filter(case_id=case.id, author=actor.id).order_by("id").values_list("text", "at")
    return drafts.page(actor, case.id, address, list(own))


def forget_sent(actor: Actor, case: UUID, form: str, *, ends: bool = True) -> None:
    """What was written in a form has been sent; when that closed the case, the other tabs' words are of no use.

    ``ends`` is False for what is sent later: the case is open until then.
    """
    closes = ends and form in {ANSWER, CLOSE}
    gone = [box for box in of(actor, case) if box.startswith(f"{form}.") or (closes and not box.startswith(ASIDE))]
    if gone:
        drafts.forget(actor, case, *gone)
