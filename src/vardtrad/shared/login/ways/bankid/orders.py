"""An order at BankID, kept in the browser that asked for it, and the codes that open the app with it.

The cookie is encrypted: the secret of the QR codes is the server's alone, and the reference of an order is nobody's to
read. It belongs to one login under way (``attempts``), so a QR code that another browser has shown logs nobody in here.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from dataclasses import asdict, dataclass
from urllib.parse import quote

import segno
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vardtrad.kernel import clock
from vardtrad.shared.login import cookies
from vardtrad.shared.login.sealed import opened, sealed
from vardtrad.shared.login.ways.attempts import SECONDS, Attempt
from vardtrad.shared.login.ways.bankid.client import Begun
from vardtrad.shared.login.ways.problems import Stopped, Why

COOKIE = "vt_bankid"
_SALT = "vardtrad.shared.login.ways.bankid.orders"


@dataclass(frozen=True, slots=True)
class Order:
    """An order under way: what BankID gave for it, when (seconds since 1970), and whether the app is on this device."""

    state: str
    ref: str
    autostart_token: str
    qr_token: str
    qr_secret: str
    begun: float
    here: bool

    def qr_text(self) -> str:
        """What the QR code says this very second; an older one is not taken by the app."""
        second = str(int(clock.now().timestamp() - self.begun))
        code = hmac.new(self.qr_secret.encode(), second.encode(), hashlib.sha256).hexdigest()
        return f"bankid.{self.qr_token}.{second}.{code}"

    def qr_picture(self) -> bytes:
        """The QR code of this very second, as SVG."""
        out = io.BytesIO()
        made = segno.make(self.qr_text(), error="l", micro=False)
        made.save(out, kind="svg", border=3, light="#fff", omitsize=True, svgclass=None, lineclass=None)
        return out.getvalue()

    def link(self, user_agent: str, back: str) -> str:
        """The address that opens the app on this device, which then leads to ``back`` where it must be told so.

        An iPhone's app does not find back by itself; elsewhere the browser comes forward again.
        """
        apple = any(name in user_agent for name in ("iPhone", "iPad"))
        opens = "https://app.bankid.com/" if apple or "Android" in user_agent else "bankid:///"
        redirect = quote(back, safe="") if apple else "null"
        return f"{opens}?autostarttoken={quote(self.autostart_token, safe='')}&redirect={redirect}"


def keep(response: HttpResponseBase, attempt: Attempt, begun: Begun, *, here: bool) -> None:
    """Let the browser keep an order."""
    order = Order(attempt.state, **asdict(begun), begun=clock.now().timestamp(), here=here)
    cookies.put(response, _name(attempt.state), sealed(_SALT, asdict(order)), seconds=SECONDS)


def kept(request: HttpRequest, attempt: Attempt) -> Order:
    """The order of a login under way in this browser. Raises Stopped."""
    read = opened(_SALT, cookies.value_of(request.COOKIES, _name(attempt.state)), SECONDS)
    if read is None or read.get("state") != attempt.state:
        raise Stopped(Why.NOT_BEGUN_HERE)
    return Order(**read)


def forget(response: HttpResponseBase, state: str) -> None:
    """Have the browser forget the order of a login."""
    cookies.take_away(response, _name(state))


def _name(state: str) -> str:
    return f"{COOKIE}_{hashlib.sha256(state.encode()).hexdigest()[:12]}"
