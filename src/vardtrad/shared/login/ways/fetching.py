"""Asking a provider over HTTP: only its own address, over TLS, within a few seconds, and never more than it may say.

Nothing is followed to another address, and nothing that was sent or answered is written down.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from vardtrad.shared.login.ways.at_once import LINE
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.row_rules import wrong_address
from vardtrad.shared.login.ways.way import Way

MOST = 512 * 1024
"""No document of a provider is longer, in bytes; longer answers are refused."""
ACCEPTED = "application/json, application/jwt, application/samlmetadata+xml"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered: the status, the kind of content without parameters, and the content."""

    status: int
    kind: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """The content as a JSON object. Raises Stopped for anything else."""
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Stopped(Why.TROUBLE, f"svaret är inte JSON (status {self.status}, {self.kind[:40]})")
        return content


def get(way: Way, address: str, *, bearer: str = "", most: int = MOST) -> Answer:
    """Ask for what is at an address of the provider; ``bearer`` is an access token. Raises Stopped."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return _ask(way, "GET", address, headers, None, most)


def post(way: Way, address: str, form: Mapping[str, str], *, authorization: str = "") -> Answer:
    """Send a form to an address of the provider. Raises Stopped."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if authorization:
        headers["Authorization"] = authorization
    return _ask(way, "POST", address, headers, urlencode(form).encode())


def post_json(way: Way, address: str, content: Mapping[str, Any]) -> Answer:
    """Send a JSON object to an address of the provider. Raises Stopped."""
    return _ask(way, "POST", address, {"Content-Type": "application/json"}, json.dumps(content).encode())


def _ask(
    way: Way, method: str, address: str, headers: Mapping[str, str], body: bytes | None, most: int = MOST
) -> Answer:
    if wrong := wrong_address(address):
        raise Stopped(Why.TROUBLE, f"en adress i leverantörens metadata {wrong}")
    with LINE.place():
        return _asked(way, method, address, headers, body, most)


def _asked(way: Way, method: str, address: str, headers: Mapping[str, str], body: bytes | None, most: int) -> Answer:
    parts = urlsplit(address)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection = _connection(way, parts.scheme, parts.hostname or "", parts.port)
    ends: threading.Timer | None = None
    try:
        connection.connect()
        # The time limit of a socket begins anew with every byte: a provider that sends one now and then is cut off.
        ends = threading.Timer(way.seconds, _cut, [connection.sock])
        ends.daemon = True
        ends.start()
        connection.request(method, path, body, {"Accept": ACCEPTED, **headers})
        with connection.getresponse() as answer:
            content = answer.read(most + 1)
            cut_short = len(content) <= most and bool(answer.length)
    except ssl.SSLCertVerificationError as error:
        raise Stopped(Why.DOWN, f"certifikatet hos {parts.hostname}: {error.verify_message}") from None
    except (OSError, http.client.HTTPException) as error:
        raise Stopped(Why.DOWN, f"{parts.hostname} svarade inte ({type(error).__name__})") from None
    finally:
        if ends is not None:
            ends.cancel()
        connection.close()
    if cut_short:
        raise Stopped(Why.DOWN, f"{parts.hostname} svarade för långsamt")
    if len(content) > most:
        raise Stopped(Why.TROUBLE, f"svaret är längre än {most} byte")
    return Answer(answer.status, answer.headers.get_content_type(), content)


def _connection(way: Way, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=way.seconds)
    ours = (way.certificate, way.secret_file) if way.protocol == "bankid" else ("", "")
    try:
        trust = _trust(way.ca_file, *ours)
    except (OSError, ValueError) as error:
        raise Stopped(Why.SETTINGS, f"certifikat eller nyckel går inte att läsa ({type(error).__name__})") from None
    return http.client.HTTPSConnection(host, port, timeout=way.seconds, context=trust)


@lru_cache(maxsize=16)
def _trust(ca_file: str, certificate: str, key: str) -> ssl.SSLContext:
    """The certificates that a provider's own is to lead to: the machine's, or only those in a file of the row.

    And the certificate with which we prove ourselves, for a provider that asks for one.
    """
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        # A password is never asked for at a terminal: a key that has one cannot be used.
        context.load_cert_chain(certificate, key, password="")
    return context


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
