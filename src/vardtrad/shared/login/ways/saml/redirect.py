"""Messages that stand in an address, signed (SAML 2.0 Bindings, 3.4): those we send, and reading those of others.

The signature is over the address as it was written, so what is judged is the text that came and nothing decoded.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate
from lxml import etree

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import names, xml

MOST = 64 * 1024
"""So long may a message be when it is unpacked, in bytes: they hold a name and a time."""
REQUEST, ANSWER = "SAMLRequest", "SAMLResponse"
_SIGNED = ("RelayState", "SigAlg")
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ALGORITHMS: Mapping[str, tuple[type, hashes.HashAlgorithm]] = {
    f"{_MORE}rsa-sha256": (rsa.RSAPublicKey, hashes.SHA256()),
    f"{_MORE}rsa-sha384": (rsa.RSAPublicKey, hashes.SHA384()),
    f"{_MORE}rsa-sha512": (rsa.RSAPublicKey, hashes.SHA512()),
    f"{_MORE}ecdsa-sha256": (ec.EllipticCurvePublicKey, hashes.SHA256()),
    f"{_MORE}ecdsa-sha384": (ec.EllipticCurvePublicKey, hashes.SHA384()),
    f"{_MORE}ecdsa-sha512": (ec.EllipticCurvePublicKey, hashes.SHA512()),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A message that the browser has brought, signed by the provider: a request or an answer, and its relay state."""

    kind: str
    root: xml.Element
    relay_state: str


def address(place: str, kind: str, message: xml.Element, relay_state: str, key: rsa.RSAPrivateKey) -> str:
    """The address at the provider with a message of ours, signed."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packing.compress(etree.tostring(message)) + packing.flush()
    given = {kind: base64.b64encode(packed).decode()}
    given |= {"RelayState": relay_state} if relay_state else {}
    given["SigAlg"] = names.RSA_SHA256
    seal = key.sign(urlencode(given).encode(), padding.PKCS1v15(), hashes.SHA256())
    given["Signature"] = base64.b64encode(seal).decode()
    return f"{place}{'&' if '?' in place else '?'}{urlencode(given)}"


def brought(query: str, certificates: Sequence[Certificate]) -> Brought:
    """The message in the query of an address, if one of the certificates has signed it. Raises Stopped."""
    raw: dict[str, str] = {}
    for pair in query.split("&"):
        name, _equals, value = pair.partition("=")
        if name in {REQUEST, ANSWER, "Signature", *_SIGNED}:
            if name in raw:
                raise Stopped(Why.UNTRUSTED, "en uppgift två gånger")
            raw[name] = value
    kinds = [kind for kind in (REQUEST, ANSWER) if kind in raw]
    if len(kinds) != 1 or not {"Signature", "SigAlg"} <= set(raw):
        raise Stopped(Why.UNTRUSTED, "inget meddelande, eller inte signerat")
    signed = "&".join(f"{name}={raw[name]}" for name in (*kinds, *_SIGNED) if name in raw)
    _judge_signature(signed.encode(), unquote_plus(raw["SigAlg"]), _octets(raw["Signature"]), certificates)
    return Brought(kinds[0], xml.parsed(_unpacked(_octets(raw[kinds[0]]))), unquote_plus(raw.get("RelayState", "")))


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", unquote_plus(text)), validate=True)
    except (ValueError, binascii.Error):
        raise Stopped(Why.UNTRUSTED, "meddelandet är inte base64") from None


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj(-15)
    try:
        content = unpacking.decompress(packed, MOST)
    except zlib.error:
        raise Stopped(Why.UNTRUSTED, "meddelandet går inte att packa upp") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise Stopped(Why.UNTRUSTED, "meddelandet är för långt, eller avhugget")
    return content


def _judge_signature(signed: bytes, algorithm: str, seal: bytes, certificates: Sequence[Certificate]) -> None:
    kind, digest = _ALGORITHMS.get(algorithm, (None, None))
    if kind is None or digest is None:
        raise Stopped(Why.UNTRUSTED, "signerat på ett sätt som inte godtas")
    now = clock.now()
    for certificate in certificates:
        key = certificate.public_key()
        if not isinstance(key, kind):
            continue
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            continue
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(seal, signed, padding.PKCS1v15(), digest)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(seal, signed, ec.ECDSA(digest))
            return
        except InvalidSignature:
            continue
    raise Stopped(Why.UNTRUSTED, "signaturen är inte leverantörens")
