"""Providers that are down, slow, broken or hang: the login says so at once, and the others go on."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers import closed_port
from tests.reading import Browser
from vardtrad.gate.models import Trace
from vardtrad.shared.login.ways import at_once, attempts, kept, rows
from vardtrad.shared.login.ways.oidc import client
from vardtrad.shared.login.ways.oidc.metadata import provider_of
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.tests.oidc_answers import refused


def reasons():
    return [trace.detail["reason"] for trace in Trace.objects.filter(action="login", outcome="refused").order_by("at")]


def test_a_provider_that_is_down(provider, browser, alva, settings, caplog):
    settings.WAYS = [provider.row(issuer=f"http://127.0.0.1:{closed_port()}")]
    refused(browser.open("/inloggning/prov/"), "Det går inte att nå", 503)
    assert "svarade inte (ConnectionRefusedError)" in caplog.text


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_provider_that_breaks_in_the_middle(provider, browser, alva, path):
    back = provider.logs_in(browser)
    provider.status[path] = 500
    refused(browser.open(back), status=503)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_slow_provider_is_cut_off(provider, browser, alva, settings, path):
    settings.WAYS = [provider.row(seconds=0.3)]
    provider.drips.add(path)
    begin = time.monotonic()
    address = "/inloggning/prov/" if "well-known" in path else provider.logs_in(browser)
    refused(browser.open(address), status=503)
    assert time.monotonic() - begin < 3


def test_a_provider_that_is_down_is_left_in_peace_after_some_tries(provider, browser, alva):
    provider.status["/.well-known/openid-configuration"] = 503
    for _try in range(kept.FAILURES + 3):
        refused(browser.open("/inloggning/prov/"), "Det går inte att nå", 503)
    assert len(provider.asked) == kept.FAILURES


def test_a_hiccup_of_the_provider_closes_the_way_for_nobody(provider, browser, alva):
    provider.status["/.well-known/openid-configuration"] = 503
    refused(browser.open("/inloggning/prov/"), "Det går inte att nå", 503)
    del provider.status["/.well-known/openid-configuration"]
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"


def test_what_a_stranger_puts_into_a_login_closes_the_way_for_nobody_else(provider, browser, alva, settings):
    """A code at which the provider hangs or breaks, again and again: the next login of somebody else works."""
    settings.WAYS = [provider.row(seconds=0.2)]
    for kind in ("drips", "status"):
        for _try in range(kept.FAILURES + 1):
            thief = Browser()
            back = provider.logs_in(thief)
            provider.drips.update({"/token"} if kind == "drips" else ())
            provider.status.update({"/token": 500} if kind == "status" else {})
            refused(thief.open(back), status=503)
            provider.drips.clear()
            provider.status.clear()
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/me"])
def test_a_provider_that_hangs_takes_half_of_the_threads_at_most(provider, settings, path):
    """The others are told at once, and their threads serve those who are logged in already."""
    settings.WAYS = [provider.row(seconds=1.4, userinfo=True)]
    way = rows.way_of("prov")
    if path != "/.well-known/openid-configuration":
        provider_of(way).metadata()
    provider.drips.add(path)
    attempt = attempts.begin("prov", "")
    code = {"code": "x", "iss": provider.issuer}

    def ask():
        begun, why = time.monotonic(), None
        try:
            if path == "/token":
                client.claims_of(provider_of(way), attempt, code, "http://x.example")
            elif path == "/me":
                client._userinfo(provider_of(way), f"{provider.issuer}/me", "token", "a-user")
            else:
                provider_of(way).metadata()
        except Stopped as stopped:
            why = stopped.why
        return why, time.monotonic() - begun

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: ask(), range(8)))
    waited = [seconds for why, seconds in answers if why is Why.DOWN]
    told = [seconds for why, seconds in answers if why is Why.BUSY]
    assert len(waited) + len(told) == 8
    assert len(waited) <= at_once.most() == 2
    assert max(told) < at_once.PATIENCE + 0.5


def test_whoever_finds_no_free_thread_is_told_to_try_again(provider, browser, alva, monkeypatch):
    monkeypatch.setattr(at_once, "most", lambda: 0)
    monkeypatch.setattr(at_once, "PATIENCE", 0.01)
    monkeypatch.setattr(at_once.LINE, "_since", [0.0])
    refused(browser.open("/inloggning/prov/"), "Många loggar in just nu", 503)


def test_metadata_grown_old_is_used_while_the_provider_is_down(provider, browser, alva, monkeypatch):
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"
    monkeypatch.setattr(kept, "FRESH_SECONDS", -1)
    provider.status["/.well-known/openid-configuration"] = 503
    assert browser.get("/inloggning/prov/").status_code == 302


def test_a_wrong_secret_is_our_own_fault(provider, browser, alva, monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    monkeypatch.setenv("VARDTRAD_TEST_WAY", "wrong secret")
    refused(browser.open(provider.logs_in(browser)), "fel inställt hos oss", 503)
    assert "invalid_client" in caplog.text
    assert "wrong secret" not in caplog.text
    monkeypatch.delenv("VARDTRAD_TEST_WAY")
    refused(browser.open(provider.logs_in(browser)), "fel inställt hos oss", 503)
