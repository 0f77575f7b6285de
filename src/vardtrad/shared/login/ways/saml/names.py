"""The names of SAML 2.0 and of XML encryption that are used here."""

from __future__ import annotations

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
MDUI = "urn:oasis:names:tc:SAML:metadata:ui"

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
SUCCESS = f"{STATUS}Success"
CANCEL = "http://id.elegnamnden.se/status/1.0/cancel"
"""The status of Sweden Connect for somebody who has given up."""

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
OAEP, OAEP11 = f"{XENC}rsa-oaep-mgf1p", f"{XENC11}rsa-oaep"
GCM = {f"{XENC11}aes128-gcm": 16, f"{XENC11}aes192-gcm": 24, f"{XENC11}aes256-gcm": 32}
"""The ciphers that an assertion may be encrypted with, and the length of their keys in bytes: each proves its text."""
