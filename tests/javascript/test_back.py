"""js/page.js: Back to a page that answered a form opens its address, never the browser's own question about sending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser

from tests.javascript.conftest import static_name

PAGE = """<!doctype html><html lang="sv"{posted}><title>{title}</title><script defer src="/page.js"></script>
<form method="post" action="/case/answer"><input name="text"><button>Send</button></form><a href="/other">Other</a>"""


@dataclass
class Site:
    """A small server whose pages no browser may keep, like the product's; it remembers what was asked."""

    origin: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    script = finders.find(static_name("page.js"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/page.js":
                return self._send(200, "text/javascript", Path(str(script)).read_bytes())
            if self.path == "/favicon.ico":
                return self._send(404, "text/plain", b"")
            there.asked.append(f"GET {self.path}")
            if self.path == "/case/answer":  # the address of a verb leads to what it belongs to
                self.send_response(302)
                self.send_header("Location", "/case")
                self.end_headers()
                return None
            return self._page(self.path, posted="")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            there.asked.append(f"POST {self.path}")
            self._page("refused", posted=" data-posted")

        def _page(self, title: str, *, posted: str) -> None:
            self._send(200, "text/html", PAGE.format(title=title, posted=posted).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there = Site(f"http://127.0.0.1:{server.server_address[1]}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield there
    server.shutdown()


def test_back_after_an_answer_to_a_form_opens_what_it_was_about(site: Site, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{site.origin}/case")
    page.get_by_role("button").click()
    page.wait_for_url("**/case/answer")
    assert page.title() == "refused"
    page.get_by_role("link").click()
    page.wait_for_url("**/other")
    site.asked.clear()
    page.go_back()
    assert page.url == f"{site.origin}/case"
    assert page.title() == "/case"
    assert site.asked == ["GET /case/answer", "GET /case"]
    page.context.close()


def test_a_page_that_answered_a_form_is_loaded_again_without_sending_it(site: Site, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{site.origin}/case")
    page.get_by_role("button").click()
    page.wait_for_url("**/case/answer")
    site.asked.clear()
    page.reload()
    assert page.title() == "/case"
    assert site.asked == ["GET /case/answer", "GET /case"]
    page.context.close()
