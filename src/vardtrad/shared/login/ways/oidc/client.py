"""Asking a provider who somebody is: the request that the browser takes there, and the code turned into claims."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from vardtrad.kernel import clock
from vardtrad.shared.login.ways import fetching
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.oidc import tokens
from vardtrad.shared.login.ways.oidc.metadata import Provider
from vardtrad.shared.login.ways.oidc.tokens import Claims
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way, WrongRow

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# What a provider may say instead of a code (OAuth 2.0 4.1.2.1, OpenID Connect 3.1.2.6), and what we make of it.
_ERRORS = {
    "access_denied": Why.CANCELLED,
    "login_required": Why.CANCELLED,
    "interaction_required": Why.CANCELLED,
    "temporarily_unavailable": Why.DOWN,
    "server_error": Why.TROUBLE,
    "unmet_authentication_requirements": Why.LEVEL_TOO_LOW,
    "invalid_request": Why.SETTINGS,
    "unauthorized_client": Why.SETTINGS,
    "unsupported_response_type": Why.SETTINGS,
    "invalid_scope": Why.SETTINGS,
}


def request_address(provider: Provider, attempt: Attempt, redirect_uri: str) -> str:
    """Where the browser goes to log in. Raises Stopped when the provider cannot be reached."""
    way, metadata = provider.way, provider.metadata()
    parameters = {
        "response_type": "code",
        "client_id": way.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(way.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        "acr_values": " ".join(way.acr_values(attempt.level)),
    }
    if not way.single_sign_on:
        # A login that somebody else has left behind at the provider, on a shared computer, logs nobody in here.
        parameters |= {"prompt": "login", "max_age": "0"}
    if way.ask:
        wanted = {claim: {"essential": True} for claim in way.ask}
        parameters["claims"] = json.dumps({"userinfo" if way.userinfo else "id_token": wanted})
    return _with(metadata.authorization_endpoint, parameters)


_CODE = re.compile(r"[\x20-\x7e]{1,2000}")
"""What a code may be (RFC 6749, A.11); the length is ours."""


def claims_of(provider: Provider, attempt: Attempt, answer: Mapping[str, str], redirect_uri: str) -> Claims:
    """Who has logged in, by the answer that the browser brought: every claim of trust judged. Raises Stopped."""
    metadata = provider.metadata()
    issuer = answer.get("iss", "")
    if issuer != provider.way.issuer and (issuer or metadata.names_itself):
        raise Stopped(Why.WRONG_PROVIDER, "svarets iss")
    if error := answer.get("error", ""):
        # Only words that are known reach the log: anybody can write this one.
        raise Stopped(_ERRORS.get(error, Why.TROUBLE), error if error in _ERRORS else "okänt felord")
    code = answer.get("code", "")
    if not _CODE.fullmatch(code):
        # Anybody can write one: what no provider gives is not sent to the provider.
        raise Stopped(Why.TROUBLE, "svaret har ingen code" if not code else "svarets code är ingen")
    given = _exchanged(provider, attempt, code, redirect_uri)
    access_token = given.get("access_token", "")
    if not isinstance(access_token, str):
        raise Stopped(Why.TROUBLE, "access_token")
    claims = tokens.of_login(
        provider, given.get("id_token"), nonce=attempt.nonce, access_token=access_token, begun=attempt.begun_at
    )
    if not provider.way.userinfo:
        return claims
    # The ID token says how and when somebody logged in, userinfo only who it is.
    said = _userinfo(provider, metadata.userinfo_endpoint, access_token, claims["sub"])
    return {**{name: value for name, value in said.items() if name not in OF_THE_LOGIN}, **claims}


OF_THE_LOGIN = frozenset({"acr", "amr", "auth_time", "nonce", "sid"})
"""Claims about the login itself, which only the signed ID token may make."""


def log_out_address(provider: Provider, back: str) -> str:
    """Where the browser goes to log out at the provider too (RP-Initiated Logout 1.0); empty when it cannot.

    Without the ID token as a hint: it holds who somebody is, and would stand in an address.
    """
    way = provider.way
    address = provider.metadata().end_session_endpoint if way.logout else ""
    return _with(address, {"client_id": way.client_id, "post_logout_redirect_uri": back}) if address else ""


def public_key(way: Way) -> Mapping[str, Any] | None:
    """The public half of the key with which we prove who we are, as a JWK; None when we do so by a secret."""
    return _private_key(way).as_dict(private=False, use="sig") if way.client_auth == "private_key_jwt" else None


def _exchanged(provider: Provider, attempt: Attempt, code: str, redirect_uri: str) -> dict[str, Any]:
    """What the code is worth at the provider: the tokens."""
    way, address = provider.way, provider.metadata().token_endpoint
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    authorization = ""
    try:
        if way.client_auth == "private_key_jwt":
            form |= {"client_id": way.client_id, "client_assertion_type": ASSERTION}
            form["client_assertion"] = _assertion(way, address)
        elif way.client_auth == "client_secret_post":
            form |= {"client_id": way.client_id, "client_secret": way.secret_value()}
        else:
            pair = f"{quote(way.client_id, safe='')}:{quote(way.secret_value(), safe='')}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
    except WrongRow as wrong:
        raise Stopped(Why.SETTINGS, str(wrong)) from None
    answer = fetching.post(way, address, form, authorization=authorization)
    if answer.status >= 500 or answer.status == 429:
        raise Stopped(Why.DOWN, f"token svarar {answer.status}")
    given = answer.json()
    if answer.status != 200:
        error = given.get("error")
        if error == "invalid_grant":
            raise Stopped(Why.REPLAYED, "invalid_grant")
        raise Stopped(Why.SETTINGS, error if error in {"invalid_client", "unauthorized_client"} else "token nekad")
    return given


def _userinfo(provider: Provider, address: str, access_token: str, subject: object) -> Claims:
    if not address or not access_token:
        raise Stopped(Why.SETTINGS, "raden vill ha userinfo, som leverantören inte ger")
    answer = fetching.get(provider.way, address, bearer=access_token)
    if answer.status != 200:
        raise Stopped(Why.DOWN if answer.status >= 500 else Why.TROUBLE, f"userinfo svarar {answer.status}")
    if answer.kind == "application/jwt":
        claims: Claims = tokens.signed(provider, answer.body.decode("ascii", "replace")).claims
        if claims.get("aud", provider.way.client_id) not in (provider.way.client_id, [provider.way.client_id]):
            raise Stopped(Why.UNTRUSTED, "userinfo har fel aud")
    else:
        claims = answer.json()
    return tokens.of_userinfo(provider, claims, subject)


def _assertion(way: Way, address: str) -> str:
    """That it is we who ask, signed (RFC 7523), good for a minute and once."""
    key, now = _private_key(way), int(clock.now().timestamp())
    algorithm = {"RSA": "PS256" if "PS256" in way.algorithms and "RS256" not in way.algorithms else "RS256"}.get(
        key.key_type, {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}.get(str(key.as_dict().get("crv")), "ES256")
    )
    claims = {
        "iss": way.client_id,
        "sub": way.client_id,
        "aud": address,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 60,
    }
    return jwt.encode({"alg": algorithm, "kid": key.thumbprint()}, claims, key, algorithms=[algorithm])


def _private_key(way: Way) -> RSAKey | ECKey:
    """Our own key from where the row says. Raises WrongRow."""
    text = way.secret_value()
    for kind in (RSAKey, ECKey):
        try:
            key = kind.import_key(json.loads(text) if text.startswith("{") else text)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if key.is_private:
            return kind.import_key({**key.as_dict(private=True), "kid": key.thumbprint()})
    raise WrongRow("secret: är ingen privat nyckel i PEM eller JWK (RSA eller EC).")


def _with(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"
