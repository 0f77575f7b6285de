"""Guests in the right field of an open SIP: who is invited, and how it stands (B-51)."""

from __future__ import annotations

from typing import Any

from vardtrad.planning.plan.forms import ConfirmForm
from vardtrad.planning.sip.guest_standing import name_shown
from vardtrad.planning.sip.guests import guests_of
from vardtrad.planning.sip.pages.forms import InviteForm
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.rules import Move

INVITE, TAKE_BACK = "bjud-in", "ta-tillbaka-inbjudan"


def invited(look: Look) -> dict[str, Any]:
    """The guests with the forms that invite and take back; after a no only those whom the own unit has invited."""
    words = not look.limited and not look.closed
    guests = guests_of(look.plan, look.steps.call, look.moment, words=words)
    form: InviteForm | None = None
    if look.offers.may(Move.INVITE_GUEST):
        form = look.typed(INVITE) or InviteForm()
    return {
        "guests": [guest for guest in guests if look.reads_of(guest.unit)],
        "invite_form": form,
        "found_name": name_shown(form.found) if form is not None and form.found is not None else "",
        "takes_back": look.offers.may(Move.TAKE_BACK_INVITATION),
        "guest_question": ConfirmForm(),
    }
