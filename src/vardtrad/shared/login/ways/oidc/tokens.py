"""The tokens of a provider: who signed them, for whom, when and in answer to what (OpenID Connect Core 1.0, 3.1.3.7).

No algorithm is taken from the token: the row of the way lists those that are believed, and all of them need the
provider's private key. What is refused is named for the log, and never quoted.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.oidc.metadata import Provider
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way

SKEW_SECONDS = 60
"""So much may the provider's clock differ from ours."""
OLDEST_SECONDS = 600
"""A token that was made longer ago is no answer to a login that goes on now."""
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
Claims = Mapping[str, Any]


def signed(provider: Provider, token: object) -> jwt.Token:
    """A token that the provider has signed. Raises Stopped."""
    if not isinstance(token, str) or token.count(".") != 2:
        raise Stopped(Why.UNTRUSTED, "ingen signerad token")
    try:
        return _decoded(provider.way, token, provider.keys())
    except InvalidKeyIdError:
        # The provider may have changed its keys since they were asked for.
        try:
            return _decoded(provider.way, token, provider.keys(unknown=True))
        except InvalidKeyIdError:
            raise Stopped(Why.UNTRUSTED, "signerad med en okänd nyckel") from None


def _decoded(way: Way, token: str, keys: KeySet) -> jwt.Token:
    try:
        return jwt.decode(token, keys, algorithms=list(way.algorithms))
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Stopped(Why.UNTRUSTED, f"signaturen ({type(error).__name__})") from None


def of_login(provider: Provider, token: object, *, nonce: str, access_token: str, begun: datetime) -> Claims:
    """The claims of the ID token that answers a login, every one that is about trust judged. Raises Stopped.

    ``begun`` is when the user was sent to the provider; ``access_token`` is empty when there was none.
    """
    way, read = provider.way, signed(provider, token)
    claims = read.claims
    _judge_parties(way, claims)
    _judge_times(claims)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise Stopped(Why.UNTRUSTED, "nonce")
    if "at_hash" in claims and not _fits(str(read.header["alg"]), claims["at_hash"], access_token):
        raise Stopped(Why.UNTRUSTED, "at_hash")
    if not way.single_sign_on:
        at = _number(claims, "auth_time", needed=True)
        if at < begun.timestamp() - SKEW_SECONDS:
            raise Stopped(Why.UNTRUSTED, "legitimeringen är äldre än inloggningen (auth_time)")
    return claims


def of_userinfo(provider: Provider, claims: Claims, subject: object) -> Claims:
    """The claims of a userinfo answer, if they are about the same subject as the ID token. Raises Stopped."""
    if claims.get("sub") != subject:
        raise Stopped(Why.UNTRUSTED, "userinfo gäller någon annan (sub)")
    if "iss" in claims and claims["iss"] != provider.way.issuer:
        raise Stopped(Why.WRONG_PROVIDER, "userinfo har fel iss")
    return claims


def of_logout(provider: Provider, token: object) -> Claims:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6). Raises Stopped."""
    claims = signed(provider, token).claims
    _judge_parties(provider.way, claims, subject=False)
    _judge_times(claims, expires=False)
    events = claims.get("events")
    if not isinstance(events, dict) or LOGGED_OUT not in events or "nonce" in claims:
        raise Stopped(Why.UNTRUSTED, "ingen logout token")
    if not isinstance(claims.get("jti"), str) or not any(_text(claims, name) for name in ("sid", "sub")):
        raise Stopped(Why.UNTRUSTED, "logout token utan jti, eller utan sid och sub")
    return claims


def _judge_parties(way: Way, claims: Claims, *, subject: bool = True) -> None:
    if claims.get("iss") != way.issuer:
        raise Stopped(Why.WRONG_PROVIDER, "fel iss i token")
    if subject and not _text(claims, "sub"):
        raise Stopped(Why.UNTRUSTED, "sub")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    authorised = claims.get("azp")
    if way.client_id not in audiences:
        raise Stopped(Why.UNTRUSTED, "aud är inte vi")
    if authorised != way.client_id and (authorised is not None or len(audiences) > 1):
        raise Stopped(Why.UNTRUSTED, "azp är inte vi")


def _judge_times(claims: Claims, *, expires: bool = True) -> None:
    now = clock.now().timestamp()
    issued = _number(claims, "iat", needed=True)
    ends = _number(claims, "exp", needed=expires, otherwise=now + 1)
    begins = _number(claims, "nbf", otherwise=issued)
    if max(issued, begins) > now + SKEW_SECONDS:
        raise Stopped(Why.WRONG_CLOCK, f"iat eller nbf ligger {max(issued, begins) - now:.0f} s fram i tiden")
    if ends <= now - SKEW_SECONDS:
        raise Stopped(Why.WRONG_CLOCK, f"exp gick ut för {now - ends:.0f} s sedan")
    if issued < now - OLDEST_SECONDS:
        raise Stopped(Why.WRONG_CLOCK, f"iat är {now - issued:.0f} s gammal")


def _number(claims: Claims, name: str, *, needed: bool = False, otherwise: float = 0) -> float:
    """A moment in seconds since 1970 among the claims."""
    value = claims.get(name)
    if value is None and not needed:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise Stopped(Why.UNTRUSTED, f"{name} saknas eller är ingen tid")
    return value


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) and len(value) <= 255 else ""


_HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "DSA": hashlib.sha512,
}  # fmt: skip


def _fits(algorithm: str, said: object, access_token: str) -> bool:
    """Whether ``at_hash`` is that of the access token: the left half of its hash by the token's own algorithm."""
    if not access_token or not isinstance(said, str):
        return False
    digest = _HASHES[algorithm[-3:]](access_token.encode("ascii", "replace")).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    return hmac.compare_digest(half, said.encode())
