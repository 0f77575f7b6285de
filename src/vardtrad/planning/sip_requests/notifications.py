"""The words of the notices about requests for a SIP: they say that something has happened, never what (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Notification
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The notice to the person that the unit has answered."""
    return Words(
        _("Du har ett nytt meddelande"),
        _(
            "Hej!\n\nDu har ett nytt meddelande i Vårdtråd. Logga in för att läsa det:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/min-plan"},
    )
