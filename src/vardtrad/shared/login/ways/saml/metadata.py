"""What an identity provider says of itself in its metadata: where it is asked, and by which certificates it signs.

They come from a file of the row, which is as trusted as the row, or from an address: then somebody must have signed
them whose certificate the row names, as the operator of a federation does. Kept for an hour, as those of OIDC.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from vardtrad.kernel import clock
from vardtrad.shared.login.ways import fetching
from vardtrad.shared.login.ways.kept import Kept, Rest
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.row_rules import wrong_address
from vardtrad.shared.login.ways.saml import xml
from vardtrad.shared.login.ways.saml.names import DS, METADATA, REDIRECT, SAML
from vardtrad.shared.login.ways.way import Way

MOST = 32 * 1024 * 1024
"""No federation's metadata are longer, in bytes."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """An identity provider: its address for requests, the certificates it signs with, and the levels it names.

    ``logout`` is its address for requests to log out, ``logout_answer`` for our answers to its own; empty for none.
    """

    entity: str
    address: str
    certificates: tuple[x509.Certificate, ...]
    levels: tuple[str, ...]
    logout: str = ""
    logout_answer: str = ""


_KEPT: dict[str, tuple[Way, Kept[Metadata]]] = {}


def metadata_of(way: Way) -> Metadata:
    """The metadata of a way's provider, kept in this process. Raises Stopped."""
    known = _KEPT.get(way.id)
    if known is None or known[0] != way:
        known = _KEPT[way.id] = (way, Kept(Rest()))
    return known[1].get(lambda: read(way))


def forget() -> None:
    """Forget every provider, as a new process has."""
    _KEPT.clear()


def read(way: Way) -> Metadata:
    """The metadata as they are now. Raises Stopped."""
    if "://" not in way.metadata:
        try:
            root = xml.parsed(Path(way.metadata).read_bytes())
        except OSError as error:
            raise Stopped(Why.SETTINGS, f"filen med metadata går inte att läsa ({type(error).__name__})") from None
        return _provider(way, root)
    answer = fetching.get(way, way.metadata, most=MOST)
    if answer.status != 200:
        raise Stopped(Why.DOWN, f"metadata svarar {answer.status}")
    try:
        signer = x509.load_pem_x509_certificate(Path(way.metadata_signer).read_bytes())
    except (OSError, ValueError):
        raise Stopped(Why.SETTINGS, "metadata_signer är inget certifikat i PEM") from None
    return _provider(way, xml.signed_part(xml.parsed(answer.body), [signer]))


def _provider(way: Way, root: xml.Element) -> Metadata:
    entities = [each for each in root.iter(f"{{{METADATA}}}EntityDescriptor") if each.get("entityID") == way.issuer]
    if len(entities) != 1:
        raise Stopped(Why.WRONG_PROVIDER, "metadata har inte radens issuer (entityID), eller har den flera gånger")
    (entity,) = entities
    for element in (root, entity):
        if (until := element.get("validUntil")) and xml.moment(until) <= clock.now():
            raise Stopped(Why.DOWN, "metadata har gått ut (validUntil)")
    described = entity.find(f"{{{METADATA}}}IDPSSODescriptor")
    if described is None:
        raise Stopped(Why.SETTINGS, "metadata beskriver ingen legitimeringstjänst (IDPSSODescriptor)")
    places = described.findall(f"{{{METADATA}}}SingleSignOnService")
    address = next((place.get("Location", "") for place in places if place.get("Binding") == REDIRECT), "")
    if not address or wrong_address(address):
        raise Stopped(Why.SETTINGS, "metadata har ingen adress för HTTP-Redirect, eller en som inte är https")
    certificates = [
        _certificate(xml.text_of(each))
        for key in described.findall(f"{{{METADATA}}}KeyDescriptor")
        if key.get("use", "signing") == "signing"
        for each in key.iter(f"{{{DS}}}X509Certificate")
    ]
    if not certificates:
        raise Stopped(Why.SETTINGS, "metadata har inget certifikat att kontrollera signaturer med")
    return Metadata(way.issuer, address, tuple(certificates), _levels(entity), *_logout(described))


def _logout(described: xml.Element) -> tuple[str, str]:
    """The addresses for logging out and for our answers; empty where there is none, or one that is not https."""
    places = described.findall(f"{{{METADATA}}}SingleLogoutService")
    place = next((place for place in places if place.get("Binding") == REDIRECT), None)
    asked = place.get("Location", "") if place is not None else ""
    answered = (place.get("ResponseLocation") if place is not None else "") or asked
    return ("", "") if not asked or wrong_address(asked) or wrong_address(answered) else (asked, answered)


def _levels(entity: xml.Element) -> tuple[str, ...]:
    """The levels that the provider says it can give (its entity attributes); none when it says nothing."""
    name = "urn:oasis:names:tc:SAML:attribute:assurance-certification"
    return tuple(
        xml.text_of(value)
        for attribute in entity.iter(f"{{{SAML}}}Attribute")
        if attribute.get("Name") == name
        for value in attribute.findall(f"{{{SAML}}}AttributeValue")
    )


def _certificate(text: str) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode(re.sub(r"\s", "", text), validate=True))
    except ValueError:
        raise Stopped(Why.SETTINGS, "metadata har ett certifikat som inte går att läsa") from None
