"""What we send: the signed request that the browser takes to the provider, and our own signed metadata."""

from __future__ import annotations

import base64
import datetime
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import names, redirect
from vardtrad.shared.login.ways.saml.metadata import Metadata
from vardtrad.shared.login.ways.saml.xml import Element
from vardtrad.shared.login.ways.way import Way, WrongRow

OURS_VALID = datetime.timedelta(days=7)
"""For how long our metadata say that they may be used without being fetched again."""


def request_id(attempt: Attempt) -> str:
    """The name of the request of a login, which its answer must name."""
    return f"_{attempt.nonce}"


def request_address(way: Way, metadata: Metadata, attempt: Attempt, *, entity: str, answer: str) -> str:
    """Where the browser goes to log in, with the request (SAML 2.0 Bindings, 3.4). Raises Stopped.

    ``entity`` is our name, ``answer`` the address that the answer is posted to.
    """
    request = element(
        names.PROTOCOL, "AuthnRequest", ID=request_id(attempt), Version="2.0", IssueInstant=moment(clock.now()),
        Destination=metadata.address, AssertionConsumerServiceURL=answer, ProtocolBinding=names.POST,
        ForceAuthn="false" if way.single_sign_on else "true", IsPassive="false",
    )  # fmt: skip
    add(request, names.SAML, "Issuer", entity)
    add(request, names.PROTOCOL, "NameIDPolicy", AllowCreate="true")
    context = add(request, names.PROTOCOL, "RequestedAuthnContext", Comparison="exact")
    for level in way.acr_values(attempt.level):
        add(context, names.SAML, "AuthnContextClassRef", level)
    try:
        return redirect.address(metadata.address, redirect.REQUEST, request, attempt.state, private_key(way))
    except WrongRow as wrong:
        raise Stopped(Why.SETTINGS, str(wrong)) from None


def our_metadata(way: Way, *, entity: str, answer: str, logout: str) -> bytes:
    """What we say of ourselves, signed: for the provider, or the operator of a federation. Raises WrongRow."""
    root = element(
        names.METADATA, "EntityDescriptor", entityID=entity, ID=f"_{secrets.token_hex(16)}",
        validUntil=moment(clock.now() + OURS_VALID),
    )  # fmt: skip
    described = add(
        root, names.METADATA, "SPSSODescriptor", protocolSupportEnumeration=names.PROTOCOL,
        AuthnRequestsSigned="true", WantAssertionsSigned="false",
    )  # fmt: skip
    extensions = add(described, names.METADATA, "Extensions")
    shown = add(extensions, names.MDUI, "UIInfo")
    for language in ("sv", "en"):
        name = add(shown, names.MDUI, "DisplayName", "Vårdtråd")
        name.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    certificate = base64.b64encode(our_certificate(way).public_bytes(Encoding.DER)).decode()
    for use in ("signing", "encryption"):
        key = add(described, names.METADATA, "KeyDescriptor", use=use)
        data = add(add(key, names.DS, "KeyInfo"), names.DS, "X509Data")
        add(data, names.DS, "X509Certificate", certificate)
        if use == "encryption":
            for algorithm in (*reversed(names.GCM), names.OAEP):
                add(key, names.METADATA, "EncryptionMethod", Algorithm=algorithm)
    if way.logout and way.single_sign_on:
        add(described, names.METADATA, "SingleLogoutService", Binding=names.REDIRECT, Location=logout)
    for form in (names.PERSISTENT, names.TRANSIENT):
        add(described, names.METADATA, "NameIDFormat", form)
    place = {"Binding": names.POST, "Location": answer, "index": "0", "isDefault": "true"}
    add(described, names.METADATA, "AssertionConsumerService", **place)
    wanted = add(described, names.METADATA, "AttributeConsumingService", index="0", isDefault="true")
    title = add(wanted, names.METADATA, "ServiceName", "Vårdtråd")
    title.set("{http://www.w3.org/XML/1998/namespace}lang", "sv")
    for attribute in dict.fromkeys([*way.identity, *filter(None, (way.accounts, way.unit))]):
        needed = "true" if way.identity == (attribute,) else "false"
        add(wanted, names.METADATA, "RequestedAttribute", Name=attribute, NameFormat=names.URI, isRequired=needed)
    # Where the signature is to stand: before all else.
    root.insert(0, element(names.DS, "Signature", Id="placeholder"))
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=private_key(way), cert=[our_certificate(way)], reference_uri=root.get("ID"))
    return etree.tostring(signed, xml_declaration=True, encoding="utf-8")


def private_key(way: Way) -> rsa.RSAPrivateKey:
    """Our key, that signs our requests and opens what is encrypted for us. Raises WrongRow."""
    try:
        key = load_pem_private_key(way.secret_value().encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise WrongRow("secret: är ingen privat RSA-nyckel i PEM utan lösenord.")
    return key


def our_certificate(way: Way) -> x509.Certificate:
    """The certificate of our key, by which the provider knows us. Raises WrongRow."""
    try:
        certificate = x509.load_pem_x509_certificate(Path(way.certificate).read_bytes())
    except (OSError, ValueError):
        raise WrongRow(f"certificate: filen {way.certificate} är inget certifikat i PEM.") from None
    if certificate.public_key() != private_key(way).public_key():
        raise WrongRow("certificate: hör inte till nyckeln i secret.")
    return certificate


_PREFIXES = {"saml": names.SAML, "samlp": names.PROTOCOL, "md": names.METADATA, "ds": names.DS, "mdui": names.MDUI}


def element(space: str, tag: str, **attributes: str) -> Element:
    """The root of a message."""
    return etree.Element(f"{{{space}}}{tag}", attributes, nsmap=_PREFIXES)


def add(parent: Element, space: str, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Put an element last in another."""
    child = etree.SubElement(parent, f"{{{space}}}{tag}", attributes)
    child.text = text
    return child


def moment(at: datetime.datetime) -> str:
    """A moment as SAML writes it."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
