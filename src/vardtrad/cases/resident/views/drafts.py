"""Where the text boxes of residents' pages save text that is typed and not sent (B-04)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from vardtrad.cases.case.subject import CASES
from vardtrad.cases.resident import offered_services
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.drafts import actions
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def draft_to_clinic(request: ResidentRequest, unit: UUID, service: UUID) -> HttpResponse:
    """What a resident is writing to a clinic; it needs a clinic that takes cases of that type, open or closed today."""
    if offered_services.service(unit, service) is None:
        raise not_there()
    return keep(request, request.actor, service, reverse("write", args=[unit, service]))


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def draft_of_resident(request: ResidentRequest, case: UUID) -> HttpResponse:
    """The answer that a resident is writing in a case of their own."""
    door.follow(CASES, request.actor, case)
    return keep(request, request.actor, case, reverse("resident_case", args=[case]))


TEXT, REVIEW, BEGAN = "skicka.text", "skicka.granska", "skicka.borjade"
"""The boxes of a new case: its text, that it is looked over, with the kind chosen, and the mark of its beginning."""


def keep_for_review(actor: Actor, service: UUID, text: str, choice: str, begun: str) -> None:
    """Keep what is about to be looked over and sent, instead of what was kept before."""
    actions.replace(actor, service, {TEXT: text, REVIEW: f"granska {choice}", BEGAN: begun})


def kept_for_review(actor: Actor, service: UUID) -> dict[str, str] | None:
    """The text and the kind that are being looked over; None when they have been sent, or never were there."""
    kept = of(actor, service)
    if REVIEW not in kept:
        return None
    boxes = {"text": TEXT, "begun": BEGAN}
    written = {name: kept[box].text if box in kept else "" for name, box in boxes.items()}
    return written | {"choice": kept[REVIEW].text.removeprefix("granska ")}


def boxes_to_clinic(actor: Actor, unit: UUID, service: UUID) -> Boxes:
    """The text boxes of the page where a case is written."""
    return Boxes(reverse("draft_to_clinic", args=[unit, service]), of(actor, service))
