"""The words of notices about SIP: they say that something has happened, never what, where or to whom (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Notification
from vardtrad.planning.plan.rules import Capacity
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The notice to the person whom the plan is about, or to a log reviewer when somebody outside has opened it.

    The log says who that was (decision 16).
    """
    if notice.party == Capacity.PERSON:
        return Words(
            _("Det har hänt något i din plan"),
            _(
                "Hej!\n\nDet har hänt något i din plan i Vårdtråd. Logga in för att läsa den:\n%(address)s\n\n"
                "Du kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/min-plan"},
        )
    return Words(
        _("En enhet som inte deltar har läst ett ärende"),
        _(
            "Hej!\n\nNågon som inte deltar har öppnat ett ärende i Mina planer där en av dina enheter deltar. "
            "Åtkomstloggen visar vem, när och på vilken grund. Logga in för att granska den:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/personal/"},
    )
