"""The words of the notices about tasks: they say that there is a task, never what, where or about whom (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Notification
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """The words of one notice, in the active language; they are the same for all tasks."""
    del notice
    return Words(
        _("Du har en uppgift i Vårdtråd"),
        _(
            "Hej!\n\nDet finns en uppgift för dig i Vårdtråd. Logga in för att läsa den:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/personal/mottagningar"},
    )
