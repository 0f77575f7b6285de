"""Logins by OpenID Connect against providers that others wrote: npm's oidc-provider and PyPI's oidc-provider-mock.

A user agent of the test's own goes where the redirects lead and fills in the provider's form; the pages are the
product's. What the providers are and how they are installed stands in tests/vendor/oidc-provider.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.house.npm import Running, installed, needs_node
from tests.house.test_serving import free_port
from tests.providers import LOA2, LOA3, NUMBER, SECRET
from tests.reading import Browser, Page
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways import checking, rows
from vardtrad.shared.login.ways.oidc import client, metadata

ALVA, BO = "197712072391", "199304232383"


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder with npm's packages."""
    return installed("oidc-provider")


class Agent:
    """A browser outside the product: it keeps the provider's cookies, and follows redirects until they lead here."""

    def __init__(self) -> None:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_given: Any) -> None:
                return None

        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(Stay, jar, urllib.request.ProxyHandler({}))

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where a redirect leads, and the content."""
        data = urlencode(form).encode() if form is not None else None
        try:
            answer = self.opener.open(address, data, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def until_home(self, address: str, form: dict[str, str] | None = None) -> str:
        """Follow redirects, from an address or from the form there, until they lead to the product or to a page."""
        status, where, _body = self.ask(address, form)
        for _step in range(8):
            if status not in {302, 303}:
                return address
            address = urljoin(address, where)
            if "/inloggning/" in address:
                return address
            status, where, _body = self.ask(address)
        raise AssertionError("redirects without end")


def to_us(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


class NpmProvider:
    """npm's oidc-provider as a process."""

    def __init__(self, modules: Path, key: Any, **of_client: Any) -> None:
        self.port, self.modules, self.of_client = free_port(), modules, of_client
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.begin(key)

    def begin(self, key: Any) -> None:
        """Start, with a key to sign with."""
        ours = {
            "client_id": "oss", "client_secret": SECRET, "redirect_uris": ["http://localhost:8000/inloggning/prov/svar"],
            "post_logout_redirect_uris": ["http://localhost:8000/logga-in"], "token_endpoint_auth_method":
            "client_secret_basic", **self.of_client,
        }  # fmt: skip
        if ours["token_endpoint_auth_method"] == "private_key_jwt":
            del ours["client_secret"]
        keys = [{**key.as_dict(private=True), "use": "sig"}]
        given = {"port": self.port, "keys": keys, "clients": [ours], "modules": str(self.modules)}
        self.running = Running("oidc-provider", given)
        self.said = self.running.said

    def stop(self) -> None:
        """End it."""
        self.running.stop()

    def row(self, **changes: Any) -> dict[str, Any]:
        """The row of a way in by it."""
        row = {
            "id": "prov", "world": "resident", "title": "Provlegitimation", "issuer": self.issuer, "client_id": "oss",
            "secret": "env:VARDTRAD_TEST_WAY", "scopes": ["openid", "number"], "identity": [NUMBER],
            "levels": {LOA3: 3, LOA2: 2}, "userinfo": True,
        }  # fmt: skip
        return {**row, **changes}

    def logs_in(self, agent: Agent, address: str, who: str, acr: str = LOA3) -> str:
        """Go where the product sends the browser, log in there; the address that leads back."""
        form = agent.until_home(address)
        return to_us(agent.until_home(form, {"who": who, "acr": acr})) if "/interaction/" in form else to_us(form)


@contextmanager
def npm_provider(modules: Path, key: Any = None, **of_client: Any) -> Iterator[NpmProvider]:
    provider = NpmProvider(modules, key or RSAKey.generate_key(2048, {"kid": "first", "alg": "RS256"}), **of_client)
    try:
        yield provider
    finally:
        provider.stop()


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., None]:
    """Sets the rows of the installation."""
    metadata.forget()
    monkeypatch.setenv("VARDTRAD_TEST_WAY", SECRET)

    def given(*row: dict[str, Any]) -> None:
        settings.WAYS = list(row)
        assert not rows.configured().problems

    return given


def begun(browser: Browser, way: str = "prov") -> str:
    return browser.get(f"/inloggning/{way}/").headers["Location"]


def refused(page: Page, words: str) -> None:
    assert page.main.one("h1").text == "Det gick inte att logga in"
    assert words in page.main.text, page.main.text


@needs_node
def test_a_login_with_npms_provider(modules, ours, alva, bo, settings) -> None:
    with npm_provider(modules) as provider:
        ours(provider.row())
        (way,) = rows.configured().ways
        assert checking.problems(way, "http://localhost:8000") == []
        browser, agent = Browser(), Agent()
        back = provider.logs_in(agent, begun(browser), ALVA)
        assert "iss=" in back
        assert browser.open(back).address == "/inkorg"
        session = Session.objects.get()
        assert (session.person, session.method, session.assurance) == (alva.person, "prov", 3)
        # The same answer in the same and in another browser.
        refused(browser.open(back), "annan webbläsare")
        refused(Browser().open(back), "annan webbläsare")
        # Somebody is still logged in at the provider, and is asked all the same.
        form = agent.until_home(begun(browser))
        assert "/interaction/" in form
        assert browser.open(to_us(agent.until_home(form, {"who": ALVA, "acr": LOA3}))).address == "/inkorg"
        # Another person comes in, in the same browser.
        assert browser.open(provider.logs_in(Agent(), begun(browser), BO)).address == "/inkorg"
        assert Session.objects.filter(ended=None).get().person == bo.person
        # A code that somebody else takes to another login.
        thief, victim = Browser(), Browser()
        stolen = parse_qs(urlsplit(provider.logs_in(Agent(), begun(victim), ALVA)).query)["code"][0]
        own = provider.logs_in(Agent(), begun(thief), BO)
        refused(thief.open(re.sub(r"code=[^&]+", f"code={stolen}", own)), "redan använts")
        # A lower level, none, and somebody who cancels.
        refused(page_of(provider, ALVA, LOA2), "inte tillräckligt säker")
        refused(page_of(provider, ALVA, ""), "inte tillräckligt säker")
        refused(page_of(provider, ""), "Du avbröt inloggningen.")
        refused(page_of(provider, "199304242390"), "folkbokförd i Sverige")
        refused(page_of(provider, "202304722388"), "samordningsnummer")
        refused(page_of(provider, "SE9921000015-P001"), "inget personnummer")


def page_of(provider: NpmProvider, who: str, acr: str = LOA3) -> Page:
    """The page that somebody comes to in a browser of their own."""
    browser = Browser()
    return browser.open(provider.logs_in(Agent(), begun(browser), who, acr))


@needs_node
def test_npms_provider_changes_its_key_and_proves_us_by_ours(modules, ours, alva, tmp_path, monkeypatch) -> None:
    """private_key_jwt, keys of another kind after a restart, and claims that are asked for one by one."""
    monkeypatch.setattr(metadata, "KEYS_AGAIN_SECONDS", 0)
    own = ECKey.generate_key("P-256")
    secret = tmp_path / "key.pem"
    secret.write_bytes(own.as_pem(private=True))
    row = {"client_auth": "private_key_jwt", "secret": f"file:{secret}", "ask": [NUMBER], "scopes": ["openid"]}
    (way,) = rows.read([{"id": "prov", "world": "resident", "title": "x", "issuer": "https://x.example",
                         "client_id": "oss", "identity": [NUMBER], "levels": {LOA3: 3}, **row}]).ways  # fmt: skip
    registered = {"jwks": {"keys": [dict(client.public_key(way) or {})]},
                  "token_endpoint_auth_method": "private_key_jwt"}  # fmt: skip
    with npm_provider(modules, **registered) as provider:
        ours(provider.row(**row, userinfo=False))
        assert Browser().get("/inloggning/prov/nycklar").json() == registered["jwks"]
        assert page_of(provider, ALVA).address == "/inkorg"
        provider.stop()
        provider.of_client["id_token_signed_response_alg"] = "ES256"
        provider.begin(ECKey.generate_key("P-256", {"kid": "second", "alg": "ES256"}))
        assert page_of(provider, ALVA).address == "/inkorg"
        secret.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
        refused(page_of(provider, ALVA), "fel inställt hos oss")


@needs_node
def test_a_logout_at_npms_provider_ends_the_session(modules, ours, alva) -> None:
    """Both ways: from here to the provider, and from the provider to here (back-channel)."""
    told: list[str] = []
    with (
        listening(told) as address,
        npm_provider(modules, backchannel_logout_uri=address, backchannel_logout_session_required=True) as provider,
    ):
        ours(provider.row(single_sign_on=True))
        browser, agent = Browser(), Agent()
        assert browser.open(provider.logs_in(agent, begun(browser), ALVA)).address == "/inkorg"
        # Single sign-on: no form this time.
        other = Browser()
        assert other.open(to_us(agent.until_home(begun(other)))).address == "/inkorg"
        page = browser.open("/inkorg").press("Logga ut")
        where = browser.get(page.link("Logga ut även där")).headers["Location"]
        _status, _where, form = agent.ask(where)
        action = re.search(r'action="([^"]+)"', form)
        given = re.search(r'name="xsrf" value="([^"]+)"', form)
        assert action is not None
        assert given is not None
        status, back, _body = agent.ask(action[1], {"xsrf": given[1], "logout": "yes"})
        assert (status, back.partition("?")[0]) == (303, "http://localhost:8000/logga-in")
        assert told, "".join(provider.said)
        (sent,) = told
        assert other.get("/inkorg").status_code == 200
        token = parse_qs(sent)["logout_token"][0]
        assert Browser().post("/inloggning/prov/utloggad", {"logout_token": token}).status_code == 200
        assert other.get("/inkorg").status_code == 302


@contextmanager
def listening(told: list[str]) -> Iterator[str]:
    """An address that keeps what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Nothing is written."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/out"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def pypi_provider(*users: dict[str, Any]) -> Iterator[str]:
    """PyPI's oidc-provider-mock as a process; gives its issuer."""
    port = free_port()
    words = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for user in users:
        words += ["--user-claims", json.dumps(user)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _try in range(600):
            try:
                if Agent().ask(f"{issuer}/jwks")[0] == 200:
                    break
            except OSError:
                assert process.poll() is None
                threading.Event().wait(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def test_staff_log_in_with_pypis_provider(ours, rut, hugo, region) -> None:
    """Another provider by other authors (Authlib), in the other world: HSA-ids and several assignments."""
    users = (
        {"sub": "rut", "employeeHsaId": "SE9921000015-P001", "acr": "loa3", "healthCareUnitHsaId": region.a.hsa_id},
        {"sub": "both", "allEmployeeHsaIds": ["SE9921000015-P001", "SE9921000015-P002"], "acr": "loa3"},
        {"sub": "nobody", "employeeHsaId": "SE9921000015-P999", "acr": "loa3"},
        {"sub": "weak", "employeeHsaId": "SE9921000015-P001", "acr": "loa2"},
    )
    with pypi_provider(*users) as issuer:
        row = {
            "id": "kort", "world": "staff", "title": "Kort", "issuer": issuer, "client_id": "oss",
            "secret": "env:VARDTRAD_TEST_WAY", "identity": ["employeeHsaId"], "accounts": "allEmployeeHsaIds",
            "unit": "healthCareUnitHsaId", "levels": {"loa3": 3}, "single_sign_on": True, "algorithms": ["RS256"],
        }  # fmt: skip
        ours(row)

        def shown(who: str, browser: Browser) -> Page:
            agent, where = Agent(), begun(browser, "kort")
            _status, back, body = agent.ask(where, {"sub": who})
            assert back, body
            return browser.open(to_us(back))

        browser = Browser()
        assert shown("rut", browser).address == f"/personal/{region.a.id}/"
        assert Session.objects.get().staff == rut.staff
        browser = Browser()
        page = shown("both", browser)
        assert page.main.one("h1").text == "Välj uppdrag"
        page = browser.send("/inloggning/uppdrag", {"who": "SE9921000015-P002"})
        assert page.address == "/personal/mottagningar"
        assert Session.objects.filter(staff=hugo.staff).count() == 1
        refused(shown("nobody", Browser()), "inte kopplat till någon behörighet")
        refused(shown("weak", Browser()), "inte tillräckligt säker")


@needs_node
def test_two_real_providers_are_not_mixed_up(modules, ours, alva) -> None:
    """A user who has begun with one provider is answered by another, which knows the same user."""
    with (
        npm_provider(modules) as honest,
        npm_provider(modules, redirect_uris=["http://localhost:8000/inloggning/annan/svar"]) as other,
    ):
        ours(honest.row(), other.row(id="annan"))
        browser = Browser()
        to_honest, to_other = begun(browser), begun(browser, "annan")
        state = parse_qs(urlsplit(to_honest).query)["state"][0]
        answer = other.logs_in(Agent(), to_other, ALVA)
        mixed = re.sub(r"state=[^&]+", f"state={state}", answer)
        refused(browser.open(mixed.replace("/annan/", "/prov/")), "annan tjänst")
        refused(browser.open(mixed), "annan webbläsare")
        assert not Session.objects.exists()
