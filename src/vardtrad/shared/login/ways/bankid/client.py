"""Asking BankID: an order to identify somebody, how far it has come, and that it is not wanted any more.

Over TLS with our certificate, to the address of the way's row (``issuer``). No personal number is sent: whoever holds
the app is identified. What is answered is not written down, least of all the reference of an order.
"""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vardtrad.shared.login.ways import fetching
from vardtrad.shared.login.ways.bankid import hints
from vardtrad.shared.login.ways.fetching import Answer
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way

PENDING, FAILED, COMPLETE = "pending", "failed", "complete"
# The error codes of the documentation, and what we make of them; others count by the status of the answer.
_ERRORS = {
    "alreadyInProgress": Why.ALREADY_BEGUN,
    "invalidParameters": Why.SETTINGS,
    "unauthorized": Why.SETTINGS,
    "notFound": Why.SETTINGS,
    "methodNotAllowed": Why.SETTINGS,
    "unsupportedMediaType": Why.SETTINGS,
    "requestTimeout": Why.DOWN,
    "internalError": Why.DOWN,
    "maintenance": Why.DOWN,
}


@dataclass(frozen=True, slots=True)
class Begun:
    """An order that BankID has taken: its reference, and what opens the app with it."""

    ref: str
    autostart_token: str
    qr_token: str
    qr_secret: str


@dataclass(frozen=True, slots=True)
class Collected:
    """How far an order has come: pending with a hint, or complete with a personal number."""

    hint: str = ""
    number: str = ""


def begin(way: Way, address: str, level: int) -> Begun:
    """Order that somebody at an IP address is identified, at a level at least. Raises Stopped."""
    if not address:
        raise Stopped(Why.SETTINGS, "användarens adress är okänd: VARDTRAD_TRUSTED_PROXIES")
    requirement: dict[str, Any] = {"certificatePolicies": way.acr_values(level)}
    if way.risk:
        requirement["risk"] = way.risk
    # What the app shows, so that whoever is lured into logging in for somebody else sees what it is about.
    about = base64.b64encode(_("Du loggar in i Vårdtråd.").encode()).decode()
    said = _ask(way, "auth", {"endUserIp": address, "requirement": requirement, "userVisibleData": about})
    words = [said.get(name) for name in ("orderRef", "autoStartToken", "qrStartToken", "qrStartSecret")]
    texts = [word for word in words if isinstance(word, str) and 0 < len(word) <= 100]
    if len(texts) != len(words):
        raise Stopped(Why.TROUBLE, "auth svarar utan orderRef eller koder")
    return Begun(*texts)


def collect(way: Way, ref: str) -> Collected:
    """How far an order has come. Raises Stopped when it has failed, or cannot be asked about."""
    try:
        said = _ask(way, "collect", {"orderRef": ref})
    except Stopped as stopped:
        if stopped.detail.endswith("invalidParameters"):
            # BankID's word for an order that it does not know any more.
            raise Stopped(Why.EXPIRED, "collect känner inte beställningen") from None
        raise
    status, code = said.get("status"), said.get("hintCode")
    hint = code if isinstance(code, str) else ""
    if said.get("orderRef") != ref:
        raise Stopped(Why.UNTRUSTED, "collect svarar om en annan beställning")
    if status == PENDING:
        return Collected(hint)
    if status == FAILED:
        raise Stopped(hints.failed(hint), hint if hint.isalpha() and len(hint) < 40 else "okänd hintCode")
    data = said.get("completionData")
    user = data.get("user") if isinstance(data, dict) else None
    number = user.get("personalNumber") if isinstance(user, dict) else None
    if status != COMPLETE or not isinstance(number, str) or not number:
        raise Stopped(Why.TROUBLE, "collect svarar med okänd status eller utan personnummer")
    return Collected(number=number)


def cancel(way: Way, ref: str) -> None:
    """Tell BankID that an order is not wanted any more; it runs out by itself where that cannot be told."""
    with suppress(Stopped):
        _ask(way, "cancel", {"orderRef": ref})


def trial(way: Way) -> None:
    """Ask about an order that is not there: answered as such, certificates and addresses are right. Raises Stopped."""
    try:
        _ask(way, "collect", {"orderRef": secrets.token_hex(16)})
    except Stopped as stopped:
        if not stopped.detail.endswith("invalidParameters"):
            raise


def assurance(way: Way, level: int) -> int:
    """The level that an order at ``level`` proves: the lowest of the certificate policies that were asked for."""
    return min(way.levels[policy] for policy in way.acr_values(level))


def _ask(way: Way, what: str, content: dict[str, Any]) -> dict[str, Any]:
    answer = fetching.post_json(way, f"{way.issuer.rstrip('/')}/{what}", content)
    if answer.status == 200:
        return answer.json()
    why, code = _why(answer)
    raise Stopped(why, f"{what} svarar {answer.status} {code}")


def _why(answer: Answer) -> tuple[Why, str]:
    try:
        code = answer.json().get("errorCode")
    except Stopped:
        code = None
    if isinstance(code, str) and code in _ERRORS:
        return _ERRORS[code], code
    return (Why.DOWN if answer.status >= 500 or answer.status in {408, 429} else Why.TROUBLE), "okänd felkod"
