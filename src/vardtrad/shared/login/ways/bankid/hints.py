"""What BankID says of an order (its hint codes), as the sentences of the page that waits, and as reasons to stop.

The codes are those of the documentation; it also says that new ones may come at any time, which end or go on by the
status alone. The words say what its recommended messages (RFA) say, shorter where a page around them says the rest.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vardtrad.shared.login.ways.problems import Why

NOT_OPENED = frozenset({"outstandingTransaction", "noClient"})
"""The app has not taken the order yet: the QR code is still to be read, or the app to be opened."""
_SCAN = _("Väntar på att du läser av QR-koden med BankID-appen.")
_OPEN = _("Väntar på att du öppnar BankID-appen.")
_PENDING: dict[str, Promise] = {
    "started": _("BankID-appen är öppen och letar efter ditt BankID. Det kan ta en liten stund."),
    "userMrtd": _("Fotografera och läs av din id-handling med BankID-appen."),
    "userCallConfirm": _("Svara på frågan i BankID-appen om du själv har ringt upp."),
    "userSign": _("Skriv din säkerhetskod i BankID-appen och välj Identifiera."),
    "processing": _("Du är klar i BankID-appen. Vänta ett ögonblick."),
}
_ANY_PENDING = _("Identifieringen pågår i BankID-appen.")
NO_ANSWER = _("BankID svarar långsamt just nu. Vi försöker igen.")
_FAILED = {
    "expiredTransaction": Why.EXPIRED,
    "certificateErr": Why.EID_INVALID,
    "userCancel": Why.CANCELLED,
    "userDeclinedCall": Why.CANCELLED,
    "cancelled": Why.REPLACED,
    "startFailed": Why.NOT_STARTED,
    "notSupportedByUserApp": Why.APP_TOO_OLD,
    "transactionRiskBlocked": Why.TOO_RISKY,
}


def pending(code: str, *, here: bool) -> Promise:
    """What the page says while an order is under way; ``here``: the app is on the same device as the page."""
    if code in NOT_OPENED:
        return _OPEN if here else _SCAN
    return _PENDING.get(code, _ANY_PENDING)


def failed(code: str) -> Why:
    """Why an order has failed; TROUBLE for a code that is new to us."""
    return _FAILED.get(code, Why.TROUBLE)
