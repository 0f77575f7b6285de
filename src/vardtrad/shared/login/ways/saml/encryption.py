"""Opening what a provider has encrypted for us (XML Encryption 1.1): the few algorithms that are sound, and no others.

Asked for only when the message around it is known to be the provider's, so nobody else can have it try things.
"""

from __future__ import annotations

import base64
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import xml
from vardtrad.shared.login.ways.saml.names import DS, GCM, OAEP, OAEP11, XENC, XENC11

# SHA-1 is sound here, where nobody gains by two texts with the same hash; it is what rsa-oaep-mgf1p has of old.
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "": hashes.SHA1, f"{DS}sha1": hashes.SHA1, f"{XENC}sha256": hashes.SHA256, f"{XENC11}mgf1sha1": hashes.SHA1,
    f"{XENC11}mgf1sha256": hashes.SHA256,
}  # fmt: skip
_NONCE = 12


def opened(encrypted: xml.Element, key: rsa.RSAPrivateKey) -> xml.Element:
    """The element that an EncryptedAssertion holds. Raises Stopped."""
    data = encrypted.findall(f"{{{XENC}}}EncryptedData")
    keys = list(encrypted.iter(f"{{{XENC}}}EncryptedKey"))
    if len(data) != 1 or len(keys) != 1:
        raise Stopped(Why.UNTRUSTED, "krypterat på ett okänt sätt")
    method, length = _method(data[0]), GCM.get(_method(data[0]), 0)
    if not length:
        raise Stopped(Why.UNTRUSTED, f"krypterat med {_named(method)}, som inte godtas")
    content, secret = _cipher(data[0]), _secret(keys[0], key)
    if len(secret) != length:
        raise Stopped(Why.UNTRUSTED, "krypterat med en nyckel av fel längd")
    try:
        plain = AESGCM(secret).decrypt(content[:_NONCE], content[_NONCE:], None)
    except (InvalidTag, ValueError):
        raise Stopped(Why.UNTRUSTED, "det krypterade går inte att öppna") from None
    return xml.parsed(plain)


def _secret(encrypted: xml.Element, key: rsa.RSAPrivateKey) -> bytes:
    method = encrypted.find(f"{{{XENC}}}EncryptionMethod")
    if method is None or method.get("Algorithm") not in {OAEP, OAEP11}:
        raise Stopped(Why.UNTRUSTED, f"nyckeln krypterad med {_named(_method(encrypted))}, som inte godtas")
    digest, mask = method.find(f"{{{DS}}}DigestMethod"), method.find(f"{{{XENC11}}}MGF")
    said = [each.get("Algorithm", "") if each is not None else "" for each in (digest, mask)]
    if any(each not in _HASHES for each in said) or method.find(f"{{{XENC}}}OAEPparams") is not None:
        raise Stopped(Why.UNTRUSTED, "nyckeln krypterad på ett okänt sätt")
    oaep = padding.OAEP(padding.MGF1(_HASHES[said[1]]()), _HASHES[said[0]](), None)
    try:
        return key.decrypt(_cipher(encrypted), oaep)
    except ValueError:
        raise Stopped(Why.UNTRUSTED, "krypterat för någon annan") from None


def _method(element: xml.Element) -> str:
    method = element.find(f"{{{XENC}}}EncryptionMethod")
    return method.get("Algorithm", "") if method is not None else ""


def _named(method: str) -> str:
    """The last word of an algorithm's name, which goes to the log: it is the sender's to choose."""
    return re.sub(r"[^a-z0-9_-]", "", method.rpartition("#")[2].lower())[:30] or "inget"


def _cipher(element: xml.Element) -> bytes:
    text = xml.text_of(element.find(f"{{{XENC}}}CipherData/{{{XENC}}}CipherValue"))
    try:
        return base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except ValueError:
        raise Stopped(Why.UNTRUSTED, "det krypterade är inte base64") from None
