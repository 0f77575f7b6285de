"""The words of notices that every plan may give rise to: what has happened, never what, where or to whom (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.shared.notify.words import Words


def something_new() -> Words:
    """The notice to a unit's mailbox that something has happened in a plan; which one is read after login (ADR 51)."""
    return Words(
        _("Ett ärende har ändrats"),
        _(
            "Hej!\n\nEtt ärende i Mina planer som enheten deltar i har ändrats. Logga in för att se vilket:\n"
            "%(address)s\n\nDu kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/planer/"},
    )


def read_from_outside() -> Words:
    """The notice to a log reviewer when somebody outside a plan has opened it; the log says who (decision 16)."""
    return Words(
        _("En enhet som inte deltar har läst ett ärende"),
        _(
            "Hej!\n\nNågon som inte deltar har öppnat ett ärende i Mina planer där en av dina enheter deltar. "
            "Åtkomstloggen visar vem, när och på vilken grund. Logga in för att granska den:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/personal/"},
    )
