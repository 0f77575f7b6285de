"""The words of the notices about listing: they never say what, where or about whom (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.cases.listing.rules import Capacity
from vardtrad.gate.models import Notification
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The words of one notice, in the active language."""
    if notice.party == Capacity.RESIDENT:
        return Words(
            _("Du har ett nytt meddelande"),
            _(
                "Hej!\n\nDu har ett nytt meddelande i Vårdtråd. Logga in för att läsa det:\n%(address)s\n\n"
                "Du kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/listning"},
        )
    return Words(
        _("Nytt ärende att hantera i Vårdtråd"),
        _(
            "Hej!\n\nDet finns ett ärende för dig att hantera i Vårdtråd. Logga in för att läsa det:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/personal/mottagningar"},
    )
