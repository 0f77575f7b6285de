"""A SAML identity provider of the tests' own, that answers rightly until it is told to lie: the fixture ``saml``.

It builds and signs its answers by itself. What is changed in them is what a forger, a broken provider or another one
would do. The product is tried against a provider that others wrote in tests/house/test_saml_provider.py.
"""

from __future__ import annotations

import base64
import datetime
import secrets
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, XMLSigner

from tests.providers import LOA2, LOA3

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.reading import Browser, Page

NUMBER, HSA_ID, ALL_HSA_IDS = "urn:oid:1.2.752.29.4.13", "urn:oid:1.2.752.29.6.2.1", "http://sambi.se/attributes/1/all"
ISSUER = "https://idp.example/saml"
ADDRESS = "https://idp.example/sso"
LOGOUT, LOGOUT_ANSWER = "https://idp.example/slo", "https://idp.example/slo/answer"
SPACES = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion", "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata", "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
}  # fmt: skip
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
_PEM, _PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


@cache
def key_of(_name: str) -> rsa.RSAPrivateKey:
    """A key takes a while to make; those of a name are the same for all tests of a process."""
    return rsa.generate_private_key(65537, 2048)


def certificate_of(key: rsa.RSAPrivateKey, days: int = 90) -> x509.Certificate:
    """A certificate that the key gives itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=400))
    return made.not_valid_after(now + datetime.timedelta(days=days)).sign(key, hashes.SHA256())


def moment(seconds: float = 0) -> str:
    """A moment so far from now, as SAML writes it."""
    from vardtrad.kernel import clock

    return (clock.now() + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def path(root: etree._Element, steps: str) -> etree._Element:
    """The first element at a path with the prefixes of SPACES."""
    found = root.find(steps, SPACES)
    assert found is not None, steps
    return found


class SamlProvider:
    """A provider. ``who`` holds the attributes of whoever logs in; ``facts`` go into the answer; ``changes`` is done
    to the assertion before it is encrypted, ``after`` to the answer before it is signed, ``forged`` to the signed one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.key, self.ours = folder, key_of("provider"), key_of("ours")
        self.certificate, self.our_certificate = certificate_of(self.key), certificate_of(self.ours)
        (folder / "ours.pem").write_bytes(self.our_certificate.public_bytes(_PEM))
        (folder / "ours.key").write_bytes(self.ours.private_bytes(_PEM, _PKCS8, serialization.NoEncryption()))
        (folder / "ours.key").chmod(0o600)
        self.metadata_file = folder / "metadata.xml"
        self.metadata_file.write_text(self.metadata())
        self.who: dict[str, list[str]] = {NUMBER: ["197712072391"]}
        self.facts: dict[str, str] = {}
        self.user = ""
        self.changes: Callable[[etree._Element], Any] = lambda assertion: None
        self.after: Callable[[etree._Element], Any] = lambda response: None
        self.forged: Callable[[etree._Element], etree._Element] = lambda response: response
        self.signs: Callable[[etree._Element], etree._Element] = self.signed
        self.encrypts: Callable[[etree._Element], etree._Element] = self.encrypted

    def metadata(self, entity: str = ISSUER, address: str = ADDRESS, **attributes: str) -> str:
        """What it says of itself."""
        der = base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        more = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"""<md:EntityDescriptor {_DECLARED} entityID="{entity}"{more}>
          <md:IDPSSODescriptor protocolSupportEnumeration="{SPACES["samlp"]}">
            <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate>
            </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
            <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{LOGOUT}"
              ResponseLocation="{LOGOUT_ANSWER}"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{address}"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{address}"/>
          </md:IDPSSODescriptor></md:EntityDescriptor>"""

    def row(self, **changes: Any) -> dict[str, Any]:
        """The row of a way in by it."""
        row = {
            "id": "saml", "world": "resident", "protocol": "saml", "title": "Legitimering", "issuer": ISSUER,
            "metadata": str(self.metadata_file), "certificate": str(self.folder / "ours.pem"),
            "secret": f"file:{self.folder / 'ours.key'}", "identity": [NUMBER], "levels": {LOA3: 3, LOA2: 2},
        }  # fmt: skip
        return {**row, **changes}

    def asked(self, response: HttpResponse) -> tuple[dict[str, str], etree._Element]:
        """The parameters and the request that the browser brings, if we have signed it."""
        assert response.status_code == 302, response.content.decode()
        address = response.headers["Location"]
        assert address.startswith(f"{ADDRESS}?")
        given, request = self.brought(address)
        assert list(given) == ["SAMLRequest", "RelayState", "SigAlg", "Signature"]
        return given, request

    def brought(self, address: str) -> tuple[dict[str, str], etree._Element]:
        """The parameters and the message in an address that the browser is sent to, if we have signed it."""
        given = dict(parse_qsl(urlsplit(address).query))
        signed = urlsplit(address).query.partition("&Signature=")[0]
        assert given["SigAlg"] == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        seal = base64.b64decode(parse_qs(urlsplit(address).query)["Signature"][0])
        self.ours.public_key().verify(seal, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        message = given.get("SAMLRequest") or given["SAMLResponse"]
        return given, etree.fromstring(zlib.decompress(base64.b64decode(message), -15))

    def query(
        self, message: str, kind: str = "SAMLRequest", key: rsa.RSAPrivateKey | None = None, relay: str = ""
    ) -> str:
        """The query of an address with a message of the provider, signed by its key or by another."""
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packing.compress(message.encode()) + packing.flush()
        given = {kind: base64.b64encode(packed).decode()} | ({"RelayState": relay} if relay else {})
        given |= {"SigAlg": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
        seal = (key or self.key).sign(urlencode(given).encode(), padding.PKCS1v15(), hashes.SHA256())
        return urlencode(given | {"Signature": base64.b64encode(seal).decode()})

    def logout_message(self, tag: str, inner: str, **attributes: str) -> str:
        """A message about a logout, for us; ``attributes`` are instead of the right ones."""
        given = {"ID": f"_{secrets.token_hex(16)}", "Version": "2.0", "IssueInstant": moment(),
                 "Destination": "http://localhost:8000/inloggning/saml/saml-ut", **attributes}  # fmt: skip
        issuer = given.pop("issuer", ISSUER)
        written = " ".join(f'{name}="{value}"' for name, value in given.items() if value)
        return f"<samlp:{tag} {_DECLARED} {written}><saml:Issuer>{issuer}</saml:Issuer>{inner}</samlp:{tag}>"

    def answer_to(self, response: HttpResponse) -> dict[str, str]:
        """The form that the provider's page posts, for the redirect that led there."""
        given, request = self.asked(response)
        made = self.signs(self.response(request))
        made = self.forged(made)
        return {"SAMLResponse": base64.b64encode(etree.tostring(made)).decode(), "RelayState": given["RelayState"]}

    def logs_in(self, browser: Browser, way: str = "saml", query: str = "") -> Page:
        """The page that somebody comes to who logs in here."""
        return self.posts(browser, self.answer_to(browser.get(f"/inloggning/{way}/{query}")), way)

    def posts(self, browser: Browser, form: dict[str, str], way: str = "saml") -> Page:
        """The page that the posted form leads to. It comes from another site: Lax cookies stay in the browser."""
        from tests.reading import Page

        lax = {name: morsel for name, morsel in browser.cookies.items() if morsel["samesite"] == "Lax"}
        for name in lax:
            del browser.cookies[name]
        answer = browser.post(f"/inloggning/{way}/saml", form)
        for name, morsel in lax.items():
            browser.cookies.setdefault(name, morsel)
        if answer.status_code == 302:
            return browser.open(answer.headers["Location"])
        return Page(browser, answer, f"/inloggning/{way}/saml")

    def response(self, request: etree._Element) -> etree._Element:
        """The answer to a request, with its assertion encrypted, before it is signed."""
        key, home = request.get("ID", ""), request.get("AssertionConsumerServiceURL", "")
        entity = path(request, "saml:Issuer").text
        facts = {"issuer": ISSUER, "request": key, "home": home, "audience": entity or "", "level": LOA3,
                 "status": "urn:oasis:names:tc:SAML:2.0:status:Success", **self.facts}  # fmt: skip
        assertion = etree.fromstring(self.assertion(facts))
        self.changes(assertion)
        response = etree.fromstring(
            f'<samlp:Response {_DECLARED} ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{moment()}"'
            f' Destination="{facts["home"]}" InResponseTo="{facts["request"]}"><saml:Issuer>{facts["issuer"]}'
            f'</saml:Issuer><samlp:Status><samlp:StatusCode Value="{facts["status"]}"/></samlp:Status></samlp:Response>'
        )
        response.append(self.encrypts(assertion))
        self.after(response)
        return response

    def assertion(self, facts: dict[str, str]) -> str:
        """What is said of whoever logs in."""
        attributes = "".join(
            f'<saml:Attribute Name="{name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">'
            + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.who.items()
        )
        head = f'ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{moment()}"'
        return f"""<saml:Assertion {_DECLARED} {head}><saml:Issuer>{facts["issuer"]}</saml:Issuer>
          <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
            NameQualifier="{ISSUER}">{self.user or f"user-{secrets.token_hex(4)}"}</saml:NameID>
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
              InResponseTo="{facts["request"]}" Recipient="{facts["home"]}" NotOnOrAfter="{moment(300)}"/>
            </saml:SubjectConfirmation></saml:Subject>
          <saml:Conditions NotBefore="{moment(-10)}" NotOnOrAfter="{moment(300)}"><saml:AudienceRestriction>
            <saml:Audience>{facts["audience"]}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
          <saml:AuthnStatement AuthnInstant="{moment()}" SessionIndex="s1"><saml:AuthnContext>
            <saml:AuthnContextClassRef>{facts["level"]}</saml:AuthnContextClassRef></saml:AuthnContext>
          </saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement>
        </saml:Assertion>"""

    def signed(self, element: etree._Element, key: rsa.RSAPrivateKey | None = None, **how: Any) -> etree._Element:
        """The element signed by the provider's key, or by another; where the Issuer ends, as the schema wants it."""
        key = key or self.key
        place = etree.Element(f"{{{SPACES['ds']}}}Signature", {"Id": "placeholder"}, nsmap={"ds": SPACES["ds"]})
        element.insert(1, place)
        c14n = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
        signer = XMLSigner(c14n_algorithm=c14n, **how)
        return signer.sign(element, key=key, cert=[certificate_of(key)], reference_uri=element.get("ID"))

    def encrypted(
        self, assertion: etree._Element, *, bits: int = 256, cipher: str = "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        transport: str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", digest: str = "", key: Any = None,
    ) -> etree._Element:  # fmt: skip
        """The assertion encrypted for us, or for another."""
        secret, nonce = AESGCM.generate_key(bits), secrets.token_bytes(12)
        hashed = hashes.SHA256() if digest.endswith("sha256") else hashes.SHA1()
        oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashed, None)
        locked = (key or self.ours).public_key().encrypt(secret, oaep)
        text = nonce + AESGCM(secret).encrypt(nonce, etree.tostring(assertion), None)
        method = f'<ds:DigestMethod Algorithm="{digest}"/>' if digest else ""
        return etree.fromstring(
            f'<saml:EncryptedAssertion {_DECLARED}><xenc:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Element">'
            f'<xenc:EncryptionMethod Algorithm="{cipher}"/><ds:KeyInfo><xenc:EncryptedKey>'
            f'<xenc:EncryptionMethod Algorithm="{transport}">{method}</xenc:EncryptionMethod><xenc:CipherData>'
            f"<xenc:CipherValue>{base64.b64encode(locked).decode()}</xenc:CipherValue></xenc:CipherData>"
            f"</xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{base64.b64encode(text).decode()}"
            f"</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>"
        )


@pytest.fixture
def saml(settings: Any, tmp_path: Path) -> SamlProvider:
    """A provider whose way in "saml" leads residents in; each user is Alva until ``who`` says otherwise."""
    from vardtrad.shared.login.ways.saml import metadata

    metadata.forget()
    made = SamlProvider(tmp_path)
    settings.WAYS = [made.row()]
    return made
