"""The letter with a password: made when it is drawn, so that nobody has it before, and told to nobody but the paper."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.login.password.models import Order

KIND = "password"
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No sign that is mistaken for another on paper."""
LENGTH = 16
"""Signs in all: 31 to the power of 16, some 79 bits."""


def words(letter: Letter) -> tuple[str, str]:
    """The heading and the text of the letter, with a new password. Drawn again, the one before opens nothing.

    One that has been used is not made anew: the letter then says so.
    """
    password = "".join(secrets.choice(SIGNS) for _place in range(LENGTH))
    made = Order.objects.filter(pk=letter.key, used=None)
    if not made.update(hash=make_password(password), made=clock.now(), wrong=0):
        return _("Ditt lösenord"), _("Lösenordet är redan använt. Beställ ett nytt om du behöver det.")
    shown = "-".join(password[place : place + 4] for place in range(0, LENGTH, 4))
    return (
        _("Ditt lösenord"),
        _(
            "Du har beställt ett lösenord för att logga in.\n\nLösenord: %(password)s\n\n"
            "Logga in på %(address)s med ditt personnummer och lösenordet. Du får sedan en kod med sms till det nummer "
            "som du angav när du beställde.\n\n"
            "Om du inte har beställt något lösenord behöver du inte göra något: kasta brevet. "
            "Ge aldrig lösenordet till någon."
        )
        % {"password": shown, "address": settings.PUBLIC_URL},
    )
