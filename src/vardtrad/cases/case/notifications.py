"""The words of the notices about cases: they never say what, where or about whom (004-050)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.gate.models import Notification
from vardtrad.shared.notify.actions import bundled
from vardtrad.shared.notify.words import Words

AT_ONCE = frozenset({Move.FLAG, Move.RETURN_POSTPONED})
"""The moves of which staff are told at once, however lately they were told of something else."""


def apart(notice: Notification) -> timedelta:
    """How long after the last notice one about a case may wait (NOTICE_MINUTES), so that one mail tells of several.

    Residents' notices, those about urgent cases, and those of ``AT_ONCE`` do not wait.
    """
    if notice.party == Capacity.RESIDENT or notice.move in AT_ONCE:
        return timedelta(0)
    if Case.objects.filter(pk=notice.key, urgent=True).exists():
        return timedelta(0)
    return bundled(notice)


def words(notice: Notification) -> Words:
    """The words of one notice, in the active language."""
    if notice.move == Move.REMIND:
        return Words(
            _("Påminnelse: du har ett oläst meddelande"),
            _(
                "Hej!\n\nDu har ett meddelande i Vårdtråd som du inte har läst. Logga in för att läsa det:"
                "\n%(address)s\n\nDu kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/inkorg"},
        )
    if notice.party == Capacity.RESIDENT:
        return Words(
            _("Du har ett nytt meddelande"),
            _(
                "Hej!\n\nDu har ett nytt meddelande i Vårdtråd. Logga in för att läsa det:\n%(address)s\n\n"
                "Du kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/inkorg"},
        )
    return Words(
        _("Nytt ärende att hantera i Vårdtråd"),
        _(
            "Hej!\n\nDet finns ärenden för dig att hantera i Vårdtråd. Logga in för att läsa dem:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/personal/mottagningar"},
    )
