"""Which gateway the settings name."""

from __future__ import annotations

from django.conf import settings

from vardtrad.shared.notify.sms import folder, http, smpp
from vardtrad.shared.notify.sms.gateway import Gateway, Receipt


def chosen(receipt: Receipt) -> Gateway | None:
    """The gateway that VARDTRAD_SMS_URL names; None when this installation sends no text messages."""
    where = settings.SMS.url
    if where.scheme in {"smpp", "smpps"}:
        return smpp.Smpp(settings.SMS, receipt)
    if where.scheme in {"http", "https"}:
        return http.Http(settings.SMS)
    if where.scheme == "folder":
        return folder.Folder(settings.SMS, receipt)
    return None
