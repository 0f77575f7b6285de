"""BankID as its documentation describes it (RP API 6.0), for the tests: the fixture ``bankid``, a server of its own.

It speaks TLS and takes only who shows a certificate of its own issuer. It knows nothing of the product: an order, its
codes and its end are made here from the documentation. What an app does, the tests do through ``opens`` and ``reads``.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import io
import ipaddress
import json
import secrets
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MOBILE, ON_FILE = "1.2.3.4.25", "1.2.3.4.5"
"""Certificate policies of BankID's test environment."""
_PEM = serialization.Encoding.PEM
_OF_AUTH = {"endUserIp", "requirement", "userVisibleData", "userVisibleDataFormat", "userNonVisibleData", "returnUrl",
            "returnRisk", "app", "web"}  # fmt: skip
_OF_REQUIREMENT = {"pinCode", "mrtd", "cardReader", "certificatePolicies", "personalNumber", "risk"}


class Issuer:
    """Who signs certificates."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._made(self.name, self.key, authority=True)

    def _made(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool = False) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        made = made.not_valid_after(now + datetime.timedelta(days=60))
        made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        return made.add_extension(host, critical=False).sign(self.key, hashes.SHA256())

    def gives(self, folder: Path, name: str) -> tuple[Path, Path]:
        """The files of a certificate and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._made(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key)
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{name}.pem").write_bytes(made.public_bytes(_PEM))
        (folder / f"{name}.key").write_bytes(key.private_bytes(_PEM, *plain))
        (folder / f"{name}.key").chmod(0o600)
        return folder / f"{name}.pem", folder / f"{name}.key"


@dataclass
class Order:
    """An order, as BankID has it."""

    asked: dict[str, Any]
    ref: str = field(default_factory=lambda: str(uuid.uuid4()))
    autostart_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_secret: str = field(default_factory=lambda: str(uuid.uuid4()))
    begun: float = field(default_factory=time.time)
    status: str = "pending"
    hint: str = "outstandingTransaction"
    number: str = ""

    def identifies(self, number: str) -> None:
        """Its owner gives the security code in the app."""
        self.status, self.hint, self.number = "complete", "", number

    def fails(self, hint: str) -> None:
        """It comes to no good end."""
        self.status, self.hint = "failed", hint

    def code(self, second: int) -> str:
        """What the QR code says at a second after its beginning."""
        seal = hmac.new(self.qr_secret.encode(), str(second).encode(), hashlib.sha256).hexdigest()
        return f"bankid.{self.qr_token}.{second}.{seal}"


class BankID:
    """The server. ``answers`` says what an address answers instead: a status and an error code."""

    def __init__(self, folder: Path) -> None:
        self.orders: dict[str, Order] = {}
        self.asked: list[tuple[str, Any]] = []
        self.answers: dict[str, tuple[int, str]] = {}
        self.issuer, stranger = Issuer("BankID of the tests"), Issuer("Others")
        self.ca_file = folder / "issuer.pem"
        self.ca_file.write_bytes(self.issuer.certificate.public_bytes(_PEM))
        self.other_ca_file = folder / "others.pem"
        self.other_ca_file.write_bytes(stranger.certificate.public_bytes(_PEM))
        self.certificate, self.key = self.issuer.gives(folder, "relying-party")
        self.foreign = stranger.gives(folder, "foreign")
        own = self.issuer.gives(folder, "server")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*own)
        context.load_verify_locations(self.ca_file)
        context.verify_mode = ssl.CERT_REQUIRED
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://127.0.0.1:{self.server.server_port}/rp/v6.0"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        """Let go of the port."""
        self.server.shutdown()
        self.server.server_close()

    def row(self, **changes: Any) -> dict[str, Any]:
        """The row of a way in by it."""
        row = {
            "id": "bankid", "world": "resident", "protocol": "bankid", "title": "BankID", "issuer": self.address,
            "certificate": str(self.certificate), "secret": f"file:{self.key}", "ca_file": str(self.ca_file),
            "levels": {MOBILE: 3, ON_FILE: 3}, "seconds": 5.0,
        }  # fmt: skip
        return {**row, **changes}

    @property
    def order(self) -> Order:
        """The last order."""
        return list(self.orders.values())[-1]

    def reads(self, svg: bytes, seconds: int = 3) -> Order | None:
        """The order whose QR code of the last seconds an app with a camera reads; None for any other picture."""
        for order in self.orders.values():
            now = int(time.time() - order.begun)
            for second in range(max(0, now - seconds), now + 1):
                out = io.BytesIO()
                made = segno.make(order.code(second), error="l", micro=False)
                made.save(out, kind="svg", border=3, light="#fff", omitsize=True, svgclass=None, lineclass=None)
                if out.getvalue() == svg:
                    return order
        return None

    def opens(self, autostart_token: str) -> Order:
        """The order that an app on the same device opens."""
        return next(order for order in self.orders.values() if order.autostart_token == autostart_token)

    def auth(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """A new order."""
        requirement = content.get("requirement", {})
        try:
            ipaddress.ip_address(content["endUserIp"])
            base64.b64decode(content.get("userVisibleData", ""), validate=True).decode()
        except (KeyError, ValueError):
            return 400, {"errorCode": "invalidParameters", "details": "endUserIp"}
        if content.keys() - _OF_AUTH or requirement.keys() - _OF_REQUIREMENT:
            return 400, {"errorCode": "invalidParameters", "details": "unknown"}
        if not isinstance(requirement.get("certificatePolicies", []), list):
            return 400, {"errorCode": "invalidParameters", "details": "certificatePolicies"}
        if requirement.get("risk", "low") not in {"low", "moderate"}:
            return 400, {"errorCode": "invalidParameters", "details": "risk"}
        order = Order(content)
        self.orders[order.ref] = order
        return 200, {"orderRef": order.ref, "autoStartToken": order.autostart_token,
                     "qrStartToken": order.qr_token, "qrStartSecret": order.qr_secret}  # fmt: skip

    def collect(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """How far an order has come; one that is over is told of once."""
        order = self.orders.get(str(content.get("orderRef")))
        if order is None:
            return 400, {"errorCode": "invalidParameters", "details": "No such order"}
        said: dict[str, Any] = {"orderRef": order.ref, "status": order.status}
        if order.status != "complete":
            said["hintCode"] = order.hint
        else:
            said["completionData"] = {
                "user": {"personalNumber": order.number, "name": "Test Test", "givenName": "Test", "surname": "Test"},
                "device": {"ipAddress": "192.0.2.1", "uhi": secrets.token_hex(8)}, "bankIdIssueDate": "2026-01-01",
                "signature": "PHg+", "ocspResponse": "eA==",
            }  # fmt: skip
        if order.status != "pending":
            del self.orders[order.ref]
        return 200, said

    def cancel(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """An order that nobody wants."""
        if self.orders.pop(str(content.get("orderRef")), None) is None:
            return 400, {"errorCode": "invalidParameters", "details": "No such order"}
        return 200, {}


def _handler(bankid: BankID) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            what = self.path.removeprefix("/rp/v6.0/")
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"] != "application/json":
                self.answer(415, {"errorCode": "unsupportedMediaType", "details": ""})
                return
            content = json.loads(body)
            bankid.asked.append((what, content))
            does = {"auth": bankid.auth, "collect": bankid.collect, "cancel": bankid.cancel}.get(what)
            if what in bankid.answers:
                status, code = bankid.answers[what]
                self.answer(status, {"errorCode": code, "details": ""})
            elif does is None:
                self.answer(404, {"errorCode": "notFound", "details": ""})
            else:
                self.answer(*does(content))

        def answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Nothing is written."""

    class Quiet(Handler):
        def handle(self) -> None:
            try:
                super().handle()
            except (ssl.SSLError, OSError):
                # Whoever shows no certificate of ours gets no further than the handshake.
                return

    return Quiet


@pytest.fixture
def bankid(settings: Any, tmp_path: Path) -> Iterator[BankID]:
    """BankID, whose way in "bankid" leads residents in."""
    made = BankID(tmp_path)
    settings.WAYS = [made.row()]
    yield made
    made.stop()
