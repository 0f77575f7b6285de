"""Cards by client certificate: whom they name, what is told of those that are no good, and forged headers."""

import datetime
from ipaddress import ip_network
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.providers import SECRET
from tests.reading import Browser
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import rows

pytestmark = pytest.mark.req("001-040")
POLICY = "1.2.752.999.1"
ROW = {
    "id": "kort", "world": "staff", "protocol": "certificate", "title": "SITHS-kort", "levels": {POLICY: 3},
    "address": "https://localhost:8443", "secret": "env:VARDTRAD_TEST_WAY",
}  # fmt: skip


def certificate(*numbers, policy=POLICY, days=30, **name):
    """A card's certificate, percent-encoded as the proxy hands it on. Who has signed it is the proxy's to judge."""
    key = ec.generate_private_key(ec.SECP256R1())
    words = [x509.NameAttribute(NameOID.COMMON_NAME, name.get("common", "Rut Rask"))]
    words += [x509.NameAttribute(NameOID.SERIAL_NUMBER, number) for number in numbers]
    ends = clock.now() + datetime.timedelta(days=days)
    made = x509.CertificateBuilder().subject_name(x509.Name(words)).issuer_name(x509.Name(words))
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(ends - datetime.timedelta(days=365)).not_valid_after(ends)
    if policy:
        information = x509.PolicyInformation(x509.ObjectIdentifier(policy), None)
        made = made.add_extension(x509.CertificatePolicies([information]), critical=False)
    return quote(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode())


@pytest.fixture
def cards(settings, monkeypatch, region):
    """The way of cards is on, and the proxy of this machine is ours."""
    monkeypatch.setenv("VARDTRAD_TEST_WAY", SECRET)
    settings.WAYS = [ROW]
    settings.PUBLIC_URL = "https://localhost"
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


def shows(browser, verified, card="", proof=SECRET, **more):
    """The answer to a browser that comes through the proxy, which says this of its card."""
    where = urlsplit(browser.get("/inloggning/kort/?till=/personal/inloggade-enheter").headers["Location"])
    assert f"{where.scheme}://{where.netloc}" == "https://localhost:8443"
    headers = {"HTTP_X_CLIENT_PROOF": proof, "HTTP_X_CLIENT_VERIFY": verified, "HTTP_X_CLIENT_CERT": card}
    headers["HTTP_X_FORWARDED_FOR"] = "192.0.2.9"
    return browser.get(f"{where.path}?{where.query}", **{name: text for name, text in headers.items() if text}, **more)


def refusal(browser, response):
    """The page at our ordinary address that a card which opens nothing leads to."""
    where = urlsplit(response.headers["Location"])
    assert (response.status_code, where.netloc, where.path) == (302, "localhost", "/inloggning/kort/stopp")
    assert "vt_personal" not in browser.cookies
    page = browser.open(f"{where.path}?{where.query}")
    assert page.status == 403
    return page.text


@pytest.mark.req("000-004", "000-006")
def test_a_card_leads_to_where_one_was_going(cards, browser, rut):
    response = shows(browser, "SUCCESS", certificate("SE9921000015-P001"))
    assert response.headers["Location"] == "https://localhost/personal/inloggade-enheter"
    assert browser.open("/personal/inloggade-enheter").status == 200
    session = Session.objects.get()
    assert (session.staff, session.method, session.assurance) == (rut.staff, "kort", 3)
    assert Trace.objects.get(action="login").detail == {"method": "kort", "level": 3, "address": "192.0.2.9"}


WRONG = [
    ("NONE", "", "att kortläsaren är inkopplad"),
    ("", "", "att kortläsaren är inkopplad"),
    ("FAILED:certificate has expired", "", "ditt e-tjänstekort har gått ut"),
    ("FAILED:certificate revoked", "", "om kortet är spärrat"),
    ("FAILED:unable to verify the first certificate", "", "gäller inte här"),
    ("SUCCESS", "", "gäller inte här"),
    ("SUCCESS", "nothing", "gäller inte här"),
    ("SUCCESS", {"policy": ""}, "gäller inte här"),
    ("SUCCESS", {"policy": "1.2.3"}, "gäller inte här"),
    ("SUCCESS", {"days": -0.001}, "ditt e-tjänstekort har gått ut"),
    ("SUCCESS", {"numbers": ()}, "lämnade inget HSA-id"),
    ("SUCCESS", {"numbers": ("197712072391",)}, "lämnade inget HSA-id"),
    ("SUCCESS", {"numbers": ("SE9921000015-P001", "SE9921000015-P002")}, "lämnade inget HSA-id"),
    ("SUCCESS", {"numbers": (), "common": "x,serialNumber=SE9921000015-P001"}, "lämnade inget HSA-id"),
    ("SUCCESS", {"numbers": ("SE9921000015-P999",)}, "inte kopplat till någon behörighet"),
]


@pytest.mark.req("000-004")
@pytest.mark.parametrize(("verified", "card", "says"), WRONG)
def test_a_card_that_is_no_good_is_told_why(cards, browser, rut, verified, card, says):
    card = dict(card) if isinstance(card, dict) else card
    if isinstance(card, dict):
        card = certificate(*card.pop("numbers", ("SE9921000015-P001",)), **card)
    response = shows(browser, verified, card)
    assert says in refusal(browser, response)
    assert not Session.objects.exists()
    assert Trace.objects.filter(action="login", outcome="refused").count() == 1


def test_a_certificate_that_runs_out_tonight_is_good_until_then(cards, frozen, rut):
    card = certificate("SE9921000015-P001", days=1)
    assert shows(Browser(), "SUCCESS", card).status_code == 302
    frozen.go(days=1)
    browser = Browser()
    assert "har gått ut" in refusal(browser, shows(browser, "SUCCESS", card))


@pytest.mark.parametrize(
    "forged", [{"proof": ""}, {"proof": "guessed"}, {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": ""}]
)
def test_forged_headers_open_nothing(cards, browser, rut, forged, caplog):
    response = shows(browser, "SUCCESS", certificate("SE9921000015-P001"), **forged)
    assert "går inte att lita på" in refusal(browser, response)
    assert not Session.objects.exists()
    assert SECRET not in caplog.text


def test_without_a_proxy_of_ours_no_header_counts(cards, browser, rut, settings):
    settings.TRUSTED_PROXIES = []
    response = shows(browser, "SUCCESS", certificate("SE9921000015-P001"))
    assert "går inte att lita på" in refusal(browser, response)


def test_the_login_has_to_begin_in_the_same_browser_and_counts_once(cards, browser, rut):
    headers = {"HTTP_X_CLIENT_PROOF": SECRET, "HTTP_X_CLIENT_VERIFY": "SUCCESS",
               "HTTP_X_CLIENT_CERT": certificate("SE9921000015-P001")}  # fmt: skip
    where = urlsplit(browser.get("/inloggning/kort/").headers["Location"])
    stranger = Browser()
    assert "annan webbläsare" in refusal(stranger, stranger.get(f"{where.path}?{where.query}", **headers))
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    assert browser.get(f"{where.path}?{where.query}", **headers).status_code == 302
    for name, value in kept.items():
        browser.cookies[name] = value
    again = browser.get(f"{where.path}?{where.query}", **headers)
    assert again.headers["Location"].startswith("https://localhost/inloggning/kort/stopp?om=")
    assert Session.objects.count() == 1
    assert len(parse_qs(where.query)["state"][0]) >= 43


@pytest.mark.parametrize("om", ["", "x", "eyJzZW50ZW5jZSI6ICJSaW5nIDEyMzQifQ:1xXhf5:x"])
def test_nobody_else_can_have_the_page_say_something(cards, browser, om):
    assert browser.get(f"/inloggning/kort/stopp?om={om}").status_code == 404


@pytest.mark.parametrize("path", ["svar?code=x&state=x", "ut", "nycklar"])
def test_a_card_has_none_of_the_addresses_of_a_provider(cards, browser, path):
    assert browser.get(f"/inloggning/kort/{path}").status_code == 404
    assert browser.post("/inloggning/kort/utloggad", {"logout_token": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [({"world": "resident"}, "protocol: certificate är för personalens kort"), ({"address": ""}, "address: saknas."),
     ({"address": "http://kort.example"}, "address: ska börja med https://."),
     ({"levels": {POLICY: 2}}, "levels: inget")],
)  # fmt: skip
def test_a_row_of_cards_that_is_wrong(change, says):
    (sentences,) = rows.read([ROW | change]).problems.values()
    assert any(sentence.startswith(says) for sentence in sentences), sentences
