"""An OpenID Connect provider of the tests' own, that answers rightly until it is told to lie: the fixture ``provider``.

It speaks over a real socket. What is changed in it is what a forger, a broken provider or another provider would do.
The product is tried against providers that others wrote in tests/house/test_oidc_providers.py.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.reading import Browser

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
LOA2 = "http://id.elegnamnden.se/loa/1.0/loa2"
NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
SECRET = "the secret of the tests"


@cache
def _first_key() -> RSAKey:
    """A key takes a while to make, and one is enough for most tests."""
    return RSAKey.generate_key(2048, {"use": "sig", "kid": "first"})


class Provider:
    """A provider at an address of this machine.

    ``who`` is what the next logins say of the user; ``changes`` is done to each ID token before it is signed.
    """

    def __init__(self) -> None:
        self.key = _first_key()
        self.published: list[Any] = [self.key]
        self.algorithm = "RS256"
        self.who: dict[str, Any] = {}
        self.changes: Callable[[dict[str, Any]], Any] = lambda claims: None
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.raw_token: Callable[[dict[str, Any]], str] | None = None
        self.status: dict[str, int] = {}
        self.drips: set[str] = set()
        self.logs_in_at_once = False
        """Whether who comes here is sent straight back, as after a login."""
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        """Let go of the port."""
        self.server.shutdown()
        self.server.server_close()

    def row(self, **changes: Any) -> dict[str, Any]:
        """The row of a way in by this provider."""
        row = {
            "id": "prov", "world": "resident", "title": "Provlegitimation", "issuer": self.issuer, "client_id": "oss",
            "secret": "env:VARDTRAD_TEST_WAY", "identity": [NUMBER], "levels": {LOA3: 3, LOA2: 2}, "level": 3,
            "seconds": 2.0,
        }  # fmt: skip
        return {**row, **changes}

    def logs_in(self, browser: Browser, way: str = "prov", **query: str) -> str:
        """The address of the answer after the user has logged in here: what the browser is sent back to."""
        response = browser.get(f"/inloggning/{way}/" + (f"?{urlencode(query)}" if query else ""))
        assert response.status_code == 302, response.content.decode()
        return self.answer_to(response)

    def answer_to(self, response: HttpResponse, **changes: str) -> str:
        """The address that a user who logs in here is sent back to, for the redirect that led here."""
        address = response.headers["Location"]
        assert address.startswith(f"{self.issuer}/auth?")
        asked = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer, **changes}
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode({k: v for k, v in answer.items() if v})}"

    def tokens(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """What a code is worth, once, for whoever asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        wanted = base64.b64encode(f"oss:{SECRET.replace(' ', '%20')}".encode()).decode()
        if authorization != f"Basic {wanted}":
            return {"error": "invalid_client"}
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            asked is None
            or (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256")
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        return {"access_token": access, "token_type": "Bearer", "id_token": self.id_token(asked["nonce"], access)}

    def claims(self, nonce: str, access_token: str) -> dict[str, Any]:
        """The claims of an ID token as they should be."""
        from vardtrad.kernel import clock

        now = int(clock.now().timestamp())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        return {
            "iss": self.issuer, "sub": "a-user", "aud": "oss", "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": nonce, "acr": LOA3, "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(), **self.who,
        }  # fmt: skip

    def id_token(self, nonce: str, access_token: str) -> str:
        """A signed ID token, after the changes."""
        claims = self.claims(nonce, access_token)
        self.changes(claims)
        return self.raw_token(claims) if self.raw_token else self.signed(claims)

    def signed(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        """A token signed by the provider's key, or by another."""
        key = key or self.key
        header = {"alg": self.algorithm, "kid": key.kid, **header}
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    def unsigned(self, claims: dict[str, Any]) -> str:
        """A token that says itself that it needs no signature."""
        parts = (json.dumps(part).encode() for part in ({"alg": "none", "kid": self.key.kid}, claims))
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."

    def signed_by_the_public_key(self, claims: dict[str, Any]) -> str:
        """A token with a shared-secret algorithm whose secret is the provider's public key, which everybody knows."""
        header = {"alg": "HS256", "kid": self.key.kid}
        parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
        text = b".".join(parts)
        seal = hmac.digest(self.key.as_pem(private=False), text, "sha256")
        return (text + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()

    def changes_key(self, kind: str = "RSA") -> None:
        """Sign with a new key from now on; the old one is no longer published."""
        parameters = {"use": "sig", "kid": f"key {secrets.token_hex(4)}"}
        self.key = RSAKey.generate_key(2048, parameters) if kind == "RSA" else ECKey.generate_key("P-256", parameters)
        self.algorithm = "RS256" if kind == "RSA" else "ES256"
        self.published = [self.key]

    def document(self, path: str) -> dict[str, Any]:
        """What is at an address."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
            addresses = {name: f"{self.issuer}/{path}" for name, path in names.items()}
            document = {"issuer": self.issuer, **addresses, "userinfo_endpoint": f"{self.issuer}/me",
                        "end_session_endpoint": f"{self.issuer}/end", "response_types_supported": ["code"],
                        "code_challenge_methods_supported": ["S256"], "acr_values_supported": [LOA2, LOA3],
                        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
                        "authorization_response_iss_parameter_supported": True}  # fmt: skip
            return {**document, **self.metadata}
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.published]}
        return {"sub": "a-user", **self.userinfo}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if provider.logs_in_at_once and self.path.startswith("/auth?"):
                asked = dict(parse_qsl(urlsplit(self.path).query))
                code = secrets.token_urlsafe(16)
                provider.codes[code] = asked
                answer = urlencode({"code": code, "state": asked["state"], "iss": provider.issuer})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
                self.end_headers()
                return
            self.answer(lambda: provider.document(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(lambda: provider.tokens(form, self.headers.get("Authorization", "")))

        def answer(self, content: Callable[[], dict[str, Any]]) -> None:
            provider.asked.append(self.path)
            given = content()
            status = provider.status.get(self.path, 400 if "error" in given else 200)
            body = json.dumps(given).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", f"{provider.issuer}/elsewhere")
            self.end_headers()
            if self.path not in provider.drips:
                self.wfile.write(body)
                return
            # A sign every now and then, for as long as anybody listens.
            self.connection.settimeout(0.1)
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                try:
                    if not self.connection.recv(1):
                        return
                except TimeoutError:
                    continue
                except OSError:
                    return

        def log_message(self, *_words: Any) -> None:
            """Nothing is written."""

    return Handler


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider whose way in "prov" leads residents in; each user is Alva until ``who`` says otherwise."""
    from vardtrad.shared.login.ways.oidc import metadata

    metadata.forget()
    monkeypatch.setenv("VARDTRAD_TEST_WAY", SECRET)
    made = Provider()
    made.who = {NUMBER: "197712072391"}
    settings.WAYS = [made.row()]
    yield made
    made.stop()


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
