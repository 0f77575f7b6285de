"""The text of a notice. A subject gives its own words; none may hold health data, a clinic or a personal number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.gate.models import Notification

CODE_SUBJECT = gettext_lazy("Din engångskod till Vårdtråd")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An entry for a calendar (RFC 5545, RFC 5546): ``method`` is REQUEST or CANCEL, ``ics`` the whole object."""

    method: str
    ics: str


@dataclass(frozen=True, slots=True)
class Words:
    """The subject line and the text of a notice, and an entry for the recipient's calendar, if it is about a meeting.

    The entry holds nothing that the text may not hold either.
    """

    subject: str
    body: str
    invitation: Invitation | None = None


WordsFor = Callable[[Notification], Words]


def notice_by_sms() -> str:
    """Every notice by text message, whatever it is of (004-050); in the active language.

    It has no link: who has learnt to log in by the links of text messages does so by a swindler's too.
    """
    return _("Du har ett nytt meddelande. Logga in i Vårdtråd för att läsa det.")


def code_by_sms(code: str) -> str:
    """The text message with which a mobile number is proven; in the active language."""
    return _("Din engångskod till Vårdtråd är %(code)s. Lämna inte ut den till någon.") % {"code": code}


def code_by_mail(code: str) -> str:
    """The e-mail with which an address is proven; in the active language."""
    return _(
        "Hej!\n\nDin engångskod är %(code)s. Skriv den i Vårdtråd för att få aviseringar till den här adressen.\n\n"
        "Om du inte har bett om koden kan du kasta det här mejlet."
    ) % {"code": code}
