"""A login by SAML: who comes in, where to, at which level, what we ask for and what we say of ourselves."""

import base64
import datetime
import http.server
import logging
import threading

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml import XMLVerifier

from tests.people import hire
from tests.providers import LOA2, LOA3
from tests.reading import Browser
from tests.saml import ADDRESS, ALL_HSA_IDS, HSA_ID, ISSUER, NUMBER, SPACES, certificate_of, key_of, path
from vardtrad.gate.models import Trace
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import checking, rows
from vardtrad.shared.login.ways.saml import metadata

STAFF = {"world": "staff", "identity": [HSA_ID], "accounts": ALL_HSA_IDS}


@pytest.mark.req("003-012")
@pytest.mark.req("B-43")
def test_a_resident_logs_in(saml, browser, alva):
    assert browser.open("/logga-in").link("Legitimering") == "/inloggning/saml/"
    page = saml.logs_in(browser, query="?till=/installningar")
    assert page.address == "/installningar"
    session = Session.objects.get()
    assert (session.person, session.method, session.assurance) == (alva.person, "saml", 3)
    assert Trace.objects.get(action="login").detail == {"method": "saml", "level": 3, "address": "127.0.0.1"}


def test_what_the_provider_is_asked(saml, browser, alva, settings):
    settings.PUBLIC_URL = "https://vardtrad.example"
    _given, request = saml.asked(browser.get("/inloggning/saml/"))
    assert request.tag == f"{{{SPACES['samlp']}}}AuthnRequest"
    assert request.get("Destination") == ADDRESS
    assert request.get("AssertionConsumerServiceURL") == "https://vardtrad.example/inloggning/saml/saml"
    assert (request.get("ForceAuthn"), request.get("IsPassive")) == ("true", "false")
    assert path(request, "saml:Issuer").text == "https://vardtrad.example/inloggning/saml/metadata"
    context = path(request, "samlp:RequestedAuthnContext")
    assert (context.get("Comparison"), [each.text for each in context]) == ("exact", [LOA3])
    settings.WAYS = [saml.row(level=2, single_sign_on=True, client_id="https://vi.example")]
    _given, request = saml.asked(browser.get("/inloggning/saml/"))
    assert [each.text for each in path(request, "samlp:RequestedAuthnContext")] == [LOA2, LOA3]
    assert request.get("ForceAuthn") == "false"
    assert path(request, "saml:Issuer").text == "https://vi.example"
    assert saml.logs_in(browser).address == "/inkorg"


def test_the_session_cookies_are_not_needed_by_the_post_of_another_site(saml, alva, bo, region, frozen):
    """A kept form is there, and the session before it ends, although the provider's post brings neither cookie."""
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    page = alva.browser.open(address).press("Läs igenom", text="Mitt recept på Levaxin")
    frozen.go(minutes=31)
    page.press("Skicka")
    page = saml.logs_in(alva.browser)
    assert page.address == "/fortsatt/resident"
    assert "Mitt recept på Levaxin" in page.text
    saml.who = {NUMBER: ["199304232383"]}
    saml.logs_in(alva.browser)
    assert Session.objects.filter(ended=None, method="saml").get().person == bo.person


def test_the_cookie_crosses_sites_over_tls_only(saml, alva, settings):
    def morsels():
        response = Browser().get("/inloggning/saml/", secure=settings.SECURE_COOKIES)
        return [morsel for name, morsel in response.cookies.items() if "vt_vag" in name]

    (plain,) = morsels()
    settings.SECURE_COOKIES = True
    (safe,) = morsels()
    assert (plain["samesite"], plain["httponly"]) == ("", True)
    assert (safe["samesite"], safe["secure"], safe["httponly"], safe["path"]) == ("None", True, True, "/")
    assert safe.key.startswith("__Host-")


def test_staff_log_in_by_their_hsa_id(saml, browser, rut, settings):
    settings.WAYS = [saml.row(**STAFF)]
    saml.who = {HSA_ID: ["se9921000015-p001"]}
    assert saml.logs_in(browser).address == "/personal/mottagningar"
    assert Session.objects.get().staff == rut.staff


def test_staff_with_several_assignments_choose(saml, browser, rut, region, settings):
    settings.WAYS = [saml.row(**STAFF)]
    other = hire(region.b, "Rut", "Rask", "SE9921000015-P101", "receiver", title="sjuksköterska")
    saml.who = {ALL_HSA_IDS: ["SE9921000015-P001", "SE9921000015-P101", "SE9921000015-X"]}
    page = saml.logs_in(browser)
    assert page.main.one("h1").text == "Välj uppdrag"
    assert not Session.objects.exists()
    page.press("sjuksköterska Medicinmottagningen Björken")
    assert Session.objects.get().staff == other.staff


def test_a_page_that_needs_more_asks_for_it(saml, browser, alva, settings):
    settings.WAYS = [saml.row(level=2)]
    _given, request = saml.asked(browser.get("/inloggning/saml/?niva=3"))
    assert [each.text for each in path(request, "samlp:RequestedAuthnContext")] == [LOA3]
    saml.facts = {"level": LOA2}
    page = saml.logs_in(browser, query="?niva=3")
    assert (page.status, "inte tillräckligt säker" in page.text) == (403, True)
    assert saml.logs_in(browser).address == "/inkorg"
    assert Session.objects.get().assurance == 2


@pytest.mark.parametrize(
    ("who", "words"),
    [({}, "inget personnummer"), ({"urn:oid:1.2.752.201.3.4": ["NO:12345"]}, "inget personnummer"),
     ({NUMBER: ["197712072391", "199304232383"]}, "inget personnummer"), ({NUMBER: ["199304242390"]}, "folkbokförd"),
     ({NUMBER: ["202304722388"]}, "samordningsnummer"), ({NUMBER: ["x"]}, "giltigt personnummer")],
)  # fmt: skip
def test_who_may_not_log_in_is_told_so(saml, browser, alva, who, words):
    saml.who = who
    page = saml.logs_in(browser)
    assert (page.status, words in page.text) == (403, True), page.text
    assert not Session.objects.exists()


def test_an_answer_that_is_not_encrypted_comes_in_where_the_row_says_so(saml, browser, alva, settings):
    saml.encrypts = lambda assertion: assertion
    page = saml.logs_in(browser)
    assert (page.status, "inte att lita på" in page.text) == (403, True)
    settings.WAYS = [saml.row(encrypted=False)]
    assert saml.logs_in(browser).address == "/inkorg"


@pytest.mark.parametrize(
    "how",
    [{"bits": 128, "cipher": "http://www.w3.org/2009/xmlenc11#aes128-gcm"},
     {"digest": "http://www.w3.org/2001/04/xmlenc#sha256"}, {"digest": "http://www.w3.org/2000/09/xmldsig#sha1"},
     {"transport": "http://www.w3.org/2009/xmlenc11#rsa-oaep"}],
)  # fmt: skip
def test_the_ciphers_of_the_profile(saml, browser, alva, how):
    saml.encrypts = lambda assertion: saml.encrypted(assertion, **how)
    assert saml.logs_in(browser).address == "/inkorg"


def test_our_metadata(saml, browser, settings):
    settings.PUBLIC_URL = "https://vardtrad.example"
    answer = browser.get("/inloggning/saml/metadata")
    assert answer.headers["Content-Type"] == "application/samlmetadata+xml"
    root = XMLVerifier().verify(answer.content, x509_cert=saml.our_certificate, id_attribute="ID").signed_xml
    assert root.get("entityID") == "https://vardtrad.example/inloggning/saml/metadata"
    described = path(root, "md:SPSSODescriptor")
    assert described.get("AuthnRequestsSigned") == "true"
    assert [key.get("use") for key in described.findall("md:KeyDescriptor", SPACES)] == ["signing", "encryption"]
    der = base64.b64encode(saml.our_certificate.public_bytes(Encoding.DER)).decode()
    assert {each.text for each in described.iter(f"{{{SPACES['ds']}}}X509Certificate")} == {der}
    place = path(described, "md:AssertionConsumerService")
    assert place.get("Location") == "https://vardtrad.example/inloggning/saml/saml"
    wanted = path(described, "md:AttributeConsumingService/md:RequestedAttribute")
    assert (wanted.get("Name"), wanted.get("isRequired")) == (NUMBER, "true")
    # Nothing of the key itself.
    assert b"PRIVATE" not in answer.content


def test_nothing_of_who_it_is_stands_in_an_address_a_cookie_or_a_log(saml, browser, alva, caplog):
    caplog.set_level(logging.DEBUG)
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    answer = browser.post("/inloggning/saml/saml", form)
    told = [answer.headers["Location"], str(browser.cookies)]
    browser.open(answer.headers["Location"])
    saml.facts = {"audience": "another"}
    saml.logs_in(browser)
    told += [caplog.text, *(str(trace.detail) for trace in Trace.objects.all())]
    assert "inte för oss (Audience)" in caplog.text
    for secret in ("2391", "19771207", base64.b64encode(b"197712072391").decode().rstrip("=")[:-1]):
        assert secret not in " ".join(told), secret


@pytest.fixture
def federation(saml):
    """A federation's metadata at an address, signed by its operator; gives the row and the operator's file."""

    class Handler(http.server.BaseHTTPRequestHandler):
        content = b""

        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.content)

        def log_message(self, *_words):
            """Nothing is written."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    operator = saml.folder / "operator.pem"
    operator.write_bytes(certificate_of(key_of("operator")).public_bytes(Encoding.PEM))
    row = saml.row(metadata=f"http://127.0.0.1:{server.server_port}/all.xml", metadata_signer=str(operator))
    yield Handler, row
    server.shutdown()
    server.server_close()


def aggregate(saml, *entities, **attributes):
    """Metadata of several, signed by the operator."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    root = etree.fromstring(f'<md:EntitiesDescriptor xmlns:md="{SPACES["md"]}" ID="_all"{more}><md:Extensions/>'
                            f"{''.join(entities)}</md:EntitiesDescriptor>")  # fmt: skip
    return etree.tostring(saml.signed(root, key_of("operator")))


def test_metadata_of_a_federation(saml, federation, browser, alva, settings):
    handler, row = federation
    settings.WAYS = [row]
    handler.content = aggregate(saml, saml.metadata("https://other.example"), saml.metadata())
    assert saml.logs_in(browser).address == "/inkorg"


@pytest.mark.parametrize("fault", ["unsigned", "of another", "old", "changed", "elsewhere", "twice", "no address"])
def test_metadata_that_are_not_to_be_trusted(saml, federation, browser, alva, settings, fault):
    handler, row = federation
    settings.WAYS = [row]
    yesterday = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    handler.content = {
        "unsigned": lambda: saml.metadata().encode(),
        "of another": lambda: etree.tostring(saml.signed(etree.fromstring(saml.metadata(ID="_x")), key_of("thief"))),
        "old": lambda: aggregate(saml, saml.metadata(), validUntil=yesterday),
        "changed": lambda: aggregate(saml, saml.metadata()).replace(ADDRESS.encode(), b"https://thief.example/sso"),
        "elsewhere": lambda: aggregate(saml, saml.metadata("https://other.example")),
        "twice": lambda: aggregate(saml, saml.metadata(), saml.metadata()),
        "no address": lambda: aggregate(saml, saml.metadata(address="javascript:alert(1)")),
    }[fault]()
    page = browser.open("/inloggning/saml/")
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert page.status in {403, 503}


def checked(saml, **changes):
    (way,) = rows.read([saml.row(**changes)]).ways
    return checking.problems(way, "https://vardtrad.example")


def test_a_row_is_tried(saml):
    assert checked(saml) == []
    (saml.folder / "other.pem").write_bytes(certificate_of(key_of("thief")).public_bytes(Encoding.PEM))
    (sentence,) = checked(saml, certificate=str(saml.folder / "other.pem"))
    assert "hör inte till nyckeln" in sentence
    (saml.folder / "soon.pem").write_bytes(certificate_of(saml.ours, days=10).public_bytes(Encoding.PEM))
    (sentence,) = checked(saml, certificate=str(saml.folder / "soon.pem"))
    assert "Beställ ett nytt nu" in sentence
    (sentence,) = checked(saml, issuer="https://other.example")
    assert "inte radens issuer" in sentence
    saml.certificate = certificate_of(saml.key, days=-1)
    saml.metadata_file.write_text(saml.metadata())
    (sentence,) = checked(saml)
    assert "leverantörens certifikat gick ut" in sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [({"metadata": ""}, "metadata: saknas."), ({"metadata": "/nowhere"}, "metadata: filen /nowhere finns inte."),
     ({"metadata": "https://x.example/m"}, "metadata_signer: saknas."), ({"identity": []}, "identity: saknas."),
     ({"metadata": "http://x.example/m", "metadata_signer": "/x"}, "metadata: ska börja med"),
     ({"encrypted": "ja"}, "encrypted: ska vara true eller false."), ({"certificate": ""}, "certificate: saknas.")],
)  # fmt: skip
def test_a_row_of_saml_that_is_wrong(saml, change, says):
    (sentences,) = rows.read([saml.row(**change)]).problems.values()
    assert any(sentence.startswith(says) for sentence in sentences), sentences


def test_metadata_are_read_once_in_a_while(saml, browser, alva):
    assert saml.logs_in(browser).address == "/inkorg"
    saml.metadata_file.unlink()
    assert saml.logs_in(browser).address == "/inkorg"
    metadata.forget()
    assert browser.open("/inloggning/saml/").status == 503
    assert ISSUER
