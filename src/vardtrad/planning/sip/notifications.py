"""The words of notices about SIP: they say that something has happened, never what, where or to whom (004-050)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Notification
from vardtrad.planning.plan.notices import read_from_outside
from vardtrad.planning.plan.rules import Capacity
from vardtrad.planning.sip.invitations import invitation_words
from vardtrad.planning.sip.rules import Move
from vardtrad.shared.notify.words import Words


def words(notice: Notification) -> Words:
    """An invitation, a reminder of a follow-up, a notice to the person, or of a reading from outside (decision 16)."""
    invited = invitation_words(notice)
    if invited is not None:
        return invited
    if notice.move == Move.REMIND:
        return Words(
            _("En plan ska följas upp"),
            _(
                "Hej!\n\nEn plan i Mina planer som du samordnar ska följas upp. Logga in för att se vilken:\n"
                "%(address)s\n\nDu kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/personal/"},
        )
    if notice.party == Capacity.GUEST:
        return _to_guest(notice.move)
    if notice.party == Capacity.PERSON:
        return Words(
            _("Det har hänt något i din plan"),
            _(
                "Hej!\n\nDet har hänt något i din plan i Vårdtråd. Logga in för att läsa den:\n%(address)s\n\n"
                "Du kan inte svara på det här mejlet."
            )
            % {"address": f"{settings.PUBLIC_URL}/min-plan"},
        )
    return read_from_outside()


def _to_guest(move: str) -> Words:
    """To a guest: neither the patient nor the plan's kind is named, as in every notice (B-51)."""
    if move != Move.INVITE_GUEST:
        return Words(
            _("En inbjudan gäller inte längre"),
            _(
                "Hej!\n\nEn plan i Vårdtråd som du har varit inbjuden till är inte längre öppen för dig.\n\n"
                "Du kan inte svara på det här mejlet."
            ),
        )
    return Words(
        _("Du är inbjuden till en plan"),
        _(
            "Hej!\n\nDu är inbjuden till en plan i Vårdtråd. Logga in för att läsa den:\n%(address)s\n\n"
            "Du kan inte svara på det här mejlet."
        )
        % {"address": f"{settings.PUBLIC_URL}/min-plan"},
    )
