"""Logins by SAML against an identity provider that others wrote: npm's samlp, as a process.

A user agent of the test's own goes where the redirects lead and posts the provider's form; the pages are the product's.
What the provider is and how it is installed stands in tests/vendor/samlp.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from lxml import etree

from tests.house.npm import Running, installed, needs_node
from tests.house.test_oidc_providers import Agent
from tests.house.test_serving import free_port
from tests.providers import LOA2, LOA3
from tests.reading import Browser, Page
from tests.saml import ALL_HSA_IDS, HSA_ID, NUMBER, certificate_of, key_of
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import checking, rows
from vardtrad.shared.login.ways.saml import metadata, names

pytestmark = needs_node
ALVA, BO = "197712072391", "199304232383"
PEM = serialization.Encoding.PEM


def pem(name: str) -> str:
    """The private key of a name, as PEM."""
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key_of(name).private_bytes(PEM, *plain).decode()


class Samlp:
    """npm's samlp as a process, with its files for a row."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.folder, self.port = folder, free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        ours = certificate_of(key_of("ours")).public_bytes(PEM).decode()
        (folder / "ours.pem").write_text(ours)
        (folder / "ours.key").write_text(pem("ours"))
        (folder / "ours.key").chmod(0o600)
        own = certificate_of(key_of("provider")).public_bytes(PEM).decode()
        given = {"port": self.port, "key": pem("provider"), "cert": own, "ours": ours, "options": options,
                 "modules": str(installed("samlp"))}  # fmt: skip
        self.running = Running("samlp", given)
        self.agent = Agent()
        (folder / "metadata.xml").write_text(self.agent.ask(f"{self.issuer}/metadata")[2])

    def row(self, **changes: Any) -> dict[str, Any]:
        """The row of a way in by it."""
        row = {
            "id": "prov", "world": "resident", "protocol": "saml", "title": "Provlegitimation", "issuer": self.issuer,
            "metadata": str(self.folder / "metadata.xml"), "certificate": str(self.folder / "ours.pem"),
            "secret": f"file:{self.folder / 'ours.key'}", "identity": [NUMBER], "levels": {LOA3: 3, LOA2: 2},
        }  # fmt: skip
        return {**row, **changes}

    def form(self, browser: Browser, **says: Any) -> dict[str, str]:
        """The form that it posts for whoever logs in, after it has judged our request."""
        where = browser.get("/inloggning/prov/").headers["Location"]
        status, _where, told = self.agent.ask(where)
        assert status == 200, told
        asked = json.loads(told)
        assert asked["destination"] == f"{self.issuer}/sso"
        home = asked["assertionConsumerServiceURL"]
        given = {"who": "a-user", "acr": LOA3, "attributes": {NUMBER: ALVA}, "home": home,
                 "request": asked["id"], **says}  # fmt: skip
        given["attributes"] = json.dumps(given["attributes"])
        status, _where, page = self.agent.ask(where, given)
        assert status == 200, page
        fields = re.findall(r'name="(SAMLResponse|RelayState)"\s+value="([^"]*)"', page)
        return {name: unescape(value) for name, value in fields}

    def logs_in(self, browser: Browser, **says: Any) -> Page:
        """The page that somebody comes to who logs in there."""
        return browser.send("/inloggning/prov/saml", self.form(browser, **says))


@pytest.fixture
def samlp(tmp_path: Path, settings: Any) -> Callable[..., Any]:
    metadata.forget()

    @contextmanager
    def running(row: dict[str, Any] | None = None, **options: Any) -> Iterator[Samlp]:
        provider = Samlp(tmp_path, **options)
        settings.WAYS = [provider.row(**(row or {}))]
        assert not rows.configured().problems
        try:
            yield provider
        finally:
            provider.running.stop()

    return running


def refused(page: Page, words: str) -> None:
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert words in page.main.text, page.main.text


def test_a_resident_logs_in(samlp, alva, bo) -> None:
    with samlp() as provider:
        (way,) = rows.configured().ways
        assert checking.problems(way, "http://localhost:8000") == []
        browser = Browser()
        form = provider.form(browser)
        assert browser.send("/inloggning/prov/saml", form).address == "/inkorg"
        session = Session.objects.get()
        assert (session.person, session.method, session.assurance) == (alva.person, "prov", 3)
        refused(browser.send("/inloggning/prov/saml", form), "annan webbläsare")
        refused(Browser().send("/inloggning/prov/saml", form), "annan webbläsare")
        # Another person comes in, in the same browser.
        assert provider.logs_in(browser, attributes={NUMBER: BO}).address == "/inkorg"
        assert Session.objects.filter(ended=None).get().person == bo.person
        refused(provider.logs_in(Browser(), acr=LOA2), "inte tillräckligt säker")
        refused(provider.logs_in(Browser(), attributes={"x": "y"}), "inget personnummer")
        refused(provider.logs_in(Browser(), home="http://elsewhere.example/"), "inte att lita på")
        cancelled = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
        refused(provider.logs_in(Browser(), error=cancelled), "Du avbröt inloggningen.")
        # It does not take a request that is not signed by us.
        where = Browser().get("/inloggning/prov/").headers["Location"]
        assert provider.agent.ask(re.sub(r"RelayState=[^&]+", "RelayState=x", where))[0] == 400


def test_staff_choose_among_their_assignments(samlp, rut, hugo, region) -> None:
    with samlp({"world": "staff", "identity": [HSA_ID], "accounts": ALL_HSA_IDS}) as provider:
        page = provider.logs_in(Browser(), attributes={HSA_ID: "SE9921000015-P001"})
        assert page.address == "/personal/mottagningar"
        both = {ALL_HSA_IDS: ["SE9921000015-P001", "SE9921000015-P002"]}
        page = provider.logs_in(Browser(), attributes=both)
        assert page.main.one("h1").text == "Välj uppdrag"


def test_an_answer_without_encryption(samlp, alva) -> None:
    with samlp({"encrypted": False}, encryptionCert=None) as provider:
        assert provider.logs_in(Browser()).address == "/inkorg"


@pytest.mark.parametrize(
    "options",
    [{"signResponse": False}, {"signatureAlgorithm": "rsa-sha1"}, {"digestAlgorithm": "sha1"}, {"encryptionCert": None},
     {"audience": "https://other.example"}, {"recipient": "https://other.example"}, {"inResponseTo": "_another"},
     {"destination": "https://other.example"}, {"issuer": "https://other.example"}, {"lifetimeInSeconds": -120},
     {"encryptionAlgorithm": "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
      "disallowEncryptionWithInsecureAlgorithm": False}],
    ids=lambda options: "-".join(options),
)  # fmt: skip
def test_a_provider_that_does_not_do_as_it_should(samlp, alva, options) -> None:
    with samlp(**options) as provider:
        assert provider.logs_in(Browser()).main.one("h1").text == "Det gick inte att logga in"
        assert not Session.objects.exists()


def logout_there(samlp: Samlp, browser: Browser, query: str = "") -> tuple[int, str, str]:
    """Go to the provider's logout, as the browser does."""
    return samlp.agent.ask(f"{samlp.issuer}/slo{query}")


def told_of(samlp: Samlp, entity: str, name: str, session: str) -> None:
    """The provider knows that somebody has logged in here."""
    home = "http://localhost:8000/inloggning/prov/saml-ut"
    given = urlencode({"entity": entity, "name": name, "session": session, "home": home})
    assert samlp.agent.ask(f"{samlp.issuer}/participant?{given}")[0] == 200


def test_single_logout_in_both_directions(samlp, alva, settings) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    entity = "http://localhost:8000/inloggning/prov/metadata"
    with samlp({"single_sign_on": True}, sessionIndex="s1") as provider:
        # Logging out here goes on there, and comes back with an answer that is the provider's.
        browser = Browser()
        assert provider.logs_in(browser).address == "/inkorg"
        page = browser.open("/inkorg").press("Logga ut")
        where = browser.get(page.link("Logga ut även där")).headers["Location"]
        asked = etree.fromstring(
            zlib.decompress(base64.b64decode(dict(parse_qsl(urlsplit(where).query))["SAMLRequest"]), -15)
        )
        (name,) = asked.iterfind(f"{{{names.SAML}}}NameID")
        (session,) = asked.iterfind(f"{{{names.PROTOCOL}}}SessionIndex")
        told_of(provider, entity, name.text, session.text)
        # A request that another has changed is refused there.
        assert provider.agent.ask(where.replace("RelayState=_", "RelayState=x"))[0] == 400
        status, back, _page = provider.agent.ask(where)
        assert status == 302
        assert browser.open(back.removeprefix("http://localhost:8000")).address == "/logga-in?ut"
        # The provider begins: our session ends, and it takes our answer.
        assert provider.logs_in(browser).address == "/inkorg"
        told_of(provider, entity, name.text, "another-session")
        live = Session.objects.filter(ended=None)
        assert live.count() == 1
        status, to_us, _page = logout_there(provider, browser)
        assert status == 302
        answered = Browser().get(to_us.removeprefix("http://localhost:8000"))
        assert answered.status_code == 302
        there = answered.headers["Location"]
        assert there.startswith(f"{provider.issuer}/slo?SAMLResponse=")
        assert provider.agent.ask(there)[0] == 200
