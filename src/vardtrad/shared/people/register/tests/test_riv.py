"""GetPersonsForProfile against a service on this machine, over mutual TLS: answers, protection, and bad answers.

The service is a few lines of the standard library that knows the contract from the other side: it takes the request
apart by the contract's names and builds answers in both versions. It asks every caller for a certificate.
"""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from vardtrad.kernel import clock
from vardtrad.kernel.identity import parse
from vardtrad.shared.people.models import Guardianship, Person, Protection, Registration
from vardtrad.shared.people.register import asking
from vardtrad.shared.people.register.riv import Personuppgiftstjansten
from vardtrad.shared.people.register.said import Address, RegisterDown

NASRIN, ELINA, NEWBORN, TARAS = "198804022385", "201805022389", "202312312388", "198001832388"
DOMAIN = "urn:riv:strategicresourcemanagement:persons:person"


def record(number: str, inner: str = "", *, protected: str = "false") -> str:
    return (
        f"<p:personalIdentity><p:root>1.2.752.129.2.1.3.1</p:root><p:extension>{number}</p:extension>"
        f"</p:personalIdentity><p:protectedPersonIndicator>{protected}</p:protectedPersonIndicator>"
        f"<p:testIndicator>true</p:testIndicator><p:primaryIdentity>true</p:primaryIdentity>{inner}"
    )


NAME = (
    "<p:name><p:givenName><p:name>Elina</p:name></p:givenName><p:middleName><p:name>Maryam</p:name></p:middleName>"
    "<p:surname><p:name>Tavakolpour</p:name></p:surname></p:name>"
)
NAME_OF_5 = "<p:name><p:givenName>Elina</p:givenName><p:surname>Tavakolpour</p:surname></p:name>"
HOME = (
    "<p:populationRegistrationLocality><p:countyCode>99</p:countyCode><p:municipalityCode>02</p:municipalityCode>"
    "</p:populationRegistrationLocality><p:addressInformation><p:residentialAddress><p:careOf>c/o Berg</p:careOf>"
    "<p:postalAddress2>Storgatan 22</p:postalAddress2><p:postalCode>1234</p:postalCode><p:city>Björklunda</p:city>"
    "</p:residentialAddress></p:addressInformation>"
)


def relation(number: str, kind: str = "V", more: str = "") -> str:
    return (
        f"<p:relationship><p:relationshipId><p:personalIdentity><p:root>1.2.752.129.2.1.3.1</p:root>"
        f"<p:extension>{number}</p:extension></p:personalIdentity></p:relationshipId>"
        f"<p:relationshipType>{kind}</p:relationshipType>{more}</p:relationship>"
    )


class Service:
    """The service's answers by the number asked for, and what it does instead of answering."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self.requests: list[tuple[str, list[str], str]] = []
        self.instead: bytes | None = None
        self.status = 200
        self.drips = threading.Event()
        self.enough = threading.Event()
        self.version = 3

    def answer(self, body: bytes) -> bytes:
        root = ElementTree.fromstring(body)
        names = {"r": f"{DOMAIN}:GetPersonsForProfileResponder:{self.version}", "p": f"{DOMAIN}:{self.version}"}
        asked = [element.text or "" for element in root.iterfind(".//r:personId/p:extension", names)]
        logical = root.findtext(".//{urn:riv:itintegration:registry:1}LogicalAddress") or ""
        self.requests.append((logical, asked, root.findtext(".//r:profile", "", names)))
        records = "".join(
            f"<r:requestedPersonRecord><p:requestedPersonalIdentity><p:root>x</p:root><p:extension>{number}"
            f"</p:extension></p:requestedPersonalIdentity><p:personRecord>{self.records[number]}</p:personRecord>"
            "</r:requestedPersonRecord>"
            for number in asked
            if number in self.records
        )
        return (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            f'<r:GetPersonsForProfileResponse xmlns:r="{names["r"]}" xmlns:p="{names["p"]}">{records}'
            "</r:GetPersonsForProfileResponse></s:Body></s:Envelope>"
        ).encode()


class Certificates:
    """An authority of the tests and what it has signed, as PEM files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Testernas utfärdare")])
        self.authority = self._write("authority.pem", self._sign("Testernas utfärdare", self.key, ca=True))

    def _sign(self, name: str, key: ec.EllipticCurvePrivateKey, *, ca: bool = False) -> bytes:
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)

    def _write(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def of(self, name: str) -> tuple[str, str]:
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return self._write(f"{name}.pem", self._sign(name, key)), self._write(f"{name}.key", private)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("register"))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def url(service: Service, certificates: Certificates) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = service.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(service.status)
            self.end_headers()
            if service.drips.is_set():
                # A byte now and then, each well within a socket's own limit, until the test has seen enough.
                while not service.enough.wait(0.05):
                    try:
                        self.wfile.write(b" ")
                    except OSError:
                        return
                return
            self.wfile.write(service.instead if service.instead is not None else answer)

        def log_message(self, *args: object) -> None:
            """Nothing is written out."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificates.of("service"))
    context.load_verify_locations(certificates.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}/personer"
    service.enough.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def register(url: str, certificates: Certificates) -> Personuppgiftstjansten:
    certificate, key = certificates.of("vardtrad")
    return Personuppgiftstjansten(url, "SE165565594230-1000", certificate, key, certificates.authority, seconds=5)


def test_a_child_with_two_guardians_and_one_whose_custody_has_ended(service, register):
    ended = "<p:relationshipToDate><p:format>YYYY-MM-DD</p:format><p:value>2020-01-01</p:value></p:relationshipToDate>"
    service.records[ELINA] = record(
        ELINA,
        NAME + HOME + relation(NASRIN) + relation(TARAS) + relation("194607287044", "MO")
        + relation("195907113178", more=ended) + relation("196401053076", more="<p:status>AS</p:status>"),
    )  # fmt: skip
    said = register.ask([parse(ELINA)])[ELINA]
    assert (said.given_name, said.family_name) == ("Elina", "Maryam Tavakolpour")
    assert said.address == Address("c/o Berg, Storgatan 22", "01234", "Björklunda")
    assert said.municipality_code == "9902"
    assert said.guardians == (NASRIN, TARAS)
    assert (said.protection, said.registration, said.deceased) == (Protection.NONE, Registration.REGISTERED, False)
    assert service.requests == [("SE165565594230-1000", [ELINA], "P4")]


@pytest.mark.req("003-007")
def test_a_newborn_without_a_name_and_somebody_whom_the_register_does_not_have(service, register):
    service.records[NEWBORN] = record(NEWBORN)
    answers = register.ask([parse(NEWBORN), parse(NASRIN)])
    assert set(answers) == {NEWBORN}
    assert (answers[NEWBORN].given_name, answers[NEWBORN].guardians) == ("", ())


def test_version_five_writes_names_directly_and_knows_protected_registration(service, register):
    service.version = 5
    service.records[ELINA] = record(
        ELINA,
        "<p:protectedPopulationRecord>true</p:protectedPopulationRecord>" + NAME_OF_5 + HOME + relation(NASRIN),
    )
    register = type(register)(register.url, "x", register.certificate, register.key, register.authorities, version=5)
    said = register.ask([parse(ELINA)])[ELINA]
    assert (said.given_name, said.protection) == ("Elina", Protection.PROTECTED_REGISTRATION)
    # Whatever the service should happen to send along, nothing about where and with whom is taken in.
    assert (said.address, said.municipality_code, said.guardians) == (None, None, None)


def test_a_changed_number_leads_to_the_person(service, register):
    service.records[TARAS] = record(NASRIN, NAME)
    said = register.ask([parse(TARAS)])[TARAS]
    assert (said.identity, said.earlier_numbers) == (NASRIN, (TARAS,))


@pytest.mark.parametrize(
    ("code", "registration", "deceased"),
    [("AV", Registration.DEREGISTERED, True), ("UV", Registration.EMIGRATED, False),
     ("OB", Registration.DEREGISTERED, False)],
)  # fmt: skip
def test_each_deregistration(service, register, code, registration, deceased):
    service.records[NASRIN] = record(
        NASRIN, f"<p:deregistration><p:deregistrationReasonCode>{code}</p:deregistrationReasonCode></p:deregistration>"
    )
    said = register.ask([parse(NASRIN)])[NASRIN]
    assert (said.registration, said.deceased) == (registration, deceased)


def test_an_answer_about_somebody_else_is_nothing_to_act_on(service, register):
    other = f"<r:x>{record(NASRIN)}</r:x>"
    service.instead = service.answer(
        b'<a xmlns:r="urn:riv:strategicresourcemanagement:persons:person:GetPersonsForProfileResponder:3"/>'
    ).replace(b"</r:GetPersonsForProfileResponse>", b"")
    service.instead = (
        '<s:Envelope xmlns:s="x"><s:Body><r:GetPersonsForProfileResponse xmlns:r="r" xmlns:p="p">'
        "<r:requestedPersonRecord><p:requestedPersonalIdentity><p:extension>194607287044</p:extension>"
        f"</p:requestedPersonalIdentity><p:personRecord>{other[5:-6]}</p:personRecord></r:requestedPersonRecord>"
        "</r:GetPersonsForProfileResponse></s:Body></s:Envelope>"
    ).encode()
    assert register.ask([parse(ELINA)]) == {}


BAD = {
    "a page of a proxy": b"<html><body>Bad gateway</body></html>",
    "no XML": b"%PDF-1.7",
    "a SOAP fault": b'<s:Envelope xmlns:s="x"><s:Body><s:Fault><f>s:Server</f></s:Fault></s:Body></s:Envelope>',
    "a document type": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "nothing": b"",
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_an_answer_that_is_none(service, register, answer):
    service.instead = answer
    with pytest.raises(RegisterDown) as down:
        register.ask([parse(ELINA)])
    assert ELINA not in str(down.value)


def test_a_record_without_the_mark_of_protection_is_not_taken_for_unprotected(service, register):
    service.records[ELINA] = record(ELINA, NAME, protected="")
    service.records[NASRIN] = record(NASRIN, NAME)
    assert set(register.ask([parse(ELINA), parse(NASRIN)])) == {NASRIN}


def test_an_error_status(service, register):
    service.status = 500
    with pytest.raises(RegisterDown, match="500"):
        register.ask([parse(ELINA)])


def test_a_service_that_drips_is_cut_when_the_time_is_out(service, register):
    service.drips.set()
    impatient = type(register)(register.url, "x", register.certificate, register.key, register.authorities, seconds=0.4)
    with pytest.raises(RegisterDown):
        impatient.ask([parse(ELINA)])
    # The answer had not ended by itself: nobody had seen enough.
    assert not service.enough.is_set()


def test_a_service_that_is_not_there_and_one_that_nobody_vouches_for(register, certificates, tmp_path):
    nobody = type(register)("https://127.0.0.1:9/x", "x", register.certificate, register.key, register.authorities)
    with pytest.raises(RegisterDown):
        nobody.ask([parse(ELINA)])
    stranger = Certificates(tmp_path)
    unknown = type(register)(register.url, "x", register.certificate, register.key, stranger.authority)
    with pytest.raises(RegisterDown, match="SSLCertVerificationError"):
        unknown.ask([parse(ELINA)])
    plain = type(register)("http://127.0.0.1/x", "x", register.certificate, register.key)
    with pytest.raises(RegisterDown, match="https"):
        plain.ask([parse(ELINA)])


def test_the_service_does_not_answer_somebody_whom_its_authority_has_not_signed(register, tmp_path):
    certificate, key = Certificates(tmp_path).of("vardtrad")
    stranger = type(register)(register.url, "x", certificate, key, register.authorities)
    with pytest.raises(RegisterDown):
        stranger.ask([parse(ELINA)])


def test_a_region_own_reserve_number_is_not_asked_about(service, register):
    assert register.ask([parse("992004920013")]) == {}
    assert service.requests == []


# ── What it means for the product ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(register, settings) -> None:
    settings.REGISTER_URL = register.url
    settings.REGISTER_LOGICAL_ADDRESS = register.logical_address
    settings.REGISTER_CERTIFICATE, settings.REGISTER_KEY = register.certificate, register.key
    settings.REGISTER_AUTHORITIES = register.authorities


def test_what_is_told_is_stored_before_it_is_used(db, service, asked):
    Person.objects.create(identity=NASRIN, given_name="Nasrin", family_name="Tavakolpour")
    service.records[ELINA] = record(ELINA, NAME + relation(NASRIN))
    asking.told(parse(ELINA))
    assert Guardianship.objects.filter(guardian__identity=NASRIN, child__identity=ELINA).exists()
    service.records[ELINA] = record(ELINA, NAME, protected="true")
    asking.told(parse(ELINA))
    assert Person.objects.get(identity=ELINA).is_protected
    # Of somebody of whom it says nothing, what is stored is no ground for anything new.
    del service.records[ELINA]
    assert not asking.told(parse(ELINA))


def test_those_who_act_for_somebody_are_asked_about_first(db, service, asked):
    long_ago = clock.now() - datetime.timedelta(days=9)
    late = Person.objects.create(identity=ELINA, register_said=long_ago + datetime.timedelta(days=1))
    early = Person.objects.create(identity=NASRIN, register_said=long_ago)
    for number in (ELINA, NASRIN):
        service.records[number] = record(number, NAME)
    assert asking.refresh(datetime.timedelta(days=1), most=1, first={late.pk}).changed == 1
    late.refresh_from_db()
    early.refresh_from_db()
    assert early.register_said == long_ago < late.register_said


def test_a_register_that_is_down_leaves_everything_as_it_was(db, service, asked):
    service.status = 503
    person = Person.objects.create(identity=NASRIN, given_name="Nasrin", family_name="Tavakolpour")
    with pytest.raises(RegisterDown):
        asking.told(parse(NASRIN))
    person.refresh_from_db()
    assert person.may_log_in


def test_refreshing_asks_first_about_those_whom_it_spoke_of_longest_ago(db, service, asked, frozen):
    import datetime as days

    from vardtrad.kernel import clock

    for number, ago in ((NASRIN, 3), (ELINA, 2), (NEWBORN, 0)):
        Person.objects.create(identity=number, register_said=clock.now() - days.timedelta(days=ago))
    Person.objects.create(identity="22950606FH20", given_name="Luz", family_name="Roca")
    asking.refresh(days.timedelta(hours=24), most=1)
    asking.refresh(days.timedelta(hours=24), most=5)
    assert [asked for _logical, asked, _profile in service.requests] == [[NASRIN], [ELINA]]
