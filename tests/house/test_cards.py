"""Cards by client certificate through a real nginx with the examples of deploy/nginx: both ports, cards of many kinds.

The certificates are made for the test: an issuer of cards, another that nobody trusts, and what they have signed.
"""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.database import ROOT, Copy
from tests.house import test_proxy
from tests.house.test_proxy import NGINX, certificate, configuration
from tests.house.test_serving import answers, free_port
from tests.house.test_upgrade import begun
from tests.providers import SECRET

pytestmark = test_proxy.pytestmark
POLICY = "1.2.752.999.1"
HSA_ID = "SE9921000015-P001"
NOW = datetime.now(UTC)


class Issuer:
    """Who signs cards."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        ends = x509.BasicConstraints(ca=True, path_length=0)
        made = self._builder(self.name, self.key, NOW + timedelta(days=90)).add_extension(ends, critical=True)
        self.certificate = made.sign(self.key, hashes.SHA256())

    def _builder(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=90))
        return made.not_valid_after(ends)

    def card(self, file: Path, hsa_id: str = HSA_ID, *, days: int = 30) -> x509.Certificate:
        """A card for somebody, written to a file with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, hsa_id)])
        policy = x509.PolicyInformation(x509.ObjectIdentifier(POLICY), None)
        made = self._builder(name, key, NOW + timedelta(days=days))
        signed = made.add_extension(x509.CertificatePolicies([policy]), critical=False).sign(self.key, hashes.SHA256())
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(signed.public_bytes(PEM) + key.private_bytes(PEM, *plain))
        return signed

    def revoking(self, *cards: x509.Certificate) -> bytes:
        """The list of what has been revoked."""
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(NOW - timedelta(hours=1))
        made = made.next_update(NOW + timedelta(days=1))
        for card in cards:
            row = x509.RevokedCertificateBuilder().serial_number(card.serial_number).revocation_date(NOW).build()
            made = made.add_revoked_certificate(row)
        return made.sign(self.key, hashes.SHA256()).public_bytes(PEM)


PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Proxy:
    """The two ports of nginx, and the folder with cards."""

    main: int
    cards: int
    folder: Path

    def get(
        self, port: int, path: str, cookies: dict[str, str], card: str = "", **headers: str
    ) -> tuple[int, str, str]:
        """Status, where a redirect leads, and the page; the cookies are kept as a browser does."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        if card:
            trusting.load_cert_chain(self.folder / card)
        line = http.client.HTTPSConnection("localhost", port, context=trusting, timeout=30)
        kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
        line.request("GET", path, headers={"Host": "localhost", "Cookie": kept, **headers})
        answer = line.getresponse()
        body = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _sign, value = given.partition(";")[0].partition("=")
            cookies[name] = value
        line.close()
        return answer.status, answer.headers.get("Location", ""), body

    def refusal(self, told: tuple[int, str, str]) -> tuple[int, str]:
        """Status and content of the page that a card which is no good leads to: at the ordinary port."""
        status, where, _body = told
        parts = urlsplit(where)
        assert (status, parts.port, parts.path) == (302, self.main, "/inloggning/kort/stopp")
        status, _where, body = self.get(self.main, f"{parts.path}?{parts.query}", {})
        return status, body

    def logs_in(self, card: str, cookies: dict[str, str] | None = None) -> tuple[int, str, str]:
        """What somebody gets who logs in with a card, or without."""
        cookies = {} if cookies is None else cookies
        _status, where, _body = self.get(self.main, "/inloggning/kort/", cookies)
        parts = urlsplit(where)
        assert parts.port == self.cards
        return self.get(self.cards, f"{parts.path}?{parts.query}", cookies, card)


@pytest.fixture
def proxy(fresh_database: Callable[[], Copy], tmp_path: Path) -> Iterator[Proxy]:
    pages, plain, main, cards = (free_port() for _each in range(4))
    certificate(tmp_path)
    issuer, other = Issuer("Test cards"), Issuer("Others")
    for name, card in {"good": {}, "expired": {"days": -1}, "unknown": {"hsa_id": "SE9921000015-P999"}}.items():
        issuer.card(tmp_path / name, **card)
    revoked = issuer.card(tmp_path / "revoked")
    other.card(tmp_path / "foreign")
    (tmp_path / "issuers.pem").write_bytes(issuer.certificate.public_bytes(PEM))
    (tmp_path / "issuers.crl").write_bytes(issuer.revoking(revoked))
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{main} ssl http2;",
        "listen 8443 ssl;": f"listen 127.0.0.1:{cards} ssl;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{pages};",
        "vardtrad.region.example": "localhost",
        "/etc/ssl/vardtrad/fullchain.pem": str(tmp_path / "cert.pem"),
        "/etc/ssl/vardtrad/privkey.pem": str(tmp_path / "key.pem"),
        "/etc/ssl/vardtrad/card-issuers.pem": str(tmp_path / "issuers.pem"),
        "/etc/ssl/vardtrad/card-issuers.crl": str(tmp_path / "issuers.crl"),
        "/run/vardtrad-uploads": str(tmp_path / "uploads"),
        "/var/log/nginx/vardtrad.log": str(tmp_path / "error"),
        "change-me": SECRET,
    }
    example = (ROOT / "deploy" / "nginx" / "vardtrad-kort.conf").read_text("utf-8")
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, changes, beside=example), "utf-8")
    row = {"id": "kort", "world": "staff", "protocol": "certificate", "title": "SITHS-kort",
           "address": f"https://localhost:{cards}", "secret": "env:VARDTRAD_TEST_WAY"}  # fmt: skip
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in row.items()]
    (tmp_path / "ways.toml").write_text(f'[[way]]\n{"".join(lines)}levels = {{ "{POLICY}" = 3 }}\n')
    copy = fresh_database()
    given = {
        **copy.environment,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_PUBLIC_URL": f"https://localhost:{main}",
        "VARDTRAD_TRUSTED_PROXIES": "127.0.0.1",
        "VARDTRAD_WAYS_FILE": str(tmp_path / "ways.toml"),
        "VARDTRAD_TEST_WAY": SECRET,
    }
    hired = (
        "import django; django.setup(); from vardtrad.shared.care_units.models import Staff;"
        f" Staff.objects.create(hsa_id={HSA_ID!r}, given_name='Rut', family_name='Rask')"
    )
    subprocess.run([sys.executable, "-c", hired], env=given, check=True, timeout=120)
    served = begun(given, "serve", "--port", str(pages))
    nginx = subprocess.Popen([str(NGINX), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error")])
    try:
        while not answers(pages):
            assert served.poll() is None, served.communicate()
        while not (tmp_path / "pid").exists():
            assert nginx.poll() is None, (tmp_path / "error").read_text()
        yield Proxy(main, cards, tmp_path)
    finally:
        for process in (nginx, served):
            process.terminate()
        nginx.wait(20)
        told = served.communicate(timeout=30)[0]
    assert "Traceback" not in told
    assert SECRET not in told


def test_a_card_opens_the_pages_and_those_that_are_no_good_are_told_why(proxy: Proxy) -> None:
    cookies: dict[str, str] = {}
    status, where, _body = proxy.logs_in("good", cookies)
    assert (status, where) == (302, f"https://localhost:{proxy.main}/personal/mottagningar")
    assert proxy.get(proxy.main, "/personal/mottagningar", cookies)[0] == 200
    for card, says in {
        "": "att kortläsaren är inkopplad",
        "expired": "ditt e-tjänstekort har gått ut",
        "revoked": "om kortet är spärrat",
        "foreign": "gäller inte här",
        "unknown": "inte kopplat till någon behörighet",
    }.items():
        status, body = proxy.refusal(proxy.logs_in(card))
        assert (card, status, says in body) == (card, 403, True)
    # Nothing but the card's own page is at its port.
    assert proxy.get(proxy.cards, "/personal/mottagningar", {})[:2] == (308, "https://localhost/personal/mottagningar")


def test_forged_headers_open_nothing_at_either_port(proxy: Proxy) -> None:
    forged = {
        "X-Client-Verify": "SUCCESS",
        "X-Client-Cert": quote((proxy.folder / "good").read_text().partition("-----BEGIN PRIVATE")[0]),
        "X-Client-Proof": SECRET,
    }
    for port in (proxy.main, proxy.cards):
        cookies: dict[str, str] = {}
        _status, where, _body = proxy.get(proxy.main, "/inloggning/kort/", cookies)
        parts = urlsplit(where)
        status, body = proxy.refusal(proxy.get(port, f"{parts.path}?{parts.query}", cookies, **forged))
        assert status == 403
        assert ("går inte att lita på" if port == proxy.main else "att kortläsaren är inkopplad") in body
        assert not any("vt_personal" in name for name in cookies)
