"""A card by client certificate: what the proxy that has asked the browser for it says, and whom the certificate names.

The proxy proves the card by TLS and hands on the certificate in headers, which anybody could write. They count only
from one of our own proxies that also knows the secret of the way's row.
"""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import unquote

from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID
from django.conf import settings
from django.http import HttpRequest

from vardtrad.kernel import clock
from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.way import Way, WrongRow

PROOF, VERIFIED, CERTIFICATE = "X-Client-Proof", "X-Client-Verify", "X-Client-Cert"
"""The headers of the proxy: the secret, what the verification gave, and the certificate (PEM, percent-encoded)."""


def identified(way: Way, request: HttpRequest, level: int = 0) -> Identified:
    """Whom the card in the reader names, by the headers of a request that came through the proxy. Raises Stopped."""
    _assert_from_our_proxy(way, request)
    verified = request.headers.get(VERIFIED, "")
    if verified in {"", "NONE"}:
        raise Stopped(Why.NO_CARD)
    if verified != "SUCCESS":
        said = verified.partition(":")[2].lower()
        raise Stopped(Why.CARD_EXPIRED if "expired" in said else Why.CARD_NOT_TRUSTED)
    try:
        certificate = x509.load_pem_x509_certificate(unquote(request.headers.get(CERTIFICATE, "")).encode())
        policies = _policies(certificate)
        numbers = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        ends = certificate.not_valid_after_utc
    except (ValueError, x509.DuplicateExtension):
        raise Stopped(Why.CARD_NOT_TRUSTED, "certifikatet går inte att läsa") from None
    # The proxy judged it when the connection began, and a connection may last.
    if ends <= clock.now():
        raise Stopped(Why.CARD_EXPIRED)
    assurance = max((way.levels.get(policy, 0) for policy in policies), default=0)
    if assurance < max(way.level, level):
        raise Stopped(Why.CARD_NOT_TRUSTED, "ingen av certifikatets policyer finns i radens levels")
    try:
        (number,) = numbers
        return Identified(way, (str(parse_hsa_id(str(number.value))),), assurance)
    except (ValueError, InvalidHsaId):
        raise Stopped(Why.NO_HSA_ID) from None


def _assert_from_our_proxy(way: Way, request: HttpRequest) -> None:
    try:
        sender = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
        secret = way.secret_value()
    except ValueError:
        raise Stopped(Why.UNTRUSTED, "okänd avsändare") from None
    except WrongRow as wrong:
        raise Stopped(Why.SETTINGS, str(wrong)) from None
    ours = any(sender in network for network in settings.TRUSTED_PROXIES)
    if not ours or not hmac.compare_digest(request.headers.get(PROOF, "").encode(), secret.encode()):
        raise Stopped(Why.UNTRUSTED, f"{VERIFIED} kom inte från vår proxy med radens hemlighet")


def _policies(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.CERTIFICATE_POLICIES)
    except x509.ExtensionNotFound:
        return []
    value = extension.value
    return (
        [each.policy_identifier.dotted_string for each in value] if isinstance(value, x509.CertificatePolicies) else []
    )
