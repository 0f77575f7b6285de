"""A login under way at a provider: what binds the answer to the browser that asked, and makes it count only once.

The browser keeps it, in a cookie of its own for each login, signed and gone in ten minutes: so two tabs can log in at
once, an answer planted in another browser opens nothing, and nobody fills the database by asking for logins. The
database keeps only that an answer has been used.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.core import signing
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vardtrad.kernel import clock
from vardtrad.shared.login import cookies
from vardtrad.shared.login.models import UsedAnswer
from vardtrad.shared.login.ways.problems import Stopped, Why

COOKIE = "vt_vag"
"""How the name of a cookie with a login under way begins."""
SECONDS = 600
"""A login at a provider takes no longer."""
MOST = 6
"""So many logins may be under way in a browser; the oldest of more are forgotten."""
_SALT = "vardtrad.shared.login.ways.attempts"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login under way: by which way, at which level, to which page, and what its answer has to know."""

    way: str
    state: str
    nonce: str
    verifier: str
    level: int
    target: str
    begun: float
    """When it began, in seconds since 1970."""

    @property
    def begun_at(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.begun, UTC)

    @property
    def challenge(self) -> str:
        """The code challenge of PKCE, S256 (RFC 7636)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(way: str, target: str, level: int = 0) -> Attempt:
    """A new login by a way, with secrets of its own; ``target`` is the page to come to, or empty."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    return Attempt(way, state, nonce, verifier, level, target[:500], clock.now().timestamp())


def keep(
    request: HttpRequest, response: HttpResponseBase, attempt: Attempt, *, crossing: bool = False
) -> list[Attempt]:
    """Let the browser keep a login under way, and forget the oldest when there are too many: those are given.

    ``crossing``: its answer is posted by the provider's page.
    """
    value = signing.dumps(asdict(attempt), salt=_SALT)
    cookies.put(response, _name(attempt.state), value, seconds=SECONDS, crossing=crossing)
    others = sorted((kept for kept in _kept(request)), key=lambda kept: kept.begun)
    too_many = others[: max(0, len(others) - MOST + 1)]
    for old in too_many:
        cookies.take_away(response, _name(old.state))
    return too_many


def kept(request: HttpRequest, way: str, state: str) -> Attempt:
    """The login under way in this browser that an answer belongs to. Raises Stopped.

    An answer that comes by another way than it was asked for is no answer (mix-up, RFC 9207).
    """
    attempt = _read(cookies.value_of(request.COOKIES, _name(state))) if state else None
    if attempt is None or not secrets.compare_digest(attempt.state.encode(), state.encode()) or attempt.way != way:
        raise Stopped(Why.NOT_BEGUN_HERE)
    return attempt


def use(answer: str) -> None:
    """Note that an answer counts now, by what is unique in it. Raises Stopped if it has counted before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {UsedAnswer._meta.db_table} (digest, at) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            [hashlib.sha256(answer.encode()).digest(), clock.now()],
        )
        if not cursor.rowcount:
            raise Stopped(Why.REPLAYED)


def forget(response: HttpResponseBase, attempt: Attempt) -> None:
    """Have the browser forget a login that is over."""
    cookies.take_away(response, _name(attempt.state))


def _name(state: str) -> str:
    """The cookie's name: a state may hold signs that a cookie's name may not, and is anybody's to choose."""
    return f"{COOKIE}_{hashlib.sha256(state.encode()).hexdigest()[:12]}"


def _kept(request: HttpRequest) -> list[Attempt]:
    begins = cookies.full_name(f"{COOKIE}_")
    read = [_read(value) for name, value in request.COOKIES.items() if name.startswith(begins)]
    return [attempt for attempt in read if attempt is not None]


def _read(value: str) -> Attempt | None:
    try:
        attempt = Attempt(**signing.loads(value, salt=_SALT, fallback_keys=[]))
    except (signing.BadSignature, TypeError):
        return None
    # By our own clock and not the cookie's: a browser may keep it for longer.
    return attempt if 0 <= clock.now().timestamp() - attempt.begun <= SECONDS else None
