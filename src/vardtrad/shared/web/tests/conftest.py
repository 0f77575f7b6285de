"""The tests of web have pages of their own: no subject, no login, no database."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client


@pytest.fixture
def own_pages(settings):
    """Serve the pages of tests/pages.py with the product's middleware."""
    settings.ROOT_URLCONF = "vardtrad.shared.web.tests.pages"
    if "vardtrad.shared.web.middleware.one_time_message" not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "vardtrad.shared.web.middleware.one_time_message"]


class Browser(Client):
    """Django's client, sending forms as our pages do: Django's own way is an upload, which no page of ours makes."""

    def post(self, path, data=None, content_type="application/x-www-form-urlencoded", **options):
        body = urlencode(data or {}, doseq=True) if isinstance(data, dict) or data is None else data
        return super().post(path, body, content_type, **options)


@pytest.fixture
def browser(own_pages):
    """A browser that gets an error page where Django's own client would raise."""
    return Browser(raise_request_exception=False)


@pytest.fixture
def strict_browser(own_pages):
    """The same client, with the CSRF check on as in production."""
    return Browser(raise_request_exception=False, enforce_csrf_checks=True)
