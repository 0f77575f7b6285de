"""How an installation sends text messages: read from its settings, and refused there when it cannot be right."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

SCHEMES = ("smpp", "smpps", "http", "https", "folder")


class WrongSms(ValueError):
    """The settings of text messages cannot be right; the words, in Swedish, say why."""


@dataclass(frozen=True, slots=True)
class Sms:
    """The gateway's address, how one proves who one is there, and the sender that recipients see.

    ``seconds`` is the longest that the gateway is waited for at a time, ``each_second`` how many messages are sent at
    most. ``countries`` are those whose numbers may be sent to. ``authorities`` is a PEM file with those who vouch for
    the gateway; the system's own when empty.
    """

    url: SplitResult
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    seconds: float = 10.0
    each_second: float = 10.0
    countries: tuple[str, ...] = ("SE",)
    authorities: str = ""

    @property
    def protected(self) -> bool:
        """Whether what is sent is encrypted on its way, or does not leave the machine as a message at all."""
        return self.url.scheme in {"", "smpps", "https", "folder"}


def read(
    url: str,
    *,
    user: str = "",
    password: str = "",
    sender: str = "",
    seconds: str = "10",
    each_second: str = "10",
    countries: str = "SE",
    authorities: str = "",
) -> Sms:
    """The settings as they are used. Raises WrongSms."""
    where = urlsplit(url)
    if url and where.scheme not in SCHEMES:
        raise WrongSms("VARDTRAD_SMS_URL ska börja med smpps://, smpp://, https://, http:// eller folder:")
    if where.scheme not in {"", "folder"}:
        if not where.hostname:
            raise WrongSms("VARDTRAD_SMS_URL saknar värdnamn")
        if where.username or where.password:
            raise WrongSms("Lösenordet till sms-tjänsten ska stå i VARDTRAD_SMS_PASSWORD, inte i adressen")
        if not sender:
            raise WrongSms("VARDTRAD_SMS_FROM saknas: avsändaren som mottagaren ser")
    try:
        waits, pace = float(seconds), float(each_second)
    except ValueError:
        raise WrongSms("VARDTRAD_SMS_SECONDS och VARDTRAD_SMS_PER_SECOND ska vara tal") from None
    # A longer wait than a round of the worker would let a claim run out while the message is under way.
    if not 0 < waits <= 20 or not 0 < pace <= 1000:
        raise WrongSms("VARDTRAD_SMS_SECONDS ska vara högst 20 och VARDTRAD_SMS_PER_SECOND högst 1000")
    if sender and not (sender.lstrip("+").isdigit() and len(sender) <= 16) and not _is_a_name(sender):
        raise WrongSms("VARDTRAD_SMS_FROM ska vara ett nummer, eller högst elva bokstäver och siffror")
    allowed = tuple(code.strip().upper() for code in countries.split(",") if code.strip())
    if not allowed or any(len(code) != 2 for code in allowed):
        raise WrongSms("VARDTRAD_SMS_COUNTRIES ska vara landskoder med komma emellan, till exempel SE,NO,DK")
    return Sms(where, user, password, sender, waits, pace, allowed, authorities)


def _is_a_name(sender: str) -> bool:
    return sender.isascii() and sender.replace(" ", "").isalnum() and len(sender) <= 11
