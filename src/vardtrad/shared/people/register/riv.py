"""Asking Personuppgiftstjänsten: GetPersonsForProfile of strategicresourcemanagement:persons:person (RIV-TA).

One SOAP 1.1 request over mutual TLS by the basic profile 2.1: the logical address in the header, ``personId`` and
profile P4 in the body. P4 is what holds relations; for a protected person the service answers with names and nothing
more whatever is asked (the contract's chapter 8), and then neither address nor relations are said here.

Versions 3 and 5 of the domain are read: they differ in namespace, in how a part of a name is written, and in that 5 has
``protectedPopulationRecord`` and ``referredPersonalIdentities``. The contract says nothing of god man and förvaltare.
The codes are the Tax Agency's: a relation V is a guardian of the person, its status AS means ended, the deregistrations
AV and UV mean deceased and emigrated.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from urllib.parse import urlsplit

from lxml import etree

from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityKind, IdentityNumber, InvalidIdentityNumber, parse
from vardtrad.shared.people.models import Protection, Registration
from vardtrad.shared.people.register.said import Address, RegisterDown, Said

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
REGISTRY = "urn:riv:itintegration:registry:1"
DOMAIN = "urn:riv:strategicresourcemanagement:persons:person"
OID = {IdentityKind.PERSONNUMMER: "1.2.752.129.2.1.3.1", IdentityKind.SAMORDNINGSNUMMER: "1.2.752.129.2.1.3.3",
       IdentityKind.RESERVNUMMER_NATIONAL: "1.2.752.74.9.1"}  # fmt: skip
"""The series of identities that the service knows; a region's own reserve numbers are not among them."""
logger = logging.getLogger(__name__)
GUARDIAN, ENDED, DECEASED, EMIGRATED = "V", "AS", "AV", "UV"
MOST_AT_ONCE = 100
"""How many persons one request asks for."""
LONGEST_NAME = 100
"""How much of a name or a place is kept, in characters: what a person's row has room for."""
LONGEST_ANSWER = 10_000_000
"""In bytes; a hundred persons with all relations take a tenth of it."""


@dataclass(frozen=True, slots=True)
class Personuppgiftstjansten:
    """The service: where it is, and how this installation proves to it who asks.

    ``certificate`` and ``key`` are PEM files, ``authorities`` a PEM file with those who may vouch for the service (the
    system's own when empty). ``seconds`` is the longest that one request may take, from the first byte to the last.
    """

    url: str
    logical_address: str
    certificate: str
    key: str
    authorities: str = ""
    seconds: float = 5.0
    version: int = 3

    def ask(self, numbers: Sequence[IdentityNumber]) -> Mapping[str, Said]:
        """What the register says of these persons, by stored number. Raises RegisterDown."""
        asked = [number for number in numbers if number.kind in OID]
        answers: dict[str, Said] = {}
        for begin in range(0, len(asked), MOST_AT_ONCE):
            part = asked[begin : begin + MOST_AT_ONCE]
            wanted = {number.value for number in part}
            answer = read(self._send(request(part, self.logical_address, self.version)))
            # An answer about somebody who was not asked for is nothing to act on.
            answers |= {requested: said for requested, said in answer if requested in wanted}
        return answers

    def _send(self, body: bytes) -> bytes:
        """The service's answer. Raises RegisterDown, at the latest when the time is out."""
        where = urlsplit(self.url)
        if where.scheme != "https" or where.hostname is None:
            raise RegisterDown("the address of the register is not https")
        try:
            context = ssl.create_default_context(cafile=self.authorities or None)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise RegisterDown(f"the certificate for the register cannot be read ({type(error).__name__})") from error
        connection = HTTPSConnection(where.hostname, where.port or 443, timeout=self.seconds, context=context)
        # A socket's own limit begins anew with each byte, so a service that drips would keep a request for ever.
        # Kept beside the connection, which forgets its socket once the head of the answer has come.
        sockets: list[socket] = []
        cut = threading.Timer(self.seconds, _cut, [connection, sockets])
        cut.daemon = True
        cut.start()
        try:
            connection.connect()
            sockets.append(connection.sock)
            action = f"{DOMAIN}:GetPersonsForProfileResponder:{self.version}:GetPersonsForProfile"
            headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', "Connection": "close"}
            connection.request("POST", where.path or "/", body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read(LONGEST_ANSWER + 1)
        except (OSError, HTTPException) as error:
            raise RegisterDown(f"the register did not answer ({type(error).__name__})") from error
        finally:
            cut.cancel()
            connection.close()
        if answer.status != 200:
            raise RegisterDown(f"the register answered {answer.status}")
        if len(content) > LONGEST_ANSWER:
            raise RegisterDown("the register's answer is too long")
        return content


def _cut(connection: HTTPSConnection, sockets: list[socket]) -> None:
    """End a request whose time is out, wherever it is: still being connected, or waiting for an answer."""
    for open_socket in sockets or [connection.sock]:
        if open_socket is not None:
            with suppress(OSError):
                open_socket.shutdown(SHUT_RDWR)


def request(numbers: Sequence[IdentityNumber], logical_address: str, version: int) -> bytes:
    """The request for these persons, as XML."""
    person, responder = f"{DOMAIN}:{version}", f"{DOMAIN}:GetPersonsForProfileResponder:{version}"
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "reg": REGISTRY, "r": responder, "p": person})
    header = etree.SubElement(envelope, f"{{{SOAP}}}Header")
    etree.SubElement(header, f"{{{REGISTRY}}}LogicalAddress").text = logical_address
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    asking = etree.SubElement(body, f"{{{responder}}}GetPersonsForProfile")
    for number in numbers:
        identity = etree.SubElement(asking, f"{{{responder}}}personId")
        etree.SubElement(identity, f"{{{person}}}root").text = OID[number.kind]
        etree.SubElement(identity, f"{{{person}}}extension").text = number.value
    etree.SubElement(asking, f"{{{responder}}}profile").text = "P4"
    etree.SubElement(asking, f"{{{responder}}}ignoreReferredIdentity").text = "false"
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


# ── The answer ───────────────────────────────────────────────────────────────────────────────────────────────────


def read(answer: bytes) -> list[tuple[str, Said]]:
    """What an answer says, with the number that was asked for. Raises RegisterDown when it is no such answer.

    The document type of an answer is never looked at: no entity, no other file and no other address is fetched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(answer, parser)
    except etree.XMLSyntaxError as error:
        raise RegisterDown("the register's answer is not XML") from error
    # The stubs do not know the name.
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise RegisterDown("the register's answer has a document type")
    body = next((child for child in _children(root, "Body")), None)
    response = next(_children(body, "GetPersonsForProfileResponse"), None) if body is not None else None
    if response is None:
        raise RegisterDown("the register's answer is not GetPersonsForProfileResponse")
    answers = []
    for requested in _children(response, "requestedPersonRecord"):
        number = _identity(_child(requested, "requestedPersonalIdentity"))
        record = _child(requested, "personRecord")
        if number is not None and record is not None:
            said = _said(record, number)
            if said is not None:
                answers.append((number, said))
    return answers


def _said(record: etree._Element, requested: str) -> Said | None:
    """What a person's record says; None when it says too little to act on: its number, or the mark of protection.

    Without the mark it would be guessed that a person has none. The answers about others count all the same.
    """
    identity = _identity(_child(record, "personalIdentity"))
    if identity is None:
        return None
    marked = _text(record, "protectedPersonIndicator")
    if marked not in {"true", "1", "false", "0"}:
        logger.warning("a record of the register does not say whether the person is protected, and is left out")
        return None
    moved = _text(record, "protectedPopulationRecord") in {"true", "1"}
    secret = marked in {"true", "1"}
    protected = secret or moved
    reason = _text(_child(record, "deregistration"), "deregistrationReasonCode")
    deregistered = _child(record, "deregistration") is not None
    return Said(
        identity=identity,
        given_name=_name(record, "givenName")[:LONGEST_NAME],
        family_name=" ".join(part for part in (_name(record, "middleName"), _name(record, "surname")) if part)[
            :LONGEST_NAME
        ],
        protection=(
            Protection.PROTECTED_REGISTRATION if moved else Protection.SECRECY_MARK if secret else Protection.NONE
        ),
        registration=(
            Registration.EMIGRATED
            if reason == EMIGRATED
            else Registration.DEREGISTERED
            if deregistered
            else Registration.REGISTERED
        ),
        deceased=reason == DECEASED,
        address=None if protected else _address(record),
        municipality_code=None if protected else _municipality(record),
        guardians=None if protected else _guardians(record),
        earlier_numbers=tuple(dict.fromkeys(_earlier(record, identity, requested))),
    )


def _name(record: etree._Element, part: str) -> str:
    """A part of the name: version 3 writes it in an element of its own, version 5 directly."""
    element = _child(_child(record, "name"), part)
    return _text(element, "name") or (element.text or "").strip() if element is not None else ""


def _address(record: etree._Element) -> Address:
    address = _child(_child(record, "addressInformation"), "residentialAddress")
    lines = [_text(address, name) for name in ("careOf", "postalAddress1", "postalAddress2")]
    code = _text(address, "postalCode")
    return Address(
        street=", ".join(line for line in lines if line)[:200],
        # An integer in the contract: "01234" comes as 1234.
        postal_code=f"{int(code):05d}" if code.isdecimal() and len(code) <= 5 else "",
        place=_text(address, "city")[:LONGEST_NAME],
    )


def _municipality(record: etree._Element) -> str:
    locality = _child(record, "populationRegistrationLocality")
    code = _text(locality, "countyCode") + _text(locality, "municipalityCode")
    return code if len(code) == 4 else ""


def _guardians(record: etree._Element) -> tuple[str, ...]:
    today = clock.today()
    guardians = []
    for relation in _children(record, "relationship"):
        if _text(relation, "relationshipType") != GUARDIAN or _text(relation, "status") == ENDED:
            continue
        ended = _day(_child(relation, "relationshipToDate"))
        number = _identity(_child(_child(relation, "relationshipId"), "personalIdentity"))
        if number is not None and (ended is None or ended > today):
            guardians.append(number)
    return tuple(dict.fromkeys(guardians))


def _day(partial: etree._Element | None) -> date | None:
    """The first day that a date of any exactness may mean: what has ended in a month not told has ended."""
    value = _text(partial, "value")
    try:
        return date.fromisoformat(f"{value}-01-01"[:10] if len(value) == 4 else f"{value}-01"[:10]) if value else None
    except ValueError:
        return date.min


def _earlier(record: etree._Element, identity: str, requested: str) -> Iterator[str]:
    if requested != identity:
        yield requested
    for group in _children(record, "referredPersonalIdentities"):
        number = _identity(_child(group, "referredPersonalIdentity"))
        if number is not None and number != identity:
            yield number


def _identity(element: etree._Element | None) -> str | None:
    """The stored form of an identity; None for one that is missing or no number of the series that are known."""
    try:
        return parse(_text(element, "extension")).value
    except InvalidIdentityNumber:
        return None


def _children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children with this name, in whichever namespace: the versions of the contract differ in it."""
    if element is not None:
        yield from element.iterchildren(f"{{*}}{name}")


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _text(element: etree._Element | None, name: str) -> str:
    child = _child(element, name)
    return (child.text or "").strip() if child is not None else ""
