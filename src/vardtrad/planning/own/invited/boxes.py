"""The text boxes of a guest's page, and the end of what was typed in them and never sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from vardtrad.planning.sip.guest_standing import in_force
from vardtrad.shared.drafts.actions import clear_boxes

FORM = "inbjuden-"
"""How the boxes of a guest's page begin."""
ANSWER = f"{FORM}svar.text"


def box_of(row: UUID) -> str:
    """The name of the text box about an activity."""
    return f"{FORM}{row.hex}.text"


def clear_of_ended_guests() -> None:
    """The worker's chore: delete what guests were typing in plans that they can read no more.

    Nobody could read it, and it is about somebody else's care: as for proxies whose right has ended.
    """
    holds = in_force().filter(person_id=OuterRef("owner"), plan_id=OuterRef("key")).order_by()
    clear_boxes(FORM, Exists(holds))
