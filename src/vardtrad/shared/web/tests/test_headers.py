"""Every response protects the reader: nothing foreign, nothing inline, nothing cached."""

import re

import pytest

from vardtrad.shared.web.middleware import content_security_policy

STRICT = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


@pytest.mark.parametrize("address", ["/klart", "/finns-inte", "/fel", "/nekad/not_allowed", "/healthz"])
def test_every_page_has_the_strict_policy_and_is_never_kept(browser, address):
    answer = browser.get(address)
    assert answer["Content-Security-Policy"] == STRICT
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_static_files_may_be_kept(browser):
    answer = browser.get("/static/css/vardtrad.css")
    assert answer.status_code == 200
    assert "no-store" not in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == STRICT


def test_https_is_remembered_and_http_is_not(browser):
    assert "Strict-Transport-Security" in browser.get("/klart", secure=True)
    assert "Strict-Transport-Security" not in browser.get("/klart")


@pytest.mark.parametrize("live", ["", "/live", "https://vard.example/live"])
def test_the_policy_opens_nothing_for_a_live_process_of_the_same_origin(live):
    assert content_security_policy(live, "https://vard.example") == STRICT


def test_the_policy_allows_a_live_process_at_another_origin():
    policy = content_security_policy("https://live.vard.example/x", "https://vard.example")
    assert policy == f"{STRICT}; connect-src 'self' https://live.vard.example"


def test_a_page_has_nothing_inline_and_nothing_foreign(browser):
    page = browser.get("/klart").content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|data:", page)
    assert not re.search(r"(?:href|src|action)=\"(?!/|#|tel:|\")", page)
