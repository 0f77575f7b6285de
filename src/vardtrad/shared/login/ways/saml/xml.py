"""Reading XML of others: no document type, no entities, no network, no comments; and what of it is signed by whom."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.x509 import Certificate
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidCertificate, InvalidInput, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml.names import DS

Element = etree._Element
SIGNATURES = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
    SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
})  # fmt: skip
"""The signatures that are believed: those of the profile (8.2), all with the sender's private key."""
DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


def parsed(content: bytes) -> Element:
    """The root of a document. Raises Stopped for what is no XML, or has more in it than elements and texts.

    Comments are refused and not ignored: where a text has one in the middle, readers disagree about what it says.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Stopped(Why.UNTRUSTED, "ingen XML") from None
    said = root.getroottree().docinfo
    if said.internalDTD is not None or said.externalDTD is not None:
        raise Stopped(Why.UNTRUSTED, "XML med dokumenttyp")
    beside = [*root.itersiblings(), *root.itersiblings(preceding=True)]
    if beside or any(not isinstance(node.tag, str) for node in root.iter()):
        raise Stopped(Why.UNTRUSTED, "XML med kommentarer, instruktioner eller entiteter")
    return root


def signed_part(root: Element, certificates: Sequence[Certificate]) -> Element:
    """What one of the certificates has signed: a copy of the whole document, without its signature. Raises Stopped.

    Only the copy may be read. The signature stands directly in the root and is about the root, by its ID: a document
    that was wrapped around a signed one, or in which a signed part was moved, has none such.
    """
    key = root.get("ID")
    if len(root.findall(f"{{{DS}}}Signature")) != 1 or not key:
        raise Stopped(Why.UNTRUSTED, "inte signerat, eller flera gånger")
    reference = root.findall(f"{{{DS}}}Signature/{{{DS}}}SignedInfo/{{{DS}}}Reference")
    if [each.get("URI") for each in reference] != [f"#{key}"]:
        raise Stopped(Why.UNTRUSTED, "signaturen gäller inte hela dokumentet")
    config = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=SIGNATURES,
        digest_algorithms=DIGESTS,
        verification_time=clock.now(),
    )
    fault = "inga certifikat att pröva signaturen mot"
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(root, x509_cert=certificate, id_attribute="ID", expect_config=config)
        except InvalidCertificate:
            fault = "certifikatet som signerat gäller inte nu"
        except (InvalidSignature, WrongSignature, InvalidInput, etree.LxmlError, ValueError, TypeError) as error:
            fault = f"signaturen ({type(error).__name__})"
        else:
            signed = getattr(result, "signed_xml", None)
            if signed is None or signed.tag != root.tag or signed.get("ID") != key:
                raise Stopped(Why.UNTRUSTED, "signaturen gäller något annat")
            whole: Element = signed
            return whole
    raise Stopped(Why.UNTRUSTED, fault)


def text_of(element: Element | None) -> str:
    """The text of an element that holds nothing else; empty for any other."""
    if element is None or len(element):
        return ""
    return (element.text or "").strip()


def moment(text: str | None) -> datetime.datetime:
    """A moment, in UTC as SAML has all of them. Raises Stopped."""
    try:
        read = datetime.datetime.fromisoformat(text or "")
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise Stopped(Why.UNTRUSTED, "en tid saknas eller är ingen tid")
    return read
