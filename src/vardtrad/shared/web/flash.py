"""The one-time message after a POST ("Ärendet är fördelat."): signed, in a cookie, shown on the next page and gone.

It travels outside the session, so it must never hold anything about a patient: no name, no number, no words of a case.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from vardtrad.kernel import clock
from vardtrad.shared.login import cookies

COOKIE = "vt_besked"
_SALT = "vardtrad.shared.web.flash"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Undoable:
    """A message about something that can be undone: by posting to ``address``, until a moment (UTC)."""

    text: str
    address: str
    until: datetime

    @property
    def seconds_left(self) -> int:
        """How many whole seconds are left; nought when it is too late."""
        return max(0, math.floor((self.until - clock.now()).total_seconds()))


Message = str | Undoable


def leave(response: HttpResponseBase, message: Message) -> None:
    """Leave a message for the next page; ``response`` is the redirect that leads there."""
    if isinstance(message, Undoable):
        left = [message.text, message.address, message.until.isoformat()]
    else:
        left = [str(message)]
    cookies.put(response, COOKIE, signing.dumps(left, salt=_SALT), seconds=_SECONDS)


def on(where: str, text: Message) -> HttpResponse:
    """Redirect to another page, which shows the message."""
    response = HttpResponseRedirect(where)
    leave(response, text)
    return response


def say(request: HttpRequest, text: str) -> None:
    """Show a message on the page that answers this same request, when a POST renders its page itself."""
    request.META["vardtrad.flash_now"] = str(text)


def take(request: HttpRequest) -> Message:
    """The message left for this page, or an empty string; a cookie that we did not sign counts as none.

    The middleware ``one_time_message`` removes the cookie from the browser once this has been called.
    """
    if "vardtrad.flash_now" in request.META:
        return str(request.META["vardtrad.flash_now"])
    signed = cookies.value_of(request.COOKIES, COOKIE)
    if not signed:
        return ""
    request.META["vardtrad.flash_taken"] = True
    try:
        text, *undoing = signing.loads(signed, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return ""
    return Undoable(text, undoing[0], datetime.fromisoformat(undoing[1])) if undoing else str(text)


def was_taken(request: HttpRequest) -> bool:
    """Whether a page has shown the message of this request."""
    return bool(request.META.get("vardtrad.flash_taken"))
